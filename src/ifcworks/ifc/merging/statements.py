"""The statements of a model as text, to which those of further models can be added.

What is added stands in a file of its own until the whole is written, so that a model that grows is
read once, however many others are put into it.
"""

from __future__ import annotations

import mmap
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np

from ifcworks.ifc.subset.arguments import split
from ifcworks.ifc.subset.graph import Graph, Numbers
from ifcworks.ifc.subset.model import StepModel

_GUID = re.compile(rb"\(\s*'([^']*+)'")
_PIECE = 1 << 24
_HEAD = 1 << 12

Edited = Mapping[int, bytes]


class Statements:
    """Statements by place: those of the file in its order, then those added.

    Args:
        model: the model that they are of.
    """

    def __init__(self, model: StepModel) -> None:
        graph = model.graph
        self.model = model
        self.classes = list(graph.classes)
        self._codes, self._numbers = _longs(graph.codes), _longs(graph.numbers)
        order = np.argsort(graph.numbers, kind="stable")
        self._order, self._sorted = _longs(order), _longs(graph.numbers[order])
        self._file = _file_of(graph)
        self._added: _File | None = None
        self._edited: dict[int, bytes] = {}
        self._known_roots: dict[bytes, int] | None = None
        self._root_codes = self._codes_of("IfcRoot")

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def last(self) -> int:
        """The largest number."""
        return self._sorted[-1]

    def text(self, place: int) -> bytes:
        """The text of a statement behind its ``=``, without the semicolon."""
        if (edited := self._edited.get(place)) is not None:
            return edited
        if place < len(self._file):
            return self._file.body(place)
        assert self._added is not None
        return self._added.body(place - len(self._file))

    def arguments(self, place: int) -> list[bytes]:
        """The arguments of a statement."""
        return split(self.text(place))[1]

    def class_of(self, place: int) -> str:
        """The class of a statement, in capitals."""
        return self.classes[self._codes[place]]

    def number(self, place: int) -> int:
        """The number of a statement."""
        return self._numbers[place]

    def place(self, number: int) -> int | None:
        """The place of an instance; None if there is none."""
        found = bisect_left(self._sorted, number)
        is_there = found < len(self._sorted) and self._sorted[found] == number
        return self._order[found] if is_there else None

    def is_root(self, place: int) -> bool:
        """Whether a statement has a GlobalId."""
        return self._codes[place] in self._root_codes

    def global_id(self, place: int) -> bytes:
        """The GlobalId of a rooted statement, as it is written."""
        match = _GUID.search(self.text(place))
        return match[1] if match else b""

    def named(self, *ancestors: str) -> set[str]:
        """The classes that there are, in capitals, that are of one of these."""
        return self.model.among(self.classes, *ancestors)

    def places(self, *ancestors: str) -> Sequence[int]:
        """The statements of classes, in order."""
        wanted = list(self._codes_of(*ancestors))
        is_wanted = np.isin(np.frombuffer(self._codes, np.int64), wanted)
        places: list[int] = is_wanted.nonzero()[0].tolist()
        return places

    def _codes_of(self, *ancestors: str) -> set[int]:
        names = self.named(*ancestors)
        return {code for code, name in enumerate(self.classes) if name in names}

    @property
    def roots(self) -> Mapping[bytes, int]:
        """The statements that have a GlobalId, by that; of several with the same the first."""
        if self._known_roots is None:
            self._known_roots = {}
            self._note_roots(self._known_roots, self.places("IfcRoot"))
        return self._known_roots

    def _note_roots(self, roots: dict[bytes, int], places: Iterable[int]) -> None:
        for place in places:
            roots.setdefault(self.global_id(place), place)

    # -- changes ------------------------------------------------------------------------------

    def edit(self, place: int, slot: int, text: bytes) -> None:
        """Give an argument of a statement another text."""
        keyword, arguments = split(self.text(place))
        arguments[slot] = text
        self._edited[place] = keyword + b"(" + b",".join(arguments) + b")"

    def add(self, statements: Iterable[tuple[int, str, bytes]], keep_in: Path) -> int:
        """Add statements; they can be read when all of them are there.

        Args:
            statements: number, class in capitals, and text behind the ``=``. All numbers are
                larger than those that there are.
            keep_in: a file for their text; the same each time.

        Returns:
            How many.
        """
        if self._added is None:
            self._added = _File(keep_in, array("q"), array("q"), self._file.newline)
        before = len(self)
        codes = {name: code for code, name in enumerate(self.classes)}
        with keep_in.open("ab") as out:
            for number, class_, body in statements:
                if class_ not in codes:
                    codes[class_] = len(self.classes)
                    self.classes.append(class_)
                self._codes.append(codes[class_])
                self._numbers.append(number)
                self._added.append(out, number, body)
        self._added.read_again()
        numbers = np.array(self._numbers[before:], np.int64)
        order = np.argsort(numbers, kind="stable")
        self._order.extend(_longs(order + before))
        self._sorted.extend(_longs(numbers[order]))
        self._root_codes = self._codes_of("IfcRoot")
        if self._known_roots is not None:
            new = (place for place in range(before, len(self)) if self.is_root(place))
            self._note_roots(self._known_roots, new)
        return len(self) - before

    def write(self, target: Path) -> None:
        """Write the model with all that was edited and added."""
        size = len(self._file)
        with target.open("wb") as out:
            newline = self._file.newline
            self._file.copy(out, {p: text for p, text in self._edited.items() if p < size})
            if self._added is not None and len(self._added):
                out.write(newline)
                edited = {p - size: text for p, text in self._edited.items() if p >= size}
                self._added.copy(out, edited)
            out.write(newline)
            out.write(self._file.rest().lstrip())


