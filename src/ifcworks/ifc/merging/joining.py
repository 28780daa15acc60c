"""The text of a second model behind that of the first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import ifcopenshell.guid
import numpy as np

from ifcworks.ifc import encoding
from ifcworks.ifc.merging.matching import Matched
from ifcworks.ifc.merging.placing import Matrix
from ifcworks.ifc.merging.sameness import Sayings
from ifcworks.ifc.subset.arguments import is_list, references, split
from ifcworks.ifc.subset.choosing import Part, follow, standing
from ifcworks.ifc.subset.graph import Flags
from ifcworks.ifc.subset.model import SplitModel

_REFERENCE = re.compile(rb"'[^']*+'|#(\d{1,18})")
_GUID, _OBJECTS, _ON_LAYER = 0, 4, 2
_CONTEXTS, _UNITS = 7, 8
_ONCE = (
    "IfcRelAggregates",
    "IfcRelNests",
    "IfcRelContainedInSpatialStructure",
    "IfcRelDefines",
    "IfcRelAssociates",
)
"""Relationships of which an object that both models have keeps those of the first."""


@dataclass
class Joined:
    """What became of a second model.

    Attributes:
        added: instances that are added.
        renamed: GlobalIds that were taken, with those given instead.
    """

    added: int = 0
    renamed: dict[str, str] = field(default_factory=dict)


def join(
    main: Sayings,
    other: Sayings,
    model: SplitModel,
    matched: Matched,
    shift: Matrix | None,
    units: Sequence[int],
    keep_in: Path,
) -> Joined:
    """Add to the first model what a second has beside it.

    Args:
        main: the first model.
        other: the second, in the units of the first.
        model: the same with its relations.
        matched: what of it is in the first already.
        shift: by what its coordinates are moved; None for nothing.
        units: the numbers of those of its units that the first has no unit of the type of.
        keep_in: where the first keeps the text of what is added.
    """
    return _Joiner(main, other, model, matched, shift, units).join(keep_in)


class _Joiner:
    def __init__(
        self,
        main: Sayings,
        other: Sayings,
        model: SplitModel,
        matched: Matched,
        shift: Matrix | None,
        units: Sequence[int],
    ) -> None:
        self._main, self._other, self._matched, self._shift = main, other, matched, shift
        self._model = model
        self._units = units
        self._offset = main.last
        self._joined = Joined()
        self._once = other.named(*_ONCE)
        self._relations = other.named("IfcRelationship")
        self._known = np.zeros(len(other), bool)
        self._known[model.graph.places(matched.numbers)] = True
        self._taken = self._kept() & ~self._known
        """What is added; all but relationships of which nothing is."""

    def join(self, keep_in: Path) -> Joined:
        """Add the statements, and let what was there refer to them."""
        placed = self._placed()
        self._taken &= placed.kept
        lines = chain(self._lines(placed.rewritten), self._further(placed.added))
        self._joined.added = self._main.add(lines, keep_in)
        self._unite()
        self._add_contexts()
        self._add_units()
        return self._joined

    def _placed(self) -> Part:
        """What is added, placed where it belongs, and by nothing that places nothing."""
        part = Part(self._taken, {}, np.empty(0, np.int64))
        return self._model.placed(part, self._shift)

    def _lines(self, rewritten: Mapping[int, bytes]) -> Iterator[tuple[int, str, bytes]]:
        """The statements of the second that are added."""
        different = set(self._matched.different)
        for place in np.flatnonzero(self._taken).tolist():
            if place in self._matched.relations:
                self._taken[place] = False
                continue
            class_ = self._other.class_of(place)
            body: bytes | None = rewritten.get(place) or self._other.text(place)
            if class_ in self._relations:
                body = self._relation(place)
            if body is None:
                self._taken[place] = False
                continue
            if place in different:
                body = self._with_new_id(place, body)
            yield self._offset + self._other.number(place), class_, self._renumbered(body)

    def _is_taken(self, number: int) -> bool:
        place = self._other.place(number)
        return place is not None and bool(self._taken[place])

    def _kept(self) -> Flags:
        """What the second needs beside what is known; all of that counts as being there."""
        model, relations = self._model, self._model.relations
        objects = model.graph.of_classes(model.named("IfcObjectDefinition"))
        kept = self._known.copy()
        follow(relations, kept, np.flatnonzero(objects & ~kept))
        follow(relations, kept, model.graph.places(self._units))
        before = -1
        accepted = np.empty(0, np.int64)
        while before != len(accepted):
            before = len(accepted)
            accepted, _, _ = standing(relations, kept)
            follow(relations, kept, accepted)
        drop = model.graph.of_classes(model.named("IfcCoordinateOperation"))
        return kept & ~drop

    def _relation(self, place: int) -> bytes | None:
        """The text of a relationship with what it adds; None if that is nothing."""
        class_ = self._other.class_of(place)
        keyword, arguments = split(self._other.text(place))
        for slot in range(_OBJECTS, len(arguments)):
            numbers = references(arguments[slot])
            if not numbers or not is_list(arguments[slot]):
                continue
            staying = [n for n in numbers if self._is_taken(n) or n in self._matched.numbers]
            if class_ in self._once:
                staying = [n for n in staying if n not in self._matched.numbers]
            if not staying:
                return None
            if staying != numbers:
                arguments[slot] = encoding.references(staying).encode()
        everything = [n for a in arguments[_OBJECTS:] for n in references(a)]
        if all(number in self._matched.numbers for number in everything):
            return None
        return keyword + b"(" + b",".join(arguments) + b")"

    def _unite(self) -> None:
        """Let relationships that both models have relate what is new too."""
        for place, here in self._matched.relations.items():
            arguments, ours = self._other.arguments(place), self._main.arguments(here)
            first = _OBJECTS if self._other.class_of(place) in self._relations else _ON_LAYER
            for slot in range(first, min(len(arguments), len(ours))):
                if not is_list(arguments[slot]):
                    continue
                before = references(ours[slot])
                new = [
                    self._number(number)
                    for number in references(arguments[slot])
                    if self._is_taken(number) or number in self._matched.numbers
                ]
                united = list(dict.fromkeys([*before, *new]))
                if united != before:
                    self._main.edit(here, slot, encoding.references(united).encode())

    def _number(self, number: int) -> int:
        found = self._matched.numbers.get(number)
        return self._offset + number if found is None else found

    def _renumbered(self, body: bytes) -> bytes:
        def changed(match: re.Match[bytes]) -> bytes:
            if match[1] is None:
                return match[0]
            return b"#%d" % self._number(int(match[1]))

        return _REFERENCE.sub(changed, body.strip())

    def _with_new_id(self, place: int, body: bytes) -> bytes:
        keyword, arguments = split(body)
        old, new = self._other.global_id(place).decode("latin-1"), ifcopenshell.guid.new()
        self._joined.renamed[old] = new
        arguments[_GUID] = encoding.string(new).encode()
        return keyword + b"(" + b",".join(arguments) + b")"

    def _further(self, lines: Iterable[bytes]) -> Iterator[tuple[int, str, bytes]]:
        """Statements that the second did not have."""
        for line in lines:
            number, body = line[1:].rstrip(b";").split(b"=", 1)
            class_ = split(body)[0].decode("latin-1")
            yield self._offset + int(number), class_, self._renumbered(body)

    def _add_contexts(self) -> None:
        """Let the project have the contexts of the second model that the first does not have."""
        sub = self._other.named("IfcGeometricRepresentationSubContext")
        new = [
            self._offset + self._other.number(place)
            for place in self._other.places("IfcGeometricRepresentationContext")
            if self._taken[place] and self._other.class_of(place) not in sub
        ]
        [project, *_] = self._main.places("IfcProject")
        if new:
            before = references(self._main.arguments(project)[_CONTEXTS])
            text = encoding.references([*before, *new]).encode()
            self._main.edit(project, _CONTEXTS, text)

    def _add_units(self) -> None:
        """Let the project have the units of the second model of types that it has none of."""
        [project, *_] = self._main.places("IfcProject")
        [assigned, *_] = references(self._main.arguments(project)[_UNITS]) or [0]
        place = self._main.place(assigned)
        if self._units and place is not None:
            before = references(self._main.arguments(place)[0])
            new = [self._number(number) for number in self._units]
            self._main.edit(place, 0, encoding.references([*before, *new]).encode())
