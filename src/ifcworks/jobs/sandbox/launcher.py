"""Start attempts: ask a template process, which is started when it is missing, to fork one."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ifcworks.errors import ServiceUnavailable
from ifcworks.jobs.sandbox.request import MESSAGE, READY, Request

READY_SECONDS = 120.0

END_SECONDS = 3.0

Stop = Callable[[], None]
StartTemplate = Callable[[socket.socket, socket.socket, Sequence[str]], Stop]


def exec_template(ours: socket.socket, theirs: socket.socket, packages: Sequence[str]) -> Stop:
    """Start the template as a new Python process with everything loaded: for services.

    Args:
        ours: this process's end of the control socket.
        theirs: the template's end.
        packages: where the operations are found; empty for those of ifcworks.
    """
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "ifcworks.jobs.sandbox.template",
            str(theirs.fileno()),
            *packages,
        ],
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
        process_group=0,  # Ctrl-C is for the service, also before the template can ignore it
        # Threads of numeric libraries do not survive a fork and gain nothing here.
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
    )

    def stop() -> None:
        # The socket has closed, so that it ends all attempts and itself.
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    return stop


def fork_template(ours: socket.socket, theirs: socket.socket, packages: Sequence[str]) -> Stop:
    """Fork this process into a template: for the command line, which has no other threads yet.

    Nothing is loaded beforehand, because a single attempt pays for what it uses either way.
    """
    pid = os.fork()
    if pid == 0:
        from ifcworks.jobs.sandbox.template import Template
        from ifcworks.operations.registry import Registry

        try:
            ours.close()  # or the template would never see that this process has gone
            Template(theirs, Registry.discover(*packages)).serve()
        finally:
            os._exit(0)

    def stop() -> None:
        deadline = time.monotonic() + END_SECONDS
        while os.waitpid(pid, os.WNOHANG) == (0, 0):
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                return
            time.sleep(0.002)

    return stop


@dataclass
class Handle:
    """The service's ends of the pipes of one attempt: file descriptors to read."""

    status: int
    events: int
    log: int

    def close(self) -> None:
        """Close all ends."""
        for descriptor in (self.status, self.events, self.log):
            os.close(descriptor)


class Launcher:
    """Starts attempts.

    Args:
        start: how to start the template process that forks them.
        packages: where the operations are found; empty for those of ifcworks.
    """

    def __init__(self, start: StartTemplate, packages: Sequence[str] = ()) -> None:
        self._start = start
        self._packages = tuple(packages)
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._stop_template: Stop = lambda: None

    def warm_up(self) -> None:
        """Start the template now rather than with the first attempt.

        Raises:
            ServiceUnavailable: it does not come up.
        """
        with self._lock:
            self._template()

    def launch(self, request: Request, folder: Path) -> Handle:
        """Start an attempt at ``request`` in the empty folder ``folder``.

        Raises:
            ServiceUnavailable: the template process does not come up.
        """
        request.write(folder)
        reading: list[int] = []
        writing: list[int] = []
        try:
            for _ in range(3):
                ours, theirs = os.pipe()
                reading.append(ours)
                writing.append(theirs)
            self._send(os.fsencode(folder), writing)
        except (OSError, ServiceUnavailable) as error:
            for descriptor in reading:
                os.close(descriptor)
            raise ServiceUnavailable(f"No process can be started: {error}") from error
        finally:
            for descriptor in writing:
                os.close(descriptor)
        return Handle(*reading)

    def close(self) -> None:
        """End the template, with all its attempts. The next attempt starts another."""
        with self._lock:
            self._stop()

    def _send(self, message: bytes, descriptors: list[int]) -> None:
        with self._lock:
            try:
                socket.send_fds(self._template(), [message], descriptors)
            except OSError:  # the template has died since the last attempt
                self._stop()
                socket.send_fds(self._template(), [message], descriptors)

    def _template(self) -> socket.socket:
        if self._control is None:
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                try:
                    self._stop_template = self._start(ours, theirs, self._packages)
                except OSError:
                    ours.close()
                    raise
            self._control = ours
            ours.settimeout(READY_SECONDS)
            try:
                said = ours.recv(MESSAGE)
            except OSError:
                said = b""
            if said != READY:
                self._stop()
                reason = said.decode("utf-8", "replace") or "see the service's log"
                raise ServiceUnavailable(
                    f"The process that starts attempts does not come up ({reason})."
                )
        return self._control

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
            self._stop_template()