class _File:
    """A file in which statements stand, by place."""

    def __init__(
        self, path: Path, bodies: array[int], ends: array[int], newline: bytes = b""
    ) -> None:
        self._path, self._bodies, self._ends = path, bodies, ends
        self._map: mmap.mmap | bytes = b""
        self.read_again()
        self.newline = newline or (b"\r\n" if self._map.find(b"\r\n", 0, _HEAD) >= 0 else b"\n")
        """How lines end."""

    def __len__(self) -> int:
        return len(self._ends)

    def read_again(self) -> None:
        """See what was appended to the file."""
        if not len(self):
            return
        with self._path.open("rb") as stream:
            self._map = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)

    def append(self, out: BinaryIO, number: int, body: bytes) -> None:
        """Write a statement behind the others."""
        head = b"#%d=" % number
        begin = self._ends[-1] + len(self.newline) if self._ends else 0
        out.write(head + body + b";" + self.newline)
        self._bodies.append(begin + len(head))
        self._ends.append(begin + len(head) + len(body) + 1)

    def body(self, place: int) -> bytes:
        """The text of a statement behind its ``=``, without the semicolon."""
        return self._map[self._bodies[place] : self._ends[place] - 1]

    def copy(self, out: BinaryIO, edited: Edited) -> None:
        """Write all up to the semicolon of the last statement, some with another text."""
        position = 0
        for place, text in sorted(edited.items()):
            self._copy(out, position, self._bodies[place])
            out.write(text)
            position = self._ends[place] - 1
        self._copy(out, position, self._ends[-1])

    def _copy(self, out: BinaryIO, begin: int, end: int) -> None:
        for start in range(begin, end, _PIECE):
            out.write(self._map[start : min(start + _PIECE, end)])

    def rest(self) -> bytes:
        """What stands behind the last statement."""
        return self._map[self._ends[-1] :]


def _file_of(graph: Graph) -> _File:
    return _File(graph.path, _longs(graph.bodies), _longs(graph.ends))


def _longs(numbers: Numbers) -> array[int]:
    found = array("q")
    found.frombytes(np.ascontiguousarray(numbers, np.int64).tobytes())
    return found
