"""What is doubtful is said, and nothing is silently wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ifcopenshell.api.pset
import pytest

from ifcworks.errors import NothingToDo, ParametersInvalid
from operations.quantities.conftest import taken
from support.boxes import Boxes
from support.measured import Measured, in_metres, turned

Make = Callable[[Boxes], Measured]


def _state(boxes: Boxes, wall: Any, **values: float) -> None:
    qto = ifcopenshell.api.pset.add_qto(boxes.file, wall, "Qto_WallBaseQuantities")
    ifcopenshell.api.pset.edit_qto(boxes.file, qto, properties=values)


def _flags(pages: dict[str, list[dict[str, Any]]]) -> set[tuple[str, str]]:
    return {(row["Quantity"], row["Flag"]) for row in pages["flags"]}


def test_a_volume_larger_than_the_box(of_boxes: Make) -> None:
    boxes = in_metres(Boxes())
    _state(boxes, boxes.add((0, 0, 0), (4, 0.1, 2)), GrossVolume=0.8, NetVolume=800.0)
    _, pages = taken(of_boxes(boxes))
    assert _flags(pages) == {
        ("NetVolume", "larger-than-box"),
        ("NetVolume", "deviates"),
        ("NetVolume", "net-above-gross"),
    }


@pytest.mark.parametrize(("tolerance", "flagged"), [(0.01, True), (0.03, False)])
def test_deviations_above_the_tolerance(of_boxes: Make, tolerance: float, flagged: bool) -> None:
    boxes = Boxes()
    _state(boxes, boxes.add((0, 0, 0), (4, 0.1, 2)), Length=4.08, Height=2.01)
    result, pages = taken(of_boxes(boxes), tolerance=tolerance)
    assert _flags(pages) == ({("Length", "deviates")} if flagged else set())
    length = next(row for row in pages["elements"] if row["Quantity"] == "Length")
    assert length["Deviation"] == pytest.approx(0.02)
    assert result.compared == 2


def test_an_open_mesh_has_no_volume(of_boxes: Make) -> None:
    boxes = Boxes()
    file = boxes.file
    points = file.create_entity(
        "IfcCartesianPointList3D",
        [(0.0, 0.0, 0.0), (4.0, 0.0, 0.0), (4.0, 0.0, 2.0), (0.0, 1.0, 2.0)],
    )
    faces = file.create_entity(
        "IfcTriangulatedFaceSet", Coordinates=points, CoordIndex=[(1, 2, 3), (1, 3, 4)]
    )
    boxes.add((0, 0, 0), representation=boxes.representation([faces], "Tessellation"))
    result, pages = taken(of_boxes(boxes))
    volumes = [row for row in pages["elements"] if row["Quantity"].endswith("Volume")]
    assert [row["SI value"] for row in volumes] == [None, None]
    assert {row["Reason"] for row in volumes} == {"its mesh is not closed"}
    assert result.flags["open-mesh"] == 2
    summary = {row["Quantity"]: row for row in pages["summary"]}
    assert (summary["NetVolume"]["SI total"], summary["NetVolume"]["Missing"]) == (None, 1)


def test_elements_without_a_shape_are_named(of_boxes: Make) -> None:
    boxes = Boxes()
    wall = boxes.root("IfcWall", Name="nothing")
    boxes.root(
        "IfcRelContainedInSpatialStructure",
        RelatingStructure=boxes.storeys[0],
        RelatedElements=[wall],
    )
    boxes.add((0, 0, 0), name="something")
    result, pages = taken(of_boxes(boxes))
    assert (result.elements, result.elements_measured) == (2, 1)
    assert {row["Name"] for row in pages["flags"]} == {"nothing"}
    assert result.reasons["it has no representation"] == 11


def test_what_lies_at_a_slant_to_its_own_axes(of_boxes: Make) -> None:
    boxes = Boxes()
    solid = boxes.solid((0.1, 0.1, 6))
    solid.Position.Axis = boxes.file.create_entity("IfcDirection", (1.0, 0.0, 1.0))
    solid.Position.RefDirection = boxes.file.create_entity("IfcDirection", (1.0, 0.0, -1.0))
    boxes.add((0, 0, 0), ifc_class="IfcMember", representation=boxes.representation([solid]))
    straight = boxes.add((9, 0, 0), (0.1, 0.1, 6), "IfcMember")
    turned(boxes, straight, (1, 0, 1), (1, 0, -1))
    _, pages = taken(of_boxes(boxes))
    assert _flags(pages) == {("Length", "oblique"), ("OuterSurfaceArea", "oblique")}
    assert {row["GlobalId"] for row in pages["flags"]} == {boxes.products[0].GlobalId}


def test_a_model_in_another_unit_than_metres_far_away(of_boxes: Make) -> None:
    boxes = Boxes()
    boxes.add((3.5e6, 5.8e6, 400), (4, 0.2, 3), name="far")
    _, pages = taken(of_boxes(boxes))
    found = {row["Quantity"]: row["SI value"] for row in pages["elements"]}
    assert found["NetVolume"] == pytest.approx(2.4, rel=1e-5)
    assert found["Width"] == pytest.approx(0.2, rel=1e-4)


def test_elements_of_one_global_id_are_all_there(of_boxes: Make) -> None:
    boxes = Boxes()
    one, other = boxes.add((0, 0, 0), (1, 1, 1)), boxes.add((5, 0, 0), (2, 1, 1))
    other.GlobalId = one.GlobalId
    _, pages = taken(of_boxes(boxes))
    volumes = [r["SI value"] for r in pages["elements"] if r["Quantity"] == "NetVolume"]
    assert volumes == pytest.approx([1, 2])


@pytest.mark.parametrize(
    ("selector", "error"), [("IfcWall, Name=", ParametersInvalid), ("IfcPile", NothingToDo)]
)
def test_selectors_that_say_nothing(of_boxes: Make, selector: str, error: type[Exception]) -> None:
    boxes = Boxes()
    boxes.add((0, 0, 0))
    with pytest.raises(error):
        taken(of_boxes(boxes), selector=selector)


def test_a_corner_in_the_middle_of_an_edge_opens_nothing(of_boxes: Make) -> None:
    boxes = Boxes()
    file = boxes.file
    corners = [(0, 0, 0), (4, 0, 0), (4, 0.2, 0), (0, 0.2, 0)]
    corners += [(x, y, 3) for x, y, _ in corners] + [(2, 0, 3)]
    faces = [(1, 3, 2), (1, 4, 3), (5, 6, 7), (5, 7, 8), (1, 2, 9), (1, 9, 5), (2, 6, 9)]
    faces += [(2, 3, 7), (2, 7, 6), (3, 4, 8), (3, 8, 7), (4, 1, 5), (4, 5, 8)]
    for gap in (0.0, 0.01):
        points = file.create_entity(
            "IfcCartesianPointList3D",
            [(float(x), float(y), float(z)) for x, y, z in [*corners[:8], (2, 0, 3 - gap)]],
        )
        mesh = file.create_entity("IfcTriangulatedFaceSet", Coordinates=points, CoordIndex=faces)
        shown = boxes.representation([mesh], "Tessellation")
        boxes.add((0, 5 * gap, 0), name=f"gap {gap}", representation=shown)
    _, pages = taken(of_boxes(boxes))
    volumes = {r["Name"]: r["SI value"] for r in pages["elements"] if r["Quantity"] == "NetVolume"}
    assert volumes == {"gap 0.0": pytest.approx(2.4), "gap 0.01": None}


def test_stated_values_that_nothing_can_have(of_boxes: Make) -> None:
    boxes = in_metres(Boxes())
    _state(boxes, boxes.add((0, 0, 0), (4, 0.1, 2)), Length=0.0, Width=-0.1, NetWeight=5.0)
    result, pages = taken(of_boxes(boxes), write=True, existing="replace")
    assert _flags(pages) == {
        ("Length", "not-positive"),
        ("Length", "deviates"),
        ("Width", "not-positive"),
        ("Width", "deviates"),
        # The project has no unit of mass.
        ("NetWeight", "unknown-unit"),
    }
    assert not result.notes


def test_writing_without_a_unit_is_said(of_boxes: Make) -> None:
    boxes = Boxes()
    boxes.add((0, 0, 0), (4, 0.1, 2))
    result, _ = taken(of_boxes(boxes), write=True)
    assert [note.split(":")[0] for note in result.notes] == [
        "The project names no unit of area",
        "The project names no unit of volume",
    ]
