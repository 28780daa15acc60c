"""Whether statements of two models say the same, with all that they refer to."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from ifcworks.ifc.subset.arguments import references, split
from ifcworks.ifc.subset.model import SplitModel

_REFERENCE = re.compile(rb"'[^']*+'|#(\d{1,18})")
_BLANK = re.compile(rb"\s+")
_HISTORY = 1
_GUID = re.compile(rb"\(\s*'([^']*+)'")


class Statements:
    """The text of the statements of a model, and what they say."""

    def __init__(self, model: SplitModel) -> None:
        self.model = model
        graph = model.graph
        self._data = graph.path.read_bytes()
        self._bodies, self._ends = graph.bodies.tolist(), graph.ends.tolist()
        self._place = dict(zip(graph.numbers.tolist(), range(len(graph)), strict=True))
        roots = model.named("IfcRoot")
        self._is_root = graph.of_classes(roots).tolist()
        self._known: dict[int, bytes] = {}

    def text(self, place: int) -> bytes:
        """The text of a statement behind its ``=``, without the semicolon."""
        return self._data[self._bodies[place] : self._ends[place] - 1]

    def class_of(self, place: int) -> str:
        """The class of a statement, in capitals."""
        return self.model.graph.classes[int(self.model.graph.codes[place])]

    def place(self, number: int) -> int | None:
        """The place of an instance."""
        return self._place.get(number)

    def number(self, place: int) -> int:
        """The number of a statement."""
        return int(self.model.graph.numbers[place])

    def arguments(self, place: int) -> list[bytes]:
        """The arguments of a statement."""
        return split(self.text(place))[1]

    def is_root(self, place: int) -> bool:
        """Whether a statement has a GlobalId."""
        return bool(self._is_root[place])

    def global_id(self, place: int) -> bytes:
        """The GlobalId of a rooted statement, as it is written."""
        match = _GUID.search(self.text(place))
        return match[1] if match else b""

    def says(self, place: int) -> bytes:
        """A digest of what a statement says: equal for equal content, whatever the numbers.

        What has a GlobalId counts by that where it is referred to, and who made it does not count.
        """
        waiting = [place]
        while waiting:
            current = waiting[-1]
            if current in self._known:
                waiting.pop()
                continue
            missing = [p for p in self._needed(current) if p not in self._known]
            # A statement that refers back to itself says nothing that could be compared.
            if any(p in waiting for p in missing):
                self._known[current] = str(current).encode()
                continue
            if missing:
                waiting += missing
                continue
            self._known[current] = self._digest(current)
        return self._known[place]

    def _needed(self, place: int) -> list[int]:
        found = []
        arguments = self.arguments(place)
        for number, argument in enumerate(arguments):
            if number == _HISTORY and self._is_root[place]:
                continue
            for reference in references(argument):
                target = self._place.get(reference)
                if target is not None and not self._is_root[target]:
                    found.append(target)
        return found

    def _digest(self, place: int) -> bytes:
        def content(match: re.Match[bytes]) -> bytes:
            if match[1] is None:
                return match[0]
            target = self._place.get(int(match[1]))
            if target is None:
                return b"$"
            return self.global_id(target) if self._is_root[target] else self._known[target]

        arguments = self.arguments(place)
        if self._is_root[place]:
            arguments[_HISTORY] = b""
        said = b"\0".join(_BLANK.sub(b"", _REFERENCE.sub(content, a)) for a in arguments)
        return hashlib.sha256(self.class_of(place).encode() + b"\0" + said).hexdigest().encode()

    def rooted(self, classes: set[str]) -> dict[bytes, int]:
        """The statements of classes by GlobalId; of several with the same the first."""
        found: dict[bytes, int] = {}
        for place in self.places(classes):
            found.setdefault(self.global_id(place), place)
        return found

    def places(self, classes: set[str]) -> Sequence[int]:
        """The statements of classes, in the order of the file."""
        places: list[int] = self.model.graph.of_classes(classes).nonzero()[0].tolist()
        return places
