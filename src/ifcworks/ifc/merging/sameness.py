"""Whether statements of two models say the same, with all that they refer to."""

from __future__ import annotations

import hashlib
import re

from ifcworks.ifc.merging.statements import Statements
from ifcworks.ifc.subset.arguments import references
from ifcworks.ifc.subset.model import StepModel

_TOKEN = re.compile(rb"'[^']*+'|#(\d{1,18})|\s+")
_HISTORY = 1


class Sayings(Statements):
    """Statements, and what they say."""

    def __init__(self, model: StepModel) -> None:
        super().__init__(model)
        self._known: dict[int, bytes] = {}

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

    def edit(self, place: int, slot: int, text: bytes) -> None:
        """Give an argument of a statement another text."""
        super().edit(place, slot, text)
        self._known.pop(place, None)

    def _needed(self, place: int) -> list[int]:
        found = []
        is_root = self.is_root(place)
        for number, argument in enumerate(self.arguments(place)):
            if number == _HISTORY and is_root:
                continue
            for reference in references(argument):
                target = self.place(reference)
                if target is not None and not self.is_root(target):
                    found.append(target)
        return found

    def _digest(self, place: int) -> bytes:
        def content(match: re.Match[bytes]) -> bytes:
            if match[1] is None:
                return match[0] if match[0].startswith(b"'") else b""
            target = self.place(int(match[1]))
            if target is None:
                return b"$"
            return self.global_id(target) if self.is_root(target) else self._known[target]

        arguments = self.arguments(place)
        if self.is_root(place):
            arguments[_HISTORY] = b""
        said = b"\0".join(_TOKEN.sub(content, argument) for argument in arguments)
        return hashlib.sha256(self.class_of(place).encode() + b"\0" + said).hexdigest().encode()
