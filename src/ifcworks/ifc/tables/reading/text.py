"""CSV and TSV, with the difference between an empty cell and an empty text in quotes."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ifcworks.errors import TableUnreadable
from ifcworks.ifc.tables.reading.sheet import EMPTY_TEXT, Row, Sheet

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_SNIFFED = 1 << 16


def read_text(path: Path, delimiter: str | None = None, encoding: str | None = None) -> Sheet:
    """Read a file of text.

    Args:
        path: the file.
        delimiter: between cells; found out if None.
        encoding: as Python names it; found out if None: by its byte order mark, else UTF-8,
            else UTF-16, else Windows-1252.

    Raises:
        TableUnreadable: its bytes are no text in that encoding, or a quote is never closed.
    """
    text, encoding = _decoded(path.read_bytes(), encoding)
    skipped = 0
    if said := _SEPARATOR_LINE.match(text):
        # Excel's own way to name the delimiter; the line counts as a row there.
        delimiter, text, skipped = delimiter or said[1], text[said.end() :], 1
    delimiter = delimiter or _delimiter(text)
    records = enumerate(_records(text, delimiter), skipped + 1)
    filled = [Row(number, cells) for number, cells in records if any(c is not None for c in cells)]
    if not filled:
        raise TableUnreadable("The table is empty: no row of it has anything in it.")
    header, rows = filled[0], filled[1:]
    return Sheet(
        form="csv",
        headers=["" if cell in (None, EMPTY_TEXT) else cell for cell in header.cells],
        header_row=header.number,
        rows=rows,
        decimal_comma=delimiter != ",",
        details=f"text in {encoding}, cells parted by {_DELIMITERS.get(delimiter, delimiter)}",
    )


def _decoded(data: bytes, encoding: str | None) -> tuple[str, str]:
    if encoding is not None:
        try:
            return data.decode(encoding).removeprefix("\ufeff"), encoding
        except LookupError:
            raise TableUnreadable(f"There is no encoding '{encoding}'; utf-8 is one.") from None
        except UnicodeDecodeError as error:
            raise TableUnreadable(
                f"The table is not encoded in {encoding}: byte {error.start:,} does not fit. "
                "Leave the parameter 'encoding' out, or save the table as UTF-8."
            ) from None
    for encoding in _candidates(data):
        try:
            return data.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    raise TableUnreadable(
        "The table is no text in UTF-8, UTF-16 or Windows-1252. Save it as UTF-8, or name its "
        "encoding in the parameter 'encoding'."
    )


def _candidates(data: bytes) -> Iterator[str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            yield encoding
            return
    beginning = data[:_SNIFFED]
    if b"\0" in beginning:
        low_first = beginning[1::2].count(0) >= beginning[::2].count(0)
        yield "utf-16-le" if low_first else "utf-16-be"
        return
    yield from ("utf-8", "cp1252")


def _delimiter(text: str) -> str:
    """The one that parts the first row into most cells; one with a GlobalId before all others."""

    def rank(delimiter: str) -> tuple[bool, int]:
        first = next(_records(text[:_SNIFFED], delimiter, whole=False), [])
        return "GlobalId" in first, len(first)

    return max(_DELIMITERS, key=rank)


def _records(text: str, delimiter: str, whole: bool = True) -> Iterator[list[Any]]:
    """The records of RFC 4180: None for an empty cell, ``EMPTY_TEXT`` for an empty one in quotes.

    Args:
        text: the text.
        delimiter: between cells.
        whole: whether the text is not only the beginning of one.
    """
    part = re.escape(delimiter)
    cell = re.compile(
        rf'(?:"((?:[^"]|"")*+)"([^{part}\r\n]*+)|((?!")[^{part}\r\n]*+))({part}|\r\n?|\n|\Z)'
    )
    position, record, end = 0, list[Any](), len(text)
    while position < end or record:
        found = cell.match(text, position)
        if found is None:
            if not whole:
                return
            line = text.count("\n", 0, position) + 1
            raise TableUnreadable(
                f"A quote that opens in line {line:,} of the table is never closed. Two quotes "
                'stand for one within a quoted cell: "a ""b"" c".'
            )
        quoted, tail, plain, closed_by = found.groups()
        if quoted is None:
            record.append(plain or None)
        else:
            record.append(quoted.replace('""', '"') + tail or EMPTY_TEXT)
        position = found.end()
        if closed_by != delimiter:
            yield record
            record = []
