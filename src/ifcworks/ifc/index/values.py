"""Values as the index keeps them: as text, and back again."""

from __future__ import annotations

import json
import math
from typing import Any

_MANY = frozenset({"enumerated", "list", "bounded", "table", "reference"})
_LISTS = frozenset({"IfcComplexNumber", "IfcCompoundPlaneAngleMeasure"})
"""Types of which one value is a list."""
_TRUTHS = {"true": True, "false": False}


def text_of(value: Any) -> str | None:
    """A value as text: numbers so that they come back the same, several values as JSON."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    return json.dumps(plain(value), ensure_ascii=False)


def plain(value: Any) -> Any:
    """A value without its type, as JSON has it: references as ``{"ref": 12}``."""
    if isinstance(value, dict):
        return plain(value["value"]) if "value" in value else value
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def number_of(value: Any) -> float | None:
    """The number that a value is, as a float; None if it is none."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value)


def typed(kind: str, value: str | None, number: float | None, ifc_type: str | None) -> Any:
    """The value behind a row of ``properties``, as Python has it.

    Text, a float, an int, a bool, ``"UNKNOWN"`` for a LOGICAL, None, or for several values what
    their JSON says.
    """
    if value is None:
        return None
    if kind in _MANY or ifc_type in _LISTS:
        return json.loads(value)
    if number is not None:
        return int(value) if value.lstrip("-").isdigit() else float(value)
    if ifc_type in ("IfcBoolean", "IfcLogical"):
        return _TRUTHS.get(value, value)
    return value
