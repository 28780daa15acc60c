"""Reports as workbooks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

from ifcworks.ifc.reports.model import Column, Fact, Sheet, Tone
from ifcworks.ifc.tables.workbook import model
from ifcworks.ifc.tables.workbook.limits import MOST_CHARACTERS, length, shortened
from ifcworks.ifc.tables.workbook.model import Cell, SheetColumn
from ifcworks.ifc.tables.workbook.names import sheet_names

_FILLS = {
    Tone.GOOD: "D5EFDB",
    Tone.BAD: "F8D3D1",
    Tone.WARNING: "FBE8C5",
    Tone.INFO: "D6E6F7",
}
_ELLIPSIS = " […]"


def facts_sheet(facts: Sequence[Fact], name: str = "About") -> Sheet:
    """The facts of a report as a sheet of their own."""
    columns = [Column("Fact", width=24), Column("Value", width=60)]
    return Sheet(name, columns, [(fact.name, fact.value) for fact in facts])


def write_workbook(
    path: Path,
    sheets: Sequence[Sheet],
    form: Literal["xlsx", "ods"],
    scratch: Path,
    created: datetime | None = None,
) -> list[str]:
    """Write sheets as a workbook; the same sheets and date give the same bytes.

    Headers stay in view and can be filtered by; numbers are numbers and text is never a formula.

    Args:
        path: the file to make.
        sheets: at least one; only a row at a time is in memory.
        form: the format.
        scratch: a folder for intermediate files.
        created: when the workbook says that it was made; None for now. ODS says nothing.

    Returns:
        Sentences on what is not in the file as it was given.

    Raises:
        TableTooLarge: a sheet cannot hold its rows.
    """
    shortened = _Shortened()
    names = sheet_names(sheet.name for sheet in sheets)
    written = [
        model.Sheet(
            name,
            [_column(column) for column in sheet.columns],
            shortened.rows(sheet),
            frozen_columns=sheet.frozen_columns,
        )
        for name, sheet in zip(names, sheets, strict=True)
    ]
    notes = []
    if form == "xlsx":
        from ifcworks.ifc.tables.workbook.xlsx import write_xlsx

        write_xlsx(path, written, scratch, created)
    else:
        from ifcworks.ifc.tables.workbook.ods import write_ods

        if replaced := write_ods(path, written):
            notes.append(
                f"{replaced:,} cells have characters that ODS cannot hold, such as control codes; "
                "U+FFFD stands in their place."
            )
    if shortened.count:
        notes.append(
            f"{shortened.count:,} cells are longer than the {MOST_CHARACTERS:,} characters that a "
            f"sheet can hold; they are cut off and end with{_ELLIPSIS}."
        )
    return notes


def _column(column: Column) -> SheetColumn:
    return SheetColumn(
        column.name,
        column.width,
        column.decimals if column.kind == "number" else None,
        fills={value: _FILLS[tone] for value, tone in column.tones.items() if tone in _FILLS},
    )


class _Shortened:
    """Cuts off texts that a cell cannot hold, and counts them."""

    def __init__(self) -> None:
        self.count = 0

    def rows(self, sheet: Sheet) -> Iterator[list[Cell]]:
        """The rows of a sheet."""
        for row in sheet.rows:
            yield [self._cell(value) for value in row]

    def _cell(self, value: Cell) -> Cell:
        if isinstance(value, str) and length(value) > MOST_CHARACTERS:
            self.count += 1
            return shortened(value, MOST_CHARACTERS - len(_ELLIPSIS)) + _ELLIPSIS
        return value
