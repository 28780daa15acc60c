"""XLSX."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from ifcworks.ifc.tables.writing.limits import MOST_DIGITS, check_fits
from ifcworks.ifc.tables.writing.request import GLOBAL_ID
from ifcworks.ifc.tables.writing.table import ABOUT_SHEET, SHEET, Table
from ifcworks.ifc.tables.writing.widths import width

_ALLOWED = {
    *("format_cells", "format_columns", "format_rows", "sort", "autofilter"),
    *("select_locked_cells", "select_unlocked_cells"),
}

_HEAD = {"bold": True, "bg_color": "#DDE6EF", "text_wrap": True, "valign": "top"}


def write_xlsx(table: Table, target: Path, scratch: Path, protect: bool) -> None:
    """Write a table as a sheet, with a hidden one that says what its columns mean.

    Numbers and booleans are such; text stays text, also where it begins with ``=``.

    Raises:
        TableTooLarge: a sheet cannot hold it.
    """
    columns = table.typed()
    check_fits(table, columns)
    options: dict[str, Any] = {
        "constant_memory": True,
        "tmpdir": str(scratch),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(target), options) as book:
        sheet = book.add_worksheet(SHEET)
        _set_up(book, sheet, table, columns, protect)
        head = book.add_format(_HEAD)
        for place, header in enumerate(table.headers):
            sheet.write_string(0, place, header, head)
        number = 0
        for number, row in enumerate(zip(*columns, strict=True), 1):
            for place, value in enumerate(row):
                _write(sheet, number, place, value)
        for place, text in enumerate(table.last_row() or ()):
            if text is not None:
                sheet.write_string(number + 1, place, text)
        about = book.add_worksheet(ABOUT_SHEET)
        about.hide()
        for number, row in enumerate(table.about()):
            for place, text in enumerate(row):
                about.write_string(number, place, text)


def _set_up(
    book: xlsxwriter.Workbook,
    sheet: Worksheet,
    table: Table,
    columns: list[list[Any]],
    protect: bool,
) -> None:
    free, locked = book.add_format({"locked": False}), book.add_format({"font_color": "#666666"})
    for place, (column, values) in enumerate(zip(table.columns, columns, strict=True)):
        kind = locked if column.query == GLOBAL_ID else free
        sheet.set_column(place, place, width(column.header, values), kind)
    sheet.freeze_panes(1, 1 if table.columns[0].query == GLOBAL_ID else 0)
    sheet.autofilter(0, 0, table.rows, len(table.columns) - 1)
    if protect and any(column.query == GLOBAL_ID for column in table.columns):
        sheet.protect("", dict.fromkeys(_ALLOWED, True))


def _write(sheet: Worksheet, row: int, place: int, value: Any) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif fits_number(value):
        sheet.write_number(row, place, _Exact(value) if isinstance(value, float) else value)
    elif value != "":
        sheet.write_string(row, place, str(value))


class _Exact(float):
    """A number that is written with all its digits: of 16, as otherwise, one may be missing."""

    def __format__(self, specification: str) -> str:
        return repr(float(self))


def fits_number(value: Any) -> bool:
    """Whether a value is a number that a sheet keeps as it is."""
    if isinstance(value, int):
        return len(str(abs(value))) <= MOST_DIGITS
    return isinstance(value, float) and math.isfinite(value)
