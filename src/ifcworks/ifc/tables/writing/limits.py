"""What of a table fits into a sheet."""

from __future__ import annotations

from typing import Any

from ifcworks.errors import TableTooLarge
from ifcworks.ifc.tables.workbook.limits import MOST_CHARACTERS, MOST_ROWS, length
from ifcworks.ifc.tables.writing.request import GLOBAL_ID
from ifcworks.ifc.tables.writing.table import Table


def check_fits(table: Table, words: list[list[Any]]) -> None:
    """Refuse a table that a sheet cannot hold, rather than to cut it off.

    Args:
        table: the table.
        words: its columns as text, numbers and booleans.

    Raises:
        TableTooLarge: says what is too much.
    """
    instead = "Choose fewer elements, or the format csv, parquet or json."
    rows = table.rows + 1 + (table.last_row() is not None)
    if rows > MOST_ROWS:
        raise TableTooLarge(
            f"The table has {rows:,} rows, and a sheet can have {MOST_ROWS:,}. {instead}"
        )
    for column, values in zip(table.columns, words, strict=True):
        longest = max((length(v) for v in values if isinstance(v, str)), default=0)
        if longest > MOST_CHARACTERS:
            row = next(
                i for i, v in enumerate(values) if isinstance(v, str) and length(v) == longest
            )
            whose = f" of {table.values[0][row]}" if table.columns[0].query == GLOBAL_ID else ""
            raise TableTooLarge(
                f"A cell in '{column.header}'{whose} has {longest:,} characters, and a cell of a "
                f"sheet can have {MOST_CHARACTERS:,}. Leave the column out, or choose the format "
                "csv, parquet or json."
            )
