"""Whether a STEP file refers to instances that are not in it, without parsing it.

ifcopenshell 0.9 ends the process when it reads such a reference of a model that was opened lazily;
opened as a whole, the reference reads as empty.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

_CHUNK = 1 << 24
_DIGITS = 18
_HASH, _ZERO, _EQUALS = b"#"[0], b"0"[0], b"="[0]
_BLANK = b" "[0]
_LARGEST = 1 << 26
"""Up to this number a table with a place for each is used, which is much faster."""


def refers_to_nothing(path: Path) -> bool:
    """Whether there is a number that is referred to, but defined nowhere.

    Texts and comments are looked at too: what looks like a reference there counts as one.
    """
    defined: list[npt.NDArray[np.int64]] = []
    used: list[npt.NDArray[np.int64]] = []
    with path.open("rb") as stream:
        rest = b""
        while chunk := stream.read(_CHUNK):
            text = rest + chunk
            cut = text.rfind(b";") + 1 or len(text)
            rest = text[cut:]
            _note(text[:cut], defined, used)
        _note(rest, defined, used)
    known, wanted = np.concatenate(defined), np.concatenate(used)
    if known.max(initial=0) > _LARGEST:
        return not bool(np.isin(wanted, known).all())
    there = np.zeros(_LARGEST + 1, bool)
    there[known] = True
    return bool(wanted.max(initial=0) > _LARGEST) or not bool(there[wanted].all())


def _note(
    text: bytes, defined: list[npt.NDArray[np.int64]], used: list[npt.NDArray[np.int64]]
) -> None:
    """Add the numbers that a piece of text defines, and those that it refers to."""
    block = np.frombuffer(text + b" " * (_DIGITS + 2), np.uint8)
    ahead = np.flatnonzero(block == _HASH) + 1
    numbers = np.zeros(len(ahead), np.int64)
    starts = ahead
    for _ in range(_DIGITS):
        digits = block[ahead] - _ZERO  # wraps below 0, so that all others are above 9
        live = digits <= 9
        if not live.any():
            break
        numbers = np.where(live, numbers * 10 + digits, numbers)
        ahead = ahead + live
    is_number = ahead > starts
    numbers, ahead = numbers[is_number], ahead[is_number]
    while (blank := (block[ahead] <= _BLANK) & (ahead < len(text))).any():
        ahead = ahead + blank
    defines = block[ahead] == _EQUALS
    defined.append(numbers[defines])
    used.append(numbers[~defines])
