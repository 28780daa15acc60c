"""Models put together: units, origins, spatial parts, GlobalIds that are taken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ifcopenshell
import ifcopenshell.api.georeference
import ifcopenshell.util.placement
import ifcopenshell.util.unit
import numpy as np
import pytest

from ifcworks.errors import ModelsDiffer
from ifcworks.ifc.subset.graph import read_graph
from ifcworks.operations.merge import merge
from support.boxes import Boxes
from support.editing import assert_same_shapes, complaints, run, shapes


class Other(Boxes):
    """Boxes with GlobalIds of their own."""

    def __post_init__(self) -> None:
        self._guids = 1000
        super().__post_init__()


def saved(boxes: Boxes, folder: Path, name: str) -> Path:
    path = folder / f"{name}.ifc"
    boxes.file.write(str(path))
    return path


def merged(folder: Path, one: Boxes, *others: Boxes, **params: Any) -> Any:
    first = saved(one, folder, "one")
    files = {f"o{n}": saved(other, folder, f"o{n}") for n, other in enumerate(others)}
    return run(merge, folder / "run", first, inputs=files, others=list(files), **params)


def test_the_elements_of_all_in_one_project(tmp_path: Path) -> None:
    one, two, three = Boxes(), Other(), Other()
    one.add((0, 0, 0), name="A")
    two.add((5, 0, 0), name="B")
    three._guids = 5000
    three.add((9, 0, 0), name="C")
    ran = merged(tmp_path, one, two, three)
    model = ran.model()
    assert len(model.by_type("IfcProject")) == 1
    assert {wall.Name for wall in model.by_type("IfcWall")} == {"A", "B", "C"}
    # The third has the site, building and storeys of the second, under the same GlobalIds.
    assert len(model.by_type("IfcSite")) == 2
    assert not complaints(model)


def test_spatial_parts_of_the_same_name_become_one(tmp_path: Path) -> None:
    one, two = Boxes(), Other()
    one.add((0, 0, 0), name="A")
    two.add((5, 0, 0), name="B", storey=1)
    ran = merged(tmp_path, one, two, spatial="name")
    model = ran.model()
    assert [len(model.by_type(f"Ifc{k}")) for k in ("Site", "Building", "BuildingStorey")] == [
        1,
        1,
        2,
    ]
    [wall] = [wall for wall in model.by_type("IfcWall") if wall.Name == "B"]
    assert wall.ContainedInStructure[0].RelatingStructure.Name == "Upper"
    assert ran.result.models[0].by_name == 4
    assert not complaints(model)


def test_other_units_are_converted(tmp_path: Path) -> None:
    one, two = Boxes(), Other()
    one.add((0, 0, 0), (1, 1, 1))
    box = two.add((5000, 0, 0), (1000, 2000, 3000))
    two.file.by_type("IfcSIUnit")[0].Prefix = "MILLI"
    property_ = two.file.create_entity(
        "IfcPropertySingleValue", "Depth", None, two.file.createIfcLengthMeasure(250.0), None
    )
    own = two.file.create_entity("IfcSIUnit", UnitType="LENGTHUNIT", Prefix="CENTI", Name="METRE")
    with_unit = two.file.create_entity(
        "IfcPropertySingleValue", "Own", None, two.file.createIfcLengthMeasure(25.0), own
    )
    pset = two.root("IfcPropertySet", Name="Mine", HasProperties=[property_, with_unit])
    two.root("IfcRelDefinesByProperties", RelatedObjects=[box], RelatingPropertyDefinition=pset)
    ran = merged(tmp_path, one, two)
    assert ran.result.models[0].converted == {"LENGTHUNIT": pytest.approx(0.001)}
    model = ran.model()
    added = model.by_guid(box.GlobalId)
    [[low, high]] = [(c.min(axis=0), c.max(axis=0)) for c in shapes(model, [added]).values()]
    assert np.allclose(low, (5, 0, 0))
    assert np.allclose(high, (6, 2, 3))
    values = {p.Name: p.NominalValue.wrappedValue for p in model.by_guid(pset.GlobalId)[4]}
    assert values == {"Depth": pytest.approx(0.25), "Own": 25.0}


def in_angles() -> tuple[Boxes, Other]:
    """A model that measures angles in radians, and one that does so in degrees."""
    one, two = Boxes(), Other()
    for boxes, scale in ((one, 1.0), (two, 0.0174532925199433)):
        radian = boxes.file.create_entity("IfcSIUnit", UnitType="PLANEANGLEUNIT", Name="RADIAN")
        unit = radian
        if scale != 1.0:
            measure = boxes.file.create_entity(
                "IfcMeasureWithUnit", boxes.file.createIfcPlaneAngleMeasure(scale), radian
            )
            size = boxes.file.create_entity("IfcDimensionalExponents", *([0] * 7))
            unit = boxes.file.create_entity(
                "IfcConversionBasedUnit", size, "PLANEANGLEUNIT", "DEGREE", measure
            )
        assignment = boxes.project.UnitsInContext
        assignment.Units = [*assignment.Units, unit]
    return one, two


def test_the_ends_of_arcs_are_angles_and_those_of_lines_are_not(tmp_path: Path) -> None:
    one, two = in_angles()
    file = two.file
    origin = file.createIfcCartesianPoint((0.0, 0.0))
    axes = file.createIfcAxis2Placement2D(origin)
    east = file.createIfcVector(file.createIfcDirection((1.0, 0.0)), 1.0)
    items = [
        file.createIfcTrimmedCurve(
            basis,
            [file.createIfcParameterValue(0.0)],
            [file.createIfcParameterValue(90.0)],
            True,
            "PARAMETER",
        )
        for basis in (file.createIfcCircle(axes, 1.0), file.createIfcLine(origin, east))
    ]
    box = two.add((0, 0, 0))
    shape = file.createIfcShapeRepresentation(two.context, "Axis", "Curve2D", items)
    box.Representation.Representations = [*box.Representation.Representations, shape]
    model = merged(tmp_path, one, two).model()
    ends = {c.BasisCurve.is_a(): c.Trim2[0][0] for c in model.by_type("IfcTrimmedCurve")}
    assert ends == {"IfcCircle": pytest.approx(1.5707963267949), "IfcLine": 90.0}


def test_another_angle_unit_with_ends_of_unknown_meaning_is_refused(tmp_path: Path) -> None:
    one, two = in_angles()
    two.file.create_entity("IfcRectangularTrimmedSurface")
    with pytest.raises(ModelsDiffer, match="angles"):
        merged(tmp_path, one, two)


def test_a_unit_that_is_nothing_is_refused(tmp_path: Path) -> None:
    one, other = Boxes(), Boxes()
    new = other.file.create_entity
    measure = new(
        "IfcMeasureWithUnit",
        new("IfcLengthMeasure", 0.0),
        new("IfcSIUnit", None, "LENGTHUNIT", None, "METRE"),
    )
    exponents = new("IfcDimensionalExponents", 1, 0, 0, 0, 0, 0, 0)
    unit = new("IfcConversionBasedUnit", exponents, "LENGTHUNIT", "nothing", measure)
    other.file.by_type("IfcUnitAssignment")[0].Units = [unit]
    for name, models in (("first", (other, one)), ("second", (one, other))):
        folder = tmp_path / name
        folder.mkdir()
        with pytest.raises(ModelsDiffer, match="LENGTHUNIT are nothing"):
            merged(folder, *models)


def test_storeys_at_the_same_elevation_become_one(tmp_path: Path) -> None:
    one, two = Boxes(), Other()
    for storey in two.storeys:
        storey.Name = f"E{storey.Elevation:g}"
    two.storeys[1].Elevation = 3.004
    two.add((0, 0, 0), name="B", storey=1)
    ran = merged(tmp_path, one, two, spatial="elevation")
    model = ran.model()
    assert [s.Name for s in model.by_type("IfcBuildingStorey")] == ["Ground", "Upper"]
    assert ran.result.models[0].by_name == 4
    [wall] = model.by_type("IfcWall")
    assert wall.ContainedInStructure[0].RelatingStructure.Name == "Upper"
    assert not complaints(model)


def located(boxes: Boxes, east: float, crs: str = "EPSG:25832") -> None:
    ifcopenshell.api.georeference.add_georeferencing(boxes.file)
    ifcopenshell.api.georeference.edit_georeferencing(
        boxes.file,
        projected_crs={"Name": crs},
        coordinate_operation={"Eastings": east, "Northings": 5_600_000.0, "OrthogonalHeight": 0.0},
    )


def test_another_origin_in_the_same_system_is_moved(tmp_path: Path) -> None:
    one, two = Boxes(), Other()
    located(one, 400_000.0)
    located(two, 400_100.0)
    box = two.add((1, 2, 3))
    ran = merged(tmp_path, one, two)
    assert ran.result.models[0].moved == pytest.approx((100.0, 0.0, 0.0))
    model = ran.model()
    [corners] = shapes(model, [model.by_guid(box.GlobalId)]).values()
    assert np.allclose(corners.min(axis=0), (101, 2, 3))
    assert not complaints(model)


def test_origins_that_are_not_known_to_each_other_are_refused_or_ignored(tmp_path: Path) -> None:
    one, two = Boxes(), Other()
    located(one, 400_000.0)
    box = two.add((1, 2, 3))
    with pytest.raises(ModelsDiffer, match="georeference=ignore"):
        merged(tmp_path, one, two)
    ran = merged(tmp_path / "again", *folders(tmp_path / "again", one, two), georeference="ignore")
    model = ran.model()
    moved = shapes(model, [model.by_guid(box.GlobalId)])
    assert_same_shapes(moved, shapes(two.file, [box]))
    located(two, 400_000.0, "EPSG:25833")
    with pytest.raises(ModelsDiffer, match="EPSG:25833"):
        merged(tmp_path / "third", *folders(tmp_path / "third", one, two))


def folders(folder: Path, *boxes: Boxes) -> tuple[Boxes, ...]:
    folder.mkdir()
    return boxes


def test_another_schema_is_refused_with_advice(tmp_path: Path, corpus: Path) -> None:
    with pytest.raises(ModelsDiffer, match="migrate"):
        run(
            merge,
            tmp_path / "run",
            saved(Boxes(), tmp_path, "one"),
            inputs={"o": corpus / "unicode-names-ifc2x3.ifc"},
            others=["o"],
        )


@pytest.mark.parametrize("duplicates", ["new-id", "keep-first", "refuse"])
def test_a_global_id_of_another_object(tmp_path: Path, duplicates: str) -> None:
    one, two = Boxes(), Boxes()
    one.add((0, 0, 0), name="One")
    two.add((5, 0, 0), name="Two")
    if duplicates == "refuse":
        with pytest.raises(ModelsDiffer, match=one.products[0].GlobalId):
            merged(tmp_path, one, two, duplicates=duplicates)
        return
    ran = merged(tmp_path, one, two, duplicates=duplicates)
    names = sorted(wall.Name for wall in ran.model().by_type("IfcWall"))
    assert names == (["One", "Two"] if duplicates == "new-id" else ["One"])
    assert ran.result.models[0].new_ids_total == (1 if duplicates == "new-id" else 0)
    assert not complaints(ran.model())


def test_a_model_with_itself_is_itself(tmp_path: Path, corpus: Path) -> None:
    source = corpus / "unicode-names-ifc2x3.ifc"
    ran = run(merge, tmp_path / "run", source, inputs={"o": source}, others=["o"])
    before = ifcopenshell.open(str(source))
    assert len(ran.model().by_type("IfcRoot")) == len(before.by_type("IfcRoot"))
    assert ran.result.models[0].new_ids_total == 0


def test_the_first_is_read_once_however_many_are_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []

    def noted(path: Path) -> Any:
        read.append(path)
        return read_graph(path)

    monkeypatch.setattr("ifcworks.ifc.subset.model.read_graph", noted)
    boxes = []
    for number in range(5):
        boxes.append(Other())
        boxes[-1]._guids = 10_000 * (number + 1)
        boxes[-1].add((number, 0, 0), name=f"W{number}")
    ran = merged(tmp_path, *boxes, spatial="name")
    assert len(read) == 5
    model = ran.model()
    # What the second has added counts for the third.
    assert len(model.by_type("IfcBuildingStorey")) == 2
    found = model.by_type("IfcRelContainedInSpatialStructure")
    assert {rel.RelatingStructure for rel in found} == {model.by_type("IfcBuildingStorey")[0]}
    assert {e.Name for rel in found for e in rel.RelatedElements} == {f"W{n}" for n in range(5)}
    assert not complaints(model)


def test_no_two_applications_are_the_same(tmp_path: Path) -> None:
    one, two = Boxes(), Other()
    for boxes, maker in ((one, "Us"), (two, "Them")):
        organization = boxes.file.create_entity("IfcOrganization", Name=maker)
        boxes.file.create_entity("IfcApplication", organization, "1", "Modeller", "modeller")
    model = merged(tmp_path, one, two).model()
    assert len(model.by_type("IfcApplication")) == 1


@pytest.mark.parametrize("east", [400_000.0, 400_100.0])
def test_no_placement_is_left_that_places_nothing(tmp_path: Path, east: float) -> None:
    one, two = (kind(ifcopenshell.file(schema="IFC2X3")) for kind in (Boxes, Other))
    corners = []
    for boxes, where in ((one, 400_000.0), (two, east)):
        box = boxes.add((1, 2, 3))
        site = boxes.file.by_type("IfcSite")[0]
        axes = boxes.file.createIfcAxis2Placement3D(
            boxes.file.createIfcCartesianPoint((where - 400_000.0, 7.0, 0.0))
        )
        site.ObjectPlacement = boxes.file.createIfcLocalPlacement(None, axes)
        box.ObjectPlacement.PlacementRelTo = site.ObjectPlacement
        corners.append(shapes(boxes.file, [box])[box.GlobalId])
    ran = merged(tmp_path, one, two, spatial="name")
    model = ran.model()
    assert all(p.PlacesObject for p in model.by_type("IfcLocalPlacement"))
    found = list(shapes(model, model.by_type("IfcWall")).values())
    assert all(np.allclose(a, b) for a, b in zip(found, corners, strict=True))


def test_units_of_types_that_the_first_has_none_of_are_kept(tmp_path: Path) -> None:
    one, two, three = Boxes(), Other(), Other()
    for number, (boxes, prefix) in enumerate(((two, None), (three, "KILO")), 2):
        boxes._guids = 5000 * number
        newton = boxes.file.create_entity("IfcSIUnit", None, "FORCEUNIT", prefix, "NEWTON")
        boxes.project.UnitsInContext.Units = [*boxes.project.UnitsInContext.Units, newton]
        force = boxes.file.createIfcForceMeasure(5.0)
        load = boxes.file.create_entity("IfcPropertySingleValue", "Load", None, force)
        pset = boxes.root("IfcPropertySet", Name=f"Mine{number}", HasProperties=[load])
        wall = boxes.add((number, 0, 0))
        boxes.root(
            "IfcRelDefinesByProperties", RelatedObjects=[wall], RelatingPropertyDefinition=pset
        )
    model = merged(tmp_path, one, two, three).model()
    units = model.by_type("IfcProject")[0].UnitsInContext.Units
    assert [(u.UnitType, u.Prefix) for u in units] == [("LENGTHUNIT", None), ("FORCEUNIT", None)]
    loads = {s.Name: s.HasProperties[0].NominalValue[0] for s in model.by_type("IfcPropertySet")}
    assert loads == {"Mine2": 5.0, "Mine3": 5000.0}
    assert not complaints(model)
