"""Sums of quantities by what the elements have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ifcworks.ifc.quantities.labels import NO_MATERIAL, Labels
from ifcworks.ifc.quantities.request import GroupBy, Source
from ifcworks.ifc.quantities.rules import Kind
from ifcworks.ifc.quantities.values import Element, TakeOff, Value

_SHARED = (Kind.VOLUME, Kind.WEIGHT)
"""What a material has a share of; every layer of a wall has all of its length and side area."""


@dataclass(slots=True)
class Total:
    """A sum.

    Attributes:
        key: what its elements have in common, in the order of the grouping; None for nothing.
        si: the sum in SI units; None where not one of its elements has a value.
        computed: how many values are computed.
        authored: how many are as the model states them.
        missing: how many elements should have a value and have none; the sum lacks them.
        flagged: how many values are doubtful.
    """

    key: tuple[str | None, ...]
    set_name: str
    name: str
    kind: Kind
    si: float | None = None
    elements: int = 0
    computed: int = 0
    authored: int = 0
    missing: int = 0
    flagged: int = 0


def totals(
    taken: TakeOff, labels: Labels, group_by: Sequence[GroupBy], prefer: Source
) -> list[Total]:
    """The sums of every quantity, sorted by what the elements have in common.

    By material, volumes and weights are those of the share of each; where shares are not known,
    the materials of an element stand together as one. All else is as of the whole element.
    """
    found: dict[tuple[object, ...], Total] = {}
    for value in taken.values:
        number, source = value.chosen(prefer)
        for key, share in _keys(value, labels, group_by):
            total = found.get((*key, value.set_name, value.name))
            if total is None:
                total = Total(key, value.set_name, value.name, value.kind)
                found[(*key, value.set_name, value.name)] = total
            total.elements += 1
            total.flagged += bool(value.flags)
            if number is None:
                total.missing += 1
                continue
            total.si = (total.si or 0.0) + number * share
            total.computed += source is Source.COMPUTED
            total.authored += source is Source.AUTHORED
    return sorted(found.values(), key=_order)


def _order(total: Total) -> tuple[object, ...]:
    return (*((part is None, part or "") for part in total.key), total.set_name)


def _keys(
    value: Value, labels: Labels, group_by: Sequence[GroupBy]
) -> Iterator[tuple[tuple[str | None, ...], float]]:
    """What an element is counted under, and which share of it."""
    element = value.element
    parts: list[tuple[str | None, float]] = [(None, 1.0)]
    if GroupBy.MATERIAL in group_by:
        parts = list(_materials(element, value.kind, labels))
    for material, share in parts:
        yield tuple(_label(element, by, material, labels) for by in group_by), share


def _materials(element: Element, kind: Kind, labels: Labels) -> Iterator[tuple[str | None, float]]:
    shares = labels.materials.get(element.id, NO_MATERIAL)
    if not shares or any(share is None for share in shares.values()):
        yield labels.material(element.id), 1.0
        return
    for name, share in shares.items():
        yield name, (share or 0.0) if kind in _SHARED else 1.0


def _label(element: Element, by: GroupBy, material: str | None, labels: Labels) -> str | None:
    match by:
        case GroupBy.STOREY:
            return element.storey
        case GroupBy.CLASS:
            return element.class_
        case GroupBy.PREDEFINED_TYPE:
            return element.predefined_type
        case GroupBy.TYPE:
            return element.type
        case GroupBy.MATERIAL:
            return material
    return labels.classification(element.id)
