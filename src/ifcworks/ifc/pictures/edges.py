"""Where the edges of what is seen are: between pixels that show different surfaces."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ifcworks.ifc.pictures.rasterizing import Raster

_CREASE = np.cos(np.radians(25))
"""Faces that meet at less are one surface, such as those of a pipe."""
_JUMP = 0.004
"""By how much of its distance a surface is behind another, to be one of its own."""


def edge_pixels(
    raster: Raster, part: NDArray[np.int64], normals: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """The pixels at edges.

    Args:
        raster: which triangle is seen where.
        part: of each triangle.
        normals: of each triangle, of length 1.
    """
    found = np.zeros(raster.seen.shape, bool)
    for axis in (0, 1):
        _mark(found, raster, part, normals, axis)
    return found


def _mark(
    found: NDArray[np.bool_],
    raster: Raster,
    part: NDArray[np.int64],
    normals: NDArray[np.float64],
    axis: int,
) -> None:
    """Mark edges between pixels and their neighbours below (axis 0) or to the right (1)."""
    seen, nearness = raster.seen.reshape(-1), raster.nearness.reshape(-1)
    step = raster.width if axis == 0 else 1
    differs = seen[step:] != seen[:-step]
    here = np.flatnonzero(differs)
    if axis == 1:
        here = here[here % raster.width != raster.width - 1]
    there = here + step
    a, b = seen[here], seen[there]
    outline = (a < 0) | (b < 0) | (part[a] != part[b])
    crease = np.abs(np.einsum("ij,ij->i", normals[a], normals[b])) < _CREASE
    with np.errstate(invalid="ignore"):
        expected = nearness[here] + raster.slopes[a, 1 - axis]
        jump = np.abs(expected - nearness[there]) > _JUMP * np.abs(nearness[there])
    marked = outline | crease | jump
    here, there = here[marked], there[marked]
    # Of the two the closer one has the edge.
    closer = nearness[here] >= nearness[there]
    flat = found.reshape(-1)
    flat[np.where(closer, here, there)] = True
