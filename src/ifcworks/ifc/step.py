"""The outside of a STEP physical file (ISO 10303-21): its start, its header's schema, its end.

Reads only the first and last bytes, so a file of any size costs the same. What stands between
is the parser's to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ifcworks.errors import FileTruncated, ModelUnreadable
from ifcworks.ifc.schemas import supported_schema

HEAD_BYTES = 1 << 20
"""How much of the start is looked at: a header that has not ended by then is not believed."""
TAIL_BYTES = 1 << 16
"""How much of the end is looked at for ``END-ISO-10303-21;``."""

_START = b"ISO-10303-21"
_END = re.compile(rb"END-ISO-10303-21\s*;")
_LEADING = re.compile(rb"(?:\s++|/\*.*?\*/)*+", re.DOTALL)
_STEP_ID = re.compile(rb"#(\d{1,19})\s*=")


def starts_as_step(head: bytes) -> bool:
    """Whether ``ISO-10303-21`` comes first; white space and comments may precede it.

    ifcopenshell 0.9 accepts those, but neither a byte order mark nor small letters.
    """
    return head.startswith(_START, _leading(head))


def check_step(head: bytes, tail: bytes) -> str:
    """The IFC schema of a STEP file with these first and last bytes, if the file is whole.

    ``head`` holds up to ``HEAD_BYTES`` from the start, ``tail`` up to ``TAIL_BYTES`` at the end.

    Raises:
        FileTruncated: no ``END-ISO-10303-21;`` at the end.
        ModelUnreadable: no readable header.
        SchemaUnsupported: not a schema that is read.
    """
    identifiers = _schema_identifiers(head)
    if identifiers is not None:
        schema = supported_schema(identifiers)
    if not _END.search(tail):
        raise FileTruncated(_truncated(tail))
    if identifiers is None:
        raise ModelUnreadable(
            "The file starts like an IFC model (ISO-10303-21), but its header has no FILE_SCHEMA "
            "that can be read. Export the model again."
        )
    return schema


def schema_of_head(head: bytes) -> str | None:
    """The IFC schema, or None while the header is not complete in these first bytes.

    Raises:
        SchemaUnsupported: not a schema that is read.
    """
    identifiers = _schema_identifiers(head)
    return None if identifiers is None else supported_schema(identifiers)


def _truncated(tail: bytes) -> str:
    last = _STEP_ID.findall(tail)
    where = f" The last instance that begins is #{int(last[-1])}." if last else ""
    return (
        "The IFC file is not whole: it ends without END-ISO-10303-21;, so a part of the model is "
        f"missing.{where} It was probably cut off while it was written, copied or downloaded; "
        "get it again from its source."
    )


def _leading(head: bytes) -> int:
    match = _LEADING.match(head)
    return match.end() if match else 0


def with_schema(head: bytes, name: str) -> bytes:
    """The first bytes of a STEP file with another schema named by its ``FILE_SCHEMA``.

    ``head`` is one of which ``schema_of_head`` gives a schema.
    """
    [string] = _schema_strings(head) or []
    return head[: string.start()] + f"'{name}'".encode() + head[string.end() :]


def _schema_identifiers(head: bytes) -> list[str] | None:
    """What ``FILE_SCHEMA((...))`` lists, or None if it is not (completely) there."""
    strings = _schema_strings(head)
    if strings is None:
        return None
    return [s[0][1:-1].replace(b"''", b"'").decode("latin-1") for s in strings]


def _schema_strings(head: bytes) -> list[re.Match[bytes]] | None:
    """The strings in ``FILE_SCHEMA((...))``, or None if it is not (completely) there."""
    tokens = _tokens(head, _leading(head))
    for token in tokens:
        if token[0].upper() == b"FILE_SCHEMA":
            break
        if token[0].upper() == b"ENDSEC":
            return None
    else:
        return None
    found: list[re.Match[bytes]] = []
    for token in tokens:
        if token[0] == b";":
            return found
        if token[0].startswith(b"'"):
            found.append(token)
    return None


_TOKEN = re.compile(
    rb"\s++|/\*.*?\*/|'(?:[^']|'')*+'|[A-Za-z][A-Za-z0-9_-]*+|.",
    re.DOTALL,
)


def _tokens(text: bytes, start: int) -> Iterator[re.Match[bytes]]:
    """Words, strings with their quotes, and single other bytes of a STEP header."""
    for match in _TOKEN.finditer(text, start):
        token = match[0]
        if token == b"'":
            return  # a string that does not end: nothing after it can be told apart
        if not token.isspace() and not token.startswith(b"/*"):
            yield match
