"""Which triangle is seen at each pixel: a buffer of depths, in numpy.

Large triangles are filled one by one, row of pixels by row; small ones many at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ifcworks.ifc.pictures.projection import Projected

_SMALL = 600
"""Pixels around a triangle up to which it is filled along with others."""
_BAND = 1 << 16
"""Pixels of a band of rows, about."""
_AT_ONCE = 1 << 19
"""Pixels that small triangles are looked for in at once."""
_Plane = tuple[float, float, float, float]
"""Nearness of the first pixel, its steps to the right and downwards, and the greatest there is."""
_SLACK = 1e-4
"""Pixels by which a triangle is larger, so that none is missed between two."""


class Raster:
    """What is seen so far.

    Attributes:
        nearness: of what is seen at each pixel (height × width).
        seen: 1 + the number of the triangle that is seen there; 0 for none.
        slopes: how the nearness of each triangle grows to the right and downwards, by its number.
    """

    def __init__(self, nearness: NDArray[np.float32], count: int) -> None:
        """Begin with how near what is behind is, for so many triangles."""
        self.height, self.width = nearness.shape
        self.nearness = nearness
        self.seen = np.zeros(nearness.shape, np.int32)
        self.slopes = np.zeros((count, 2), np.float32)

    def fill(self, triangles: Projected) -> None:
        """Draw triangles."""
        x, y, z, numbers = triangles.x, triangles.y, triangles.nearness, triangles.source
        # Edges as a·x + b·y + c ≥ 0 within.
        a = y - np.roll(y, -1, 1)
        b = np.roll(x, -1, 1) - x
        area = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
        solid = np.abs(area) > 1e-9
        if not solid.all():
            x, y, z, a, b, area = (values[solid] for values in (x, y, z, a, b, area))
            numbers = numbers[solid]
        sign = np.sign(area)[:, None]
        a, b = a * sign, b * sign
        c = -(a * x + b * y) + _SLACK * np.hypot(a, b)
        # The plane of the nearness over the picture.
        z10, z20 = z[:, 1] - z[:, 0], z[:, 2] - z[:, 0]
        x10, x20 = x[:, 1] - x[:, 0], x[:, 2] - x[:, 0]
        y10, y20 = y[:, 1] - y[:, 0], y[:, 2] - y[:, 0]
        twice = x10 * y20 - x20 * y10
        right = (z10 * y20 - z20 * y10) / twice
        down = (z20 * x10 - z10 * x20) / twice
        base = z[:, 0] - right * x[:, 0] - down * y[:, 0]
        self.slopes[numbers] = np.stack((right, down), 1)
        # Pixels have their middle at a half.
        box = np.stack(
            (
                np.clip(np.ceil(x.min(1) - 0.5 - _SLACK), 0, self.width),
                np.clip(np.floor(x.max(1) + 0.5 + _SLACK), 0, self.width),
                np.clip(np.ceil(y.min(1) - 0.5 - _SLACK), 0, self.height),
                np.clip(np.floor(y.max(1) + 0.5 + _SLACK), 0, self.height),
            ),
            1,
        ).astype(np.int64)
        size = (box[:, 1] - box[:, 0]) * (box[:, 3] - box[:, 2])
        planes = np.stack((base, right, down), 1)
        # With the middles of pixels at whole numbers.
        c = c + (a + b) / 2
        planes[:, 0] += (right + down) / 2
        greatest = z.max(1)
        small = (size > 0) & (size <= _SMALL)
        edges = np.stack((a, b, c), 1)
        for some in _portions(np.flatnonzero(small), size):
            self._fill_small(edges[some], planes[some], box[some], greatest[some], numbers[some])
        large = np.flatnonzero(size > _SMALL)
        # The closest first, so that less of what is behind is drawn.
        large = large[np.argsort(-greatest[large], kind="stable")]
        for k in large:
            plane = (*planes[k].tolist(), float(greatest[k]))
            self._fill_large(edges[k], plane, box[k].tolist(), int(numbers[k]))

    def _fill_large(
        self, edges: NDArray[np.float64], plane: _Plane, box: list[int], number: int
    ) -> None:
        x0, x1, y0, y1 = box
        rows = np.arange(y0, y1)
        first, last = np.full(len(rows), x0 - 0.5), np.full(len(rows), x1 - 0.5)
        for a, b, c in edges.T.tolist():
            ends = b * rows + c
            if abs(a) < 1e-12:
                last[ends < 0] = x0 - 1
            elif a > 0:
                np.maximum(first, ends / -a, out=first)
            else:
                np.minimum(last, ends / -a, out=last)
        begin = np.ceil(np.minimum(first, x1)).astype(np.int16)
        end = np.floor(np.maximum(last, x0 - 1)).astype(np.int16)
        # In bands, so that the pixels around a slanting triangle are few.
        bands = min(1 + (x1 - x0) * (y1 - y0) // _BAND, y1 - y0)
        limits = [y0 + (y1 - y0) * band // bands for band in range(bands + 1)]
        for top, bottom in pairwise(limits):
            band = slice(top - y0, bottom - y0)
            left, right = int(begin[band].min()), int(end[band].max()) + 1
            if left < right:
                self._fill_band((left, right, top, bottom), begin[band], end[band], plane, number)

    def _fill_band(
        self,
        box: tuple[int, int, int, int],
        begin: NDArray[np.int16],
        end: NDArray[np.int16],
        plane: _Plane,
        number: int,
    ) -> None:
        x0, x1, y0, y1 = box
        base, right, down, most = plane
        across = np.arange(x0, x1, dtype=np.int16)
        nearness = self.nearness[y0:y1, x0:x1]
        rows = base + down * np.arange(y0, y1) + right * x0
        steps = right * np.arange(x1 - x0)
        depth = rows.astype(np.float32)[:, None] + steps.astype(np.float32)
        # The plane of a sliver is uncertain, but nothing of it is nearer than its corners.
        np.minimum(depth, np.float32(most), out=depth)
        inside = depth > nearness
        inside &= across >= begin[:, None]
        inside &= across <= end[:, None]
        if inside.any():
            np.copyto(nearness, depth, where=inside)
            np.copyto(self.seen[y0:y1, x0:x1], np.int32(number + 1), where=inside)

    def _fill_small(
        self,
        edges: NDArray[np.float64],
        planes: NDArray[np.float64],
        box: NDArray[np.int64],
        greatest: NDArray[np.float64],
        numbers: NDArray[np.int64],
    ) -> None:
        wide, high = box[:, 1] - box[:, 0], box[:, 3] - box[:, 2]
        size = wide * high
        which = np.repeat(np.arange(len(size)), size)
        place = np.arange(len(which)) - np.repeat(np.cumsum(size) - size, size)
        down, right = np.divmod(place, wide[which])
        # From the corner of each box, so that single precision is enough.
        corner_x, corner_y = box[:, 0], box[:, 2]
        a, b = edges[:, 0].astype(np.float32), edges[:, 1].astype(np.float32)
        c = (
            edges[:, 2] + edges[:, 0] * corner_x[:, None] + edges[:, 1] * corner_y[:, None]
        ).astype(np.float32)
        inside = np.ones(len(which), bool)
        for k in range(3):
            inside &= a[which, k] * right + b[which, k] * down + c[which, k] >= 0
        which, right, down = which[inside], right[inside], down[inside]
        base = planes[:, 0] + planes[:, 1] * corner_x + planes[:, 2] * corner_y
        depth = base[which] + planes[which, 1] * right + planes[which, 2] * down
        depth = np.minimum(depth, greatest[which]).astype(np.float32)
        pixel = (down + corner_y[which]) * self.width + right + corner_x[which]
        nearness, seen = self.nearness.reshape(-1), self.seen.reshape(-1)
        closer = depth > nearness[pixel]
        which, depth, pixel = which[closer], depth[closer], pixel[closer]
        np.maximum.at(nearness, pixel, depth)
        won = depth == nearness[pixel]
        # Of equal ones the first: what is assigned last stays.
        seen[pixel[won][::-1]] = numbers[which[won][::-1]] + 1


def _portions(which: NDArray[np.int64], size: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    ends = np.cumsum(size[which])
    if len(ends):
        yield from np.split(which, np.searchsorted(ends, np.arange(_AT_ONCE, ends[-1], _AT_ONCE)))
