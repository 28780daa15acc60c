"""Write a table of the elements of a model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import ifcopenshell

from ifcworks.errors import NothingToDo, ParametersInvalid
from ifcworks.ifc.index.cells import Cells
from ifcworks.ifc.index.cells.queries import keys_of
from ifcworks.ifc.tables.writing.arranging import grouped, in_order, summaries
from ifcworks.ifc.tables.writing.formatting import Formatter, check_format
from ifcworks.ifc.tables.writing.request import (
    Column,
    SortKey,
    TableFormat,
    TableRequest,
)
from ifcworks.ifc.tables.writing.sheets import sheets_of
from ifcworks.ifc.tables.writing.table import Table
from ifcworks.ifc.tables.writing.values import ColumnValues, ElementValues, Source
from ifcworks.ifc.tables.writing.wildcards import expanded

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Made:
    """A table, and how it came about.

    Attributes:
        table: what is written.
        elements: how many elements it is about; more than its rows where these are grouped.
        selected_from: where it is known from which elements these are.
        columns: the values of each column before grouping.
        notes: what else is worth knowing, as sentences.
    """

    table: Table
    elements: int
    selected_from: Source
    columns: list[ColumnValues]
    notes: list[str]


def make_table(
    request: TableRequest,
    index: duckdb.DuckDBPyConnection | None,
    open_model: Callable[[], ifcopenshell.file],
    progress: Progress = lambda fraction, message: None,
) -> Made:
    """Choose the elements, find their values, and group, sort and format them.

    Args:
        request: what is wanted.
        index: the index of the model; None to ask only the model itself.
        open_model: opens the model, if the index does not know something.
        progress: told how far it is, from 0 to 1.

    Raises:
        ParametersInvalid: a selector, query or format is malformed.
        NothingToDo: the selector matches no element, and a table without rows is not wanted.
    """
    for place, column in enumerate(request.columns):
        keys_of(column.query, f"columns[{place}].query")
        if column.format is not None:
            check_format(column.format, f"columns[{place}].format")
    values = ElementValues(None if index is None else Cells(index), open_model)
    ids, selected_from = values.elements(request.selector)
    if not ids and not request.allow_empty:
        raise NothingToDo(f"The selector '{request.selector}' matches no element of the model.")
    columns, notes = expanded(request.columns, ids, values)
    _check_sort(request.sort, columns)
    found = []
    for place, column in enumerate(columns):
        progress(place / len(columns), f"{column.header} of {len(ids):,} elements")
        found.append(values.column(ids, column.query))
    table, further = _arranged(request, columns, [column.values for column in found])
    notes += [*_remarks(columns, found), *further]
    return Made(table, len(ids), selected_from, found, notes)


def _check_sort(keys: Sequence[SortKey], columns: Sequence[Column]) -> None:
    queries = {column.query for column in columns}
    for place, key in enumerate(keys):
        if key.query not in queries:
            what = f"no column has the query '{key.query}'"
            raise ParametersInvalid(
                f"N{what[1:]}.",
                errors=[{"where": f"sort[{place}]", "what": what, "got": key.query}],
            )


def _arranged(
    request: TableRequest, columns: tuple[Column, ...], values: list[list[Any]]
) -> tuple[Table, list[str]]:
    wording = request.wording
    values = grouped(values, columns, wording)
    below = summaries(values, columns, wording)
    values = in_order(values, columns, request.sort, wording)
    notes = []
    for place, column in enumerate(columns):
        if column.format is None:
            continue
        formatter = Formatter(column.format, wording)
        values[place] = [formatter.cell(value) for value in values[place]]
        below[place] = formatter.summary(below[place])
        if formatter.failures:
            notes.append(
                f"'{column.header}': {len(formatter.failures):,} different values cannot be "
                f"written as {column.format} and stay as they are, such as "
                f"'{min(formatter.failures)}'."
            )
    return Table(columns, values, below, wording), notes


def _remarks(columns: Sequence[Column], found: list[ColumnValues]) -> list[str]:
    """What is to be said of columns that mean nothing for some elements."""
    return [
        f"'{column.header}': the query '{column.query}' means nothing for {values.failures:,} "
        f"elements, which have no value there ({values.failure})."
        for column, values in zip(columns, found, strict=True)
        if values.failures
    ]


def write_table(table: Table, request: TableRequest, target: Path, scratch: Path) -> list[str]:
    """Write a table to a file.

    Args:
        table: what to write.
        request: the format, and how.
        target: the file to make.
        scratch: a folder for intermediate files.

    Returns:
        Sentences on what is not in the file as it is in the model.

    Raises:
        TableTooLarge: the format cannot hold it.
    """
    notes = []
    match request.format:
        case TableFormat.CSV | TableFormat.TSV:
            from ifcworks.ifc.tables.writing.text import write_text

            tab = request.format is TableFormat.TSV
            write_text(table, target, "\t" if tab else request.delimiter, request.bom)
        case TableFormat.XLSX:
            from ifcworks.ifc.tables.workbook.xlsx import write_xlsx

            write_xlsx(target, sheets_of(table, request.protect), scratch)
        case TableFormat.ODS:
            from ifcworks.ifc.tables.workbook.ods import write_ods

            if replaced := write_ods(target, sheets_of(table, request.protect)):
                notes.append(
                    f"{replaced:,} cells have characters that ODS cannot hold, such as control "
                    "codes; U+FFFD stands in their place."
                )
        case TableFormat.PARQUET:
            from ifcworks.ifc.tables.writing.typed import write_parquet

            if mixed := write_parquet(table, target):
                columns = ", ".join(f"'{header}'" for header in mixed)
                notes.append(f"Columns with values of several types are text: {columns}.")
        case TableFormat.JSON:
            from ifcworks.ifc.tables.writing.typed import write_json

            write_json(table, target)
    if request.format in (TableFormat.PARQUET, TableFormat.JSON) and table.last_row():
        notes.append("The file holds the rows only; what sums up the columns is in the result.")
    return notes
