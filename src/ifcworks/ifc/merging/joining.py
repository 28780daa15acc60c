"""The text of a second model behind that of the first."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import ifcopenshell.guid
import numpy as np

from ifcworks.ifc import encoding
from ifcworks.ifc.merging.matching import Matched
from ifcworks.ifc.merging.placing import Matrix
from ifcworks.ifc.merging.sameness import Statements
from ifcworks.ifc.splicing import Edits, StepText
from ifcworks.ifc.subset.arguments import is_list, references, split
from ifcworks.ifc.subset.choosing import follow, standing

_REFERENCE = re.compile(rb"'[^']*+'|#(\d{1,18})")
_GUID, _OBJECTS, _ON_LAYER, _RELATIVE_TO = 0, 4, 2, 0
_CONTEXTS = 7
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
    main: Statements, other: Statements, matched: Matched, shift: Matrix | None, target: Path
) -> Joined:
    """Write the first model with what the second has beside it.

    Args:
        main: the first model.
        other: the second, in the units of the first.
        matched: what of it is in the first already.
        shift: by what its coordinates are moved; None for nothing.
        target: the file to make.
    """
    return _Joiner(main, other, matched, shift).write(target)


class _Joiner:
    def __init__(
        self, main: Statements, other: Statements, matched: Matched, shift: Matrix | None
    ) -> None:
        self._main, self._other, self._matched, self._shift = main, other, matched, shift
        graph = other.model.graph
        self._offset = int(main.model.graph.numbers.max())
        self._last = self._offset + int(graph.numbers.max())
        self._joined = Joined()
        self._edits = Edits()
        self._once = other.model.named(*_ONCE)
        self._relations = other.model.named("IfcRelationship")
        self._known = np.zeros(len(graph), bool)
        self._known[graph.places(matched.numbers)] = True

    def write(self, target: Path) -> Joined:
        """Write the file."""
        lines = list(self._lines())
        lines += self._shifts()
        self._unite()
        self._add_contexts()
        graph = self._main.model.graph
        text = StepText(graph.path, graph.numbers.tolist())
        text.write(target, self._edits)
        _append(target, lines)
        self._joined.added = len(lines)
        return self._joined

    def _lines(self) -> list[bytes]:
        """The statements of the second that are added."""
        kept = self._kept()
        places = np.flatnonzero(kept & ~self._known).tolist()
        self._taken = {self._other.number(place) for place in places}
        self._different = set(self._matched.different)
        lines = []
        for place in places:
            if place in self._matched.relations:
                self._taken.discard(self._other.number(place))
                continue
            if self._other.class_of(place) in self._relations:
                if (body := self._relation(place)) is None:
                    self._taken.discard(self._other.number(place))
                    continue
            else:
                body = self._other.text(place)
            if place in self._different:
                body = self._with_new_id(place, body)
            if self._shift is not None:
                body = self._placed(place, body)
            number = self._offset + self._other.number(place)
            lines.append(b"#%d=%s;" % (number, self._renumbered(body)))
        return lines

    def _kept(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """What the second needs beside what is known; all of that counts as being there."""
        model, relations = self._other.model, self._other.model.relations
        objects = model.graph.of_classes(model.named("IfcObjectDefinition"))
        kept = self._known.copy()
        follow(relations, kept, np.flatnonzero(objects & ~kept))
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
            staying = [n for n in numbers if n in self._taken or n in self._matched.numbers]
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
                    if number in self._taken or number in self._matched.numbers
                ]
                united = list(dict.fromkeys([*before, *new]))
                if united != before:
                    number = self._main.number(here)
                    self._edits.set(number, slot, encoding.references(united))

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

    # -- places -------------------------------------------------------------------------------

    def _placed(self, place: int, body: bytes) -> bytes:
        """A placement that stood on the origin of the second model, on where that is now."""
        if self._other.class_of(place) != "IFCLOCALPLACEMENT":
            return body
        keyword, arguments = split(body)
        if arguments[_RELATIVE_TO].strip() != b"$":
            return body
        # Numbers of the second model are moved by the offset when the text is renumbered.
        arguments[_RELATIVE_TO] = b"#%d" % (self._last + 1 - self._offset)
        return keyword + b"(" + b",".join(arguments) + b")"

    def _shifts(self) -> list[bytes]:
        if self._shift is None:
            return []
        first = self._last + 1
        origin, z, x = self._shift[:3, 3], self._shift[:3, 2], self._shift[:3, 0]
        listed = [",".join(encoding.real(float(v)) for v in values) for values in (origin, z, x)]
        return [
            f"#{first}=IFCLOCALPLACEMENT($,#{first + 1});".encode(),
            f"#{first + 1}=IFCAXIS2PLACEMENT3D(#{first + 2},#{first + 3},#{first + 4});".encode(),
            f"#{first + 2}=IFCCARTESIANPOINT(({listed[0]}));".encode(),
            f"#{first + 3}=IFCDIRECTION(({listed[1]}));".encode(),
            f"#{first + 4}=IFCDIRECTION(({listed[2]}));".encode(),
        ]

    def _add_contexts(self) -> None:
        """Let the project have the contexts of the second model that the first does not have."""
        model = self._other.model
        kind = model.named("IfcGeometricRepresentationContext")
        kind -= model.named("IfcGeometricRepresentationSubContext")
        new = [
            self._offset + number
            for place in self._other.places(kind)
            if (number := self._other.number(place)) in self._taken
        ]
        [project, *_] = self._main.places(self._main.model.named("IfcProject"))
        if new:
            before = references(self._main.arguments(project)[_CONTEXTS])
            number = self._main.number(project)
            self._edits.set(number, _CONTEXTS, encoding.references([*before, *new]))


def _append(target: Path, lines: list[bytes]) -> None:
    """Put statements behind the last of a file."""
    data = target.read_bytes()
    end = data.rfind(b"ENDSEC")
    newline = b"\r\n" if b"\r\n" in data[:4096] else b"\n"
    with target.open("wb") as out:
        out.write(data[:end])
        out.writelines(line + newline for line in lines)
        out.write(data[end:])
