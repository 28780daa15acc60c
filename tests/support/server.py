"""A real service in a process of its own, reached over HTTP, to be killed and started again."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from support.processes import alive
from support.services import PATIENCE, python_path, wait_until

Fork = Callable[[Path, int, Path], int]


@pytest.fixture(scope="session")
def fork_server() -> Iterator[Fork]:
    """Starts a service: data folder, port and log file in, process id out."""
    forks = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("server_main.py"))],
        env={**os.environ, "PYTHONPATH": python_path()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert forks.stdin
    assert forks.stdout

    def fork(data: Path, port: int, log: Path) -> int:
        forks.stdin.write(json.dumps([str(data), port, str(log)]) + "\n")
        forks.stdin.flush()
        return int(forks.stdout.readline())

    with forks:
        yield fork


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """A service on ``data``; use as a context manager, so that no process is left behind."""

    def __init__(self, fork: Fork, data: Path, log: Path) -> None:
        self.data = data
        self.pid = 0
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.client = httpx2.Client(base_url=self.url, timeout=PATIENCE)
        self._fork = fork
        self._log = log

    def start(self) -> None:
        """Start, and wait until it answers."""
        self.pid = self._fork(self.data, self.port, self._log)
        wait_until(self._answers)

    def _answers(self) -> bool:
        assert alive(self.pid), self._log.read_text()
        try:
            return self.client.get("/health/live", timeout=5).is_success
        except httpx2.TransportError:
            return False

    def kill(self, *, with_template: bool = False) -> None:
        """``kill -9``: the service alone, or everything of its process group at once."""
        (os.killpg if with_template else os.kill)(self.pid, signal.SIGKILL)
        wait_until(lambda: not alive(self.pid))

    def terminate(self) -> None:
        """SIGTERM, and wait until the service has ended."""
        os.kill(self.pid, signal.SIGTERM)
        wait_until(lambda: not alive(self.pid))

    def submit(self, operation: str = "behave", **params: Any) -> str:
        """Ask for a job; answers its id."""
        answer = self.client.post(
            f"/api/v1/operations/{operation}/jobs", json={"parameters": params, "force": True}
        )
        assert answer.status_code == 202, answer.text
        job_id: str = answer.json()["id"]
        return job_id

    def job(self, job_id: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.client.get(f"/api/v1/jobs/{job_id}").raise_for_status().json()
        return answer

    def final(self, job_id: str) -> dict[str, Any]:
        """The job when it has ended."""

        def ended() -> dict[str, Any] | None:
            job = self.job(job_id)
            return job if job["state"] in {"succeeded", "failed", "cancelled"} else None

        return wait_until(ended, 2 * PATIENCE)

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *error: object) -> None:
        self.client.close()
        if self.pid and alive(self.pid):
            self.kill()
