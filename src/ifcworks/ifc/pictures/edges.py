"""Where the edges of what is seen are: between pixels that show different surfaces."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ifcworks.ifc.pictures.rasterizing import Raster

_CREASE = float(np.cos(np.radians(25)))
"""Faces that meet at less are one surface, such as those of a pipe."""
_JUMP = 0.004
"""By how much of its distance a surface is behind another, to be one of its own."""


def edge_pixels(
    raster: Raster, part: NDArray[np.int64], normals: NDArray[np.float64]
) -> NDArray[np.int64]:
    """The pixels at edges, numbered row by row.

    Args:
        raster: which triangle is seen where.
        part: of each triangle.
        normals: of each triangle, of length 1.
    """
    if not len(part):
        return np.zeros(0, np.int64)
    return np.concatenate([_between(raster, part, normals, axis) for axis in (0, 1)])


def _between(
    raster: Raster, part: NDArray[np.int64], normals: NDArray[np.float64], axis: int
) -> NDArray[np.int64]:
    """At edges between pixels and their neighbours below (axis 0) or to the right (1)."""
    seen, nearness = raster.seen.reshape(-1), raster.nearness.reshape(-1)
    step = raster.width if axis == 0 else 1
    here = np.flatnonzero(seen[step:] != seen[:-step])
    if axis == 1:
        here = here[here % raster.width != raster.width - 1]
    there = here + step
    a, b = seen[here] - 1, seen[there] - 1
    outline = (a < 0) | (b < 0) | (part[a] != part[b])
    crease = np.abs(np.einsum("ij,ij->i", normals[a], normals[b])) < _CREASE
    with np.errstate(invalid="ignore"):
        expected = nearness[here] + raster.slopes[a, 1 - axis]
        jump = np.abs(expected - nearness[there]) > _JUMP * np.abs(nearness[there])
    marked = outline | crease | jump
    here, there = here[marked], there[marked]
    # Of the two the closer one has the edge.
    edges: NDArray[np.int64] = np.where(nearness[here] >= nearness[there], here, there)
    return edges
