"""Where the surfaces of elements touch or go through each other.

ifcopenshell's clash tree is asked for distances, but overlooks triangles that have a point in
common, such as the foot of a column on a slab: it then gives the distance of others, or none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ifcworks.ifc.clash.apart import closest_points, distances
from ifcworks.ifc.clash.model import Float64, Int64
from ifcworks.ifc.clash.triangles import Triangles, meet, ranges, slices

CONTACT = 1e-4
"""Metres: surfaces that are no farther apart touch."""

_ROUNDS = (0, 1, 4, 16, 64, 256, 1 << 62)
"""Of a pair of elements some pairs of triangles are looked at first; mostly these are enough."""
_AT_ONCE = 1 << 18
"""Pairs of triangles that are compared by their boxes together."""
_TOGETHER = 16
"""Triangles of one element that are compared with those of another together at first."""


@dataclass
class Touch:
    """Where pairs of elements touch.

    Attributes:
        distances: (n,), metres from one surface to the other there; inf where they do not.
        a, b: (n, 3), a point of either surface.
    """

    distances: Float64
    a: Float64
    b: Float64


def touching(triangles: Triangles, a: Int64, b: Int64) -> Touch:
    """A place where each pair of elements touches, the first that is found.

    Args:
        triangles: of the elements.
        a: (n,) places of elements.
        b: (n,) places of the others.
    """
    found = Touch(np.full(len(a), np.inf), np.zeros((len(a), 3)), np.zeros((len(a), 3)))
    low, high = triangles.boxes()
    of_a = triangles.in_boxes(a, low[b] - CONTACT, high[b] + CONTACT)
    of_b = triangles.in_boxes(b, low[a] - CONTACT, high[a] + CONTACT)
    for pairs, one, other in _joined(triangles, len(a), of_a, of_b):
        starts = np.flatnonzero(np.r_[True, pairs[1:] != pairs[:-1]]) if len(pairs) else pairs
        rank = np.arange(len(pairs)) - np.repeat(starts, np.diff(np.r_[starts, len(pairs)]))
        for least, most in pairwise(_ROUNDS):
            some = np.flatnonzero(
                (rank >= least) & (rank < most) & np.isinf(found.distances[pairs])
            )
            for first, second in ((one, other), (other, one)):
                some = some[triangles.off_plane(first[some], second[some]) < CONTACT]
            _look(triangles, pairs[some], one[some], other[some], found)
    return found


def _joined(
    triangles: Triangles, count: int, of_a: tuple[Int64, Int64], of_b: tuple[Int64, Int64]
) -> Iterator[tuple[Int64, Int64, Int64]]:
    """Pairs of a triangle of either side whose boxes are near, by pair of elements, in parts.

    ``of_a`` and ``of_b`` name a pair of elements and a triangle each, in the order of pairs. Some
    triangles of side a that follow each other are compared with those of side b together.
    """
    counts_a, counts_b = (np.bincount(pairs, minlength=count) for pairs, _ in (of_a, of_b))
    starts_a, starts_b = np.cumsum(counts_a) - counts_a, np.cumsum(counts_b) - counts_b
    counts_a = np.where(counts_b > 0, counts_a, 0)
    owners, numbers = ranges(np.zeros(count, np.int64), -(-counts_a // _TOGETHER))
    begins = starts_a[owners] + numbers * _TOGETHER
    lengths = np.minimum(starts_a[owners] + counts_a[owners] - begins, _TOGETHER)
    places, rows = ranges(begins, lengths)
    if not len(places):
        return
    edges = np.flatnonzero(np.r_[True, np.diff(places) != 0])
    low = np.minimum.reduceat(triangles.low[of_a[1][rows]], edges) - CONTACT
    high = np.maximum.reduceat(triangles.high[of_a[1][rows]], edges) + CONTACT
    sizes = counts_b[owners]
    near_low, near_high = triangles.low - CONTACT, triangles.high + CONTACT
    for some in slices(sizes * _TOGETHER, _AT_ONCE):
        pieces, rows = ranges(starts_b[owners[some]], sizes[some])
        pieces += some.start
        other = of_b[1][rows]
        near = meet(low, high, pieces, triangles.low, triangles.high, other)
        pieces, other = pieces[near], other[near]
        places, rows = ranges(begins[pieces], lengths[pieces])
        pieces, one, other = pieces[places], of_a[1][rows], other[places]
        near = meet(near_low, near_high, one, triangles.low, triangles.high, other)
        yield owners[pieces[near]], one[near], other[near]


def _look(triangles: Triangles, pairs: Int64, one: Int64, other: Int64, found: Touch) -> None:
    """Keep the closest points of triangles that touch."""
    if not len(pairs):
        return
    apart = distances(triangles.corners[one], triangles.corners[other])
    order = np.lexsort((apart, pairs))
    best = order[np.r_[True, np.diff(pairs[order]) != 0]]
    best = best[apart[best] < CONTACT]
    places = pairs[best]
    found.distances[places] = apart[best]
    found.a[places], found.b[places] = closest_points(
        triangles.corners[one[best]], triangles.corners[other[best]]
    )
