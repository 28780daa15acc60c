"""The template: a process with all heavy modules loaded, which forks itself for every attempt.

Started as ``python -m ifcworks.jobs.sandbox.template CONTROL_FD PACKAGE…``. It stays
single-threaded, because a fork copies only one thread. One message on the control socket (a Unix
socket that keeps message boundaries) asks for one attempt: the path of its folder, with three file
descriptors attached: status, events, log. To ``status`` go the process id when the attempt has
started and how it ended when it has. When the control socket closes, the service is gone: the
template ends, and the kernel ends the attempts with it.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
from pathlib import Path
from typing import NoReturn

from ifcworks.jobs.sandbox import child
from ifcworks.operations.registry import Registry

MESSAGE = 4096


class Template:
    """Forks attempts and tells how they ended.

    Args:
        control: where requests come from.
        registry: the operations that can be asked for.
    """

    def __init__(self, control: socket.socket, registry: Registry) -> None:
        self._control = control
        self._registry = registry
        self._running: dict[int, tuple[int, int]] = {}  # pidfd → (pid, status)
        self._selector = selectors.DefaultSelector()

    def serve(self) -> None:
        """Fork on request until the control socket closes."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the service's to handle
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        self._selector.register(self._control, selectors.EVENT_READ)
        self._control.send(b"ready")
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._control:
                    message, fds, _, _ = socket.recv_fds(self._control, MESSAGE, 3)
                    if not message:
                        return
                    self._fork(Path(os.fsdecode(message)), *fds)
                else:
                    self._reap(key.fd)

    def _fork(self, folder: Path, status: int, events: int, log: int) -> None:
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._become_attempt(folder, parent, status, events, log)
        os.close(events)
        os.close(log)
        pidfd = os.pidfd_open(pid)
        self._running[pidfd] = (pid, status)
        self._selector.register(pidfd, selectors.EVENT_READ)
        self._tell(status, {"pid": pid})

    def _become_attempt(
        self, folder: Path, parent: int, status: int, events: int, log: int
    ) -> NoReturn:
        self._selector.close()
        self._control.close()
        os.close(status)
        for pidfd, (_, other) in self._running.items():
            os.close(pidfd)
            os.close(other)
        child.run(folder, self._registry, parent, events, log)

    def _reap(self, pidfd: int) -> None:
        pid, status = self._running.pop(pidfd)
        self._selector.unregister(pidfd)
        os.close(pidfd)
        _, code, usage = os.wait4(pid, 0)
        ended = {
            "exit": os.waitstatus_to_exitcode(code),
            "peak_memory": usage.ru_maxrss * 1024,
            "cpu_seconds": usage.ru_utime + usage.ru_stime,
        }
        self._tell(status, ended)
        os.close(status)

    @staticmethod
    def _tell(status: int, message: dict[str, float]) -> None:
        try:
            os.write(status, (json.dumps(message) + "\n").encode())
        except BrokenPipeError:
            return  # whoever asked has gone; the attempt is of no interest any more


def main() -> None:
    """Load everything, then serve."""
    control = socket.socket(fileno=int(sys.argv[1]))
    registry = Registry.discover(*sys.argv[2:])
    for module in registry.preload():
        importlib.import_module(module)
    gc.collect()
    gc.freeze()  # keeps the collector from copying the shared pages in every attempt
    Template(control, registry).serve()


if __name__ == "__main__":
    main()
