"""Write the rows of a query, batch by batch, so that none has to be held as a whole."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet

from ifcworks.errors import QueryInvalid
from ifcworks.ifc.index.sql.request import QueryFormat
from ifcworks.ifc.index.sql.types import type_name
from ifcworks.ifc.index.sql.values import json_value, text_value

_SPECIAL = frozenset('",\r\n')


class Writer(ABC):
    """Writes batches to a file.

    Args:
        target: the file.
        names: names of the columns.
        types: their types in DuckDB.
    """

    def __init__(self, target: Path, names: Sequence[str], types: Sequence[Any]) -> None:
        self._target = target
        self._names = list(names)
        self._types = list(types)
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.end()
        self._open.close()

    @abstractmethod
    def begin(self, schema: pa.Schema) -> None:
        """Write what stands before the rows."""

    @abstractmethod
    def write(self, batch: pa.RecordBatch) -> None:
        """Write the rows of a batch."""

    def end(self) -> None:
        """Write what stands after the rows; nothing, mostly."""
        return


class _JsonWriter(Writer):
    """An object with ``columns`` (name and type of each) and ``rows`` (an array for each)."""

    def begin(self, schema: pa.Schema) -> None:
        self._file = self._open.enter_context(self._target.open("w", encoding="utf-8", newline=""))
        columns = [
            {"name": name, "type": type_name(kind)}
            for name, kind in zip(self._names, self._types, strict=True)
        ]
        self._file.write(f'{{"columns": {json.dumps(columns, ensure_ascii=False)},\n"rows": [')
        self._converters = [json_value(kind) for kind in self._types]
        self._between = "\n"

    def write(self, batch: pa.RecordBatch) -> None:
        for row in _rows(batch, self._converters):
            line = json.dumps(row, ensure_ascii=False, allow_nan=False)
            self._file.write(self._between + line)
            self._between = ",\n"

    def end(self) -> None:
        self._file.write("\n]}\n")


class _CsvWriter(Writer):
    """RFC 4180, in UTF-8. An empty cell is NULL; a text without letters stands as ``""``."""

    def begin(self, schema: pa.Schema) -> None:
        self._file = self._open.enter_context(self._target.open("w", encoding="utf-8", newline=""))
        self._converters = [text_value(kind) for kind in self._types]
        self._line(self._names)

    def write(self, batch: pa.RecordBatch) -> None:
        for row in _rows(batch, self._converters):
            self._line(row)

    def _line(self, cells: Sequence[str | None]) -> None:
        self._file.write(",".join(map(_cell, cells)) + "\r\n")


class _ArrowWriter(Writer):
    """Arrow IPC, the format for files."""

    def begin(self, schema: pa.Schema) -> None:
        self._schema = _renamed(schema, self._names)
        self._file = self._open.enter_context(self._made())

    def _made(self) -> Any:
        return pa.ipc.new_file(self._target, self._schema)

    def write(self, batch: pa.RecordBatch) -> None:
        self._file.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=self._schema))


class _ParquetWriter(_ArrowWriter):
    """Parquet."""

    def begin(self, schema: pa.Schema) -> None:
        twice = {name for name in self._names if self._names.count(name) > 1}
        if twice:
            raise QueryInvalid(
                f"Parquet needs different names for its columns; here several are called "
                f"'{min(twice)}'. Name them with AS."
            )
        super().begin(schema)

    def _made(self) -> Any:
        return pa.parquet.ParquetWriter(self._target, self._schema, compression="zstd")


WRITERS: dict[QueryFormat, type[Writer]] = {
    QueryFormat.JSON: _JsonWriter,
    QueryFormat.CSV: _CsvWriter,
    QueryFormat.ARROW: _ArrowWriter,
    QueryFormat.PARQUET: _ParquetWriter,
}


def _rows(batch: pa.RecordBatch, converters: Sequence[Any]) -> Any:
    columns = (
        map(convert, column.to_pylist())
        for convert, column in zip(converters, batch.columns, strict=True)
    )
    return zip(*columns, strict=True)


def _cell(text: str | None) -> str:
    if text is None:
        return ""
    if not text or not _SPECIAL.isdisjoint(text) or text[0].isspace() or text[-1].isspace():
        escaped = text.replace('"', '""')
        return f'"{escaped}"'
    return text


def _renamed(schema: pa.Schema, names: Sequence[str]) -> pa.Schema:
    fields = [field.with_name(name) for field, name in zip(schema, names, strict=True)]
    return pa.schema(fields)
