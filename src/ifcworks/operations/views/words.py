"""Values in a line of a terminal."""

from __future__ import annotations

from typing import Any


def word(value: Any) -> str:
    """A value in one line; nothing and an empty text can be told apart."""
    if value is None:
        return "none"
    return '""' if value == "" else " ".join(str(value).split())
