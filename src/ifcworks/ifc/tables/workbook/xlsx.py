"""XLSX."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ifcworks.ifc.tables.workbook.limits import fits_number, rows_that_fit
from ifcworks.ifc.tables.workbook.model import Cell, Sheet, SheetColumn

_ALLOWED = {
    *("format_cells", "format_columns", "format_rows", "sort", "autofilter"),
    *("select_locked_cells", "select_unlocked_cells"),
}
_HEAD = {"bold": True, "bg_color": "#DDE6EF", "text_wrap": True, "valign": "top"}


def write_xlsx(
    target: Path, sheets: Sequence[Sheet], scratch: Path, created: datetime | None = None
) -> None:
    """Write sheets as a workbook.

    Numbers and booleans are such; text stays text, also where it begins with ``=``.

    Args:
        target: the file to make.
        sheets: at least one.
        scratch: a folder for intermediate files.
        created: when the workbook says that it was made; None for now.

    Raises:
        TableTooLarge: a sheet cannot hold its rows.
    """
    options: dict[str, Any] = {
        "constant_memory": True,
        "tmpdir": str(scratch),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(target), options) as book:
        if created is not None:
            book.set_properties({"created": created.replace(tzinfo=None)})
        formats = _Formats(book)
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.name), sheet, formats)


class _Formats:
    """The formats of cells; equal ones once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._known: dict[tuple[tuple[str, Any], ...], Format] = {}

    def of(self, column: SheetColumn, fill: str | None = None) -> Format:
        """For the cells of a column."""
        wanted: dict[str, Any] = {"font_color": "#666666"} if column.locked else {"locked": False}
        if column.decimals is not None:
            wanted["num_format"] = "0" + ("." + "0" * column.decimals if column.decimals else "")
        if fill is not None:
            wanted["bg_color"] = f"#{fill}"
        return self.made(wanted)

    def made(self, wanted: dict[str, Any]) -> Format:
        """With certain properties."""
        key = tuple(wanted.items())
        if key not in self._known:
            self._known[key] = self._book.add_format(wanted)
        return self._known[key]


def _write_sheet(target: Worksheet, sheet: Sheet, formats: _Formats) -> None:
    columns = sheet.columns
    for place, column in enumerate(columns):
        target.set_column(place, place, column.width, formats.of(column))
    head = int(sheet.has_header)
    if sheet.is_hidden:
        target.hide()
    target.freeze_panes(head, sheet.frozen_columns)
    if sheet.is_protected:
        target.protect("", dict.fromkeys(_ALLOWED, True))
    if head:
        style = formats.made(_HEAD)
        for place, column in enumerate(columns):
            target.write_string(0, place, _whole(column.header), style)
    fills = [
        {text: formats.of(column, fill) for text, fill in column.fills.items()}
        for column in columns
    ]
    filled = {place for place, each in enumerate(fills) if each}
    end = head
    for row in rows_that_fit(sheet):
        for place, value in enumerate(row):
            style = fills[place].get(value) if place in filled else None  # type: ignore[arg-type]
            _write_cell(target, end, place, value, style)
        end += 1
    if head and columns:
        target.autofilter(0, 0, end - 1, len(columns) - 1)
    for place, value in enumerate(sheet.footer or ()):
        _write_cell(target, end, place, value, None)


def _write_cell(sheet: Worksheet, row: int, place: int, value: Cell, style: Format | None) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value, style)
    elif fits_number(value):
        number = _Exact(value) if isinstance(value, float) else value
        sheet.write_number(row, place, number, style)
    else:
        sheet.write_string(row, place, _whole(str(value)), style)


def _whole(text: str) -> str:
    """The text without halves of characters, which no file can hold."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class _Exact(float):
    """A number that is written with all its digits: of 16, as otherwise, one may be missing."""

    def __format__(self, specification: str) -> str:
        return repr(float(self))
