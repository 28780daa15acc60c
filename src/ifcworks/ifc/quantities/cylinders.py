"""Pipes, round columns and piles: what is one extruded circle or ring needs no geometry kernel.

They are most of what is round in a building, and the kernel takes a hundred times as long for one.
"""

from __future__ import annotations

from math import cos, pi, sin
from typing import Any

import numpy as np
import numpy.typing as npt

from ifcworks.ifc.geometry.malformed import MALFORMED
from ifcworks.ifc.geometry.meshes import FAR
from ifcworks.ifc.geometry.model import Float64, Shape
from ifcworks.ifc.geometry.routing import body_items

SIDES = 128
_PROFILES = ("IfcCircleProfileDef", "IfcCircleHollowProfileDef")
_ALONG = 1 - 1e-9
"""Least cosine between the direction of an extrusion and the axis of its profile."""


def cylinder(product: Any, unit: float) -> Shape | None:
    """The triangles of a product, in its own axes; None if it is no plain cylinder or tube.

    Args:
        product: with nothing cut out of it.
        unit: metres per unit of length of the model.
    """
    try:
        items = list(body_items(product))
        if len(items) != 1 or items[0].is_a() != "IfcExtrudedAreaSolid":
            return None
        with np.errstate(all="ignore"):
            return _extruded(items[0], unit)
    except (*MALFORMED, ZeroDivisionError):
        return None


def _extruded(solid: Any, unit: float) -> Shape | None:
    profile = solid.SweptArea
    x, y, z = (float(ratio) for ratio in solid.ExtrudedDirection.DirectionRatios)
    along = z / (x * x + y * y + z * z) ** 0.5
    if profile.is_a() not in _PROFILES or abs(along) < _ALONG:
        return None
    outer, depth = float(profile.Radius), float(solid.Depth)
    inner = outer - float(getattr(profile, "WallThickness", outer))
    if not (outer > inner >= 0 and depth > 0):
        return None
    heights = (0.0, depth) if along > 0 else (-depth, 0.0)
    points, triangles = _tube(outer, inner, heights)
    position = profile.Position
    if position is not None:
        points[:, :2] += np.array(position.Location.Coordinates[:2], np.float64)
    if solid.Position is not None:
        points = _placed(points, solid.Position)
    points *= unit
    if not np.abs(points).max() <= FAR:
        # Too far for float32, or axes that are none and make no number of it.
        return None
    area = SIDES / 2 * sin(2 * pi / SIDES) * (outer**2 - inner**2)
    return Shape(
        vertices=points.astype(np.float32),
        triangles=triangles,
        materials=np.full(len(triangles), -1, np.int32),
        volume=area * depth * unit**3,
        closed=True,
    )


def _placed(points: Float64, position: Any) -> Float64:
    """Points of an IfcAxis2Placement3D, whose x need not be at right angles to its z."""
    z = _unit(position.Axis, (0.0, 0.0, 1.0))
    x = _unit(position.RefDirection, (1.0, 0.0, 0.0))
    x = x - (x @ z) * z
    x = x / np.linalg.norm(x)
    turned = points @ np.stack([x, np.cross(z, x), z])
    return np.asarray(turned + np.array(position.Location.Coordinates, np.float64), np.float64)


def _unit(direction: Any, otherwise: tuple[float, float, float]) -> Float64:
    ratios = otherwise if direction is None else direction.DirectionRatios
    vector = np.array(ratios, np.float64)
    return np.asarray(vector / np.linalg.norm(vector), np.float64)


def _tube(
    outer: float, inner: float, heights: tuple[float, float]
) -> tuple[Float64, npt.NDArray[np.uint32]]:
    """Vertices and triangles around z; without a hole the inner points are one in the middle."""
    turn = np.array([(cos(2 * pi * n / SIDES), sin(2 * pi * n / SIDES)) for n in range(SIDES)])
    below, above = heights
    here = np.arange(SIDES, dtype=np.uint32)
    there = np.roll(here, -1)
    rings = [(outer, below), (outer, above)]
    if inner > 0:
        rings += [(inner, below), (inner, above)]
    points = [np.column_stack([turn * radius, np.full(SIDES, height)]) for radius, height in rings]
    faces = [_band(here, there, 0, 1)]
    if inner > 0:
        faces += [_band(here, there, 3, 2), _band(here, there, 2, 0), _band(here, there, 1, 3)]
    else:
        points.append(np.array([(0.0, 0.0, below), (0.0, 0.0, above)]))
        middle = np.full(SIDES, 2 * SIDES, np.uint32)
        faces += [
            np.column_stack([middle, there, here]),
            np.column_stack([middle + 1, here + SIDES, there + SIDES]),
        ]
    return np.concatenate(points), np.concatenate(faces).astype(np.uint32)


def _band(
    here: npt.NDArray[np.uint32], there: npt.NDArray[np.uint32], one: int, other: int
) -> npt.NDArray[np.uint32]:
    """Triangles between two rings, seen from outside where the first is below the second."""
    a, b, c, d = (
        here + one * SIDES,
        there + one * SIDES,
        here + other * SIDES,
        there + other * SIDES,
    )
    return np.concatenate([np.column_stack([a, b, d]), np.column_stack([a, d, c])])
