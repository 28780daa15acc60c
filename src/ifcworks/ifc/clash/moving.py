"""Elements and clashes moved, so that they are tested near zero, where numbers are fine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ifcworks.ifc.clash.model import Element, Float64, Hit

_Point = tuple[float, float, float]
_KILOMETRE = 1000.0


def origin_of(elements: Sequence[Element]) -> Float64:
    """Whole kilometres to the elements, near which coordinates keep all their digits."""
    middle = np.median([element.low for element in elements], axis=0)
    return np.asarray(np.round(middle / _KILOMETRE) * _KILOMETRE, np.float64)


class Mover:
    """Moves elements, each once."""

    def __init__(self, by: Float64) -> None:
        self._by = by
        self._moved: dict[tuple[int, int], Element] = {}

    def moved(self, element: Element) -> Element:
        """The element where it belongs now."""
        if not self._by.any():
            return element
        if element.key not in self._moved:
            self._moved[element.key] = replace(
                element,
                vertices=element.vertices + self._by,
                low=element.low + self._by,
                high=element.high + self._by,
            )
        return self._moved[element.key]


def at(hit: Hit, origin: Float64) -> Hit:
    """What was found around zero as it is around an origin."""
    if not origin.any():
        return hit
    overlap = hit.overlap
    if overlap is not None:
        first, last = overlap.ends
        overlap = replace(
            overlap,
            low=_point(overlap.low, origin),
            high=_point(overlap.high, origin),
            ends=(_point(first, origin), _point(last, origin)),
        )
    return replace(hit, p1=_point(hit.p1, origin), p2=_point(hit.p2, origin), overlap=overlap)


def _point(point: _Point, origin: Float64) -> _Point:
    x, y, z = (origin + point).tolist()
    return x, y, z
