"""CSV and TSV."""

from __future__ import annotations

import csv
from pathlib import Path

from ifcworks.ifc.tables.writing.table import Table


def write_text(table: Table, target: Path, delimiter: str, bom: bool) -> None:
    """Write a table as RFC 4180 says, in UTF-8.

    Values are written as they are. A program that takes text such as ``=1+1`` for a formula
    should be told to import the column as text, or be given XLSX.
    """
    with target.open("w", newline="", encoding="utf-8-sig" if bom else "utf-8") as stream:
        writer = csv.writer(stream, delimiter=delimiter)
        writer.writerow(table.headers)
        writer.writerows(zip(*table.words(), strict=True))
        if last := table.last_row():
            writer.writerow(last)
