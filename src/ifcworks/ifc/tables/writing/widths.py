"""How wide the columns of a sheet are."""

from __future__ import annotations

from itertools import islice
from typing import Any

_LOOKED_AT = 1000
_LEAST, _MOST = 8, 60


def width(header: str, values: list[Any]) -> int:
    """Characters that the header and most of the values need, within reason."""
    lengths = sorted(len(str(value)) for value in islice(values, _LOOKED_AT))
    usual = lengths[len(lengths) * 95 // 100] if lengths else 0
    return min(max(len(header) + 3, usual + 2, _LEAST), _MOST)
