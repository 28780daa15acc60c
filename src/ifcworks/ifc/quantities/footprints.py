"""The shadow of a shape on the ground, and the outline of what it stands on."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from ifcworks.ifc.geometry.model import Float64

_FLAT = 1e-5
"""Metres: faces within this height lie in one plane, so that none hides another."""


def footprint_area(vertices: Float64, triangles: npt.NDArray[np.int64], shadows: Float64) -> float:
    """Area of the shadow of triangles in the direction of z, each place counted once.

    Args:
        vertices: float64 (n, 3).
        triangles: those that look up.
        shadows: the area of the shadow of each.
    """
    if not len(triangles):
        return 0.0
    heights = vertices[triangles, 2]
    if np.ptp(heights) <= _FLAT:
        return float(shadows.sum())
    corners = vertices[triangles][:, :, :2]
    solid = shadows > 0
    # Near the origin, and on a grid of a hundredth of a millimetre: neighbours then share edges.
    polygons = shapely.polygons(corners[solid] - corners.reshape(-1, 2).min(axis=0))
    return float(shapely.union_all(polygons, grid_size=_FLAT).area)


def outlines(vertices: Float64, triangles: npt.NDArray[np.int64]) -> tuple[float, float]:
    """Length of the edges around faces, with those around holes, and without.

    Faces at one height are put together, so that a corner in the middle of a neighbour's edge
    does not make that edge one of the outline. Of others the edges count that belong to one
    triangle only, and holes are not told apart.

    Args:
        vertices: float64 (n, 3).
        triangles: those that look down.
    """
    if not len(triangles):
        return 0.0, 0.0
    if np.ptp(vertices[triangles, 2]) > _FLAT:
        edges = np.sort(triangles[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1)
        unique, counts = np.unique(edges, axis=0, return_counts=True)
        ends = vertices[unique[counts == 1]]
        length = float(np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1).sum())
        return length, length
    flat = vertices[triangles][:, :, :2]
    polygons = shapely.polygons(flat - flat.reshape(-1, 2).min(axis=0))
    joined = shapely.union_all(polygons[shapely.area(polygons) > 0], grid_size=_FLAT)
    rings = shapely.get_exterior_ring(shapely.get_parts(joined))
    return float(joined.length), float(shapely.length(rings).sum())
