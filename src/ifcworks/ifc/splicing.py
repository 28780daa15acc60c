"""Another version of a STEP file in which only what is edited differs, byte for byte."""

from __future__ import annotations

import mmap
import re
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from ifcworks.errors import ModelNotEditable
from ifcworks.ifc.statements import Statements

_CHUNK = 1 << 20
_TOKEN = re.compile(rb"'[^']*+'|/\*.*?\*/|\"[^\"]*+\"|[(),;]", re.DOTALL)
_OUTSIDE = re.compile(rb"'[^']*+'|/\*.*?\*/|\"[^\"]*+\"|#(\d{1,18})\s*+=", re.DOTALL)
_NEW_LINE = re.compile(rb"\r\n|\n|\r")
_HEAD = 1 << 12


@dataclass
class Edits:
    """What shall be different.

    Attributes:
        arguments: the new text of an argument, by instance and place of the argument from 0.
        added: the text of new instances, behind the ``=`` and without the semicolon, by number.
        removed: instances that shall be gone; nothing that stays may refer to them.

    A character stands for a byte: what is new is ASCII, what is copied may be anything.
    """

    arguments: dict[int, dict[int, str]] = field(default_factory=dict)
    added: dict[int, str] = field(default_factory=dict)
    removed: set[int] = field(default_factory=set)

    def set(self, number: int, place: int, text: str) -> None:
        """Replace an argument of an instance."""
        self.arguments.setdefault(number, {})[place] = text

    def __bool__(self) -> bool:
        return bool(self.arguments or self.added or self.removed)


@dataclass(frozen=True)
class _Statement:
    """The arguments of a statement, as spans, and where its semicolon ends."""

    arguments: list[tuple[int, int]]
    end: int


class StepText:
    """The text of a STEP file in which instances are found by their numbers.

    Args:
        path: a plain STEP file.
        numbers: those of all instances of the model, as the parser found them.

    Raises:
        ModelNotEditable: the text does not define each of these once.
    """

    def __init__(self, path: Path, numbers: Sequence[int]) -> None:
        self._path = path
        with path.open("rb") as stream:
            self._text = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        statements = Statements(path)
        if statements.numbers_are(numbers):
            self._body: Callable[[int], int] = statements.body
            self.last, self._last_body = statements.largest, statements.last_body
        else:
            bodies = _scanned(self._text, numbers)
            self._body = bodies.__getitem__
            self.last, self._last_body = max(bodies), max(bodies.values())

    def parts(self, number: int) -> tuple[str, list[str]]:
        """The class of an instance as it is written, and its arguments, bytes as characters."""
        body = self._body(number)
        found = self._statement(body).arguments
        keyword = self._text[body : found[0][0] - 1] if found else b""
        texts = [self._text[start:end].decode("latin-1") for start, end in found]
        return keyword.decode("latin-1").strip(), texts

    def write(self, target: Path, edits: Edits) -> None:
        """Write the file anew: changed arguments in their place, new instances after the last."""
        pieces = [
            (start, end, text)
            for number, arguments in edits.arguments.items()
            if number not in edits.removed
            for start, end, text in self._replaced(number, arguments)
        ]
        pieces += [(*self._whole(number), b"") for number in edits.removed]
        end = self._statement(self._last_body).end
        pieces.append((end, end, self._lines(edits.added)))
        pieces.sort(key=lambda piece: piece[:2])
        with self._path.open("rb") as source, target.open("wb") as out:
            position = 0
            for start, end, text in pieces:
                _copy(source, out, start - position)
                out.write(text)
                source.seek(end)
                position = end
            shutil.copyfileobj(source, out, _CHUNK)

    def _whole(self, number: int) -> tuple[int, int]:
        """Where an instance stands, with what is blank before it."""
        body = self._body(number)
        start = self._text.rfind(b"#", 0, body)
        while start > 0 and self._text[start - 1 : start].isspace():
            start -= 1
        return start, self._statement(body).end

    def _replaced(
        self, number: int, arguments: Mapping[int, str]
    ) -> Iterable[tuple[int, int, bytes]]:
        found = self._statement(self._body(number)).arguments
        for place, text in arguments.items():
            if place >= len(found):
                raise ModelNotEditable(
                    f"Instance #{number} has {len(found)} arguments in the file, fewer than its "
                    "class. Export the model again."
                )
            yield *found[place], text.encode("latin-1")

    def _lines(self, added: Mapping[int, str]) -> bytes:
        found = _NEW_LINE.search(self._text, 0, _HEAD)
        line_end = found[0] if found else b"\n"
        return b"".join(
            line_end + f"#{number}={text};".encode("latin-1") for number, text in added.items()
        )

    def _statement(self, body: int) -> _Statement:
        """The statement whose text behind the ``=`` begins at ``body``."""
        depth, begin, arguments = 0, body, list[tuple[int, int]]()
        for token in _TOKEN.finditer(self._text, body):
            match token[0]:
                case b"(":
                    depth += 1
                    begin = token.end() if depth == 1 else begin
                case b")":
                    depth -= 1
                    if depth == 0:
                        arguments.append((begin, token.start()))
                case b",":
                    if depth == 1:
                        arguments.append((begin, token.start()))
                        begin = token.end()
                case b";":
                    return _Statement(arguments, token.end())
        raise ModelNotEditable("A statement of the file has no end. Export the model again.")


def _scanned(text: mmap.mmap, numbers: Sequence[int]) -> dict[int, int]:
    """Where the body of each instance begins, with strings and comments told apart. Slow."""
    bodies: dict[int, int] = {}
    for match in _OUTSIDE.finditer(text):
        if match[1] is not None:
            number = int(match[1])
            if number in bodies:
                raise ModelNotEditable(
                    f"The file defines #{number} twice, so it is not clear which one is meant. "
                    "Export the model again."
                )
            bodies[number] = match.end()
    missing = set(numbers) - bodies.keys()
    if missing or not bodies:
        what = f"#{min(missing)} cannot be found" if missing else "no instance can be found"
        raise ModelNotEditable(f"In the text of the file {what}. Export the model again.")
    return bodies


def _copy(source: BinaryIO, out: BinaryIO, count: int) -> None:
    while count > 0:
        chunk = source.read(min(count, _CHUNK))
        out.write(chunk)
        count -= len(chunk)
