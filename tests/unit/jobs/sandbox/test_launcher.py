"""Starting attempts, and what is said when that does not work."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ifcworks.errors import ServiceUnavailable
from ifcworks.jobs.sandbox.launcher import Launcher, exec_template
from ifcworks.jobs.sandbox.request import Outcome, Request
from ifcworks.jobs.sandbox.supervise import Limits, Supervisor
from support.processes import alive, children
from support.services import wait_until

REQUEST = Request("behave", {"number": 3}, {}, 0, 1)


@pytest.fixture
def launcher(toys_found: None) -> Iterator[Launcher]:
    launcher = Launcher(exec_template, ["support.toys"])
    yield launcher
    launcher.close()


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def attempt(launcher: Launcher, folder: Path) -> object:
    folder.mkdir()
    handle = launcher.launch(REQUEST, folder)
    return (
        Supervisor(handle, folder, Limits(60, 0), lambda f, m: None, lambda: None).watch().outcome
    )


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty package of operations, which template processes find as ``broken``."""
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "__init__.py").touch()
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{os.environ.get('PYTHONPATH', '')}")
    return folder


def test_an_operation_module_that_cannot_be_imported_is_named(package: Path) -> None:
    (package / "bad.py").write_text("import no_such_module_at_all\n")
    launcher = Launcher(exec_template, ["broken"])
    before = children(os.getpid())

    with pytest.raises(ServiceUnavailable, match=r"ModuleNotFoundError: .*no_such_module_at_all"):
        launcher.warm_up()

    assert children(os.getpid()) == before


OPERATION = """
from ifcworks.operations.base import OperationParams, OperationResult, operation

@operation("op", title="Op", preload=("no_such_module_at_all",))
def op(params: OperationParams, work) -> OperationResult:
    'Do nothing.'
"""


def test_a_module_that_cannot_be_loaded_beforehand_stops_nobody(
    toys_found: None, package: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (package / "op.py").write_text(OPERATION)
    launcher = Launcher(exec_template, ["support.toys", "broken"])

    try:
        assert attempt(launcher, tmp_path / "attempt") == Outcome(None, ["answer.txt"])
    finally:
        launcher.close()

    assert "no_such_module_at_all cannot be loaded beforehand" in capfd.readouterr().err


def test_a_failed_launch_leaks_no_descriptors(tmp_path: Path, package: Path) -> None:
    (package / "bad.py").write_text("raise SystemExit('broken')\n")
    launcher = Launcher(exec_template, ["broken"])
    folder = tmp_path / "attempt"
    folder.mkdir()
    before = descriptors()

    for _ in range(3):
        with pytest.raises(ServiceUnavailable, match="No process can be started"):
            launcher.launch(REQUEST, folder)

    assert descriptors() == before


def test_too_few_descriptors_are_told_and_pass(launcher: Launcher, tmp_path: Path) -> None:
    launcher.warm_up()
    folder = tmp_path / "attempt"
    folder.mkdir()
    before = descriptors()
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    lowest = os.dup(0)
    os.close(lowest)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest + 3, limits[1]))
    try:
        with pytest.raises(ServiceUnavailable, match="Too many open files"):
            launcher.launch(REQUEST, folder)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)

    assert descriptors() == before
    assert attempt(launcher, tmp_path / "next") == Outcome(None, ["answer.txt"])


def test_closed_it_starts_another_template(launcher: Launcher, tmp_path: Path) -> None:
    assert attempt(launcher, tmp_path / "1") == Outcome(None, ["answer.txt"])
    launcher.close()
    assert attempt(launcher, tmp_path / "2") == Outcome(None, ["answer.txt"])


FORKED = """
import os, sys, time
from pathlib import Path
from ifcworks.jobs.sandbox.launcher import Launcher, fork_template
from ifcworks.jobs.sandbox.request import Request

launcher = Launcher(fork_template, ["support.toys"])
folder = Path(sys.argv[1])
params = {"manner": "fork-and-hang", "marker": sys.argv[2]}
launcher.launch(Request("behave", params, {}, 0, 1), folder)
time.sleep(300)
"""


def test_a_forked_template_ends_with_a_killed_command(toys_found: None, tmp_path: Path) -> None:
    marker, folder = tmp_path / "helper", tmp_path / "attempt"
    folder.mkdir()
    command = subprocess.Popen([sys.executable, "-c", FORKED, str(folder), str(marker)])
    helper = int(wait_until(lambda: marker.exists() and marker.read_text()))
    [template] = children(command.pid)
    [attempt] = children(template)

    command.kill()
    command.wait()

    wait_until(lambda: not any(alive(pid) for pid in (template, attempt, helper)))
