"""Child processes that may crash, hang or eat memory, and what became of them.

A child is forked, so it sees the opened model without reading it again. It gets commands through
one pipe and answers through another: nothing is shared with other children, so one that dies
holds no lock and spoils no answer of theirs.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import fcntl
import gc
import os
import resource
import signal
import stat
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn

from ifcworks.ifc.geometry.model import Reason

ChildTarget = Callable[["Connection[Any, Any]", "Connection[Any, Any]"], None]

_PR_SET_PDEATHSIG = 1
_EXIT_OUT_OF_MEMORY = 77
_EXIT_RAISED = 78
_NEAR_LIMIT = 0.8
_LEAST_MEMORY = 256 << 20
_WITHOUT_LIMIT = 4 << 30


@dataclass(frozen=True)
class Ending:
    """Why a child ended: a stable word, a sentence, and the name of the signal, if it was one."""

    reason: Reason
    detail: str
    signal: str | None = None


class Child:
    """A forked process that runs ``target(commands, answers)``.

    Args:
        target: receives commands and sends answers until the commands end.
        memory: bytes that the child may allocate on top of what it inherits.
        siblings: children whose pipes this one must not keep open.
    """

    def __init__(self, target: ChildTarget, memory: int, siblings: Iterable[Child]) -> None:
        self.memory = memory
        child_commands, self.commands = Pipe(duplex=False)
        self.answers, child_answers = Pipe(duplex=False)
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        self._inherited = _resident()
        self.pid = os.fork()
        if self.pid == 0:
            for sibling in siblings:
                sibling.commands.close()
                sibling.answers.close()
            self.commands.close()
            self.answers.close()
            _be_child(target, child_commands, child_answers, parent, memory)
        child_commands.close()
        child_answers.close()

    def kill(self) -> None:
        """End the child now, whatever it does."""
        self._close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)

    def ending(self) -> Ending:
        """Wait for a child that has ended its answers, and say why it ended."""
        self._close()
        _, status, usage = os.wait4(self.pid, 0)
        limit = f"{self.memory >> 20} MiB"
        if os.WIFEXITED(status):
            if os.WEXITSTATUS(status) == _EXIT_OUT_OF_MEMORY:
                return Ending("out-of-memory", f"It needed more memory than {limit}.")
            return Ending("failed", "The geometry kernel raised an error.")
        number = os.WTERMSIG(status)
        name = signal.Signals(number).name
        if number == signal.SIGKILL:
            return Ending("out-of-memory", f"The system ended it ({name}): too little memory.")
        if usage.ru_maxrss * 1024 - self._inherited > _NEAR_LIMIT * self.memory:
            return Ending("out-of-memory", f"It crashed ({name}) at its memory limit of {limit}.")
        return Ending("crashed", f"The geometry kernel crashed ({name}).", name)

    def _close(self) -> None:
        self.commands.close()
        self.answers.close()


def memory_of_each(processes: int) -> int:
    """Bytes that each of several children may allocate beside each other.

    What the own limit leaves is divided, so that a child fails and not the process it came from.
    """
    limit, _ = resource.getrlimit(resource.RLIMIT_DATA)
    free = _WITHOUT_LIMIT if limit == resource.RLIM_INFINITY else limit - _own_data()
    return max(_LEAST_MEMORY, int(free * 0.9) // max(processes, 1))


def _own_data() -> int:
    """Bytes of this process that count against RLIMIT_DATA."""
    return _status("VmData:")


def _resident() -> int:
    """Bytes of this process that are in memory."""
    return _status("VmRSS:")


def _status(name: str) -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(name):
            return int(line.split()[1]) * 1024
    return 0


def _be_child(
    target: ChildTarget,
    commands: Connection[Any, Any],
    answers: Connection[Any, Any],
    parent: int,
    memory: int,
) -> NoReturn:
    code = _EXIT_RAISED
    try:
        libc = ctypes.CDLL(None)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(0)
        _read_files_apart()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        # A crash is expected here and reported by the parent: no core file, no stack dump.
        faulthandler.disable()
        _limit(resource.RLIMIT_CORE, 0)
        _limit(resource.RLIMIT_DATA, _own_data() + memory)
        _exit_when_out_of_memory()
        # What was inherited is never garbage here; looking through it would copy its pages.
        gc.freeze()
        target(commands, answers)
        code = 0
    except MemoryError:
        code = _EXIT_OUT_OF_MEMORY
    except (EOFError, BrokenPipeError):
        code = 0
    finally:
        os._exit(code)


def _read_files_apart() -> None:
    """Have an own position in every file that was inherited open for reading.

    A model that was opened lazily is read from its file as it is used. Processes that share the
    position would take each other's bytes for theirs.
    """
    for entry in list(Path("/proc/self/fd").iterdir()):
        number = int(entry.name)
        with contextlib.suppress(OSError):
            flags = fcntl.fcntl(number, fcntl.F_GETFL)
            is_file = stat.S_ISREG(os.fstat(number).st_mode)
            if is_file and flags & os.O_ACCMODE == os.O_RDONLY:
                own = os.open(f"/proc/self/fd/{number}", flags | os.O_CLOEXEC)
                os.lseek(own, os.lseek(number, 0, os.SEEK_CUR), os.SEEK_SET)
                os.dup2(own, number, inheritable=False)
                os.close(own)


def _limit(which: int, value: int) -> None:
    _, hard = resource.getrlimit(which)
    allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (allowed, hard))


def _exit_when_out_of_memory() -> None:
    """Have C++ end this process with a telling code when an allocation fails.

    Otherwise a kernel catches its ``bad_alloc`` and goes on as if the element had no geometry,
    or dies of it with a signal that looks like any other crash.
    """
    try:
        library = ctypes.CDLL("libstdc++.so.6")
        library["_ZSt15set_new_handlerPFvvE"](_OUT_OF_MEMORY_HANDLER)
    except (OSError, AttributeError):
        # Another C++ runtime: such deaths are then told by their memory use alone.
        return


_OUT_OF_MEMORY_HANDLER = ctypes.CFUNCTYPE(None)(lambda: os._exit(_EXIT_OUT_OF_MEMORY))
