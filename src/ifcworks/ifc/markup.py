"""What an XML file is: its root element, and whether it is well-formed to its end.

Expat from the standard library, with everything forbidden that makes XML dangerous: declarations
of entities (exponential growth, files read from elsewhere). Memory stays flat.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from typing import BinaryIO
from xml.parsers import expat

from ifcworks.errors import FileKindUnsupported, FileTruncated

_CHUNK = 1 << 16
_TOKEN_BYTES = 4 << 20  # expat keeps a piece of markup (a tag, a comment) whole in memory
_DEPTH = 1000
_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*<[?!A-Za-z_]")
# Ended inside: no element found, unclosed token, partial character, unclosed CDATA section.
_STOPPED = {3, 5, 6, 20}


class XmlNotWellFormed(Exception):
    """The bytes are no XML; the message says where."""


@dataclass(frozen=True)
class Root:
    """The root element: its local name and its namespace (empty if none)."""

    name: str
    namespace: str

    @property
    def is_ifc(self) -> bool:
        """Whether it is one of ifcXML (ISO 10303-28, or ifcXML4 of buildingSMART)."""
        return self.name in ("ifcXML", "iso_10303_28") or "ifcxml" in self.namespace.lower()

    @property
    def is_ids(self) -> bool:
        """Whether it is an Information Delivery Specification of buildingSMART."""
        return self.name == "ids" and self.namespace.endswith("/IDS")


def starts_as_xml(head: bytes) -> bool:
    """Whether the first bytes may begin an XML document."""
    return bool(_START.match(head)) or head.startswith((b"\xff\xfe<\0", b"\xfe\xff\0<"))


class _Found(Exception):
    """Leaves the parser as soon as the root is known."""


class _Reader:
    def __init__(self, root_only: bool) -> None:
        self.root: Root | None = None
        self._root_only = root_only
        self._depth = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.EntityDeclHandler = self._entity
        self.parser.buffer_text = False

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self.root is None:
            namespace, _, local = name.rpartition(" ")
            self.root = Root(local, namespace)
            if self._root_only or self.root.is_ifc:
                raise _Found
        self._depth += 1
        if self._depth > _DEPTH:
            raise FileKindUnsupported(f"The XML file nests elements more than {_DEPTH} deep.")

    def _end(self, name: str) -> None:
        self._depth -= 1

    def _entity(self, *declaration: object) -> None:
        raise FileKindUnsupported(
            "The XML file declares entities, which are refused because they can be used to attack. "
            "Save it without a DOCTYPE."
        )


def root_of_head(head: bytes) -> Root | None:
    """The root element if it begins within these first bytes, else None."""
    reader = _Reader(root_only=True)
    with contextlib.suppress(
        _Found, FileKindUnsupported, expat.ExpatError, ValueError, LookupError
    ):
        reader.parser.Parse(head, False)
    return reader.root


def check_xml(stream: BinaryIO) -> Root:
    """The root element of a well-formed XML file. ifcXML is not read beyond its root.

    Raises:
        FileTruncated: it ends inside an element.
        FileKindUnsupported: it declares entities, or is nested beyond all measure.
        XmlNotWellFormed: it is no XML.
    """
    reader = _Reader(root_only=False)
    stream.seek(0)
    fed = 0
    try:
        while chunk := stream.read(_CHUNK):
            reader.parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - reader.parser.CurrentByteIndex > _TOKEN_BYTES:
                raise XmlNotWellFormed(f"a tag or comment is longer than {_TOKEN_BYTES:,} bytes")
        reader.parser.Parse(b"", True)
    except _Found:
        pass
    except expat.ExpatError as error:
        if error.code in _STOPPED and not stream.read(1):
            raise FileTruncated(
                f"The XML file is not whole: it ends in line {error.lineno} while elements are "
                "still open. Get it again from its source."
            ) from None
        raise XmlNotWellFormed(str(error)) from None
    except (ValueError, LookupError) as error:  # an unknown or lying encoding
        raise XmlNotWellFormed(str(error)) from None
    if reader.root is None:
        raise XmlNotWellFormed("it has no element")
    return reader.root
