"""Start attempts: ask a template process, which is started when it is missing, to fork one."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ifcworks.errors import ServiceUnavailable
from ifcworks.jobs.sandbox.request import Request

READY_SECONDS = 120.0

Stop = Callable[[], None]
StartTemplate = Callable[[socket.socket, Sequence[str]], Stop]


def exec_template(control: socket.socket, packages: Sequence[str]) -> Stop:
    """Start the template as a new Python process with everything loaded: for services.

    Args:
        control: the template's end of the control socket.
        packages: where the operations are found; empty for those of ifcworks.
    """
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "ifcworks.jobs.sandbox.template",
            str(control.fileno()),
            *packages,
        ],
        pass_fds=[control.fileno()],
        stdin=subprocess.DEVNULL,
        # Threads of numeric libraries do not survive a fork and gain nothing here.
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
    )

    def stop() -> None:
        process.kill()
        process.wait()

    return stop


def fork_template(control: socket.socket, packages: Sequence[str]) -> Stop:
    """Fork this process into a template: for the command line, which has no other threads yet.

    Nothing is loaded beforehand, because a single attempt pays for what it uses either way.
    """
    pid = os.fork()
    if pid == 0:
        from ifcworks.jobs.sandbox.template import Template
        from ifcworks.operations.registry import Registry

        try:
            Template(control, Registry.discover(*packages)).serve()
        finally:
            os._exit(0)

    def stop() -> None:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)

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
        pairs = [os.pipe() for _ in range(3)]
        handle = Handle(*(reading for reading, _ in pairs))
        message, writing = os.fsencode(folder), [writing for _, writing in pairs]
        try:
            with self._lock:
                try:
                    socket.send_fds(self._template(), [message], writing)
                except OSError:  # the template has died since the last attempt
                    self._stop()
                    socket.send_fds(self._template(), [message], writing)
        except (OSError, ServiceUnavailable) as error:
            handle.close()
            raise ServiceUnavailable(f"No process can be started: {error}") from error
        finally:
            for descriptor in writing:
                os.close(descriptor)
        return handle

    def close(self) -> None:
        """End the template, and with it every attempt that still runs."""
        with self._lock:
            self._stop()

    def _template(self) -> socket.socket:
        if self._control is None:
            self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                self._stop_template = self._start(theirs, self._packages)
            self._control.settimeout(READY_SECONDS)
            try:
                ready = self._control.recv(16)
            except OSError:
                ready = b""
            if ready != b"ready":
                self._stop()
                raise ServiceUnavailable(
                    "The process that starts attempts does not come up; see the service's log."
                )
        return self._control

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
            self._stop_template()
