"""Pairs of elements whose boxes come close enough."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from ifcworks.ifc.clash.model import Element, Float64, Int64


def boxes_of(elements: Sequence[Element]) -> tuple[Float64, Float64]:
    """Smallest and largest corners: two arrays (n, 3)."""
    if not elements:
        return np.empty((0, 3)), np.empty((0, 3))
    return np.array([e.low for e in elements]), np.array([e.high for e in elements])


def close_pairs(a: Sequence[Element], b: Sequence[Element], gap: float) -> tuple[Int64, Int64]:
    """Places in ``a`` and in ``b`` of all pairs whose boxes are at most ``gap`` metres apart.

    With a negative gap: whose boxes have more than that in common in every direction.
    """
    low_a, high_a = boxes_of(a)
    low_b, high_b = boxes_of(b)
    if not len(low_a) or not len(low_b):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    reach = max(gap, 0.0)
    tree = shapely.STRtree(_flat(low_b, high_b, 0.0))
    first, second = tree.query(_flat(low_a, high_a, reach))
    apart = np.maximum(low_a[first] - high_b[second], low_b[second] - high_a[first]).max(axis=1)
    near = apart <= gap if gap >= 0 else apart < gap
    return first[near].astype(np.int64), second[near].astype(np.int64)


def _flat(low: Float64, high: Float64, reach: float) -> object:
    return shapely.box(low[:, 0] - reach, low[:, 1] - reach, high[:, 0] + reach, high[:, 1] + reach)
