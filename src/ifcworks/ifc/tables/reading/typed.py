"""Parquet and JSON: every cell is what it is."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet

from ifcworks.errors import TableUnreadable
from ifcworks.ifc.tables.reading.sheet import EMPTY_TEXT, NOTHING, About, Row, Sheet
from ifcworks.ifc.tables.writing.typed import ABOUT_KEY


def read_parquet(path: Path) -> Sheet:
    """Read a Parquet file.

    Raises:
        TableUnreadable: it is damaged, or has no rows.
    """
    try:
        table = pa.parquet.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise TableUnreadable(f"The Parquet file cannot be read: {error}.") from None
    columns = [column.to_pylist() for column in table.columns]
    rows = [
        Row(number, [_cell(value) for value in cells])
        for number, cells in enumerate(zip(*columns, strict=True), 1)
    ]
    metadata = table.schema.metadata or {}
    return _sheet("parquet", table.column_names, rows, _about(metadata.get(ABOUT_KEY)))


def read_json(path: Path) -> Sheet:
    """Read an array of records; a field that a record does not have says nothing.

    Raises:
        TableUnreadable: it is no such array.
    """
    try:
        found = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise TableUnreadable(f"The JSON file cannot be read: {error}.") from None
    if not isinstance(found, list) or not all(isinstance(record, dict) for record in found):
        raise TableUnreadable(
            'The JSON file is not a table: write an array of records, [{"GlobalId": …, "Name": …}].'
        )
    headers = list(dict.fromkeys(name for record in found for name in record))
    rows = [
        Row(number, [_cell(record.get(name, NOTHING)) for name in headers])
        for number, record in enumerate(found, 1)
    ]
    return _sheet("json", headers, rows, ())


def _sheet(form: str, headers: list[str], rows: list[Row], about: About) -> Sheet:
    if not headers:
        raise TableUnreadable("The table has no rows.")
    return Sheet(
        form, headers, header_row=0, rows=rows, about=about, typed=True, details=f"{form} records"
    )


def _cell(value: Any) -> Any:
    if isinstance(value, float) and math.isnan(value):
        return None
    return EMPTY_TEXT if value == "" and isinstance(value, str) else value


def _about(found: bytes | None) -> About:
    if found is None:
        return ()
    try:
        return tuple(
            (str(kind), str(header), str(query)) for kind, header, query in json.loads(found)
        )
    except (ValueError, TypeError):
        return ()
