"""Compare two versions of a model."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ifcworks.ifc.diff.comparing import Comparison
from ifcworks.ifc.diff.geometry import compare_shapes
from ifcworks.ifc.diff.models import model_changes, notes_of
from ifcworks.ifc.diff.naming import Names
from ifcworks.ifc.diff.outcome import (
    Difference,
    Element,
    Finding,
    Kind,
    ModelFacts,
    Shift,
)
from ifcworks.ifc.diff.pairing import Pairs, Places, pair_alike, pair_by_global_id, rematch
from ifcworks.ifc.diff.placing import applied
from ifcworks.ifc.diff.request import DiffRequest
from ifcworks.ifc.diff.shapes import Shapes, read_shapes
from ifcworks.ifc.diff.shift import find_shift
from ifcworks.ifc.diff.side import Numbers, Side, open_indexes, read_side, rows_of

Progress = Callable[[float, str], None]
_PLACE = 1e-3
"""Metres within which an element under another GlobalId stands in the same place, at least."""


@dataclass(frozen=True)
class Version:
    """What is known of one version.

    Attributes:
        index: the index.
        geometry: the cache of its geometry; None to do without.
        chosen: numbers of the elements that a selector chose; None for all.
        name: what its file is called; None to take it from its header.
    """

    index: Path
    geometry: Path | None = None
    chosen: Collection[int] | None = None
    name: str | None = None


def compare(
    old: Version,
    new: Version,
    request: DiffRequest,
    progress: Progress = lambda fraction, message: None,
) -> Difference:
    """Compare two versions of a model.

    Raises:
        CacheUnusable: the geometry of a version cannot be read.
    """
    progress(0.0, "reading the two indexes")
    connection, *names = open_indexes(old.index, new.index)
    with connection:
        sides = (read_side(connection, names[0]), read_side(connection, names[1]))
        shapes = None
        if old.geometry is not None and new.geometry is not None:
            shapes = (read_shapes(old.geometry), read_shapes(new.geometry))
        found = _Run(sides, shapes, (old.chosen, new.chosen), request, progress).difference()
        return replace(found, old=_named(found.old, old), new=_named(found.new, new))


def _named(facts: ModelFacts, version: Version) -> ModelFacts:
    return replace(facts, name=version.name or facts.name)


class _Run:
    def __init__(
        self,
        sides: tuple[Side, Side],
        shapes: tuple[Shapes, Shapes] | None,
        chosen: tuple[Collection[int] | None, Collection[int] | None],
        request: DiffRequest,
        progress: Progress,
    ) -> None:
        self._old, self._new = sides
        self._shapes = shapes
        self._request = request
        self._progress = progress
        self._scope = tuple(
            _in_scope(side, request, wanted) for side, wanted in zip(sides, chosen, strict=True)
        )
        self._names = Names(*sides)

    def difference(self) -> Difference:
        old, new = self._old, self._new
        self._progress(0.1, f"matching {len(old):,} and {len(new):,} objects")
        pairs = pair_by_global_id(old, new)
        shift = self._shift(pairs)
        if self._request.rematch:
            self._rematch(pairs, shift)
        rows = self._reported(pairs)
        comparison = Comparison(old, new, pairs, rows, self._request, self._names)
        self._progress(0.2, f"comparing {len(rows[0]):,} elements")
        comparison.compare_values(lambda part: self._progress(0.2 + 0.3 * part, "comparing values"))
        comparison.references()
        comparison.relations((self._scope[0], self._scope[1]))
        unshaped, unknown = self._compare_shapes(comparison, rows, shift)
        self._progress(0.9, "naming what differs")
        return self._told(pairs, rows, comparison, shift, unshaped, unknown)

    def _reported(self, pairs: Pairs) -> tuple[Numbers, Numbers]:
        """Pairs of which either element is to be reported, in the order of the new file."""
        new = np.flatnonzero(pairs.old_of >= 0)
        old = pairs.old_of[new]
        wanted = self._scope[0][old] | self._scope[1][new]
        return old[wanted], new[wanted]

    def _shift(self, pairs: Pairs) -> Shift | None:
        if self._shapes is None or not self._request.shift:
            return None
        new = np.flatnonzero(pairs.old_of >= 0)
        old = pairs.old_of[new]
        if len(new) * 2 < len(self._new) and self._request.rematch:
            alike = pair_alike(self._old, self._new, pairs)
            old, new = np.concatenate((old, alike[0])), np.concatenate((new, alike[1]))
        first, second = self._shapes
        rows = rows_of(first.ids, self._old.ids[old]), rows_of(second.ids, self._new.ids[new])
        both = (rows[0] >= 0) & (rows[1] >= 0)
        return find_shift(
            first, second, (rows[0][both], rows[1][both]), self._request.tolerances.length
        )

    def _rematch(self, pairs: Pairs, shift: Shift | None) -> None:
        size = max(_PLACE, 4 * self._request.tolerances.length)
        if self._shapes is None:
            places = tuple(
                Places(np.zeros(len(side), np.int64), np.zeros((len(side), 3)))
                for side in (self._old, self._new)
            )
        else:
            places = (
                _places(self._old, self._shapes[0], shift),
                _places(self._new, self._shapes[1], None),
            )
        rematch(pairs, self._old, self._new, (places[0], places[1]), size)

    def _compare_shapes(
        self, comparison: Comparison, rows: tuple[Numbers, Numbers], shift: Shift | None
    ) -> tuple[int, Numbers]:
        if self._shapes is None or not self._request.shaped:
            return 0, np.empty(0, np.int64)
        self._progress(0.5, "comparing places and shapes")
        found = compare_shapes(
            *self._shapes,
            (self._old.ids[rows[0]], self._new.ids[rows[1]]),
            np.eye(4) if shift is None else np.array(shift.matrix),
            self._request.tolerances.length,
            lambda part: self._progress(0.5 + 0.4 * part, "comparing places and shapes"),
        )
        for place, changes in found.changes.items():
            comparison.add(place, changes)
        return found.unshaped, found.unknown

    def _told(
        self,
        pairs: Pairs,
        rows: tuple[Numbers, Numbers],
        comparison: Comparison,
        shift: Shift | None,
        unshaped: int,
        unknown: Numbers,
    ) -> Difference:
        old, new, names = self._old, self._new, self._names
        deleted = old.ids[(pairs.new_of < 0) & self._scope[0]].tolist()
        added = new.ids[(pairs.old_of < 0) & self._scope[1]].tolist()
        recognised = {
            place: pairs.how[row] for place, row in enumerate(rows[0].tolist()) if row in pairs.how
        }
        places = sorted({*comparison.changes, *recognised})
        before = {place: int(old.ids[rows[0][place]]) for place in places}
        after = {place: int(new.ids[rows[1][place]]) for place in places}
        unknown_ids = new.ids[rows[1][unknown]].tolist()
        mine, theirs = names.elements(
            [*deleted, *before.values()], [*added, *after.values(), *unknown_ids]
        )
        findings = [Finding(Kind.DELETED, mine[number], None) for number in deleted]
        findings += [Finding(Kind.ADDED, None, theirs[number]) for number in added]
        findings += [
            Finding(
                Kind.REMATCHED if place in recognised else Kind.CHANGED,
                mine[before[place]],
                theirs[after[place]],
                tuple(comparison.changes.get(place, ())),
                recognised.get(place),
            )
            for place in places
        ]
        findings.sort(key=lambda finding: (_ORDER[finding.kind], *_key(finding.element)))
        facts = tuple(
            replace(side.facts, elements=int(mask.sum()))
            for side, mask in zip((old, new), self._scope, strict=True)
        )
        return Difference(
            old=facts[0],
            new=facts[1],
            findings=findings,
            compared=len(rows[0]),
            unshaped=unshaped,
            shape_unknown=[theirs[number] for number in unknown_ids],
            shift=shift,
            notes=notes_of(old, new, pairs, self._request, self._shapes is not None),
            model_changes=model_changes(*facts),
        )


_ORDER = {kind: place for place, kind in enumerate(Kind)}


def _key(element: Element) -> tuple[str, str, int]:
    return element.ifc_class, element.name or "", element.id


def _in_scope(
    side: Side, request: DiffRequest, chosen: Collection[int] | None
) -> npt.NDArray[np.bool_]:
    mask = side.in_scopes(request.scopes)
    if chosen is not None:
        mask &= np.isin(side.ids, np.fromiter(chosen, np.int64, len(chosen)))
    return mask


def _places(side: Side, shapes: Shapes, shift: Shift | None) -> Places:
    rows = rows_of(shapes.ids, side.ids)
    bounds = shapes.bounds if shift is None else applied(np.array(shift.matrix), shapes.bounds)
    points = np.zeros((len(side), 3))
    points[rows >= 0] = bounds.mean(axis=1)[rows[rows >= 0]]
    return Places(shapes.digests(side.ids), points)
