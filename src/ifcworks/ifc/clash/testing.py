"""Testing pairs of elements: by their solids where both have some, else by their surfaces."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ifcworks.ifc.clash.judging import Judging, Pair
from ifcworks.ifc.clash.model import ClashSet, Float64, Hit, Judge, Mode
from ifcworks.ifc.clash.moving import Mover, at, origin_of
from ifcworks.ifc.clash.overlap import NOTHING
from ifcworks.ifc.clash.patience import patiently
from ifcworks.ifc.clash.solids import Solids
from ifcworks.ifc.clash.touching import CONTACT

Progress = Callable[[float], None]

_HEAVY = 4_000_000
"""Triangles of one element times those of the other, above which a pair may take minutes."""
_AT_ONCE = 1 << 18
"""Triangles of pairs that are tested together."""


@dataclass
class Tested:
    """What came of pairs.

    Attributes:
        hits: those that clash.
        given_up: those of which it is not known, and why.
    """

    hits: list[Hit] = field(default_factory=list)
    given_up: list[tuple[Pair, str]] = field(default_factory=list)


class Tester:
    """Tests pairs for clash sets; what is worked out of an element serves all of them."""

    def __init__(self) -> None:
        self._solids = Solids()
        self._origin: Float64 | None = None

    def test(self, clash_set: ClashSet, pairs: Sequence[Pair], progress: Progress) -> Tested:
        """The pairs that clash, each side as it was given."""
        if not pairs:
            return Tested()
        if self._origin is None:
            self._origin = origin_of([a for a, _ in pairs])
        near = Mover(-self._origin)
        alike = self._alike([(near.moved(a), near.moved(b)) for a, b in pairs])
        tested = self._tested(clash_set, [same[0] for same in alike], progress)
        progress(1.0)
        return self._of_all(clash_set, alike, tested)

    def _alike(self, pairs: Sequence[Pair]) -> list[list[Pair]]:
        """Pairs of equal bodies in equal places, of which one has to be tested."""
        alike: dict[tuple[bytes, bytes], list[Pair]] = {}
        for a, b in pairs:
            key = (self._solids.key_of(a), self._solids.key_of(b))
            alike.setdefault(key, []).append((a, b))
        return list(alike.values())

    def _tested(self, clash_set: ClashSet, pairs: Sequence[Pair], progress: Progress) -> Tested:
        judging = Judging(clash_set, self._solids)
        light = [pair for pair in pairs if not _is_heavy(pair)]
        heavy = [pair for pair in pairs if _is_heavy(pair)]
        tested = Tested()
        for some in _parts(light):
            tested.hits += judging.hits(light[some])
            progress(0.8 * some.stop / len(pairs))
        done, given_up = patiently(lambda pair: judging.hits([pair]), heavy)
        tested.hits += [hit for hits in done for hit in hits]
        tested.given_up = given_up
        return tested

    def _of_all(
        self, clash_set: ClashSet, alike: Sequence[Sequence[Pair]], tested: Tested
    ) -> Tested:
        """What was found of one pair said of all that are like it."""
        assert self._origin is not None
        others = {(same[0][0].key, same[0][1].key): same for same in alike}
        hits: list[Hit] = []
        for hit in tested.hits:
            if not _is_large_enough(clash_set, hit):
                continue
            found = at(hit, self._origin)
            for a, b in others[hit.a, hit.b]:
                why = hit.unmeasured and self._solids.why_none(a, b)
                hits.append(
                    Hit(
                        a.key,
                        b.key,
                        found.kind,
                        found.p1,
                        found.p2,
                        found.distance,
                        found.overlap,
                        why,
                    )
                )
        given_up = [(pair, why) for (a, b), why in tested.given_up for pair in others[a.key, b.key]]
        return Tested(hits, given_up)


def _is_heavy(pair: Pair) -> bool:
    return len(pair[0].triangles) * len(pair[1].triangles) > _HEAVY


def _parts(pairs: Sequence[Pair]) -> list[slice]:
    """Pairs that are tested together: of so many elements as fit into memory with ease."""
    parts: list[slice] = []
    start, size, seen = 0, 0, set[tuple[int, int]]()
    for number, pair in enumerate(pairs):
        new = {e.key: len(e.triangles) for e in pair if e.key not in seen}
        if size and size + sum(new.values()) > _AT_ONCE:
            parts.append(slice(start, number))
            start, size, seen = number, 0, set()
            new = {e.key: len(e.triangles) for e in pair}
        size += sum(new.values())
        seen.update(new)
    return [*parts, slice(start, len(pairs))] if pairs else []


def _is_large_enough(clash_set: ClashSet, hit: Hit) -> bool:
    if hit.overlap is None:
        return True
    return hit.overlap.volume >= clash_set.min_volume and hit.overlap.depth >= clash_set.min_depth


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
