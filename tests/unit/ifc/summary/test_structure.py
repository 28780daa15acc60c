"""Spatial structure: elevations and counts, also where the model contradicts itself."""

from __future__ import annotations

from pathlib import Path

import ifcopenshell
import ifcopenshell.guid
import ifcopenshell.util.element
import pytest
from ifcopenshell.util.placement import get_storey_elevation

from ifcworks.ifc.summary.structure import Containment, Structure, read_structure

Instance = ifcopenshell.entity_instance


class House:
    """A model in millimetres to which spatial parts and elements are added."""

    def __init__(self, schema: str = "IFC4") -> None:
        self.model = ifcopenshell.file(schema=schema)

    def add(self, class_: str, inside: Instance | None = None, **attributes: object) -> Instance:
        new = self.model.create_entity(class_, ifcopenshell.guid.new(), **attributes)
        if inside is not None and new.is_a("IfcElement"):
            self._relate("IfcRelContainedInSpatialStructure", [new], inside)
        elif inside is not None:
            self._relate("IfcRelAggregates", inside, [new])
        return new

    def placed(self, z: float) -> Instance:
        point = self.model.create_entity("IfcCartesianPoint", (0.0, 0.0, z))
        axes = self.model.create_entity("IfcAxis2Placement3D", point)
        return self.model.create_entity("IfcLocalPlacement", None, axes)

    def read(self) -> Structure:
        return read_structure(self.model, 0.001, Containment(self.model))

    def _relate(self, class_: str, first: object, second: object) -> None:
        rel = self.model.create_entity(class_, ifcopenshell.guid.new())
        rel[4], rel[5] = first, second


def test_elements_are_counted_upwards_through_spaces() -> None:
    house = House()
    site = house.add("IfcSite")
    building = house.add("IfcBuilding", site)
    storey = house.add("IfcBuildingStorey", building, Elevation=3000.0)
    space = house.add("IfcSpace", storey)
    house.add("IfcWall", storey)
    house.add("IfcFurniture", space)
    found = house.read()
    assert [p.elements for p in (*found.sites, *found.buildings, *found.storeys)] == [2, 2, 2]
    assert found.storeys[0].elevation == 3.0
    assert found.storeys[0].parent == building.GlobalId


def test_storeys_are_measured_from_their_building_and_sorted() -> None:
    house = House()
    building = house.add("IfcBuilding", ObjectPlacement=house.placed(100_000.0))
    house.add("IfcBuildingStorey", building, Name="up", ObjectPlacement=house.placed(103_000.0))
    house.add(
        "IfcBuildingStorey",
        building,
        Name="down",
        Elevation=-2500.0,
        ObjectPlacement=house.placed(97_400.0),
    )
    house.add("IfcBuildingStorey", building, Name="nowhere")
    down, up, nowhere = house.read().storeys
    assert (down.name, down.elevation, down.placement_elevation) == ("down", -2.5, -2.6)
    assert (up.name, up.elevation, up.placement_elevation) == ("up", 3.0, 3.0)
    assert (nowhere.elevation, nowhere.placement_elevation) == (None, None)


def test_circles_end() -> None:
    house = House()
    storey = house.add("IfcBuildingStorey")
    other = house.add("IfcBuildingStorey", storey)
    house._relate("IfcRelAggregates", other, [storey])
    house.add("IfcWall", other)
    placement = house.placed(0.0)
    placement.PlacementRelTo = placement
    storey.ObjectPlacement = placement
    assert [s.elements for s in house.read().storeys] == [1, 1]


def test_infrastructure_has_facilities_and_their_parts() -> None:
    house = House("IFC4X3_ADD2")
    road = house.add("IfcRoad", house.add("IfcSite"))
    house.add("IfcKerb", house.add("IfcRoadPart", road))
    found = house.read()
    assert [(p.ifc_class, p.elements) for p in found.buildings] == [("IfcRoad", 1)]
    assert [(p.ifc_class, p.elements) for p in found.storeys] == [("IfcRoadPart", 1)]


def test_relations_without_their_ends_are_passed_over() -> None:
    house = House()
    house.add("IfcBuildingStorey")
    for class_ in ("IfcRelContainedInSpatialStructure", "IfcRelAggregates"):
        house.model.create_entity(class_, ifcopenshell.guid.new())
    assert house.read().storeys[0].elements == 0


def test_the_corpus_agrees_with_ifcopenshell(corpus: Path) -> None:
    for path in sorted(corpus.glob("*.ifc")):
        if "rc2" in path.name:
            continue
        model = ifcopenshell.open(path)
        found = read_structure(model, 1.0, Containment(model))
        assert len(found.storeys) == len(model.by_type("IfcBuildingStorey"))
        inside: dict[int, int] = {}
        for element in model.by_type("IfcElement"):
            for rel in getattr(element, "ContainedInStructure", ()):
                above = rel.RelatingStructure
                while above is not None:
                    inside[above.id()] = inside.get(above.id(), 0) + 1
                    above = ifcopenshell.util.element.get_aggregate(above)
        for part in (*found.sites, *found.buildings, *found.storeys):
            wanted = [
                inside.get(i.id(), 0)
                for i in model.by_type(part.ifc_class)
                if i.GlobalId == part.global_id
            ]
            assert part.elements in wanted, (path.name, part)
        for storey in model.by_type("IfcBuildingStorey"):
            theirs = storey.Elevation
            if theirs is None:
                building = ifcopenshell.util.element.get_aggregate(storey)
                theirs = get_storey_elevation(storey) - get_storey_elevation(building)
            ours = [s.elevation for s in found.storeys if s.global_id == storey.GlobalId]
            assert ours == [pytest.approx(theirs, abs=1e-6)], path.name
