"""The template: a process with all heavy modules loaded, which forks itself for every attempt.

Started as ``python -m ifcworks.jobs.sandbox.template CONTROL_FD PACKAGE…``. It stays
single-threaded, because a fork copies only one thread. One message on the control socket (a Unix
socket that keeps message boundaries) asks for one attempt: the path of its folder, with three file
descriptors attached: status, events, log. To ``status`` go the process id when the attempt has
started and how it ended when it has. When the control socket closes, the service is gone: the
template ends all attempts and itself.

The template is also who is left with the helpers of an attempt that has ended (it is their
"subreaper"), and ends those too, so that nothing of an attempt outlives it.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import time
import traceback
from pathlib import Path
from typing import Any, NoReturn

from ifcworks.jobs.sandbox import child
from ifcworks.jobs.sandbox.processes import children
from ifcworks.jobs.sandbox.request import MESSAGE, READY
from ifcworks.operations.registry import Registry

_PR_SET_CHILD_SUBREAPER = 36
_SWEEP_SECONDS = 0.05
_END_SECONDS = 2.0


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
        _leave_the_end_to_the_service()
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self._selector.register(self._control, selectors.EVENT_READ)
        try:
            self._control.send(READY)
            self._serve()
        finally:
            self._end_all()

    def _serve(self) -> None:
        strays = False
        while True:
            for key, _ in self._selector.select(_SWEEP_SECONDS if strays else None):
                if key.fileobj is not self._control:
                    self._reap(key.fd)
                    strays = True
                    continue
                message, fds, _, _ = socket.recv_fds(self._control, MESSAGE, 3)
                if not message:
                    return
                self._fork(Path(os.fsdecode(message)), *fds)
            strays = strays and self._end_strays()

    def _fork(self, folder: Path, status: int, events: int, log: int) -> None:
        parent = os.getpid()
        try:
            pid = os.fork()
        except OSError as error:
            self._tell(status, {"failed": error.strerror})
            for descriptor in (status, events, log):
                os.close(descriptor)
            return
        if pid == 0:
            try:
                self._become_attempt(folder, parent, status, events, log)
            finally:
                os._exit(child.EXIT_WITHOUT_OUTCOME)
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
        # Before the wait, the number still belongs to the attempt and can mean nobody else.
        _kill_group(pid)
        _, code, usage = os.wait4(pid, 0)
        ended = {
            "exit": os.waitstatus_to_exitcode(code),
            "peak_memory": usage.ru_maxrss * 1024,
            "cpu_seconds": usage.ru_utime + usage.ru_stime,
        }
        self._tell(status, ended)
        os.close(status)

    def _end_strays(self) -> bool:
        """End what attempts that have ended left behind; whether some may still be there."""
        attempts = {pid for pid, _ in self._running.values()}
        left = False
        for pid in children(os.getpid()):
            # One that is still in the session of a running attempt is that one's helper.
            with contextlib.suppress(OSError):
                if pid in attempts or (os.getsid(pid) in attempts and not _ended(pid)):
                    continue
                os.kill(pid, signal.SIGKILL)
                if os.waitpid(pid, os.WNOHANG) == (0, 0):
                    left = True
        return left

    def _end_all(self) -> None:
        for pid, _ in self._running.values():
            _kill_group(pid)
        self._running.clear()
        deadline = time.monotonic() + _END_SECONDS
        while self._end_strays() and time.monotonic() < deadline:
            time.sleep(_SWEEP_SECONDS / 10)

    @staticmethod
    def _tell(status: int, message: dict[str, Any]) -> None:
        try:
            os.write(status, (json.dumps(message) + "\n").encode())
        except BrokenPipeError:
            return  # whoever asked has gone; the attempt is of no interest any more


def _leave_the_end_to_the_service() -> None:
    # It says so by closing the socket, also when Ctrl-C or a service manager tells everybody.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN)


def _kill_group(pid: int) -> None:
    """Kill an attempt that has not been waited for, and its process group, if it has one yet."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def _ended(pid: int) -> bool:
    """Whether a child has ended and only waits to be waited for."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _load(modules: list[str]) -> None:
    for module in modules:
        try:
            importlib.import_module(module)
        except Exception:
            # Attempts that need it will say so; the others need not suffer.
            print(f"module {module} cannot be loaded beforehand:", file=sys.stderr)  # noqa: T201
            traceback.print_exc()


def main() -> None:
    """Load everything, then serve."""
    _leave_the_end_to_the_service()
    control = socket.socket(fileno=int(sys.argv[1]))
    try:
        registry = Registry.discover(*sys.argv[2:])
        _load(registry.preload())
    except BaseException as error:
        reason = f"{type(error).__name__}: {error}"
        control.send(reason.encode("utf-8", "replace")[:MESSAGE])
        raise
    gc.collect()
    gc.freeze()  # keeps the collector from copying the shared pages in every attempt
    Template(control, registry).serve()
    # Native modules may complain about what they leave behind when Python takes itself apart.
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
