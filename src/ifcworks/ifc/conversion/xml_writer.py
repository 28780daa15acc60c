"""XML as a stream, indented, of text that may hold what XML cannot."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import TracebackType
from typing import BinaryIO, Self
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

_IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What is no character of XML 1.0 (its production 2), not even escaped."""


def clean(text: str) -> str:
    """The text with U+FFFD for each character that XML cannot hold."""
    return _IMPOSSIBLE.sub("\ufffd", text)


class XmlWriter:
    """Writes elements one after the other and keeps nothing but how deep it is."""

    def __init__(self, stream: BinaryIO) -> None:
        self._out = XMLGenerator(stream, encoding="utf-8", short_empty_elements=True)
        self._names: list[str] = []
        self._last_began = False

    def __enter__(self) -> Self:
        self._out.startDocument()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._out.endDocument()

    def start(self, name: str, attributes: Mapping[str, str] | None = None) -> None:
        """Begin an element."""
        if self._names:
            self._out.ignorableWhitespace("\n" + "\t" * len(self._names))
        cleaned = {key: clean(value) for key, value in (attributes or {}).items()}
        self._out.startElement(name, AttributesImpl(cleaned))
        self._names.append(name)
        self._last_began = True

    def end(self) -> None:
        """End the element that began last and has not ended."""
        name = self._names.pop()
        if not self._last_began:
            self._out.ignorableWhitespace("\n" + "\t" * len(self._names))
        self._out.endElement(name)
        self._last_began = False

    def leaf(
        self, name: str, attributes: Mapping[str, str] | None = None, text: str | None = None
    ) -> None:
        """An element without others in it."""
        self.start(name, attributes)
        if text:
            self._out.characters(clean(text))
        self.end()
