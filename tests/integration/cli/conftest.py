"""The command line in a folder of its own, and services that it runs."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.command import COMMAND, Cli, InProcess, Service


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    return Cli(tmp_path)


@pytest.fixture
def inside(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> InProcess:
    """The command in the folder and environment of ``cli``, but in this process."""
    monkeypatch.chdir(cli.folder)
    for name, value in cli.environment.items():
        if name in ("COLUMNS", "IFCWORKS_OPERATIONS", "IFCWORKS_URL"):
            monkeypatch.setenv(name, value)
    return InProcess(capsys)


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Service]]:
    """Starts services; they are stopped at the end."""
    started: list[Service] = []

    def start(*words: str) -> Service:
        folder = tmp_path_factory.mktemp("service")
        cli = Cli(folder)
        with (folder / "log").open("w") as log:
            process = subprocess.Popen(
                [COMMAND, "serve", "--port", "0", "--data", folder / "data", *words],
                cwd=folder,
                env=cli.environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        assert line.startswith("ifcworks is ready on http://127.0.0.1:"), (
            line + (folder / "log").read_text()
        )
        url = line.rpartition(" ")[2]
        cli.environment["IFCWORKS_URL"] = url
        started.append(Service(process, url, cli))
        return started[-1]

    yield start
    for service in started:
        if service.process.poll() is None:
            service.stop()
        service.process.communicate()
