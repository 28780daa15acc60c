"""The shadow of a shape on the ground, and the outline of what it stands on."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from ifcworks.ifc.geometry.model import Float64

_FLAT = 1e-5
"""Metres: faces within this height lie in one plane, so that none hides another."""


_GRIDS = (None, 1e-5, 1e-4)
"""Metres: what corners are moved to when faces are put together, none at first."""


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
    return shadow_area(vertices, triangles, shadows)


def shadow_area(vertices: Float64, triangles: npt.NDArray[np.int64], shadows: Float64) -> float:
    """The same, also of triangles in one plane that lie on one another."""
    corners = vertices[triangles][:, :, :2]
    solid = shadows > 0
    if not solid.any():
        return 0.0
    # Near the origin, and on a grid of a hundredth of a millimetre: neighbours then share edges.
    polygons = shapely.polygons(corners[solid] - corners.reshape(-1, 2).min(axis=0))
    return float(shapely.union_all(polygons, grid_size=_FLAT).area)


def outlines(vertices: Float64, triangles: npt.NDArray[np.int64]) -> tuple[float, float]:
    """Length of the edges around faces, with those around holes, and without.

    The edges count that belong to one triangle only. Where a corner lies in the middle of a
    neighbour's edge, that is too many, and the faces are put together. Whatever goes wrong there
    leaves slits, which make the outline longer, so the shortest is the right one.

    Args:
        vertices: float64 (n, 3).
        triangles: those that look down.
    """
    if not len(triangles):
        return 0.0, 0.0
    edges = np.sort(triangles[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1)
    unique, counts = np.unique(edges, axis=0, return_counts=True)
    ends = vertices[unique[counts == 1]]
    length = float(np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1).sum())
    if np.ptp(vertices[triangles, 2]) > _FLAT:
        # At different heights a shadow would lose what is steep; holes are not told apart.
        return length, length
    polygons = shapely.polygons(vertices[triangles][:, :, :2])
    polygons = polygons[shapely.area(polygons) > 0]
    found = []
    for grid in _GRIDS:
        joined = shapely.union_all(polygons, grid_size=grid)
        found.append((joined.length, joined))
        if joined.length <= length * (1 + _FLAT):
            break
    total, shortest = min(found, key=lambda pair: pair[0])
    rings = shapely.get_exterior_ring(shapely.get_parts(shortest))
    return float(total), float(shapely.length(rings).sum())
