"""Run a query and write its rows. This happens in a process that may be ended at any moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from ifcworks.errors import OperationFailed, QueryTooLarge
from ifcworks.ifc.index.sql.checking import check
from ifcworks.ifc.index.sql.closed import open_closed
from ifcworks.ifc.index.sql.refusals import explained
from ifcworks.ifc.index.sql.request import Answer, Parameters, Query
from ifcworks.ifc.index.sql.types import fitted, type_name
from ifcworks.ifc.index.sql.values import text_value
from ifcworks.ifc.index.sql.writing import WRITERS

MAX_BYTES = 512 << 20
"""Bytes that the values of all rows may have together."""
PREVIEWED = 20
_BATCH = 2048
_SHOWN = 200
_ELLIPSIS = "…"


def answer(query: Query, index: Path, target: Path) -> Answer:
    """Answer a query from an index.

    Args:
        query: what is asked.
        index: the index.
        target: where the rows are written.

    Raises:
        QueryInvalid: it is no valid SQL, or asks for what queries may not do.
        QueryTooLarge: it has more rows or bytes, or needs more memory than it may.
        OperationFailed: the index cannot be opened.
    """
    try:
        opened = open_closed(index)
    except duckdb.Error as error:  # which names the file
        raise OperationFailed(
            "The index of the model cannot be opened. Have it made anew: the operation 'index' "
            "with 'force'."
        ) from error
    with opened as connection:
        statement = check(connection, query.sql)
        values = query.parameters or None
        try:
            relation = connection.sql(statement, params=values)
        except duckdb.Error as error:
            place = _place(connection, statement, values)
            raise explained(error, query.sql, place) from None
        return _written(query, relation, target)


def _place(
    connection: duckdb.DuckDBPyConnection, statement: duckdb.Statement, values: Parameters
) -> duckdb.Error | None:
    """What is wrong with names and types, with the place, which a relation does not tell."""
    try:
        connection.execute(statement, values)
    except duckdb.Error as error:
        return error
    return None


def _written(query: Query, relation: duckdb.DuckDBPyRelation, target: Path) -> Answer:
    names, types = relation.columns, relation.types
    rows = size = 0
    preview: list[list[str | None]] = []
    with _explaining(query.sql):
        fit = fitted(relation, query.format)
        reader = fit.to_arrow_reader(_BATCH)
    with WRITERS[query.format](target, names, types) as writer:
        writer.begin(reader.schema)
        for batch in _batches(reader, query.sql):
            rows += batch.num_rows
            size += batch.get_total_buffer_size()
            if rows > query.max_rows:
                raise QueryTooLarge(
                    f"The query has more than {query.max_rows:,} rows. Ask for fewer with LIMIT "
                    "or an aggregate, or raise 'max_rows'.",
                    limit=query.max_rows,
                )
            if size > MAX_BYTES:
                raise QueryTooLarge(
                    f"The rows of the query have more than {MAX_BYTES >> 20} MiB. Ask for fewer "
                    "rows or columns.",
                    limit=MAX_BYTES,
                )
            if len(preview) < PREVIEWED:
                preview += _previewed(batch.slice(0, PREVIEWED - len(preview)), fit.types)
            writer.write(batch)
    columns = [(name, type_name(kind)) for name, kind in zip(names, types, strict=True)]
    return Answer(columns, rows, preview)


def _batches(reader: pa.RecordBatchReader, sql: str) -> Iterator[pa.RecordBatch]:
    while True:
        with _explaining(sql):
            try:
                batch = reader.read_next_batch()
            except StopIteration:
                return
        yield batch


@contextmanager
def _explaining(sql: str) -> Iterator[None]:
    """Turn what DuckDB says while a query runs into errors of ours."""
    try:
        yield
    except (duckdb.Error, pa.ArrowException, OSError) as error:  # the last two through Arrow
        raise explained(error, sql) from None


def _previewed(batch: pa.RecordBatch, types: list[Any]) -> list[list[str | None]]:
    columns = [_texts(column, kind) for column, kind in zip(batch.columns, types, strict=True)]
    return [list(row) for row in zip(*columns, strict=True)]


def _texts(column: pa.Array, kind: Any) -> list[str | None]:
    if pa.types.is_temporal(column.type):
        return [None if value is None else str(value) for value in _plain(column)]
    try:
        convert = text_value(kind)
        return [_short(convert(value)) for value in column.to_pylist()]
    except (OverflowError, ValueError):  # a date or time inside it that Python has none for
        return [_ELLIPSIS if value.is_valid else None for value in column]


def _plain(column: pa.Array) -> list[Any]:
    try:
        values: list[Any] = column.cast(pa.string()).to_pylist()
    except pa.ArrowNotImplementedError:
        values = column.to_pylist()
    return values


def _short(text: str | None) -> str | None:
    return text if text is None or len(text) <= _SHOWN else text[:_SHOWN] + _ELLIPSIS
