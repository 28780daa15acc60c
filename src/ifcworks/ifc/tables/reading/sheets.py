"""XLSX and ODS."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from ifcworks.errors import ParametersInvalid, TableUnreadable
from ifcworks.ifc.tables.reading.sheet import About, ErrorCell, Row, Sheet
from ifcworks.ifc.tables.writing.table import ABOUT_SHEET, SHEET

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FAULTY = re.compile(
    rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]+)(\d+)"[^>]*>(?:(?!</c>).)*', re.DOTALL
)
_VALUE = re.compile(rb"<v>([^<]*)</v>")
_ABOUT_WIDTH = 3


def read_sheets(path: Path, form: str, sheet: str | None = None) -> Sheet:
    """Read one sheet of a book, and the hidden one that says what its columns mean.

    Args:
        path: the file.
        form: xlsx or ods.
        sheet: its name; if None that of an exported table, else the first that can be seen.

    Raises:
        TableUnreadable: it is damaged, encrypted, or has nothing in it.
        ParametersInvalid: there is no such sheet.
    """
    try:
        book = CalamineWorkbook.from_path(path)
        name = _name(book, sheet)
        found: list[list[Any]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        about = _about(book)
    except CalamineError as error:
        raise TableUnreadable(
            f"The {form.upper()} file cannot be read: {error}. Save it again, without a password."
        ) from None
    faulty = _faulty(path, name) if form == "xlsx" else {}
    filled = []
    for number, row in enumerate(found, 1):
        cells = [_cell(value, faulty.get((number, place))) for place, value in enumerate(row)]
        if any(cell is not None for cell in cells):
            filled.append(Row(number, cells))
    if not filled:
        raise TableUnreadable(f"The sheet '{name}' is empty.")
    header, *rows = filled
    return Sheet(
        form=form,
        headers=["" if cell is None else str(cell) for cell in header.cells],
        header_row=header.number,
        rows=rows,
        about=about,
        name=name,
        details=f"the sheet '{name}'",
    )


def _name(book: CalamineWorkbook, wanted: str | None) -> str:
    names = book.sheet_names
    if wanted is None:
        seen = [m.name for m in book.sheets_metadata if m.visible is SheetVisibleEnum.Visible]
        candidates = [n for n in (SHEET, *seen, *names) if n in names and n != ABOUT_SHEET]
        if not candidates:
            raise TableUnreadable("The file has no sheet with rows of elements.")
        return candidates[0]
    if wanted in names:
        return wanted
    listed = ", ".join(f"'{name}'" for name in names)
    what = f"there is no sheet '{wanted}'; there are {listed}"
    raise ParametersInvalid(
        f"{what[0].upper()}{what[1:]}.", errors=[{"where": "sheet", "what": what, "got": wanted}]
    )


def _about(book: CalamineWorkbook) -> About:
    if ABOUT_SHEET not in book.sheet_names:
        return ()
    rows: Sequence[Sequence[Any]] = book.get_sheet_by_name(ABOUT_SHEET).to_python()
    padded = ((*map(str, row), *[""] * _ABOUT_WIDTH)[:_ABOUT_WIDTH] for row in rows)
    return tuple((kind, header, query) for kind, header, query in padded)


def _cell(value: Any, error: str | None) -> Any:
    if error is not None:
        return ErrorCell(error)
    return None if value == "" else value


def _faulty(path: Path, name: str) -> dict[tuple[int, int], str]:
    """The cells with errors, by row from 1 and column from 0: the reader has them as empty ones."""
    with zipfile.ZipFile(path) as package:
        try:
            data = package.read(_member(package, name))
        except (KeyError, StopIteration, ElementTree.ParseError):
            return {}
    found = {}
    if b't="e"' in data:
        for match in _FAULTY.finditer(data):
            value = _VALUE.search(match[0])
            text = value[1].decode() if value else "#ERROR"
            found[int(match[2]), _column(match[1].decode())] = text
    return found


def _member(package: zipfile.ZipFile, name: str) -> str:
    """The part of an XLSX file that holds a sheet."""
    book = ElementTree.fromstring(package.read("xl/workbook.xml"))
    sheet = next(e for e in book.iter() if e.tag.endswith("}sheet") and e.get("name") == name)
    relations = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    target = next(r.get("Target", "") for r in relations if r.get("Id") == sheet.get(_RELATION))
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
