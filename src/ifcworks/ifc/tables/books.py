"""Several tables that belong together: one workbook, or a file for each."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from ifcworks.ifc.reports.model import Sheet

_LOOKED_AT = 1000
_NOT_OF_NAMES = re.compile(r"[^A-Za-z0-9]+")


class BookFormat(StrEnum):
    """What several tables can be written as."""

    XLSX = "xlsx"
    ODS = "ods"
    CSV = "csv"
    JSON = "json"


@dataclass(frozen=True)
class Page:
    """A table.

    Attributes:
        name: of the sheet; in lower case of the file, or of the list.
        headers: what stands above the columns.
        rows: text, numbers, booleans and None for nothing. A ``Decimal`` keeps its digits in CSV
            and JSON, where it is a text.
        decimals: how many digits behind the point a book shows, by header; of other columns as
            many as a number has.
    """

    name: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Any]]
    decimals: Mapping[str, int] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The name as that of a file."""
        return _NOT_OF_NAMES.sub("-", self.name.lower()).strip("-") or "table"


@dataclass(frozen=True)
class Written:
    """The files that were made, and what is to be said of them, as sentences."""

    artifacts: list[str]
    notes: list[str]


def write_book(
    name: str,
    pages: Sequence[Page],
    form: BookFormat,
    artifact: Callable[[str], Path],
    scratch: Path,
    facts: dict[str, Any] | None = None,
) -> Written:
    """Write pages as sheets of one book, as CSV files, or as the lists of one JSON file.

    Args:
        name: of the book, without suffix; each CSV file is named by its page too.
        pages: at least one, with different names.
        form: what to write.
        artifact: gives the path for a file.
        scratch: a folder for intermediate files.
        facts: what JSON says beside the pages.

    Raises:
        TableTooLarge: a sheet cannot hold a page.
    """
    if form is BookFormat.JSON:
        return Written([_write_json(artifact(f"{name}.json"), pages, facts or {})], [])
    if form is BookFormat.CSV:
        return Written([_write_csv(artifact(f"{name}-{p.key}.csv"), p) for p in pages], [])
    from ifcworks.ifc.reports.workbooks import write_workbook

    path = artifact(f"{name}.{form}")
    scratch.mkdir(parents=True, exist_ok=True)
    kind: Literal["xlsx", "ods"] = "xlsx" if form is BookFormat.XLSX else "ods"
    notes = write_workbook(path, [_sheet(page) for page in pages], kind, scratch)
    return Written([path.name], notes)


def _write_json(path: Path, pages: Sequence[Page], facts: dict[str, Any]) -> str:
    """A row a line: Python indents seven times as slowly as it writes."""
    encode = json.JSONEncoder(ensure_ascii=False, default=str).encode
    members = [f"{encode(name)}: {encode(value)}" for name, value in facts.items()]
    for page in pages:
        rows = [encode(dict(zip(page.headers, row, strict=True))) for row in page.rows]
        members.append(f"{encode(page.key)}: [\n" + ",\n".join(rows) + "\n]")
    path.write_text("{\n" + ",\n".join(members) + "\n}\n", encoding="utf-8")
    return path.name


def _write_csv(path: Path, page: Page) -> str:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(page.headers)
        writer.writerows(page.rows)
    return path.name


def _sheet(page: Page) -> Sheet:
    from ifcworks.ifc.reports.model import Column, Sheet
    from ifcworks.ifc.tables.writing.widths import width

    columns = []
    for place, header in enumerate(page.headers):
        values = [row[place] for row in page.rows[:_LOOKED_AT]]
        numeric = any(isinstance(value, (int, float, Decimal)) for value in values)
        shown = ["" if value is None else value for value in values]
        columns.append(
            Column(
                header,
                "number" if numeric else "text",
                width(header, shown),
                page.decimals.get(header),
            )
        )
    rows = ([float(c) if isinstance(c, Decimal) else c for c in row] for row in page.rows)
    return Sheet(page.name, columns, rows)
