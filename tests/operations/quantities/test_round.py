"""Round bodies, whose quantities are known by their radius."""

from __future__ import annotations

from collections.abc import Callable
from math import asin, pi, sin
from typing import Any

import ifcopenshell.geom
import ifcopenshell.util.shape
import numpy as np
import pytest

from ifcworks.ifc.geometry.meshes import is_closed
from ifcworks.ifc.quantities.curved import Curves
from ifcworks.ifc.quantities.cylinders import cylinder
from operations.quantities.conftest import by_name, taken
from support.boxes import Boxes
from support.measured import Measured

Make = Callable[[Boxes], Measured]
_FACETS = 5e-4
"""What the sides of a polygon lack of these circles, at most."""


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


@pytest.mark.parametrize("wall", [None, 0.02])
@pytest.mark.parametrize("down", [False, True])
def test_cylinders_are_those_of_the_kernel(wall: float | None, down: bool) -> None:
    boxes = Boxes()
    file = boxes.file
    profile = _circle(boxes, 0.1)
    if wall is not None:
        profile = file.create_entity("IfcCircleHollowProfileDef", "AREA", None, None, 0.1, wall)
    profile.Position = _axes(boxes)
    profile.Position.Location.Coordinates = (0.3, 0.2)
    solid = _extruded(boxes, profile, 2.0)
    solid.Position.Location.Coordinates = (1.0, 2.0, 3.0)
    solid.Position.Axis = file.create_entity("IfcDirection", (1.0, 1.0, 2.0))
    solid.Position.RefDirection = file.create_entity("IfcDirection", (1.0, 0.0, 0.0))
    if down:
        solid.ExtrudedDirection.DirectionRatios = (0.0, 0.0, -3.0)
    product = boxes.add((7, 8, 9), representation=boxes.representation([solid]))
    shape = cylinder(product, 1.0)
    assert shape is not None
    assert shape.closed == is_closed(shape.triangles, len(shape.vertices)) is True
    a, b, c = shape.vertices.astype(float)[shape.triangles].transpose(1, 0, 2)
    inside = float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6)
    assert inside == pytest.approx(shape.volume, rel=1e-4)
    hole = 0 if wall is None else (0.1 - wall) ** 2
    assert shape.volume == pytest.approx(pi * (0.01 - hole) * 2, rel=_FACETS)
    geometry: Any = ifcopenshell.geom.create_shape(ifcopenshell.geom.settings(), product)
    theirs = ifcopenshell.util.shape.get_vertices(geometry.geometry)
    for corner in ("min", "max"):
        ours = getattr(shape.vertices, corner)(axis=0)
        assert ours == pytest.approx(getattr(theirs, corner)(axis=0), abs=2e-3)


def test_what_is_no_plain_cylinder() -> None:
    boxes = Boxes()
    slanting = _extruded(boxes, _circle(boxes, 0.1), 1.0)
    slanting.ExtrudedDirection.DirectionRatios = (0.0, 1.0, 1.0)
    flat = _extruded(boxes, _circle(boxes, 0.1), 1.0)
    flat.ExtrudedDirection.DirectionRatios = (0.0, 0.0, 0.0)
    far = _extruded(boxes, _circle(boxes, 0.1), 1.0)
    far.Position = boxes.axes(1e5, 0, 0)
    for solid in (slanting, flat, far, boxes.solid((1, 1, 1))):
        product = boxes.add((0, 0, 0), representation=boxes.representation([solid]))
        assert cylinder(product, 1.0) is None


def test_what_shows_the_same_map_is_computed_once_and_measured_each(of_boxes: Make) -> None:
    boxes = Boxes()
    source = boxes.map_of((1, 1, 1))
    source.MappedRepresentation.Items = [_extruded(boxes, _circle(boxes, 0.1), 3.0)]
    columns = [
        boxes.add((n, 0, 0), ifc_class="IfcColumn", name=f"C{n}", representation=shown)
        for n, shown in enumerate([boxes.mapped(source) for _ in range(3)])
    ]
    boxes.void(columns[2], (1, -1, 1), (3, 3, 1))
    result, pages = taken(of_boxes(boxes))
    assert result.refined == 3
    volumes = {r["Name"]: r["SI value"] for r in pages["elements"] if r["Quantity"] == "NetVolume"}
    whole = pi * 0.01 * 3
    expected = {"C0": whole, "C1": whole, "C2": whole * 2 / 3}
    assert volumes == {name: pytest.approx(v, rel=2e-3) for name, v in expected.items()}
