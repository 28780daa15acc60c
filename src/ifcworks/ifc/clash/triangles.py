"""Triangles of many elements in one table, to be asked about many boxes at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ifcworks.ifc.clash.model import Element, Float64, Int64

Bools = npt.NDArray[np.bool_]

_BLOCK = 16
"""Triangles that follow each other are near each other: boxes are compared with blocks first."""
_AT_ONCE = 1 << 18
"""Pairs of a box and a triangle that are looked at together."""
_ON_EDGE = 1e-9
_NO_AREA = 1e-14


class Triangles:
    """Triangles of elements, by the place of the element in the list that is given.

    Attributes:
        corners: (t, 3, 3) of all triangles, element by element.
        low, high: (t, 3), the box of each.
        starts: (n + 1,), where each element's triangles begin and the last one's end.
    """

    def __init__(self, elements: Sequence[Element]) -> None:
        self.corners: Float64 = np.concatenate([e.vertices[e.triangles] for e in elements])
        self.low: Float64 = self.corners.min(axis=1)
        self.high: Float64 = self.corners.max(axis=1)
        counts = np.array([len(e.triangles) for e in elements], np.int64)
        self.starts: Int64 = np.concatenate([[0], np.cumsum(counts)])
        blocks = -(-counts // _BLOCK)
        self._block_starts: Int64 = np.concatenate([[0], np.cumsum(blocks)])
        owners, numbers = ranges(np.zeros(len(blocks), np.int64), blocks)
        self._firsts: Int64 = self.starts[owners] + numbers * _BLOCK
        self._sizes: Int64 = np.minimum(self.starts[owners + 1] - self._firsts, _BLOCK)
        self._block_low: Float64 = np.minimum.reduceat(self.low, self._firsts)
        self._block_high: Float64 = np.maximum.reduceat(self.high, self._firsts)
        self._unit: Float64 | None = None

    def boxes(self) -> tuple[Float64, Float64]:
        """Smallest and largest corners (n, 3) of the elements."""
        starts = self.starts[:-1]
        return np.minimum.reduceat(self.low, starts), np.maximum.reduceat(self.high, starts)

    def in_boxes(self, elements: Int64, low: Float64, high: Float64) -> tuple[Int64, Int64]:
        """Triangles of an element each whose boxes reach into a box each.

        Args:
            elements: (n,) places of elements.
            low: (n, 3), smallest corners of boxes.
            high: (n, 3), largest corners.

        Returns:
            Rows of boxes and triangles, two to a meeting, in the order of boxes.
        """
        counts = self._block_starts[elements + 1] - self._block_starts[elements]
        parts = [
            self._in_boxes(elements[some], low[some], high[some], some.start)
            for some in slices(counts * _BLOCK, _AT_ONCE)
        ]
        if not parts:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])

    def _in_boxes(
        self, elements: Int64, low: Float64, high: Float64, offset: int
    ) -> tuple[Int64, Int64]:
        first = self._block_starts[elements]
        boxes, blocks = ranges(first, self._block_starts[elements + 1] - first)
        near = meet(low, high, boxes, self._block_low, self._block_high, blocks)
        boxes, blocks = boxes[near], blocks[near]
        places, triangles = ranges(self._firsts[blocks], self._sizes[blocks])
        boxes = boxes[places]
        near = meet(low, high, boxes, self.low, self.high, triangles)
        return boxes[near] + offset, triangles[near]

    def have_surface_in(self, elements: Int64, low: Float64, high: Float64) -> Bools:
        """Whether any triangle of an element each may reach into a box each.

        It is told by the triangle's box and plane, so that now and then one is said to that passes
        by a corner.
        """
        boxes, triangles = self.in_boxes(elements, low, high)
        corners = self.corners[triangles]
        middle, half = ((high + low) / 2)[boxes], ((high - low) / 2)[boxes]
        normal = cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        away = np.einsum("ij,ij->i", normal, corners[:, 0] - middle)
        found = np.zeros(len(elements), bool)
        found[boxes[np.abs(away) < np.einsum("ij,ij->i", np.abs(normal), half)]] = True
        return found

    def off_plane(self, triangles: Int64, others: Int64) -> Float64:
        """How far other triangles, one each, are from the planes of triangles; 0 if they cross."""
        origin = self.corners[triangles, 0]
        normal = self._normals()[triangles]
        level = np.einsum("nk,nk->n", origin, normal)
        heights = np.matmul(self.corners[others], normal[:, :, None])[:, :, 0] - level[:, None]
        above, below = heights.min(axis=1), -heights.max(axis=1)
        return np.asarray(np.maximum(np.maximum(above, below), 0.0))

    def _normals(self) -> Float64:
        if self._unit is None:
            edges = self.corners[:, 1:] - self.corners[:, :1]
            normals = cross(edges[:, 0], edges[:, 1])
            lengths = np.sqrt(np.einsum("nk,nk->n", normals, normals))[:, None]
            self._unit = normals / np.where(lengths > 0, lengths, np.inf)
        return self._unit

    def are_outside(self, elements: Int64, points: Float64) -> Bools:
        """Whether points, one each, are outside of closed elements; if in doubt they are not.

        A ray upwards leaves a body as often as it enters it if it begins outside.
        """
        high = points.copy()
        high[:, 2] = np.inf
        rows, triangles = self.in_boxes(elements, points, high)
        a, b, c = (self.corners[triangles] - points[rows, None]).transpose(1, 2, 0)
        opposite = np.stack([_turn(b, c), _turn(c, a), _turn(a, b)])
        doubled = opposite.sum(axis=0)
        share = opposite / np.where(np.abs(doubled) > _NO_AREA, doubled, np.inf)
        height = share[0] * a[2] + share[1] * b[2] + share[2] * c[2]
        least = share.min(axis=0)
        upright = np.abs(doubled) <= _NO_AREA
        doubtful = ~upright & (np.abs(least) <= _ON_EDGE)
        crossed = ~upright & (least > _ON_EDGE) & (height > 0)
        times = np.bincount(rows, np.sign(doubled) * crossed, len(points))
        outside = times == 0
        outside[rows[doubtful]] = False
        return np.asarray(outside)


def _turn(one: Float64, other: Float64) -> Float64:
    return np.asarray(one[0] * other[1] - one[1] * other[0])


def meet(
    low: Float64, high: Float64, boxes: Int64, lows: Float64, highs: Float64, others: Int64
) -> Bools:
    """Which boxes of one list meet boxes of another, by their places in both."""
    near = np.ones(len(others), bool)
    for axis in range(3):
        near &= lows[others, axis] <= high[boxes, axis]
        near &= highs[others, axis] >= low[boxes, axis]
    return near


def ranges(first: Int64, counts: Int64) -> tuple[Int64, Int64]:
    """Ranges of numbers, one after the other: of each number which range it is in, and itself."""
    places = np.repeat(np.arange(len(counts)), counts)
    ends = np.cumsum(counts)
    return places, np.arange(len(places)) + np.repeat(first - ends + counts, counts)


def slices(sizes: Int64, most: int) -> list[slice]:
    """Consecutive parts of a list whose sizes together are at most so large, or of one item."""
    parts: list[slice] = []
    ends = np.cumsum(sizes)
    start, before = 0, 0
    while start < len(sizes):
        end = max(int(np.searchsorted(ends, before + most, side="right")), start + 1)
        parts.append(slice(start, end))
        start, before = end, int(ends[end - 1])
    return parts


def cross(one: Float64, other: Float64) -> Float64:
    """The cross products of vectors (n, 3). Written out, as numpy's own takes twice as long."""
    x, y, z = one[:, 0], one[:, 1], one[:, 2]
    u, v, w = other[:, 0], other[:, 1], other[:, 2]
    return np.stack([y * w - z * v, z * u - x * w, x * v - y * u], axis=1)
