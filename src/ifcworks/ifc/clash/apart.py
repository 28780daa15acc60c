"""How far two triangles are apart, for many pairs of them at once.

The closest points lie on two edges, or are a corner of one and its foot in the other; of triangles
that go through each other, an edge of one meets the inside of the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ifcworks.ifc.clash.model import Float64, Int64
from ifcworks.ifc.clash.triangles import cross

_AT_ONCE = 1 << 13
"""Pairs that are worked on together, so that all of it stays in the cache of the processor."""
_PARALLEL = 1e-12
_TINY = 1e-200
_NEXT = np.array([1, 2, 0])


def distances(one: Float64, other: Float64) -> Float64:
    """Distances (n,) of triangles (n, 3, 3)."""
    parts = range(0, len(one), _AT_ONCE)
    return np.concatenate(
        [_Couples(one[k : k + _AT_ONCE], other[k : k + _AT_ONCE]).distances() for k in parts]
    )


def closest_points(one: Float64, other: Float64) -> tuple[Float64, Float64]:
    """The point (n, 3) of each triangle (n, 3, 3) that is closest to its other one."""
    return _Couples(one, other).points()


class _Couples:
    """Pairs of triangles, and what may be closest of them.

    There are 21 columns: the nine pairs of edges, then of either triangle its three corners over
    the other one, and its three edges through the other one.
    """

    def __init__(self, one: Float64, other: Float64) -> None:
        self._from = one[:, 0]
        self._one, self._other = one - self._from[:, None], other - self._from[:, None]
        edges, self._on_edges = _of_edges(self._one, self._other)
        there, self._on_other = _of_corners(self._one, self._other)
        back, self._on_one = _of_corners(self._other, self._one)
        self._squares = np.concatenate([edges, there, back], axis=1)

    def distances(self) -> Float64:
        return np.asarray(np.sqrt(self._squares.min(axis=1)))

    def points(self) -> tuple[Float64, Float64]:
        rows = np.arange(len(self._squares))
        column = self._squares.argmin(axis=1)
        (s, t), one, other = self._on_edges, self._one, self._other
        i, j = np.minimum(column // 3, 2), column % 3
        a = _along(one, rows, i, s[rows, i, j])
        b = _along(other, rows, j, t[rows, i, j])
        for first, points, mesh, foot, on in (
            (9, a, one, b, self._on_other),
            (15, b, other, a, self._on_one),
        ):
            corner = (column >= first) & (column < first + 6)
            which, place = rows[corner], column[corner] - first
            share = np.where(place < 3, 0.0, on.crossings[which, place % 3])
            points[corner] = _along(mesh, which, place % 3, share)
            height = ((points[corner] - on.origin[which]) * on.normal[which]).sum(axis=1)
            foot[corner] = points[corner] - height[:, None] * on.normal[which]
        return a + self._from, b + self._from


@dataclass(frozen=True)
class _Plane:
    """The plane of a triangle each, and at which share of its length an edge each goes through."""

    origin: Float64
    normal: Float64
    crossings: Float64


def _along(mesh: Float64, rows: Int64, edges: Int64, shares: Float64) -> Float64:
    start, end = mesh[rows, edges], mesh[rows, _NEXT[edges]]
    return np.asarray(start + shares[:, None] * (end - start))


def _of_edges(one: Float64, other: Float64) -> tuple[Float64, tuple[Float64, Float64]]:
    """Squared distances (n, 9) of edges, and how far along them (n, 3, 3) the closest points are.

    After C. Ericson, Real-Time Collision Detection, 5.1.9.
    """
    along, across = one[:, _NEXT] - one, other[:, _NEXT] - other
    a = np.einsum("nik,nik->ni", along, along)[:, :, None]
    e = np.einsum("njk,njk->nj", across, across)[:, None, :]
    b = np.einsum("nik,njk->nij", along, across)
    c = np.einsum("nik,nik->ni", along, one)[:, :, None] - np.einsum("nik,njk->nij", along, other)
    f = np.einsum("njk,nik->nij", across, one) - np.einsum("njk,njk->nj", across, other)[:, None]
    a, e = np.maximum(a, _TINY), np.maximum(e, _TINY)
    under = a * e - b * b
    askew = under > _PARALLEL * a * e
    s = np.where(askew, np.clip((b * f - c * e) / np.where(askew, under, 1.0), 0.0, 1.0), 0.0)
    t = np.clip((b * s + f) / e, 0.0, 1.0)
    s = np.clip((b * t - c) / a, 0.0, 1.0)
    squares = np.zeros_like(s)
    for k in range(3):
        gap = (one[:, :, None, k] + s * along[:, :, None, k]) - (
            other[:, None, :, k] + t * across[:, None, :, k]
        )
        squares += gap * gap
    return squares.reshape(-1, 9), (s, t)


def _of_corners(points: Float64, triangle: Float64) -> tuple[Float64, _Plane]:
    """Squared distances (n, 6) of corners from where they stand over a triangle, inf if beside it.

    The last three are 0 where an edge goes through the triangle, else inf.
    """
    origin = triangle[:, 0]
    one, two = triangle[:, 1] - origin, triangle[:, 2] - origin
    normal = cross(one, two)
    squared = np.einsum("nk,nk->n", normal, normal)[:, None]
    flat = squared <= _TINY
    squared = np.where(flat, np.inf, squared)
    to = points - origin[:, None]
    v = np.einsum("nik,nk->ni", to, cross(two, normal) / squared)
    w = np.einsum("nik,nk->ni", to, cross(normal, one) / squared)
    unit = normal / np.sqrt(squared)
    height = np.einsum("nik,nk->ni", to, unit)
    beyond = height[:, _NEXT]
    through = (height * beyond < 0) & ~flat
    share = height / np.where(through, height - beyond, 1.0)
    there = _is_inside(v + share * (v[:, _NEXT] - v), w + share * (w[:, _NEXT] - w)) & through
    squares = np.concatenate(
        [
            np.where(_is_inside(v, w) & ~flat, height * height, np.inf),
            np.where(there, 0.0, np.inf),
        ],
        axis=1,
    )
    return squares, _Plane(origin, unit, share)


def _is_inside(v: Float64, w: Float64) -> npt.NDArray[np.bool_]:
    return np.asarray((v >= 0) & (w >= 0) & (v + w <= 1))
