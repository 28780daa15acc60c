"""An element with an attribute that is missing or of a wrong kind costs itself and no other."""

from __future__ import annotations

import re
from pathlib import Path

import ifcopenshell
import pytest
from ifcopenshell import ifcopenshell_wrapper

from ifcworks.errors import NothingToDo
from ifcworks.ifc.geometry import alike
from ifcworks.ifc.geometry.elements import products_with_shape
from ifcworks.ifc.geometry.faces import items_with_unnamed_outer_bounds
from ifcworks.ifc.geometry.model import Tessellation
from ifcworks.ifc.geometry.options import GeometryOptions
from ifcworks.ifc.geometry.routing import voids_of
from ifcworks.ifc.geometry.scene import scene_of
from ifcworks.ifc.geometry.tessellation import tessellate
from support.boxes import Boxes
from support.converting import run_convert

# Statement by its class (the first of them), attribute, and what it says instead.
SWEPT = [
    ("IFCEXTRUDEDAREASOLID", 0, "$"),
    ("IFCEXTRUDEDAREASOLID", 2, "$"),
    ("IFCEXTRUDEDAREASOLID", 2, "#999999"),
    ("IFCEXTRUDEDAREASOLID", 3, "'x'"),
    ("IFCEXTRUDEDAREASOLID", 3, "(1.,2.)"),
    ("IFCEXTRUDEDAREASOLID", 3, "1.E400"),
    ("IFCRECTANGLEPROFILEDEF", 3, "$"),
    ("IFCRECTANGLEPROFILEDEF", 3, "#1"),
]
SHOWN = [
    ("IFCSHAPEREPRESENTATION", 1, "(#999999)"),
    ("IFCSHAPEREPRESENTATION", 3, "-1."),
    ("IFCSHAPEREPRESENTATION", 3, "()"),
    ("IFCPRODUCTDEFINITIONSHAPE", 2, "((1,2,3))"),
    ("IFCPRODUCTDEFINITIONSHAPE", 2, "$"),
]
PLACED = [
    ("IFCWALL", 2, "(#999999)"),
    ("IFCWALL", 5, "1.E400"),
    ("IFCWALL", 6, ".T."),
    ("IFCLOCALPLACEMENT", 1, "()"),
    ("IFCLOCALPLACEMENT", 0, ".T."),
    ("IFCAXIS2PLACEMENT3D", 2, "(#999999)"),
]
MAPPED = [("IFCMAPPEDITEM", 0, "((1,2,3))"), ("IFCREPRESENTATIONMAP", 1, "'x'")]


