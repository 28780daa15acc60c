"""Round bodies, whose quantities are known by their radius."""

from __future__ import annotations

from collections.abc import Callable
from math import asin, pi, sin
from typing import Any

import pytest

from ifcworks.ifc.quantities.curved import Curves
from operations.quantities.conftest import by_name, taken
from support.boxes import Boxes
from support.measured import Measured

Make = Callable[[Boxes], Measured]
_FACETS = 5e-4
"""What 128 sides lack of a circle."""


def _axes(boxes: Boxes) -> Any:
    origin = boxes.file.create_entity("IfcCartesianPoint", (0.0, 0.0))
    return boxes.file.create_entity("IfcAxis2Placement2D", Location=origin)


def _extruded(boxes: Boxes, profile: Any, depth: float) -> Any:
    return boxes.file.create_entity(
        "IfcExtrudedAreaSolid",
        SweptArea=profile,
        Position=boxes.axes(0, 0, 0),
        ExtrudedDirection=boxes.file.create_entity("IfcDirection", (0.0, 0.0, 1.0)),
        Depth=depth,
    )


def _circle(boxes: Boxes, radius: float) -> Any:
    return boxes.file.create_entity(
        "IfcCircleProfileDef", ProfileType="AREA", Position=_axes(boxes), Radius=radius
    )


def _add(boxes: Boxes, number: int, ifc_class: str, name: str, solid: Any) -> Any:
    shown = boxes.representation([solid])
    return boxes.add((0, 9 * number, 0), ifc_class=ifc_class, name=name, representation=shown)


def _bored(boxes: Boxes, number: int, name: str, radius: float) -> None:
    """A wall of 6 x 0.2 x 3 with a round hole."""
    wall = boxes.add((0, 9 * number, 0), (6, 0.2, 3), name=name)
    opening = boxes.void(wall, (3, 9 * number, 1.5), (1, 1, 1))
    hole = _extruded(boxes, _circle(boxes, radius), 1.0)
    hole.Position = boxes.axes(0, -0.3, 0)
    hole.Position.Axis = boxes.file.create_entity("IfcDirection", (0.0, 1.0, 0.0))
    hole.Position.RefDirection = boxes.file.create_entity("IfcDirection", (1.0, 0.0, 0.0))
    opening.Representation.Representations[0].Items = [hole]


def test_round_bodies_are_as_round_as_they_are_drawn(of_boxes: Make) -> None:
    boxes = Boxes()
    file = boxes.file
    _add(boxes, 1, "IfcColumn", "column", _extruded(boxes, _circle(boxes, 0.3), 4.0))
    points = [file.create_entity("IfcCartesianPoint", (0.0, 0.0, z)) for z in (0.0, 3.0)]
    line = file.create_entity("IfcPolyline", points)
    rod = file.create_entity("IfcSweptDiskSolid", Directrix=line, Radius=0.05)
    _add(boxes, 2, "IfcMember", "rod", rod)
    rolled = file.create_entity(
        "IfcIShapeProfileDef",
        ProfileType="AREA",
        OverallWidth=0.1,
        OverallDepth=0.2,
        WebThickness=0.0056,
        FlangeThickness=0.0085,
        FilletRadius=0.012,
    )
    _add(boxes, 3, "IfcBeam", "rolled", _extruded(boxes, rolled, 6.0))
    corners = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (2.0, 5.0), (0.0, 4.0)]
    segments = [
        file.createIfcLineIndex((1, 2, 3)),
        file.createIfcArcIndex((3, 4, 5)),
        file.createIfcLineIndex((5, 1)),
    ]
    curve = file.create_entity(
        "IfcIndexedPolyCurve", file.create_entity("IfcCartesianPointList2D", corners), segments
    )
    bay = file.create_entity("IfcArbitraryClosedProfileDef", "AREA", None, curve)
    _add(boxes, 4, "IfcSlab", "bay", _extruded(boxes, bay, 0.2))
    _bored(boxes, 5, "bored", 1.0)
    boxes.add((30, 0, 0), (4, 0.2, 3), name="straight")
    result, pages = taken(of_boxes(boxes))
    column, rod_ = by_name(pages["elements"], "column"), by_name(pages["elements"], "rod")
    assert column["NetVolume"] == pytest.approx(pi * 0.09 * 4, rel=_FACETS)
    assert column["CrossSectionArea"] == pytest.approx(pi * 0.09, rel=_FACETS)
    assert column["OuterSurfaceArea"] == pytest.approx(0.6 * pi * 4, rel=_FACETS)
    assert rod_["NetVolume"] == pytest.approx(pi * 0.0025 * 3, rel=_FACETS)
    section = 2 * 0.1 * 0.0085 + 0.183 * 0.0056 + (4 - pi) * 0.012**2
    rolled_ = by_name(pages["elements"], "rolled")
    assert rolled_["GrossVolume"] == pytest.approx(section * 6, rel=_FACETS)
    angle = 2 * asin(2 / 2.5)
    area = 16 + 2.5**2 / 2 * (angle - sin(angle))
    bay_ = by_name(pages["elements"], "bay")
    assert bay_["NetArea"] == pytest.approx(area, rel=_FACETS)
    assert bay_["Perimeter"] == pytest.approx(12 + 2.5 * angle, rel=_FACETS)
    bored = by_name(pages["elements"], "bored")
    assert bored["NetSideArea"] == pytest.approx(18 - pi, rel=_FACETS)
    assert bored["GrossSideArea"] == pytest.approx(18, rel=_FACETS)
    # Columns and the like, the wall with its opening; not the straight wall.
    assert result.refined == 6


def test_a_small_round_hole_is_not_worth_more_facets(of_boxes: Make) -> None:
    boxes = Boxes()
    _bored(boxes, 1, "bored", 0.05)
    result, pages = taken(of_boxes(boxes), selector="IfcWall")
    assert result.refined == 0
    found = by_name(pages["elements"], "bored")
    assert found["NetSideArea"] == pytest.approx(18 - pi * 0.0025, rel=_FACETS)


def test_what_is_curved() -> None:
    boxes = Boxes()
    file = boxes.file
    straight = boxes.add((0, 0, 0))
    cut = boxes.file.create_entity(
        "IfcBooleanResult",
        "DIFFERENCE",
        boxes.solid((1, 1, 1)),
        _extruded(boxes, _circle(boxes, 0.1), 1.0),
    )
    cut_round = boxes.add((0, 0, 0), representation=boxes.representation([cut], "CSG"))
    source = boxes.map_of((1, 1, 1))
    source.MappedRepresentation.Items = [_extruded(boxes, _circle(boxes, 0.1), 1.0)]
    mapped = boxes.add((0, 0, 0), representation=boxes.mapped(source))
    broken = boxes.add((0, 0, 0), representation=boxes.representation([None] * 0))
    products = [straight, cut_round, mapped, broken]
    found = Curves().among([one.id() for one in products], file.by_id)
    assert found == {cut_round.id(), mapped.id()}
