"""What a sheet can hold."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from ifcworks.errors import TableTooLarge
from ifcworks.ifc.tables.workbook.model import Cell, Sheet

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
MOST_CHARACTERS = 32_767
"""Of Excel, and of LibreOffice where it reads more it cannot save it for others."""
MOST_DIGITS = 15
"""Integers of more digits lose some of them in a sheet, where every number is a double."""


def length(text: str) -> int:
    """How many characters a text has for a sheet, which counts some, such as emoji, as two."""
    if text.isascii():
        return len(text)
    return len(text) + sum(character > "\uffff" for character in text)


def shortened(text: str, most: int) -> str:
    """The beginning of a text that has so many characters for a sheet at most."""
    if length(text) <= most:
        return text
    # What is cut in two is left out.
    return text.encode("utf-16-le", "surrogatepass")[: 2 * most].decode("utf-16-le", "ignore")


def fits_number(value: Cell) -> bool:
    """Whether a value is a number that a sheet keeps as it is."""
    if isinstance(value, int):
        return len(str(abs(value))) <= MOST_DIGITS
    return isinstance(value, float) and math.isfinite(value)


def rows_that_fit(sheet: Sheet) -> Iterator[Sequence[Cell]]:
    """The rows of a sheet, one after the other.

    Raises:
        TableTooLarge: there are more than a sheet can have.
    """
    room = MOST_ROWS - sheet.has_header - (sheet.footer is not None)
    for number, row in enumerate(sheet.rows):
        if number >= room:
            raise TableTooLarge(
                f"'{sheet.name}' has more than {room:,} rows, and a sheet can have "
                f"{MOST_ROWS:,}. Ask for less, or for a format other than xlsx and ods."
            )
        yield row
