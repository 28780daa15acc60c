"""What each object is part of, stands in, fills and voids: one of each, by step ids.

Where a model relates an object twice in the same way, the relation with the lowest id counts, as
in ``ifcopenshell.util.element``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ifcworks.ifc.index.gathering import Gathered, ref, refs

_STOREYS = ("IfcBuildingStorey", "IfcFacilityPart")


@dataclass
class Hierarchy:
    """The relations that put objects in their places; each maps an object to one other.

    Attributes:
        wholes: aggregates and nests.
        containers: spatial parts that contain it directly.
        openings: of a filling, the opening that it fills.
        voided: of an opening, the element that it voids.
        adhered: of a surface feature, the element that it adheres to.
        types: its type.
    """

    wholes: dict[int, int] = field(default_factory=dict)
    containers: dict[int, int] = field(default_factory=dict)
    openings: dict[int, int] = field(default_factory=dict)
    voided: dict[int, int] = field(default_factory=dict)
    adhered: dict[int, int] = field(default_factory=dict)
    types: dict[int, int] = field(default_factory=dict)

    def parent(self, number: int) -> int | None:
        """What an object hangs on, by the first of these relations that it has."""
        for relation in (
            self.containers,
            self.wholes,
            self.openings,
            self.voided,
            self.adhered,
        ):
            if number in relation:
                return relation[number]
        return None

    def container(self, number: int) -> int | None:
        """The spatial container, directly or through what the object hangs on."""
        seen = set()
        current: int | None = number
        while current is not None and current not in seen:
            if current in self.containers:
                return self.containers[current]
            seen.add(current)
            current = self.parent(current)
        return None

    def above(self, number: int) -> list[int]:
        """All that an object hangs on, from the top down."""
        chain: list[int] = []
        seen = {number}
        current = self.parent(number)
        while current is not None and current not in seen:
            seen.add(current)
            chain.append(current)
            current = self.parent(current)
        return chain[::-1]


def hierarchy_of(gathered: Gathered) -> Hierarchy:
    """The hierarchy of a model's objects."""
    hierarchy = Hierarchy()
    contained, related = gathered.schema.can_be_contained, gathered.related
    objects = gathered.objects

    def note(relation: dict[int, int], member: int | None, other: int | None) -> None:
        if member in objects and other in objects:
            relation.setdefault(member, other)

    def each(relation: dict[int, int], kind: str, members: str, other: str) -> None:
        for values in related(kind):
            whole, member = ref(values.get(other)), ref(values.get(members))
            for one in refs(values.get(members)) if member is None else (member,):
                note(relation, one, whole)

    for kind in ("IfcRelAggregates", "IfcRelNests"):
        each(hierarchy.wholes, kind, "RelatedObjects", "RelatingObject")
    for values in related("IfcRelContainedInSpatialStructure"):
        place = ref(values.get("RelatingStructure"))
        for member in refs(values.get("RelatedElements")):
            if member in objects and contained(objects[member]["type"]):
                note(hierarchy.containers, member, place)
    for values in related("IfcRelDefinesByType"):
        type_ = ref(values.get("RelatingType"))
        for member in refs(values.get("RelatedObjects")):
            # Types and contexts have none, though files give them some.
            if member in objects and gathered.schema.is_a(objects[member]["type"], "IfcObject"):
                note(hierarchy.types, member, type_)
    each(
        *(hierarchy.openings, "IfcRelFillsElement"),
        *("RelatedBuildingElement", "RelatingOpeningElement"),
    )
    each(
        *(hierarchy.voided, "IfcRelVoidsElement"),
        *("RelatedOpeningElement", "RelatingBuildingElement"),
    )
    each(
        *(hierarchy.adhered, "IfcRelAdheresToElement"),
        *("RelatedSurfaceFeatures", "RelatingElement"),
    )
    return hierarchy


def storey_of(gathered: Gathered, ancestors: Sequence[int]) -> int | None:
    """The storey, or part of a facility, that an object with these ancestors stands in."""
    for number in reversed(ancestors):
        kind = gathered.objects[number]["type"]
        if any(gathered.schema.is_a(kind, storey) for storey in _STOREYS):
            return number
    return None
