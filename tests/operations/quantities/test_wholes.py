"""Wholes without a body of their own, and slabs that slope."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, radians, sin
from typing import Any

import pytest

from operations.quantities.conftest import by_name, taken
from support.boxes import Boxes
from support.measured import Measured, turned

Make = Callable[[Boxes], Measured]


def _whole(boxes: Boxes, ifc_class: str, parts: list[Any]) -> Any:
    whole = boxes.root(ifc_class, Name="Whole", ObjectPlacement=boxes.place(0, 0, 0))
    boxes.aggregate(whole, parts)
    return whole


def _tilted(boxes: Boxes, x: float, degrees: float) -> Any:
    """A sheet of 5 x 8 x 0.2, its long side level."""
    slab = boxes.add((x, 0, 0), (5, 8, 0.2), "IfcSlab", name="Sheet")
    a = radians(degrees)
    turned(boxes, slab, (-sin(a), 0, cos(a)), (cos(a), 0, sin(a)))
    return slab


def test_a_roof_is_the_sum_of_its_slabs(of_boxes: Make) -> None:
    boxes = Boxes()
    slabs = [_tilted(boxes, 0, 60), _tilted(boxes, 20, -60)]
    boxes.void(slabs[0], (1, 2, -3), (0.5, 1, 9))
    rafter = boxes.add((0, 0, -1), (9, 0.1, 0.1), "IfcBeam")
    _whole(boxes, "IfcRoof", [*slabs, rafter])
    model = of_boxes(boxes)
    for selector in ("IfcElement", "IfcRoof"):
        _, pages = taken(model, selector=selector)
        found = by_name(pages["elements"], "Whole")
        assert found["GrossArea"] == pytest.approx(80)
        # The upright hole of 0.5 m leaves 1 m in a sheet of 60 degrees.
        assert found["NetArea"] == pytest.approx(79, rel=1e-3)
        level = 5 * cos(radians(60)) + 0.2 * sin(radians(60))
        assert found["ProjectedArea"] == pytest.approx(16 * level - 0.5 + 0.2, rel=5e-3)


def test_a_roof_without_slabs_is_not_measured(of_boxes: Make) -> None:
    boxes = Boxes()
    _whole(boxes, "IfcRoof", [boxes.add((0, 0, 0), (9, 0.1, 0.1), "IfcBeam")])
    result, _ = taken(of_boxes(boxes), selector="IfcRoof")
    assert result.flags == {"no-shape": 3}


@pytest.mark.parametrize("along", [(1.0, 0.0), (0.6, 0.8)])
def test_a_curtain_wall_is_measured_along_itself(
    of_boxes: Make, along: tuple[float, float]
) -> None:
    boxes = Boxes()
    parts = []
    for number in range(3):
        place = (1e6 + 2 * number * along[0], 2 * number * along[1], 0)
        parts.append(boxes.add(place, (1.9, 0.05, 3), "IfcPlate"))
        parts.append(boxes.add(place, (0.1, 0.15, 3), "IfcMember"))
    for part in parts:
        turned(boxes, part, (0, 0, 1), (*along, 0))
    _whole(boxes, "IfcCurtainWall", parts)
    _, pages = taken(of_boxes(boxes))
    found = by_name(pages["elements"], "Whole")
    assert [found[name] for name in ("Length", "Width", "Height")] == pytest.approx([5.9, 0.15, 3])
    # Gaps of 0.1 m between three plates; members stand in front of plates.
    assert found["GrossSideArea"] == pytest.approx(3 * 1.9 * 3, rel=1e-4)


def test_a_wall_of_layers_has_one_side_and_all_volumes(of_boxes: Make) -> None:
    boxes = Boxes()
    parts = [
        boxes.add((0, y, 0), (4, width, 3), "IfcBuildingElementPart")
        for y, width in ((0, 0.1), (0.1, 0.2))
    ]
    wall = _whole(boxes, "IfcWall", parts)
    boxes.void(wall, (1, -1, 1), (1, 3, 1))
    _, pages = taken(of_boxes(boxes))
    found = by_name(pages["elements"], "Whole")
    assert (found["GrossSideArea"], found["NetSideArea"]) == pytest.approx((12, 11), rel=1e-3)
    assert (found["GrossVolume"], found["NetVolume"]) == pytest.approx((3.6, 3.3), rel=1e-3)
    assert [found[name] for name in ("Length", "Width", "Height")] == pytest.approx([4, 0.3, 3])


def test_parts_are_not_counted_twice(of_boxes: Make) -> None:
    boxes = Boxes()
    _whole(boxes, "IfcSlab", [boxes.add((0, 0, 0), (4, 4, 0.2), "IfcSlab", name="Part")])
    result, pages = taken(of_boxes(boxes), group_by=["class"])
    volume = next(total for total in result.totals if total.quantity == "NetVolume")
    assert (volume.si, volume.missing) == (pytest.approx(3.2), 1)
    reasons = {row["Reason"] for row in pages["elements"] if row["Name"] == "Whole"}
    assert reasons == {"it has no representation"}


def test_surfaces_of_wholes_are_not_known(of_boxes: Make) -> None:
    boxes = Boxes()
    _whole(boxes, "IfcBeam", [boxes.add((0, 0, 0), (4, 0.1, 0.2), "IfcBuildingElementPart")])
    _, pages = taken(of_boxes(boxes))
    found = by_name(pages["elements"], "Whole")
    assert (found["Length"], found["NetVolume"]) == pytest.approx((4, 0.08))
    assert found["NetSurfaceArea"] is None
    reasons = {row["Quantity"]: row["Reason"] for row in pages["elements"]}
    assert reasons["NetSurfaceArea"] == "it has no body of its own, and its parts do not say"


def _prism(boxes: Boxes, outline: list[tuple[float, float]], depth: float) -> Any:
    """A slab whose cross-section is given in x and z, and that goes along y."""
    file = boxes.file
    points = [file.create_entity("IfcCartesianPoint", point) for point in [*outline, outline[0]]]
    curve = file.create_entity("IfcPolyline", points)
    solid = boxes.solid((1, 1, 1))
    solid.SweptArea = file.create_entity("IfcArbitraryClosedProfileDef", "AREA", None, curve)
    solid.Position.Axis = file.create_entity("IfcDirection", (0.0, -1.0, 0.0))
    solid.Position.RefDirection = file.create_entity("IfcDirection", (1.0, 0.0, 0.0))
    solid.Depth = depth
    shown = boxes.representation([solid])
    return boxes.add((0, 0, 0), ifc_class="IfcSlab", name="S", representation=shown)


@pytest.mark.parametrize(("rules", "area"), [("standard", 50.0), ("ifc5d", 40.0)])
def test_a_sloping_slab_has_its_own_area(of_boxes: Make, rules: str, area: float) -> None:
    boxes = Boxes()
    _prism(boxes, [(0.0, 0.0), (4.0, 3.0), (4.0, 3.25), (0.0, 0.25)], 10.0)
    _, pages = taken(of_boxes(boxes), rules=rules)
    found = by_name(pages["elements"], "S")
    assert found["GrossArea"] == pytest.approx(area)
    if rules == "standard":
        assert found["Width"] == pytest.approx(0.2)
        flags = {(row["Quantity"], row["Flag"]) for row in pages["flags"]}
        assert flags == {("Length", "oblique"), ("Depth", "oblique")}


def test_slanting_edges_are_counted_halfway_up(of_boxes: Make) -> None:
    boxes = Boxes()
    _prism(boxes, [(0.0, 0.0), (8.0, 0.0), (8.4, 0.4), (0.4, 0.4)], 10.0)
    _, pages = taken(of_boxes(boxes))
    found = by_name(pages["elements"], "S")
    assert (found["GrossArea"], found["Perimeter"]) == pytest.approx((80, 36))


def test_pipes_of_ifc2x3_are_known_by_their_type(of_boxes: Make) -> None:
    boxes = Boxes()
    pipe = boxes.add((0, 0, 0), (0.1, 0.1, 5), "IfcFlowSegment", name="P")
    type_ = boxes.root("IfcPipeSegmentType", PredefinedType="RIGIDSEGMENT")
    boxes.root("IfcRelDefinesByType", RelatedObjects=[pipe], RelatingType=type_)
    boxes.add((1, 0, 0), (0.1, 0.1, 5), "IfcFlowSegment")
    result, pages = taken(of_boxes(boxes))
    assert by_name(pages["elements"], "P")["Length"] == pytest.approx(5)
    assert result.without_rules == {"IfcFlowSegment": 1}
