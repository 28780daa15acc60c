"""Meshes that are closed although not all of their edges meet.

Where a corner of one face lies in the middle of a neighbour's edge, that edge and its two halves
have no partner, but nothing is between them. The volume of such a mesh is as good as any.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ifcworks.ifc.geometry.model import Float64

_NEAR = 1e-5
"""Metres: points within that distance are one, and on a line if so near to it."""
_MOST = 400
"""Edges without a partner; a mesh with more is left open."""


def only_slits(vertices: Float64, triangles: npt.NDArray[np.int64]) -> bool:
    """Whether all gaps of a mesh are slits without width.

    Args:
        vertices: float64 (n, 3), metres.
        triangles: int64 (m, 3).
    """
    ends = _without_partner(vertices, triangles)
    if ends is None:
        return False
    lines: list[_Line] = []
    for begin, end in ends:
        line = next((line for line in lines if line.has(begin) and line.has(end)), None)
        if line is None:
            line = _Line(begin, (end - begin) / np.linalg.norm(end - begin))
            lines.append(line)
        line.stretches.append((line.at(begin), line.at(end)))
    return all(_cancel(line.stretches) for line in lines)


@dataclass
class _Line:
    """A line in space, and the edges on it by where along it they begin and end."""

    origin: Float64
    along: Float64
    stretches: list[tuple[float, float]] = field(default_factory=list)

    def has(self, point: Float64) -> bool:
        return float(np.linalg.norm(np.cross(point - self.origin, self.along))) <= _NEAR

    def at(self, point: Float64) -> float:
        return float((point - self.origin) @ self.along)


def _without_partner(vertices: Float64, triangles: npt.NDArray[np.int64]) -> Float64 | None:
    """Begin and end of the edges that have no partner, float64 (k, 2, 3); None if too many."""
    # Points at one place are one point, whichever face they were made for.
    cells, same = np.unique(np.rint(vertices / _NEAR), axis=0, return_inverse=True)
    edges = same.reshape(-1)[triangles][:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2)
    edges = edges[edges[:, 0] != edges[:, 1]]
    forward = edges[:, 0] < edges[:, 1]
    unique, of = np.unique(np.sort(edges, axis=1), axis=0, return_inverse=True)
    surplus = np.bincount(of.reshape(-1), weights=np.where(forward, 1, -1), minlength=len(unique))
    alone = np.flatnonzero(surplus)
    if int(np.abs(surplus).sum()) > _MOST:
        return None
    times = np.abs(surplus[alone]).astype(np.int64)
    pairs = np.where(surplus[alone, None] > 0, unique[alone], unique[alone][:, ::-1])
    return np.asarray((cells * _NEAR)[np.repeat(pairs, times, axis=0)], dtype=np.float64)


def _cancel(edges: Iterable[tuple[float, float]]) -> bool:
    """Whether stretches of a line lead nowhere: as many one way as back, at each place."""
    steps = sorted(
        [(min(edge), 1 if edge[1] > edge[0] else -1) for edge in edges]
        + [(max(edge), -1 if edge[1] > edge[0] else 1) for edge in edges]
    )
    there, before = 0, steps[0][0]
    for place, step in steps:
        if there and place - before > 2 * _NEAR:
            return False
        there, before = there + step, place
    return there == 0
