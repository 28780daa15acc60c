"""Whether pairs of elements clash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ifcworks.ifc.clash.candidates import boxes_of
from ifcworks.ifc.clash.disjoint import nothing_in_common
from ifcworks.ifc.clash.enclosed import enclosed
from ifcworks.ifc.clash.model import ClashSet, Element, Hit, Int64, Judge, Mode, Overlap, distinct
from ifcworks.ifc.clash.overlap import NOTHING, overlap_of
from ifcworks.ifc.clash.solids import Solids
from ifcworks.ifc.clash.touching import touching
from ifcworks.ifc.clash.triangles import Bools, Triangles

Pair = tuple[Element, Element]


class Judging:
    """Finds the pairs that clash in a clash set."""

    def __init__(self, clash_set: ClashSet, solids: Solids) -> None:
        self._set = clash_set
        self._solids = solids

    def hits(self, pairs: Sequence[Pair]) -> list[Hit]:
        """The pairs that clash, each side as it was given."""
        if not pairs:
            return []
        if self._set.judge is Judge.TRIANGLES:
            return self._by_triangles(pairs)
        table = _Table(pairs)
        overlapping = ~table.nothing_in_common()
        hits: list[Hit] = []
        apart: list[int] = []
        open_ones: list[int] = []
        for number, (a, b) in enumerate(pairs):
            overlap = None
            if overlapping[number]:
                if self._solids.why_none(a, b) is not None:
                    open_ones.append(number)
                    continue
                overlap = self._overlap(a, b, self._set.tolerance)
            if overlap is None:
                apart.append(number)
            elif _counts(self._set, overlap):
                hits.append(_by_overlap(self._set.mode, a, b, overlap))
        hits += self._of_open(table, open_ones)
        if self._set.mode is Mode.CLEARANCE or self._set.allow_touching:
            hits += self._near(table, apart)
        return hits

    def _overlap(self, a: Element, b: Element, tolerance: float) -> Overlap | None:
        return overlap_of(a, b, self._solids.of(a), self._solids.of(b), tolerance)

    def _near(self, table: _Table, numbers: Sequence[int]) -> list[Hit]:
        """Those that touch, or for a clearance are near each other."""
        hits, apart = table.touching(numbers, self._set.mode.value)
        if self._set.mode is Mode.CLEARANCE:
            hits += self._by_surfaces([table.pairs[number] for number in apart])
        return hits

    def _of_open(self, table: _Table, numbers: Sequence[int]) -> list[Hit]:
        """Those with an open body whose surfaces meet, or of which one is in the other."""
        pairs = [table.pairs[number] for number in numbers]
        if self._set.mode is Mode.CLEARANCE:
            hits = self._near(table, numbers)
        else:
            hits = self._by_surfaces(pairs)
            if self._set.mode is Mode.COLLISION and self._set.allow_touching:
                known = {(hit.a, hit.b) for hit in hits}
                more, _ = table.touching(numbers, self._set.mode.value)
                hits += [hit for hit in more if (hit.a, hit.b) not in known]
        known = {(hit.a, hit.b) for hit in hits}
        for a, b in pairs:
            if (a.key, b.key) not in known and (hit := enclosed(self._set, a, b)) is not None:
                hits.append(hit)
        elements = {(a.key, b.key): (a, b) for a, b in pairs}
        return [
            replace(hit, unmeasured=self._solids.why_none(*elements[hit.a, hit.b])) for hit in hits
        ]

    def _by_triangles(self, pairs: Sequence[Pair]) -> list[Hit]:
        """What ifcclash finds, with what the solids have in common, where that is known."""
        elements = {(a.key, b.key): (a, b) for a, b in pairs}
        hits = []
        for hit in self._by_surfaces(pairs):
            a, b = elements[hit.a, hit.b]
            if not (np.minimum(a.high, b.high) - np.maximum(a.low, b.low) > NOTHING).all():
                hits.append(hit)
            elif (why := self._solids.why_none(a, b)) is not None:
                hits.append(replace(hit, unmeasured=why))
            else:
                hits.append(replace(hit, overlap=self._overlap(a, b, tolerance=0.0)))
        return hits

    def _by_surfaces(self, pairs: Sequence[Pair]) -> list[Hit]:
        """What ifcopenshell's clash tree finds."""
        if not pairs:
            return []
        # It loads ifcopenshell, which mostly is not needed.
        from ifcworks.ifc.clash.surfaces import Surfaces

        wanted = {(a.key, b.key) for a, b in pairs}
        a, b = distinct(pair[0] for pair in pairs), distinct(pair[1] for pair in pairs)
        surfaces = Surfaces(distinct([*a, *b]))
        if self._set.mode is Mode.INTERSECTION:
            found = surfaces.intersections(a, b, self._set.tolerance, self._set.check_all)
        elif self._set.mode is Mode.COLLISION:
            found = surfaces.collisions(a, b, self._set.allow_touching)
        else:
            found = surfaces.clearances(a, b, self._set.clearance, self._set.check_all)
        # The tree names a pair once, in either order.
        turned = [hit if (hit.a, hit.b) in wanted else _turned(hit) for hit in found]
        return [hit for hit in turned if (hit.a, hit.b) in wanted]


