"""Dates that writers put into their files.

Here they are set still, so that equal input gives equal bytes and results can be shared.
"""

from __future__ import annotations

import re
from pathlib import Path

_LOOK_AT = 4096
_PATTERNS = {
    "stp": (rb"(?<=,')\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?=')", b"1970-01-01T00:00:00"),
    "igs": (rb"(?<=15H)\d{8}\.\d{6}", b"19700101.000000"),
    "dae": (rb"(?<=ed>)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?=<)", b"1970-01-01T00:00:00"),
}


def fix_dates(path: Path, format_name: str) -> None:
    """Replace the dates in the head of a file by the beginning of 1970, byte for byte."""
    if format_name not in _PATTERNS:
        return
    pattern, still = _PATTERNS[format_name]
    with path.open("r+b") as file:
        head = file.read(_LOOK_AT)
        fixed = re.sub(pattern, still, head)
        if len(fixed) != len(head):
            raise RuntimeError("a date in the file has another length than expected")
        file.seek(0)
        file.write(fixed)
