"""Parquet and JSON: every value as what it is, and nothing as null."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet

from ifcworks.ifc.tables.writing.table import Table
from ifcworks.ifc.tables.writing.wordings import shown

ABOUT_KEY = b"ifcworks"
"""Key of the file's metadata that says which column means which query."""


def write_parquet(table: Table, target: Path) -> list[str]:
    """Write a table with typed columns.

    Returns:
        Headers of columns that hold values of several types, and are text therefore.
    """
    arrays, mixed = [], []
    for column, values in zip(table.columns, table.values, strict=True):
        array = _typed(values)
        if array is None:
            mixed.append(column.header)
            words = [None if v is None else str(shown(v, table.wording)) for v in values]
            array = pa.array(words, pa.string())
        arrays.append(array)
    arrow = pa.table(arrays, names=table.headers)
    arrow = arrow.replace_schema_metadata({ABOUT_KEY: table.about_json().encode()})
    pa.parquet.write_table(arrow, target, compression="zstd")
    return mixed


def _typed(values: list[Any]) -> pa.Array | None:
    kinds = {type(value) for value in values} - {type(None)}
    if not kinds:
        return pa.array(values, pa.string())
    if len(kinds) > 1 and not kinds <= {int, float}:
        return None
    try:
        return pa.array(values, pa.float64() if kinds == {int, float} else None)
    except (pa.ArrowException, OverflowError):
        return None


def write_json(table: Table, target: Path) -> None:
    """Write an array of records, one in a line; what JSON has no number for is text."""
    headers = table.headers
    with target.open("w", encoding="utf-8") as stream:
        stream.write("[")
        separator = "\n"
        for row in zip(*table.values, strict=True):
            record = dict(zip(headers, map(_of_json, row), strict=True))
            stream.write(separator + json.dumps(record, ensure_ascii=False, allow_nan=False))
            separator = ",\n"
        stream.write("\n]\n")


def _of_json(value: Any) -> Any:
    if isinstance(value, list):
        return [_of_json(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return repr(value)
    return value
