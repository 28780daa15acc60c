"""The installed command, run as a user runs it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ifcworks.cli.main import run

TESTS = Path(__file__).parents[1]
COMMAND = Path(sys.executable).with_name("ifcworks")
PATIENCE = 60


@dataclass
class Cli:
    """The command in a folder of its own, with the toy operations beside the real ones."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        packages = ["ifcworks.operations", "support.toys", "support.crafts"]
        kept = {name: value for name, value in os.environ.items() if "IFCWORKS" not in name}
        self.environment = {
            **kept,
            "PYTHONPATH": str(TESTS),
            "IFCWORKS_OPERATIONS": json.dumps(packages),
            "COLUMNS": "80",
            "TMPDIR": str(self.folder / "tmp"),
        }
        (self.folder / "tmp").mkdir()

    def start(self, *words: str) -> subprocess.Popen[str]:
        """The running command."""
        return subprocess.Popen(
            [COMMAND, *words],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __call__(self, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """The command that has ended, with the exit code that it should have."""
        with self.start(*words) as process:
            out, err = process.communicate(timeout=PATIENCE)
        done = subprocess.CompletedProcess(list(words), process.returncode, out, err)
        assert done.returncode == code, f"{words} ended with {done.returncode}\n{out}\n{err}"
        # Not even what failed leaves anything behind.
        assert list((self.folder / "tmp").iterdir()) == []
        return done


@dataclass
class InProcess:
    """The command without a process: for what ends before one would be started."""

    capture: pytest.CaptureFixture[str]

    def __call__(self, *words: str, code: int = 0) -> tuple[str, str]:
        """What it printed on standard output and error, if it ends with this exit code."""
        ended = run(list(words))
        out, err = self.capture.readouterr()
        assert ended == code, f"{words} ended with {ended}\n{out}\n{err}"
        return out, err


@dataclass
class Service:
    """A service that ``ifcworks serve`` runs, and its client."""

    process: subprocess.Popen[str]
    url: str
    cli: Cli

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)
