"""A table as it was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

About = tuple[tuple[str, str, str], ...]
"""What the table says of itself, as ``writing.table.Table.about`` wrote it."""


class Nothing(Enum):
    """A cell that says nothing at all, not even that there is no value."""

    NOTHING = "nothing"


NOTHING = Nothing.NOTHING


@dataclass(frozen=True)
class ErrorCell:
    """A cell whose formula has no value, such as ``#REF!``."""

    text: str


@dataclass(frozen=True)
class EmptyText:
    """A text without letters that is written down as such: ``""`` in quotes."""


EMPTY_TEXT = EmptyText()


@dataclass(frozen=True)
class Row:
    """A row.

    Attributes:
        number: as a spreadsheet counts it, from 1; of records, without a header, also from 1.
        cells: None for an empty cell; ``NOTHING``, ``EMPTY_TEXT``, ``ErrorCell``; text, numbers,
            booleans, lists of such, dates.
    """

    number: int
    cells: Sequence[Any]


@dataclass(frozen=True)
class Sheet:
    """A table.

    Attributes:
        form: csv, xlsx, ods, parquet or json.
        headers: what stands above the columns.
        header_row: the row of the headers; 0 where these are names of fields.
        about: what it says of itself; empty if nothing.
        typed: whether cells are values as they are, so that no word stands for null or truth.
        decimal_comma: whether numbers may have a comma for a point.
        name: of the sheet in its book.
        details: how it was read, as one sentence.
    """

    form: str
    headers: Sequence[str]
    header_row: int
    rows: Sequence[Row]
    about: About = ()
    typed: bool = False
    decimal_comma: bool = False
    name: str | None = None
    details: str = field(default="")
