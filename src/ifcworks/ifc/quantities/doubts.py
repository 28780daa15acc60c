"""What is doubtful about the quantities of an element."""

from __future__ import annotations

from collections.abc import Sequence

from ifcworks.ifc.quantities.rules import Kind
from ifcworks.ifc.quantities.values import Flag, Value

_ROUNDING = 1e-3
"""Of volumes against boxes and net against gross: what float32 and stated decimals leave."""
_OF_A_LEVEL = frozenset({"FinishFloorHeight", "FinishCeilingHeight"})
"""Above the floor of a space, where nothing is as good as anything."""


def doubt(values: Sequence[Value], box: float | None, tolerance: float) -> None:
    """Flag the quantities of one element.

    Args:
        values: all quantities of the element.
        box: volume of the box around it in its own axes, before openings; cubic metres.
        tolerance: how far stated values may be from computed ones, as a part of these.
    """
    for value in values:
        if value.authored is not None:
            if value.authored.si is None:
                value.flags.append(Flag.UNKNOWN_UNIT)
            if value.authored.number <= 0 and _can_only_be_more(value):
                value.flags.append(Flag.NOT_POSITIVE)
        deviation = value.deviation
        if deviation is not None and abs(deviation) > tolerance:
            value.flags.append(Flag.DEVIATES)
        if value.kind is Kind.VOLUME and box is not None:
            stated = value.authored.si if value.authored is not None else None
            for number in (value.computed, stated):
                if number is not None and number > box * (1 + _ROUNDING):
                    value.flags.append(Flag.LARGER_THAN_BOX)
                    break
    by_name = {(value.set_name, value.name): value for value in values}
    for value in values:
        if not value.name.startswith("Net"):
            continue
        gross = by_name.get((value.set_name, f"Gross{value.name.removeprefix('Net')}"))
        if gross is not None and _above(value, gross):
            value.flags.append(Flag.NET_ABOVE_GROSS)


def _can_only_be_more(value: Value) -> bool:
    return value.kind is not Kind.COUNT and value.name not in _OF_A_LEVEL


def _above(net: Value, gross: Value) -> bool:
    """Whether more is left than there was, by the computed or by the stated values."""
    pairs = [(net.computed, gross.computed)]
    if net.authored is not None and gross.authored is not None:
        pairs.append((net.authored.si, gross.authored.si))
    return any(
        less is not None and more is not None and less > more * (1 + _ROUNDING)
        for less, more in pairs
    )
