"""How much memory a process has had."""

from __future__ import annotations

from pathlib import Path


def peak_kb() -> int:
    """The most memory that this process has had, in KiB.

    What ``getrusage`` says starts with the peak of the process that this one was forked from.
    """
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    raise RuntimeError("the system does not tell the peak of a process's memory")
