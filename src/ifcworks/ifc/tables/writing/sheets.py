"""A table of elements as a workbook."""

from __future__ import annotations

from ifcworks.ifc.tables.workbook.model import Sheet, SheetColumn
from ifcworks.ifc.tables.writing.limits import check_fits
from ifcworks.ifc.tables.writing.request import GLOBAL_ID
from ifcworks.ifc.tables.writing.table import ABOUT_SHEET, SHEET, Table
from ifcworks.ifc.tables.writing.widths import width


def sheets_of(table: Table, protect: bool) -> list[Sheet]:
    """The sheet of the elements, and a hidden one that says what its columns mean.

    Args:
        table: the table.
        protect: whether GlobalIds cannot be edited.

    Raises:
        TableTooLarge: a sheet cannot hold it.
    """
    values = table.typed()
    check_fits(table, values)
    columns = [
        SheetColumn(column.header, width(column.header, shown), locked=column.query == GLOBAL_ID)
        for column, shown in zip(table.columns, values, strict=True)
    ]
    elements = Sheet(
        SHEET,
        columns,
        zip(*values, strict=True),
        footer=table.last_row(),
        frozen_columns=int(columns[0].locked),
        is_protected=protect and any(column.locked for column in columns),
    )
    about = Sheet(
        ABOUT_SHEET,
        [SheetColumn("", locked=True)] * 3,
        table.about(),
        has_header=False,
        is_hidden=True,
    )
    return [elements, about]
