"""What the truth says of each model is what ifcopenshell reads in it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import ifcopenshell
import ifcopenshell.util.classification
import ifcopenshell.util.element
import ifcopenshell.util.placement
import ifcopenshell.util.unit
import pytest

from .conftest import Sample

MODELS = ["architecture.ifc", "services.ifc", "architecture-v2.ifc"]


@pytest.mark.parametrize("name", MODELS)
def test_counts(sample: Sample, name: str) -> None:
    model, truth = sample.models()[name], sample.truth["files"][name]
    products = model.by_type("IfcProduct")
    assert model.schema == truth["schema"] == "IFC4"
    assert len(products) == truth["products"]
    assert Counter(p.is_a() for p in products) == truth["counts"]
    assert Counter(t.is_a() for t in model.by_type("IfcTypeProduct")) == truth["type_counts"]


@pytest.mark.parametrize("name", MODELS)
def test_products_with_geometry(sample: Sample, name: str) -> None:
    model, truth = sample.models()[name], sample.truth["files"][name]
    drawn = {p.GlobalId for p in model.by_type("IfcProduct") if p.Representation}
    assert drawn == {row["global_id"] for row in truth["with_geometry"]}
    assert len(drawn) == truth["products_with_geometry"]


@pytest.mark.parametrize("name", ["architecture.ifc", "services.ifc"])
def test_storeys(sample: Sample, name: str) -> None:
    model = sample.models()[name]
    scale = ifcopenshell.util.unit.calculate_unit_scale(model)
    assert scale == pytest.approx(0.001)
    for row in sample.truth["storeys"][name]:
        storey = model.by_guid(row["global_id"])
        matrix = ifcopenshell.util.placement.get_local_placement(storey.ObjectPlacement)
        assert storey.Name == row["name"]
        assert storey.Elevation * scale == pytest.approx(row["elevation"])
        assert matrix[2][3] * scale == pytest.approx(row["elevation"])
    assert len(model.by_type("IfcBuildingStorey")) == len(sample.truth["storeys"][name])


def test_spaces(sample: Sample) -> None:
    rows = {row["global_id"]: row for row in sample.truth["spaces"]}
    spaces = sample.architecture.by_type("IfcSpace")
    assert {s.GlobalId for s in spaces} == set(rows)
    for space in spaces:
        row = rows[space.GlobalId]
        quantities = _quantities(space)["Qto_SpaceBaseQuantities"]
        assert (space.Name, space.LongName) == (row["name"], row["long_name"])
        assert ifcopenshell.util.element.get_aggregate(space).Name == row["storey"]
        assert quantities["NetFloorArea"] == pytest.approx(row["net_floor_area"])
        assert quantities["NetFloorArea"] * row["height"] == pytest.approx(row["net_volume"])


def test_materials(sample: Sample) -> None:
    rows = sample.truth["materials"]
    by_kind = {
        kind: {row["name"]: row for row in rows if row["kind"] == kind}
        for kind in {row["kind"] for row in rows}
    }
    model = sample.architecture
    singles = {m.Name: m.Category for m in model.by_type("IfcMaterial")}
    assert singles == {n: r["category"] for n, r in by_kind["IfcMaterial"].items()}
    layers = {s.LayerSetName: s for s in model.by_type("IfcMaterialLayerSet")}
    assert set(layers) == set(by_kind["IfcMaterialLayerSet"])
    for name, row in by_kind["IfcMaterialLayerSet"].items():
        assert [
            {"name": x.Name, "material": x.Material.Name, "thickness": x.LayerThickness / 1000}
            for x in layers[name].MaterialLayers
        ] == row["layers"]
    constituents = {s.Name for s in model.by_type("IfcMaterialConstituentSet")}
    assert constituents == set(by_kind["IfcMaterialConstituentSet"])
    profiles = {s.Name for s in model.by_type("IfcMaterialProfileSet")}
    assert profiles == set(by_kind["IfcMaterialProfileSet"])


def test_walls_are_as_thick_as_their_layers(sample: Sample) -> None:
    for wall in sample.architecture.by_type("IfcWall"):
        usage = ifcopenshell.util.element.get_material(wall)
        assert usage.is_a("IfcMaterialLayerSetUsage")
        thickness = sum(x.LayerThickness for x in usage.ForLayerSet.MaterialLayers)
        assert thickness == _quantities(wall)["Qto_WallBaseQuantities"]["Width"]


def test_described_elements(sample: Sample) -> None:
    for row in sample.truth["elements"]:
        element = sample.architecture.by_guid(row["global_id"])
        element_type = ifcopenshell.util.element.get_type(element)
        references = ifcopenshell.util.classification.get_references(element)
        assert element.is_a() == row["ifc_class"]
        assert element.Name == row["name"]
        assert (element_type.Name if element_type else None) == row["type"]
        assert [r.Identification for r in references] == (
            [row["classification"]] if row["classification"] else []
        )
        assert _properties(element) == row["properties"]
        assert _quantities(element) == _approximately(row["quantities"])


def test_a_value_of_the_type_is_overridden_at_one_element_only(sample: Sample) -> None:
    ratings = Counter(
        ifcopenshell.util.element.get_pset(wall, "Pset_WallCommon", "FireRating")
        for wall in sample.architecture.by_type("IfcWall")
        if ifcopenshell.util.element.get_type(wall).Name.startswith("Outer")
    )
    assert ratings == {"REI 60": 7, "REI 90": 1}


def test_totals(sample: Sample) -> None:
    totals = sample.truth["totals"]

    def total(ifc_class: str, qto: str, name: str) -> float:
        elements = sample.architecture.by_type(ifc_class)
        return sum(_quantities(e)[qto][name] for e in elements)

    for key, source in {
        "wall_gross_volume": ("IfcWall", "Qto_WallBaseQuantities", "GrossVolume"),
        "wall_net_volume": ("IfcWall", "Qto_WallBaseQuantities", "NetVolume"),
        "wall_net_side_area": ("IfcWall", "Qto_WallBaseQuantities", "NetSideArea"),
        "slab_net_volume": ("IfcSlab", "Qto_SlabBaseQuantities", "NetVolume"),
        "window_area": ("IfcWindow", "Qto_WindowBaseQuantities", "Area"),
        "door_area": ("IfcDoor", "Qto_DoorBaseQuantities", "Area"),
        "space_net_floor_area": ("IfcSpace", "Qto_SpaceBaseQuantities", "NetFloorArea"),
        "space_net_volume": ("IfcSpace", "Qto_SpaceBaseQuantities", "NetVolume"),
    }.items():
        assert totals[key] == pytest.approx(total(*source), abs=1e-9), key


def test_georeferencing(sample: Sample) -> None:
    truth = sample.truth["georeferencing"]
    for model in sample.models().values():
        (conversion,) = model.by_type("IfcMapConversion")
        assert conversion.TargetCRS.Name == truth["crs"]
        assert conversion.Eastings == truth["eastings"]
        assert conversion.Northings == truth["northings"]
        assert conversion.OrthogonalHeight == truth["orthogonal_height"]
        assert [conversion.XAxisAbscissa, conversion.XAxisOrdinate] == truth["x_axis"]
        assert conversion.Scale == truth["scale"]


def test_systems(sample: Sample) -> None:
    model = sample.services
    assert len(model.by_type("IfcDistributionSystem")) == len(sample.truth["systems"])
    for row in sample.truth["systems"]:
        system = model.by_guid(row["global_id"])
        members = ifcopenshell.util.element.get_grouped_by(system)
        assert (system.Name, system.PredefinedType) == (row["name"], row["predefined_type"])
        assert {m.GlobalId for m in members} == {m["global_id"] for m in row["members"]}


def _properties(element: ifcopenshell.entity_instance) -> dict[str, dict[str, Any]]:
    return _without_ids(ifcopenshell.util.element.get_psets(element, psets_only=True))


def _quantities(element: ifcopenshell.entity_instance) -> dict[str, dict[str, Any]]:
    return _without_ids(ifcopenshell.util.element.get_psets(element, qtos_only=True))


def _without_ids(sets: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {
        name: {key: value for key, value in content.items() if key != "id"}
        for name, content in sets.items()
    }


def _approximately(sets: dict[str, dict[str, float]]) -> dict[str, Any]:
    return {name: pytest.approx(content) for name, content in sets.items()}