class _Table:
    """Pairs whose triangles can be asked all at once."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self.pairs = pairs
        self._elements = distinct(element for pair in pairs for element in pair)
        places = {element.key: number for number, element in enumerate(self._elements)}
        self._a: Int64 = np.array([places[a.key] for a, _ in pairs], np.int64)
        self._b: Int64 = np.array([places[b.key] for _, b in pairs], np.int64)
        self._triangles = Triangles(self._elements)

    def nothing_in_common(self) -> Bools:
        """Which pairs have nothing in common for certain."""
        low, high = boxes_of(self._elements)
        low = np.maximum(low[self._a], low[self._b])
        high = np.minimum(high[self._a], high[self._b])
        nothing: Bools = np.asarray((high - low <= NOTHING).any(axis=1))
        closed = np.array([element.closed for element in self._elements], bool)
        left = np.flatnonzero(~nothing & closed[self._a] & closed[self._b])
        # A ball of that diameter that is in both reaches farther in than half of it.
        nothing[left] = nothing_in_common(
            self._triangles,
            self._a[left],
            self._b[left],
            low[left] + NOTHING / 2,
            high[left] - NOTHING / 2,
        )
        return nothing

    def touching(self, numbers: Sequence[int], kind: str) -> tuple[list[Hit], list[int]]:
        """The pairs of these that touch, as hits of a kind, and those that do not."""
        rows = np.array(numbers, np.int64)
        found = touching(self._triangles, self._a[rows], self._b[rows])
        hits, apart = [], []
        values = zip(
            numbers, found.distances.tolist(), found.a.tolist(), found.b.tolist(), strict=True
        )
        for number, distance, p1, p2 in values:
            if np.isinf(distance):
                apart.append(number)
                continue
            a, b = self.pairs[number]
            hits.append(Hit(a.key, b.key, kind, tuple(p1), tuple(p2), distance, None))
        return hits, apart


def _turned(hit: Hit) -> Hit:
    return replace(hit, a=hit.b, b=hit.a, p1=hit.p2, p2=hit.p1)


def _counts(clash_set: ClashSet, overlap: Overlap) -> bool:
    if clash_set.mode is not Mode.INTERSECTION:
        return True
    return overlap.depth > clash_set.tolerance or overlap.goes_through


def _by_overlap(mode: Mode, a: Element, b: Element, overlap: Overlap) -> Hit:
    p1, p2 = overlap.ends
    distance = overlap.depth
    match mode:
        case Mode.INTERSECTION:
            kind = "protrusion" if overlap.protrudes else "pierce"
        case Mode.COLLISION:
            kind = "collision"
        case Mode.CLEARANCE:
            kind, distance = "clearance", 0.0
    return Hit(a.key, b.key, kind, p1, p2, distance, overlap)
