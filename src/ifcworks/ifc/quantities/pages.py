"""Quantities as pages of a book: sums, every value, and what is doubtful."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ifcworks.ifc.quantities.labels import Labels
from ifcworks.ifc.quantities.request import GroupBy, Source
from ifcworks.ifc.quantities.totals import Total
from ifcworks.ifc.quantities.values import Flag, TakeOff, Value, rounded
from ifcworks.ifc.tables.books import Page

_HEADS = {
    GroupBy.STOREY: "Storey",
    GroupBy.CLASS: "Class",
    GroupBy.PREDEFINED_TYPE: "Predefined type",
    GroupBy.TYPE: "Type",
    GroupBy.MATERIAL: "Material",
    GroupBy.CLASSIFICATION: "Classification",
}
_SENTENCES = {
    Flag.DEVIATES: "The model states a value that is further from the computed one than allowed",
    Flag.LARGER_THAN_BOX: "The volume is larger than the box around the element",
    Flag.NET_ABOVE_GROSS: "The net value is larger than the gross value",
    Flag.NOT_POSITIVE: "The model states zero or less, which nothing can have",
    Flag.UNKNOWN_UNIT: "The model states a value in a unit that is not known, so it does not count",
    Flag.OBLIQUE: "The element lies at a slant to its own axes, along which it is measured",
    Flag.OPEN_MESH: "The mesh is not closed, so no volume can be trusted",
    Flag.NO_SHAPE: "The element has no shape to measure",
}


def pages(
    taken: TakeOff,
    sums: Sequence[Total],
    labels: Labels,
    group_by: Sequence[GroupBy],
    prefer: Source,
) -> list[Page]:
    """Summary, elements and flags."""
    return [
        _summary(taken, sums, group_by),
        _elements(taken, labels, prefer),
        _flags(taken),
    ]


def sentence(flag: Flag, value: Value) -> str:
    """What is doubtful about a value, in words."""
    text = _SENTENCES[flag]
    with_reason = flag is Flag.NO_SHAPE and value.reason
    return f"{text}: {value.reason}." if with_reason else f"{text}."


def _summary(taken: TakeOff, sums: Sequence[Total], group_by: Sequence[GroupBy]) -> Page:
    headers = [
        *(_HEADS[by] for by in group_by),
        *("Set", "Quantity", "Total", "Unit", "SI total", "SI unit"),
        *("Elements", "Computed", "Authored", "Missing", "Flagged"),
    ]
    rows = []
    for total in sums:
        unit = taken.units[total.kind]
        si = None if total.si is None else rounded(total.si)
        rows.append(
            (
                *total.key,
                *(total.set_name, total.name, unit.of(si), unit.symbol, si, total.kind.si_unit),
                *(total.elements, total.computed, total.authored, total.missing, total.flagged),
            )
        )
    return Page("Summary", headers, rows)


def _elements(taken: TakeOff, labels: Labels, prefer: Source) -> Page:
    headers = [
        *("GlobalId", "Class", "Name", "Type", "Storey", "Material", "Classification"),
        *("Set", "Quantity", "Value", "Unit", "SI value", "SI unit", "Source"),
        *("Computed, SI", "Authored, SI", "Authored in", "Deviation", "Flags", "Reason"),
    ]
    return Page("Elements", headers, [_row(value, taken, labels, prefer) for value in taken.values])


def _row(value: Value, taken: TakeOff, labels: Labels, prefer: Source) -> tuple[Any, ...]:
    element, unit = value.element, taken.units[value.kind]
    si, source = value.chosen(prefer)
    stated = value.authored
    deviation = value.deviation
    return (
        *(element.global_id, element.class_, element.name, element.type, element.storey),
        *(labels.material(element.id), labels.classification(element.id)),
        *(value.set_name, value.name, unit.of(si), unit.symbol, si, value.kind.si_unit),
        source.value if source is not None else None,
        value.computed,
        None if stated is None else stated.si,
        None if stated is None else stated.set_name,
        None if deviation is None or deviation == float("inf") else round(deviation, 6),
        ", ".join(value.flags) or None,
        value.reason,
    )


def _flags(taken: TakeOff) -> Page:
    headers = [
        *("GlobalId", "Class", "Name", "Storey", "Set", "Quantity", "Flag"),
        *("Computed, SI", "Authored, SI", "SI unit", "Deviation", "What it means"),
    ]
    rows: list[tuple[Any, ...]] = []
    for value in taken.values:
        element, deviation = value.element, value.deviation
        for flag in value.flags:
            rows.append(
                (
                    *(element.global_id, element.class_, element.name, element.storey),
                    *(value.set_name, value.name, flag.value, value.computed),
                    None if value.authored is None else value.authored.si,
                    value.kind.si_unit,
                    None if deviation in (None, float("inf")) else round(deviation or 0.0, 6),
                    sentence(flag, value),
                )
            )
    return Page("Flags", headers, rows)
