"""Testing pairs of elements: by their solids where both have some, else by their surfaces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import manifold3d
import numpy as np

from ifcworks.ifc.clash.model import ClashSet, Element, Float64, Hit, Judge, Mode, Overlap, distinct
from ifcworks.ifc.clash.moving import Mover, at, origin_of
from ifcworks.ifc.clash.overlap import NOTHING, overlap_of
from ifcworks.ifc.clash.solids import NotSolid, solids_of
from ifcworks.ifc.clash.surfaces import Surfaces

Pair = tuple[Element, Element]
Progress = Callable[[float], None]

_EVERY = 200
CONTACT = 1e-4
"""Metres: surfaces that are no farther apart touch."""


class Tester:
    """Tests pairs for clash sets; what is worked out of an element serves all of them."""

    def __init__(self) -> None:
        self._solids: dict[tuple[int, int, str], list[manifold3d.Manifold] | str] = {}
        self._origin: Float64 | None = None

    def test(self, clash_set: ClashSet, pairs: Sequence[Pair], progress: Progress) -> list[Hit]:
        """The pairs that clash, each side as it was given."""
        if not pairs:
            return []
        if self._origin is None:
            self._origin = origin_of([a for a, _ in pairs])
        near = Mover(-self._origin)
        pairs = [(near.moved(a), near.moved(b)) for a, b in pairs]
        if clash_set.judge is Judge.TRIANGLES:
            hits = self._measured(pairs, self._by_surfaces(clash_set, pairs))
        else:
            hits = self._by_solids(clash_set, pairs, progress)
        progress(1.0)
        return [at(hit, self._origin) for hit in hits if _large_enough(clash_set, hit)]

    def _by_solids(
        self, clash_set: ClashSet, pairs: Sequence[Pair], progress: Progress
    ) -> list[Hit]:
        hits: list[Hit] = []
        undecided: list[Pair] = []
        for number, (a, b) in enumerate(pairs):
            if number % _EVERY == 0:
                progress(0.8 * number / len(pairs))
            if self._why_unmeasured(a, b) is not None:
                undecided.append((a, b))
                continue
            overlap = self._overlap(a, b, clash_set.tolerance)
            if overlap is not None:
                if _counts(clash_set, overlap):
                    hits.append(_by_overlap(clash_set.mode, a, b, overlap))
            elif clash_set.mode is Mode.CLEARANCE or clash_set.allow_touching:
                undecided.append((a, b))
        progress(0.8)
        return hits + self._by_surfaces(clash_set, undecided)

    def _measured(self, pairs: Sequence[Pair], hits: Sequence[Hit]) -> list[Hit]:
        """The hits with what the solids have in common, where that is known."""
        elements = {(a.key, b.key): (a, b) for a, b in pairs}
        return [
            hit
            if hit.unmeasured is not None
            else replace(hit, overlap=self._overlap(*elements[hit.a, hit.b], tolerance=0.0))
            for hit in hits
        ]

    def _why_unmeasured(self, a: Element, b: Element) -> str | None:
        """Why it is not known what a pair has in common; None if it is."""
        if not _boxes_meet(a, b):
            return None
        reasons = [
            f"{element.ifc_class} {element.global_id}: {solids}"
            for element in (a, b)
            if isinstance(solids := self._solids_of(element), str)
        ]
        return "; ".join(reasons) or None

    def _solids_of(self, element: Element) -> list[manifold3d.Manifold] | str:
        key = (*element.key, element.digest)
        if key not in self._solids:
            try:
                self._solids[key] = solids_of(element.vertices, element.triangles)
            except NotSolid as error:
                self._solids[key] = str(error)
        return self._solids[key]

    def _overlap(self, a: Element, b: Element, tolerance: float) -> Overlap | None:
        if not _boxes_meet(a, b):
            return None
        solids_a, solids_b = self._solids_of(a), self._solids_of(b)
        assert not isinstance(solids_a, str)
        assert not isinstance(solids_b, str)
        return overlap_of(a, b, solids_a, solids_b, tolerance)

    def _by_surfaces(self, clash_set: ClashSet, pairs: Sequence[Pair]) -> list[Hit]:
        if not pairs:
            return []
        wanted = {(a.key, b.key): (a, b) for a, b in pairs}
        # The tree names a pair once, in either order.
        either = {**{(b, a): (a, b) for a, b in wanted}, **{key: key for key in wanted}}
        a, b = distinct(pair[0] for pair in pairs), distinct(pair[1] for pair in pairs)
        surfaces = Surfaces(distinct([*a, *b]))
        if clash_set.mode is Mode.INTERSECTION:
            found = surfaces.intersections(a, b, clash_set.tolerance, clash_set.check_all)
        elif clash_set.mode is Mode.COLLISION:
            found = surfaces.collisions(a, b, clash_set.allow_touching)
            if clash_set.allow_touching and clash_set.judge is Judge.SOLIDS:
                # Of faces that lie on each other the tree sees the contact only as a distance.
                near = surfaces.clearances(a, b, CONTACT, check_all=False)
                found = _distinct_hits([*found, *(replace(hit, kind="collision") for hit in near)])
        else:
            found = surfaces.clearances(a, b, clash_set.clearance, clash_set.check_all)
        hits = []
        for hit in found:
            key = either.get((hit.a, hit.b))
            if key is None:
                continue
            one, other = wanted[key]
            why = self._why_unmeasured(one, other)
            turned = hit if (hit.a, hit.b) == key else _turned(hit)
            hits.append(replace(turned, unmeasured=why))
        return hits


def _boxes_meet(a: Element, b: Element) -> bool:
    """Whether two elements can have anything in common."""
    first, second, third = (np.minimum(a.high, b.high) - np.maximum(a.low, b.low)).tolist()
    return bool(min(first, second, third) > NOTHING)


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


def _large_enough(clash_set: ClashSet, hit: Hit) -> bool:
    if hit.overlap is None:
        return True
    return hit.overlap.volume >= clash_set.min_volume and hit.overlap.depth >= clash_set.min_depth


def _distinct_hits(hits: Iterable[Hit]) -> list[Hit]:
    """The first hit of each pair."""
    of_pair: dict[frozenset[tuple[int, int]], Hit] = {}
    for hit in hits:
        of_pair.setdefault(frozenset((hit.a, hit.b)), hit)
    return list(of_pair.values())


def gap_of(clash_set: ClashSet) -> float:
    """How far apart, in metres, boxes may be of elements that can clash; less than 0: how deep."""
    if clash_set.mode is Mode.CLEARANCE:
        return clash_set.clearance
    if clash_set.judge is Judge.TRIANGLES:
        return CONTACT
    if clash_set.mode is Mode.COLLISION:
        return CONTACT if clash_set.allow_touching else -NOTHING
    # Thin things may go through whatever the tolerance, so boxes need not have more in common.
    return -NOTHING
