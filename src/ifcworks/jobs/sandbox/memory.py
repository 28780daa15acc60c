"""How much memory an attempt uses, all its processes together. Read from Linux' /proc."""

from __future__ import annotations

from pathlib import Path


def _family(pid: int) -> list[int]:
    """The process and all its descendants."""
    found, waiting = [], [pid]
    while waiting:
        current = waiting.pop()
        found.append(current)
        try:
            children = Path(f"/proc/{current}/task/{current}/children").read_text()
        except OSError:
            continue
        waiting.extend(int(child) for child in children.split())
    return found


def _kib(pid: int, file: str, field: str) -> int:
    try:
        for line in Path(f"/proc/{pid}/{file}").read_text().splitlines():
            if line.startswith(field):
                return int(line.split()[1])
    except OSError:
        pass  # it has ended
    return 0


def used(pid: int, worth_asking: int) -> int:
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
