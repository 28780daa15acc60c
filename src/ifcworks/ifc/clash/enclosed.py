"""Bodies within each other of which one is open, so that no solid tells what both have."""

from __future__ import annotations

import numpy as np

from ifcworks.ifc.clash.depth import is_inside, nearest_points
from ifcworks.ifc.clash.model import ClashSet, Element, Float64, Hit, Mode
from ifcworks.ifc.clash.overlap import NOTHING

_MOST_POINTS = 16
_KINDS = {Mode.INTERSECTION: "protrusion", Mode.COLLISION: "collision", Mode.CLEARANCE: "clearance"}


def enclosed(clash_set: ClashSet, a: Element, b: Element) -> Hit | None:
    """The hit of a pair whose surfaces do not meet, if one lies in the other.

    A point is in an open body if its surface is round most of the point's view.
    """
    for inner, outer in ((a, b), (b, a)):
        if not ((inner.low >= outer.low) & (inner.high <= outer.high)).all():
            continue
        corners = outer.vertices[outer.triangles]
        some = np.unique(np.linspace(0, len(inner.vertices) - 1, _MOST_POINTS).astype(np.int64))
        points = np.array([p for p in inner.vertices[some] if _is_in(p, corners)]).reshape(-1, 3)
        if not len(points):
            continue
        feet = nearest_points(points, corners)
        distances = np.linalg.norm(feet - points, axis=1)
        deepest = int(distances.argmax())
        depth = float(distances[deepest])
        least = clash_set.tolerance if clash_set.mode is Mode.INTERSECTION else 0.0
        if depth <= max(least, NOTHING):
            continue
        ends = (points[deepest].tolist(), feet[deepest].tolist())
        first, second = ends if inner is a else ends[::-1]
        distance = 0.0 if clash_set.mode is Mode.CLEARANCE else depth
        kind = _KINDS[clash_set.mode]
        return Hit(a.key, b.key, kind, tuple(first), tuple(second), distance, None)
    return None


def _is_in(point: Float64, corners: Float64) -> bool:
    # Open surfaces may well look inward.
    return is_inside(point, corners) or is_inside(point, corners[:, ::-1])
