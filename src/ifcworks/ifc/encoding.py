"""Values as the text of a STEP file (ISO 10303-21)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

_SPECIAL = re.compile(r"[^ -~]+|['\\]")
_PLANE = 0xFFFF


def string(text: str) -> str:
    r"""A string in its quotes, in ASCII only: what is beyond it as ``\X2\…\X0\`` or ``\X4\…``."""
    return f"'{_SPECIAL.sub(_escaped, text)}'"


def _escaped(match: re.Match[str]) -> str:
    found = match[0]
    if found in "'\\":
        return found * 2
    if all(ord(letter) <= _PLANE for letter in found):
        return f"\\X2\\{''.join(f'{ord(letter):04X}' for letter in found)}\\X0\\"
    return f"\\X4\\{''.join(f'{ord(letter):08X}' for letter in found)}\\X0\\"


def real(number: float) -> str:
    """A real with its point, so that the same number is read back.

    Raises:
        ValueError: it is not finite.
    """
    if not math.isfinite(number):
        raise ValueError(f"STEP has no {number}")
    mantissa, exponent, power = repr(float(number)).partition("e")
    if "." not in mantissa:
        mantissa += "."
    mantissa = mantissa.removesuffix("0") if mantissa.endswith(".0") else mantissa
    return f"{mantissa}E{power}" if exponent else mantissa


def logical(value: bool | None) -> str:
    """A boolean; None is UNKNOWN."""
    return ".U." if value is None else f".{'T' if value else 'F'}."


def references(numbers: Iterable[int]) -> str:
    """A list of instances."""
    return f"({','.join(f'#{number}' for number in numbers)})"
