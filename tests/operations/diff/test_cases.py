"""What is a change and what is none: each case by itself, on small models."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ifcopenshell
import ifcopenshell.guid
import pytest

from ifcworks.ifc.diff.request import Aspect, DiffRequest, Scope, Tolerances
from support.boxes import Boxes, row
from support.revisions import reissue
from support.versions import Differ, by_kind, changes, compared, named, only


def shift_all(boxes: Boxes, x: float, y: float, z: float) -> None:
    for product in boxes.file.by_type("IfcProduct"):
        place = product.ObjectPlacement
        if place is not None:
            point = place.RelativePlacement.Location
            old = point.Coordinates
            point.Coordinates = (old[0] + x, old[1] + y, old[2] + z)


def test_a_move_tells_its_distance(differ: Differ) -> None:
    def edit(boxes: Boxes) -> None:
        named(boxes, "Door").ObjectPlacement = boxes.place(4.3, 0.4, 0)

    position = changes(differ(edit))["position"]
    assert position.difference == pytest.approx(0.5)
    assert (position.old, position.new) == ([4, 0, 0], [4.3, 0.4, 0])


def test_a_turn_tells_its_angle(differ: Differ) -> None:
    def edit(boxes: Boxes) -> None:
        axes = named(boxes, "Door").ObjectPlacement.RelativePlacement
        axes.Axis = boxes.file.create_entity("IfcDirection", (0.0, 0.0, 1.0))
        axes.RefDirection = boxes.file.create_entity("IfcDirection", (0.0, 1.0, 0.0))

    found = changes(differ(edit))
    assert set(found) == {"rotation"}
    assert found["rotation"].difference == pytest.approx(90)


def test_another_shape_tells_volume_and_area(differ: Differ) -> None:
    def edit(boxes: Boxes) -> None:
        boxes.file.by_type("IfcExtrudedAreaSolid")[-1].Depth = 4.0

    found = changes(differ(edit))
    assert (found["volume"].old, found["volume"].new) == (pytest.approx(3.6), pytest.approx(4.8))
    assert found["volume"].difference == pytest.approx(1.2)
    assert found["bounds"].new == [[0, 0, 3.2], [6, 0.2, 7.2]]


def test_a_hole_that_wandered_is_a_change_though_it_measures_the_same(differ: Differ) -> None:
    def edit(boxes: Boxes) -> None:
        opening = boxes.file.by_type("IfcOpeningElement")[0]
        opening.ObjectPlacement = boxes.place(2.002, -0.1, 1)

    difference = differ(edit)
    assert only(difference).element.name == "Front"
    found = changes(difference)
    assert found["volume"].old == pytest.approx(found["volume"].new)
    assert found["bounds"].old == found["bounds"].new


def test_other_triangles_of_the_same_faces_are_no_change(tmp_path: Path) -> None:
    corners = [(x, y, z) for x in (0.0, 1.0) for y in (0.0, 1.0) for z in (0.0, 1.0)]
    faces = [(1, 2, 4, 3), (5, 7, 8, 6), (1, 5, 6, 2), (3, 4, 8, 7), (1, 3, 7, 5), (2, 6, 8, 4)]
    paths = []
    for turn in (0, 1):
        boxes = Boxes()
        triangles = []
        for face in faces:
            a, b, c, d = face[turn:] + face[:turn]
            triangles += [(a, b, c), (a, c, d)]
        wobbled = [
            tuple(value + turn * 2e-5 * (number % 2) for value in corner)
            for number, corner in enumerate(corners)
        ]
        points = boxes.file.create_entity("IfcCartesianPointList3D", wobbled)
        solid = boxes.file.create_entity(
            "IfcTriangulatedFaceSet", Coordinates=points, Closed=True, CoordIndex=triangles
        )
        boxes.add((0, 0, 0), representation=boxes.representation([solid], "Tessellation"))
        paths.append(boxes.write(tmp_path / f"{turn}.ifc"))
    assert compared(*paths).findings == []
    close = DiffRequest(tolerances=Tolerances(length=1e-6))
    assert only(compared(*paths, close)).aspects == [Aspect.GEOMETRY]


def test_the_same_space_with_another_origin_is_no_change(differ: Differ) -> None:
    def edit(boxes: Boxes) -> None:
        product = boxes.products[1]
        product.ObjectPlacement = boxes.place(1, 0, 0)
        solid = product.Representation.Representations[0].Items[0]
        solid.Position = boxes.axes(1, 0, 0)

    assert differ(edit, lambda: row(3)).findings == []


@pytest.mark.parametrize("far", [False, True])
def test_a_model_moved_as_a_whole_is_said_once(differ: Differ, far: bool) -> None:
    by = (2_600_000.0, 1_200_000.0, 431.5) if far else (10.0, 0.0, 0.0)

    def edit(boxes: Boxes) -> None:
        shift_all(boxes, *by)
        named(boxes, "Door").ObjectPlacement = boxes.place(by[0] + 5, by[1], by[2])

    difference = differ(edit)
    assert difference.shift is not None
    assert difference.shift.translation == pytest.approx(by, abs=1e-6)
    moved = {f.element.name for f in difference.findings if Aspect.PLACEMENT in f.aspects}
    assert moved == {"Door"}
    each = differ(edit, request=DiffRequest(shift=False))
    assert each.shift is None
    assert len(each.findings) > 8


def test_global_ids_are_new_and_the_model_moved(differ: Differ) -> None:
    def edit(boxes: Boxes) -> None:
        reissue(boxes.file)
        shift_all(boxes, 100.0, 50.0, 0.0)

    difference = differ(edit)
    assert difference.shift is not None
    assert set(by_kind(difference)) == {"rematched"}
    assert not any(finding.changes for finding in difference.findings)
    assert "No GlobalId of the old version is in the new one." in difference.notes


def test_a_new_global_id_and_another_name(differ: Differ) -> None:
    def edit(boxes: Boxes) -> None:
        door = named(boxes, "Door")
        door.GlobalId = ifcopenshell.guid.new()
        door.Name = "Entrance"

    finding = only(differ(edit))
    assert finding.kind == "rematched"
    assert finding.how == "class, shape and place"
    assert [change.name for change in finding.changes] == ["Name"]
    without = differ(edit, request=DiffRequest(rematch=False))
    assert {f.kind for f in without.findings} == {"added", "deleted"}


def test_what_two_could_be_is_not_rematched(differ: Differ) -> None:
    def make() -> Boxes:
        boxes = row(2)
        for name in ("Left", "Right"):
            boxes.add((50, 0, 0), name=name)
        return boxes

    def edit(boxes: Boxes) -> None:
        for product in boxes.products[2:]:
            product.GlobalId = ifcopenshell.guid.new()
            product.Name = f"{product.Name} other"

    assert sorted(f.kind for f in differ(edit, make).findings) == ["added"] * 2 + ["deleted"] * 2


def test_the_same_in_other_units_is_no_change(tmp_path: Path) -> None:
    paths = []
    for prefix, scale in ((None, 1.0), ("MILLI", 1000.0)):
        boxes = Boxes()
        boxes.file.by_type("IfcSIUnit")[0].Prefix = prefix
        size = (1 * scale, 0.3 * scale, 2.345 * scale)
        wall = boxes.add((1.1 * scale, 0, 0), size, name="Wall")
        for storey, height in zip(boxes.storeys, (0.0, 3.0), strict=True):
            storey.Elevation = height * scale
            storey.ObjectPlacement = boxes.place(0, 0, height * scale)
        _measure(boxes, wall, 2.345 * scale)
        paths.append(boxes.write(tmp_path / f"{prefix}.ifc"))
    difference = compared(*paths)
    assert difference.findings == []
    assert [(c.name, c.old, c.new) for c in difference.model_changes] == [
        ("length_unit", 1.0, 0.001)
    ]


def _measure(boxes: Boxes, wall: Any, height: float) -> None:
    value = boxes.file.create_entity("IfcQuantityLength", Name="Height", LengthValue=height)
    qto = boxes.root("IfcElementQuantity", Name="Qto_Wall", Quantities=[value])
    boxes.root("IfcRelDefinesByProperties", RelatedObjects=[wall], RelatingPropertyDefinition=qto)


def test_a_quantity_tells_values_and_unit(differ: Differ) -> None:
    def make() -> Boxes:
        boxes = row(1)
        _measure(boxes, boxes.products[0], 2.0)
        return boxes

    def edit(boxes: Boxes) -> None:
        boxes.file.by_type("IfcQuantityLength")[0].LengthValue = 2.5

    change = changes(differ(edit, make))["Qto_Wall.Height"]
    assert (change.old, change.new, change.new_unit, change.difference) == (2.0, 2.5, "m", 0.5)
    assert change.aspect is Aspect.QUANTITIES
    wide = DiffRequest(tolerances=Tolerances(relative=0.3))
    assert differ(edit, make, wide).findings == []


def test_the_tenth_digit_is_a_change_for_who_wants_it(differ: Differ) -> None:
    def make() -> Boxes:
        boxes = row(1)
        _measure(boxes, boxes.products[0], 2.0)
        return boxes

    def edit(boxes: Boxes) -> None:
        boxes.file.by_type("IfcQuantityLength")[0].LengthValue = 2.0 + 1e-9

    assert differ(edit, make).findings == []
    exact = DiffRequest(tolerances=Tolerances(relative=0, absolute=0))
    assert only(differ(edit, make, exact)).aspects == [Aspect.QUANTITIES]


def test_relations_with_what_was_deleted_are_no_change_of_the_others(differ: Differ) -> None:
    def make() -> Boxes:
        boxes = row(3)
        for one, other in ((0, 1), (1, 2)):
            boxes.root(
                "IfcRelConnectsElements",
                RelatingElement=boxes.products[one],
                RelatedElement=boxes.products[other],
            )
        return boxes

    def delete(boxes: Boxes) -> None:
        boxes.file.remove(boxes.file.by_type("IfcRelConnectsElements")[0])
        boxes.file.remove(boxes.products[0])

    def part(boxes: Boxes) -> None:
        boxes.file.remove(boxes.file.by_type("IfcRelConnectsElements")[0])

    assert only(differ(delete, make)).kind == "deleted"
    parted = differ(part, make)
    assert {f.element.name for f in parted.findings} == {"Box 0", "Box 1"}
    assert {f.changes[0].name for f in parted.findings} == {"IfcRelConnectsElements"}


def test_openings_are_reported_at_their_hosts_or_themselves(differ: Differ) -> None:
    def edit(boxes: Boxes) -> None:
        boxes.void(named(boxes, "Back"), (1, 3.7, 1), (1, 0.4, 1))

    finding = only(differ(edit))
    assert finding.element.name == "Back"
    assert finding.aspects == [Aspect.GEOMETRY, Aspect.RELATIONS]
    features = DiffRequest(scopes=frozenset({Scope.FEATURES}))
    assert only(differ(edit, request=features)).kind == "added"


def test_a_storey_and_a_part_are_other_ones(differ: Differ) -> None:
    def edit(boxes: Boxes) -> None:
        for relation in boxes.file.by_type("IfcRelContainedInSpatialStructure"):
            if relation.RelatedElements[0].Name == "Door":
                relation.RelatingStructure = boxes.storeys[1]

    container = changes(differ(edit))["container"]
    assert container.old == "IfcBuildingStorey Ground"
    assert container.new == "IfcBuildingStorey Upper"


def test_what_has_no_shape_moves_too(differ: Differ) -> None:
    def edit(boxes: Boxes) -> None:
        boxes.storeys[1].ObjectPlacement.RelativePlacement.Location.Coordinates = (0.0, 0.0, 3.5)

    difference = differ(edit)
    assert only(difference).element.name == "Upper"
    assert changes(difference)["position"].difference == pytest.approx(0.5)


def test_types_groups_and_others_on_request(differ: Differ) -> None:
    def edit(boxes: Boxes) -> None:
        boxes.root("IfcWallType", Name="T", PredefinedType="SOLIDWALL")
        boxes.root("IfcGroup", Name="G")
        boxes.root("IfcAnnotation", Name="A")

    assert differ(edit).findings == []
    for scope, name in ((Scope.TYPES, "T"), (Scope.GROUPS, "G"), (Scope.OTHERS, "A")):
        found = differ(edit, request=DiffRequest(scopes=frozenset({scope})))
        assert only(found).element.name == name


def test_one_of_two_with_the_same_global_id_is_deleted(differ: Differ) -> None:
    def make() -> Boxes:
        boxes = row(3)
        for product in boxes.products:
            product.GlobalId = boxes.products[0].GlobalId
        return boxes

    def edit(boxes: Boxes) -> None:
        for relation in boxes.file.by_type("IfcRelContainedInSpatialStructure"):
            if relation.RelatedElements == (boxes.products[0],):
                boxes.file.remove(relation)
        boxes.file.remove(boxes.products[0])

    difference = differ(edit, make)
    assert only(difference).kind == "deleted"
    assert only(difference).element.name == "Box 0"
    assert any("stands at several objects" in note for note in difference.notes)


def test_elements_without_global_id_are_recognised_by_their_content(differ: Differ) -> None:
    def make() -> Boxes:
        boxes = row(3)
        for product in boxes.products:
            product.GlobalId = ""
        return boxes

    def edit(boxes: Boxes) -> None:
        boxes.add((60, 0, 0), name="More")

    difference = differ(edit, make)
    assert len(by_kind(difference)["added"]) == 1
    assert not [f for f in difference.findings if f.kind in ("changed", "deleted")]
    assert any("without GlobalId" in note for note in difference.notes)


def test_other_schemas_compare_what_both_have(tmp_path: Path) -> None:
    old = row(2).write(tmp_path / "old.ifc")
    text = old.read_text().replace("('IFC4')", "('IFC4X3_ADD2')")
    new = tmp_path / "new.ifc"
    new.write_text(text)
    difference = compared(old, new)
    assert difference.findings == []
    assert any("different schemas" in note for note in difference.notes)
    assert [change.name for change in difference.model_changes] == ["schema"]


def test_models_without_elements(tmp_path: Path) -> None:
    empty = Boxes().write(tmp_path / "empty.ifc")
    full = row(2).write(tmp_path / "full.ifc")
    assert compared(empty, empty).findings == []
    assert by_kind(compared(empty, full)).keys() == {"added"}
    assert by_kind(compared(full, empty)).keys() == {"deleted"}


def test_empty_texts_are_no_values(differ: Differ) -> None:
    def edit(boxes: Boxes) -> None:
        for product in boxes.products:
            product.Description = ""

    assert differ(edit).findings == []


def test_names_of_any_script(differ: Differ) -> None:
    def edit(boxes: Boxes) -> None:
        named(boxes, "Door").Name = "门 'Ä' \U0001f6aa"

    assert changes(differ(edit))["Name"].new == "门 'Ä' \U0001f6aa"
