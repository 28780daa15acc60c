"""Which triangles can be seen at all: not those on the far side of a solid."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def closed_parts(edges_of: Ints, part: Ints, count: int, vertices: int) -> NDArray[np.bool_]:
    """Which parts are closed: each edge of a triangle is one of another, the other way round.

    Args:
        edges_of: the vertices of the triangles (n × 3); no two parts have one in common.
        part: of each triangle.
        count: how many parts there are.
        vertices: how many vertices there are.
    """
    start, end = edges_of.reshape(-1), np.roll(edges_of, -1, 1).reshape(-1)
    there, back = start * vertices + end, end * vertices + start
    order, other = np.argsort(there, kind="stable"), np.argsort(back, kind="stable")
    sorted_there = there[order]
    unmatched = sorted_there != back[other]
    # An edge that three triangles share says nothing about inside and outside.
    twice = np.zeros_like(unmatched)
    twice[1:] = sorted_there[1:] == sorted_there[:-1]
    open_edges = order[unmatched | twice] // 3
    closed: NDArray[np.bool_] = np.bincount(part[open_edges], minlength=count) == 0
    return closed


def turned_away(
    corners: Floats, cross: Floats, part: Ints, closed: NDArray[np.bool_], eye: Floats | None
) -> NDArray[np.bool_]:
    """Which triangles of closed parts show their inner side.

    Args:
        corners: of the triangles (n × 3 × 3), from where the camera stands.
        cross: products of their edges, by which they say what is their outer side.
        part: of each triangle.
        closed: whether each part is closed.
        eye: where a camera without perspective looks; None with one.
    """
    towards = corners[:, 0] if eye is None else eye
    seen_from = np.einsum("ij,ij->i", np.broadcast_to(towards, cross.shape), cross)
    # About a corner of the part: its distance from the camera would drown the volume.
    first = np.zeros(len(closed), np.int64)
    first[part[::-1]] = np.arange(len(part))[::-1]
    from_corner = corners[:, 0] - corners[first[part], 0]
    volume = np.bincount(part, np.einsum("ij,ij->i", from_corner, cross), minlength=len(closed))
    away: NDArray[np.bool_] = closed[part] & (seen_from * np.sign(volume)[part] > 0)
    return away
