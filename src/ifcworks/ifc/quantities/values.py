"""Quantities of elements, as computed and as the model states them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ifcworks.ifc.quantities.request import Source
from ifcworks.ifc.quantities.rules import Kind


class Flag(StrEnum):
    """What is doubtful about a value."""

    DEVIATES = "deviates"
    LARGER_THAN_BOX = "larger-than-box"
    NET_ABOVE_GROSS = "net-above-gross"
    NOT_POSITIVE = "not-positive"
    UNKNOWN_UNIT = "unknown-unit"
    OPEN_MESH = "open-mesh"
    OBLIQUE = "oblique"
    NO_SHAPE = "no-shape"


_DIGITS = 7
"""Of computed values: vertices are kept as float32, which has as many."""


def rounded(number: float) -> float:
    """A number to the digits that are known of it."""
    return float(f"{number:.{_DIGITS}g}")


@dataclass(frozen=True, slots=True)
class Element:
    """What tables say of an element.

    Attributes:
        rules_class: the class, itself or an ancestor, that has its rules; None without rules.
        type: name of its type.
        storey: name of the storey that it stands in, or on.
    """

    id: int
    global_id: str
    class_: str
    rules_class: str | None
    predefined_type: str | None
    name: str | None
    type: str | None
    storey: str | None
    storey_id: int | None
    has_representation: bool


@dataclass(frozen=True, slots=True)
class Authored:
    """A quantity that the model states.

    Attributes:
        set_name: of the set that it stands in.
        name: of the quantity, as written.
        number: as written.
        unit: symbol of the unit of that number.
        si: the number in SI units; None where its unit is not known.
        inherited: it stands at the type.
    """

    set_name: str
    name: str
    number: float
    unit: str | None
    si: float | None
    inherited: bool


@dataclass(slots=True)
class Value:
    """One quantity of one element.

    Attributes:
        set_name: of the standard's set, or that of the authored one.
        computed: in SI units; None where it cannot be computed.
        authored: what the model states, if it does.
        reason: why it is not computed, as a clause.
        flags: what is doubtful.
    """

    element: Element
    set_name: str
    name: str
    kind: Kind
    computed: float | None = None
    authored: Authored | None = None
    reason: str | None = None
    flags: list[Flag] = field(default_factory=list)

    def chosen(self, prefer: Source) -> tuple[float | None, Source | None]:
        """The value in SI units, and where it is from; the other where there is no such."""
        stated = self.authored.si if self.authored is not None else None
        pairs = [(self.computed, Source.COMPUTED), (stated, Source.AUTHORED)]
        if prefer is Source.AUTHORED:
            pairs.reverse()
        for number, source in pairs:
            if number is not None:
                return number, source
        return None, None

    @property
    def deviation(self) -> float | None:
        """How far the stated value is from the computed one, as a part of the computed one."""
        if self.computed is None or self.authored is None or self.authored.si is None:
            return None
        if self.computed == 0:
            return 0.0 if self.authored.si == 0 else float("inf")
        return (self.authored.si - self.computed) / self.computed


@dataclass(frozen=True)
class Unit:
    """A unit of the project.

    Attributes:
        scale: SI units per unit; None where the project names a unit of unknown size.
        assigned: the project names it; else it is that of the SI for want of another.
    """

    symbol: str
    scale: float | None
    assigned: bool = True

    def of(self, si: float | None) -> float | None:
        """A number of SI units in this unit."""
        return None if si is None or self.scale is None else rounded(si / self.scale)


@dataclass(frozen=True)
class TakeOff:
    """The quantities of a model.

    Attributes:
        schema: of the model.
        elements: all that were looked at, by step id.
        values: by step id of the element, in the order of the standard's sets.
        units: of the project, by what they measure.
        without_rules: how many elements there are of classes that have no rules.
        recomputed: how many elements were computed again without their openings.
        refined: how many were computed again with more facets, because they are round.
        parts: what wholes without a body were measured on, by step id.
    """

    schema: str
    elements: Mapping[int, Element]
    values: list[Value]
    units: Mapping[Kind, Unit]
    without_rules: Mapping[str, int]
    recomputed: int
    refined: int
    parts: Mapping[int, Sequence[int]]
