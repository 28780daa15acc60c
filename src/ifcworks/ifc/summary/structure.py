"""Sites, buildings and storeys: names, elevations, and how many elements stand in each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from pydantic import Field

from ifcworks.ifc.summary.identity import Part
from ifcworks.ifc.summary.values import by_type, finite, get, number, reference, references, text

if TYPE_CHECKING:
    import ifcopenshell

_DEPTH = 50  # of the spatial structure; a circle in it must end


class SpatialPart(Part):
    """A site, building, storey, or their counterparts in infrastructure."""

    ifc_class: str = Field(description="Its class, such as IfcBuildingStorey.")
    global_id: str | None = Field(description="GlobalId.")
    name: str | None = Field(description="Name.")
    long_name: str | None = Field(description="Long name.")
    parent: str | None = Field(description="GlobalId of the spatial part that it belongs to.")
    elevation: float | None = Field(
        description="Metres. Of a storey: its Elevation, relative to the building, or if it has "
        "none, that of its placement. Of a building: ElevationOfRefHeight. Of a site: RefElevation."
    )
    placement_elevation: float | None = Field(
        description="Metres: z of the placement. Of a storey relative to the placement of its "
        "building, else in the model's coordinates. None if it has none."
    )
    elements: int = Field(description="Elements in it or in spatial parts below it.")


class Structure(Part):
    """The spatial structure, from top to bottom."""

    sites: list[SpatialPart] = Field(description="IfcSite.")
    buildings: list[SpatialPart] = Field(description="IfcBuilding and other facilities.")
    storeys: list[SpatialPart] = Field(
        description="IfcBuildingStorey and parts of facilities, from the lowest to the highest."
    )


class Containment:
    """Who contains whom: read once, asked often. Keys are step ids.

    Attributes:
        contained: elements that stand in a spatial part.
        parts: objects that are a part of another object (aggregated or nested).
    """

    def __init__(self, model: ifcopenshell.file) -> None:
        elements = {element.id() for element in by_type(model, "IfcElement")}
        self._direct: Counter[int] = Counter()
        self._parents: dict[int, Any] = {}
        self.contained: set[int] = set()
        self.parts: set[int] = set()
        for rel in by_type(model, "IfcRelContainedInSpatialStructure"):
            place = reference(rel, "RelatingStructure")
            inside = {object_.id() for object_ in references(rel, "RelatedElements")}
            self.contained |= inside
            if place is not None:
                self._direct[place.id()] += len(inside & elements)
        for name in ("IfcRelAggregates", "IfcRelNests"):
            for rel in by_type(model, name):
                whole = reference(rel, "RelatingObject")
                for part in references(rel, "RelatedObjects"):
                    self.parts.add(part.id())
                    if whole is not None:
                        self._parents[part.id()] = whole
        self._totals = self._direct.copy()
        for place_id, count in self._direct.items():
            for above in self.above(place_id):
                self._totals[above.id()] += count

    def above(self, step_id: int) -> list[Any]:
        """The wholes that an instance is a part of, nearest first."""
        chain: list[Any] = []
        seen = {step_id}
        while len(chain) < _DEPTH and (parent := self._parents.get(step_id)) is not None:
            step_id = parent.id()
            if step_id in seen:
                break
            seen.add(step_id)
            chain.append(parent)
        return chain

    def elements_in(self, step_id: int) -> int:
        """How many elements stand in a spatial part or in those below it."""
        return self._totals[step_id]


def read_structure(model: ifcopenshell.file, length: float, containment: Containment) -> Structure:
    """The spatial structure of a model whose length unit is ``length`` metres."""

    def parts(*classes: str) -> list[SpatialPart]:
        found = {i.id(): i for name in classes for i in by_type(model, name)}
        return [_part(found[step_id], length, containment) for step_id in sorted(found)]

    storeys = parts("IfcBuildingStorey", "IfcFacilityPart")
    return Structure(
        sites=parts("IfcSite"),
        buildings=parts("IfcBuilding", "IfcFacility"),
        storeys=sorted(storeys, key=lambda s: (s.elevation is None, s.elevation or 0.0)),
    )


def _part(instance: Any, length: float, containment: Containment) -> SpatialPart:
    above = containment.above(instance.id())
    placement = _height(instance, length)
    stated = None
    for name in ("Elevation", "ElevationOfRefHeight", "RefElevation"):
        if (value := number(instance, name)) is not None:
            stated = value * length
    if instance.is_a("IfcBuildingStorey"):
        building = next((i for i in above if i.is_a("IfcBuilding")), None)
        base = _height(building, length) if building is not None else None
        if placement is not None and base is not None:
            placement -= base
        if stated is None:
            stated = placement
    return SpatialPart(
        ifc_class=instance.is_a(),
        global_id=text(instance, "GlobalId"),
        name=text(instance, "Name"),
        long_name=text(instance, "LongName"),
        parent=text(above[0], "GlobalId") if above else None,
        elevation=_rounded(stated),
        placement_elevation=_rounded(placement),
        elements=containment.elements_in(instance.id()),
    )


def _height(instance: Any, length: float) -> float | None:
    """Metres: z of the placement in the model's coordinates."""
    from ifcopenshell.util.placement import get_local_placement

    placement = get(instance, "ObjectPlacement")
    if placement is None:
        return None
    try:
        height = float(get_local_placement(placement)[2][3]) * length
    except Exception:  # the helper asserts, and trips over values of any wrong type, or circles
        return None
    return finite(height)


def _rounded(metres: float | None) -> float | None:
    """To a nanometre: a sum of millimetres should not read 2.9999999999999996."""
    return None if metres is None else round(metres, 9) + 0.0
