"""What differs of each pair of elements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
import numpy.typing as npt

from ifcworks.ifc.diff import values
from ifcworks.ifc.diff.naming import Names
from ifcworks.ifc.diff.outcome import Change
from ifcworks.ifc.diff.pairing import Pairs
from ifcworks.ifc.diff.relating import changed_relations, read_relations
from ifcworks.ifc.diff.request import Aspect, DiffRequest
from ifcworks.ifc.diff.side import SINGLE, Numbers, Side

_AT_ONCE = 2000
"""Pairs whose values are read at a time."""
_REFERENCES = (
    (Aspect.TYPE, "type_id", "type"),
    (Aspect.CONTAINER, "container_id", "container"),
    (Aspect.RELATIONS, "parent_id", "part of"),
    (Aspect.RELATIONS, "host_id", "fills"),
)
_OF_NUMBERS = frozenset({"h_attributes", "h_sets", "h_materials"})
Masks = tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]


class Comparison:
    """Collects what differs, by the place of a pair.

    Args:
        old: the version before.
        new: the version after.
        pairs: all pairs.
        rows: the pairs that are reported: rows in old and in new.
        request: what to compare, and how closely.
        names: what objects are called.
    """

    def __init__(
        self,
        old: Side,
        new: Side,
        pairs: Pairs,
        rows: tuple[Numbers, Numbers],
        request: DiffRequest,
        names: Names,
    ) -> None:
        self._old, self._new, self._pairs, self._rows = old, new, pairs, rows
        self._request = request
        self._names = names
        self.changes: dict[int, list[Change]] = {}

    def add(self, place: int, changes: list[Change]) -> None:
        """Note changes of a pair that are asked for."""
        wanted = [change for change in changes if change.aspect in self._request.aspects]
        if wanted:
            self.changes.setdefault(place, []).extend(wanted)

    def compare_values(self, progress: Callable[[float], None]) -> None:
        """Compare what stands in the columns and tables of the index."""
        aspects, tolerances = self._request.aspects, self._request.tolerances
        old, new = self._old, self._new
        schemas = _Schemas(old.facts.schema, new.facts.schema)
        steps: list[
            tuple[set[Aspect], tuple[str, ...], Callable[[values.PlacedPairs], values.Found]]
        ]
        steps = [
            (
                {Aspect.CLASS, Aspect.ATTRIBUTES},
                ("h_class", "h_name", "h_tag", "h_texts"),
                lambda some: values.texts(old, new, some, schemas.have),
            ),
            (
                {Aspect.ATTRIBUTES},
                ("h_attributes",),
                lambda some: values.attributes(old, new, some, tolerances, self._has(schemas)),
            ),
            (
                {Aspect.PROPERTIES, Aspect.QUANTITIES},
                ("h_sets",),
                lambda some: values.sets(old, new, some, tolerances),
            ),
            (
                {Aspect.MATERIALS},
                ("h_materials",),
                lambda some: values.materials(old, new, some, tolerances),
            ),
            (
                {Aspect.CLASSIFICATIONS},
                ("h_classifications",),
                lambda some: values.classifications(old, new, some),
            ),
            (
                {Aspect.DOCUMENTS},
                ("h_documents",),
                lambda some: values.documents(old, new, some),
            ),
        ]
        for number, (about, columns, ask) in enumerate(steps):
            progress(number / len(steps))
            if about & aspects:
                for some in self._different(columns):
                    for place, changes in ask(some):
                        self.add(place, changes)

    def _has(self, schemas: _Schemas) -> Callable[[int, str], bool]:
        """Whether an attribute that differs is one to compare."""

        def has(place: int, name: str) -> bool:
            classes = (
                self._old.classes[int(self._rows[0][place])],
                self._new.classes[int(self._rows[1][place])],
            )
            if name == "PredefinedType" and any(
                change.name == "predefined_type" for change in self.changes.get(place, ())
            ):
                return False
            return schemas.have(*classes, name)

        return has

    def _different(self, columns: tuple[str, ...]) -> Iterator[values.PlacedPairs]:
        """Pairs that differ in one of some digests, a part of them at a time."""
        old, new = self._rows
        # Digests know no closer tolerance than that of single floats.
        exact = self._request.tolerances.relative < SINGLE and not _OF_NUMBERS.isdisjoint(columns)
        mask = np.full(len(old), exact)
        for name in columns:
            mask |= self._old.columns[name][old] != self._new.columns[name][new]
        places = np.flatnonzero(mask)
        for start in range(0, len(places), _AT_ONCE):
            some = places[start : start + _AT_ONCE]
            yield list(
                zip(
                    some.tolist(),
                    self._old.ids[old[some]].tolist(),
                    self._new.ids[new[some]].tolist(),
                    strict=True,
                )
            )

    def references(self) -> None:
        """Compare type, container, whole and host: whether they are the same object."""
        rows = self._rows
        for aspect, column, name in _REFERENCES:
            if aspect not in self._request.aspects:
                continue
            before, after = (
                side.columns[column][some]
                for side, some in zip((self._old, self._new), rows, strict=True)
            )
            expected = np.where(before >= 0, self._pairs.new_of[before], -1)
            gone = (before >= 0) & (expected < 0)
            places = np.flatnonzero((expected != after) | gone)
            for place in places.tolist():
                one, other = (
                    self._names.said(number, int(some[place])) if some[place] >= 0 else None
                    for number, some in enumerate((before, after))
                )
                if aspect is Aspect.CONTAINER:
                    one = self._names.with_storey(0, int(rows[0][place]), one)
                    other = self._names.with_storey(1, int(rows[1][place]), other)
                self.add(place, [Change(aspect, name, one, other)])

    def relations(self, in_scope: Masks) -> None:
        """Compare groups, systems, openings, connections and other relations."""
        if Aspect.RELATIONS not in self._request.aspects:
            return
        sides = (self._old, self._new)
        read = (
            read_relations(self._old, in_scope[0]),
            read_relations(self._new, in_scope[1]),
        )
        changed = changed_relations(read, self._pairs, in_scope)
        places = [np.full(len(side), -1, np.int64) for side in sides]
        for mine, rows in zip(places, self._rows, strict=True):
            mine[rows] = np.arange(len(rows))
        for number, relations in enumerate(changed):
            classes = self._names.relation_classes(number, relations.ids.tolist())
            for relation, (first, second) in zip(
                relations.ids.tolist(), relations.ends.tolist(), strict=True
            ):
                for own, other in ((first, second), (second, first)):
                    place = int(places[number][own])
                    if place >= 0:
                        said = self._names.said(number, other)
                        before, after = (said, None) if number == 0 else (None, said)
                        change = Change(Aspect.RELATIONS, classes[relation], before, after)
                        self.add(place, [change])


class _Schemas:
    """Which attributes classes have, where the versions are of two schemas."""

    def __init__(self, old: str, new: str) -> None:
        self._names = (old, new)
        self.have = cache(self._have)

    def _have(self, old: str, new: str, name: str) -> bool:
        """Whether an attribute can be compared: one that either schema lacks cannot."""
        if self._names[0] == self._names[1]:
            return True
        from ifcworks.ifc.index.schema import Schema

        return all(
            any(attribute == name for attribute, _ in Schema(schema).attributes(class_))
            for schema, class_ in zip(self._names, (old, new), strict=True)
        )
