"""A service in a process of its own, as an operator starts it: ``python served.py DATA PORT``.

Unlike ``server.py`` it is no fork of anything, so that its memory is its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx2

from support.services import PATIENCE, python_path, wait_until


class Served:
    """A running service; ``process`` may be ended and ``start`` called again."""

    def __init__(self, data: Path, log: Path, port: int) -> None:
        self.data = data
        self.log = log
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.start()

    def start(self) -> None:
        """Start, and wait until it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, __file__, str(self.data), str(self.port)],
                env={**os.environ, "PYTHONPATH": python_path()},
                stdout=log,
                stderr=log,
            )
        wait_until(self._answers)

    def end(self, *, kill: bool = False) -> int:
        """SIGTERM or SIGKILL, and wait; answers the exit code."""
        if kill:
            self.process.kill()
        else:
            self.process.terminate()
        return self.process.wait(PATIENCE)

    def _answers(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        with suppress(httpx2.TransportError):
            return httpx2.get(f"{self.url}/health/live").is_success
        return False


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """A service with its data in this folder; no process is left behind."""
    from support.server import free_port

    server = Served(folder / "data", folder / "log", free_port())
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.end(kill=True)


def _main(data: str, port: str) -> None:
    import uvicorn

    from ifcworks.api.app import create_app
    from ifcworks.settings import Settings
    from ifcworks.wiring import connect

    settings = Settings(data=Path(data), operations=["support.toys"], slots=2)
    app = create_app(connect(settings))
    uvicorn.run(app, port=int(port), log_level="warning", timeout_graceful_shutdown=5)


if __name__ == "__main__":
    _main(*sys.argv[1:])