def spoilt(path: Path, behind: int, ifc_class: str, attribute: int, value: str) -> Path:
    """The file with another value in the first statement of a class after one of this number."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        found = re.fullmatch(rf"#(\d+)=({ifc_class})\((.*)\);", line)
        if found and int(found[1]) >= behind:
            values = re.findall(r"(?:\([^)]*\)|'[^']*'|[^,()])+", found[3])
            values[attribute] = value
            lines[number] = f"#{found[1]}={ifc_class}({','.join(values)});"
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
            return path
    raise AssertionError(f"no {ifc_class}")


def tessellated(path: Path) -> Tessellation:
    file = ifcopenshell.open(path, lazy=True)
    return tessellate(file, products_with_shape(file), GeometryOptions(), 2, text=path)


@pytest.mark.parametrize("by_digests", [False, True])
@pytest.mark.parametrize(("ifc_class", "attribute", "value"), SWEPT + SHOWN + PLACED)
def test_a_bad_element_costs_itself_alone(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    ifc_class: str,
    attribute: int,
    value: str,
    by_digests: bool,
) -> None:
    if by_digests:
        monkeypatch.setattr(alike, "_FEWEST", 1)
    boxes = Boxes()
    before = [boxes.add((2 * x, 0, 0), (1, 1, 1 + x)) for x in range(4)]
    start = max(entity.id() for entity in boxes.file)
    bad = boxes.add((0, 5, 0), (4, 0.2, 3))
    boxes.void(bad, (1, 4, 1), (1, 3, 1))
    after = [boxes.add((2 * x, 9, 0), (1, 1, 9 + x)) for x in range(4)]
    path = spoilt(boxes.write(tmp_path / "bad.ifc"), start + 1, ifc_class, attribute, value)
    made = tessellated(path)
    shown = {instance.element for instance in made.instances}
    assert {product.id() for product in before + after} <= shown, made.left_out
    # What is not there and has a body is told.
    assert {trouble.element for trouble in made.left_out} <= {bad.id()}


@pytest.mark.parametrize(("ifc_class", "attribute", "value"), MAPPED)
def test_a_bad_map_costs_its_own_elements(
    tmp_path: Path, ifc_class: str, attribute: int, value: str
) -> None:
    boxes = Boxes()
    bad = boxes.add((0, 5, 0), representation=boxes.mapped(boxes.map_of((1, 1, 1))))
    good = [boxes.add((2 * x, 9, 0), (1, 1, 9 + x)) for x in range(9)]
    path = spoilt(boxes.write(tmp_path / "bad.ifc"), 1, ifc_class, attribute, value)
    made = tessellated(path)
    assert [instance.element for instance in made.instances] == [p.id() for p in good]
    assert [trouble.element for trouble in made.left_out] == [bad.id()]


def test_the_log_may_have_been_left_in_another_format(tmp_path: Path) -> None:
    boxes = Boxes()
    bad = boxes.add((0, 5, 0), representation=boxes.mapped(boxes.map_of((1, 1, 1))))
    good = [boxes.add((2 * x, 9, 0), (1, 1, 9 + x)) for x in range(9)]
    path = spoilt(boxes.write(tmp_path / "bad.ifc"), 1, *MAPPED[0])
    ifcopenshell_wrapper.set_log_format_json()
    try:
        made = tessellated(path)
    finally:
        ifcopenshell_wrapper.set_log_format_text()
    assert [instance.element for instance in made.instances] == [p.id() for p in good]
    assert [trouble.element for trouble in made.left_out] == [bad.id()]


def test_relations_without_ends_cost_nothing(tmp_path: Path) -> None:
    boxes = Boxes()
    wall = boxes.add((0, 0, 0), (4, 0.2, 3))
    opening = boxes.void(wall, (1, -1, 1), (1, 3, 1))
    for name in ("IfcRelVoidsElement", "IfcRelAggregates", "IfcRelContainedInSpatialStructure"):
        boxes.root(name)
    file = boxes.file
    assert list(voids_of(file, GeometryOptions()).openings) == [wall.id()]
    entries = scene_of(file, [wall.id(), opening.id()]).entries
    assert entries[wall.id()].parent == entries[opening.id()].parent == boxes.storeys[0].id()


def test_faces_without_bounds_cost_nothing() -> None:
    file = ifcopenshell.file(schema="IFC4")
    bound = file.create_entity("IfcFaceBound")
    file.create_entity("IfcFace", [bound])
    file.create_entity("IfcFace")
    assert items_with_unnamed_outer_bounds(file) == frozenset()


@pytest.mark.parametrize("format_", ["dae", "obj"])
def test_other_formats_have_the_good_ones_too(tmp_path: Path, format_: str) -> None:
    boxes = Boxes()
    start = max(entity.id() for entity in boxes.file)
    bad = boxes.add((0, 5, 0), (4, 0.2, 3))
    good = [boxes.add((2 * x, 9, 0), (1, 1, 9 + x)) for x in range(9)]
    path = spoilt(boxes.write(tmp_path / "bad.ifc"), start + 1, "IFCLOCALPLACEMENT", 1, "()")
    try:
        result, _ = run_convert(path, tmp_path / "work", format=format_)
    except NothingToDo:
        pytest.fail("all were lost")
    assert [element.step_id for element in result.left_out] == [bad.id()]
    assert result.elements == len(good)


@pytest.mark.parametrize("number", [0, 4])
@pytest.mark.parametrize("value", ["(#999999)", "#1", "((1,2,3))"])
def test_a_bad_place_costs_none_of_those_like_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str, number: int
) -> None:
    monkeypatch.setattr(alike, "_FEWEST", 1)
    boxes = Boxes()
    walls = [boxes.add((2 * x, 0, 0)) for x in range(8)]
    bad = walls[number].ObjectPlacement.RelativePlacement.id()
    path = spoilt(boxes.write(tmp_path / "bad.ifc"), bad, "IFCAXIS2PLACEMENT3D", 0, value)
    made = tessellated(path)
    others = [wall.id() for wall in walls if wall != walls[number]]
    shown = [instance.element for instance in made.instances]
    assert set(others) <= set(shown)
    assert set(shown) | {trouble.element for trouble in made.left_out} == {w.id() for w in walls}
