"""JSON onto disk, piece by piece, so that a large model is never held as one document."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO


class Writer:
    """Writes one JSON object, whose last members may be long lists.

    Args:
        stream: where to.
        indent: spaces of indentation; nothing for no line breaks.
    """

    def __init__(self, stream: TextIO, indent: int | None) -> None:
        self._stream = stream
        self._indent = indent
        self._first = True

    def members(self, members: Mapping[str, Any]) -> None:
        """Members of the object."""
        for name, value in members.items():
            self._name(name)
            self._stream.write(self._text(value, 1))

    def list(self, name: str, items: Iterable[Any]) -> int:
        """A member that is a list; how many items it has."""
        self._name(name)
        self._stream.write("[")
        count = 0
        for item in items:
            self._stream.write("," if count else "")
            self._break(2)
            self._stream.write(self._text(item, 2))
            count += 1
        if count:
            self._break(1)
        self._stream.write("]")
        return count

    def _name(self, name: str) -> None:
        self._stream.write("{" if self._first else ",")
        self._first = False
        self._break(1)
        colon = ": " if self._indent else ":"
        self._stream.write(json.dumps(name, ensure_ascii=False) + colon)

    def _break(self, depth: int) -> None:
        if self._indent:
            self._stream.write("\n" + " " * self._indent * depth)

    def _text(self, value: Any, depth: int) -> str:
        separators = (",", ": ") if self._indent else (",", ":")
        text = json.dumps(
            value,
            indent=self._indent,
            separators=separators,
            ensure_ascii=False,
            allow_nan=False,
        )
        # Strings have no line breaks in JSON, so these are those between the parts.
        return text.replace("\n", "\n" + " " * (self._indent or 0) * depth)

    def end(self) -> None:
        """The end of the object."""
        self._break(0)
        self._stream.write("}\n")


@contextmanager
def writer(path: Path, indent: int | None) -> Iterator[Writer]:
    """A writer of a file; the object ends with the block."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        made = Writer(stream, indent)
        yield made
        made.end()
