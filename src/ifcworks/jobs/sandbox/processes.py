"""The processes of an attempt and how much memory they use together, from Linux' /proc."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path


def children(pid: int) -> list[int]:
    """Process ids of the children of a process, whichever of its threads started them."""
    found: list[int] = []
    # A process that ends meanwhile has none.
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            found.extend(int(child) for child in (thread / "children").read_text().split())
    return found


def _family(pid: int) -> list[int]:
    """The process and all its descendants."""
    found, waiting = [], [pid]
    while waiting:
        current = waiting.pop()
        found.append(current)
        waiting.extend(children(current))
    return found


def _kib(pid: int, file: str, field: str) -> int:
    try:
        for line in Path(f"/proc/{pid}/{file}").read_text().splitlines():
            if line.startswith(field):
                return int(line.split()[1])
    except OSError:
        pass  # it has ended
    return 0


def memory_used(pid: int, worth_asking: int) -> int:
    """Bytes of memory that a process and its descendants hold, shared pages counted once.

    Args:
        pid: the process.
        worth_asking: while a quick overestimate stays below this many bytes, that is the answer.
    """
    family = _family(pid)
    rough = 1024 * sum(_kib(member, "status", "VmRSS:") for member in family)
    if rough < worth_asking:
        return rough
    return 1024 * sum(_kib(member, "smaps_rollup", "Pss:") for member in family)


def end_leftovers(folder: Path) -> int:
    """Kill processes that work below a folder which nobody uses any more; answers how many.

    An attempt and its helpers work in the attempt's own folder. They die with the service, but a
    helper may outlive it if the template is killed in the same moment.
    """
    ended = 0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError):  # it has ended, or is somebody else's
            if (entry / "cwd").readlink().is_relative_to(folder):
                os.kill(int(entry.name), signal.SIGKILL)
                ended += 1
    return ended
