"""Rows on their way into a table, kept by the column."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa

from ifcworks.ifc.index.values import number_of, text_of


class Columns:
    """The columns of a table that grows by rows.

    Args:
        names: of the columns.
    """

    def __init__(self, *names: str) -> None:
        self.names = names
        self._rows: list[tuple[Any, ...]] = []
        self._append: Callable[[tuple[Any, ...]], None] = self._rows.append

    def add(self, *values: Any) -> None:
        """Add a row, its values in the order of the columns."""
        self._append(values)

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self._rows)

    def table(self, types: dict[str, pa.DataType]) -> pa.Table:
        """The rows as an Arrow table with the columns' types."""
        columns = zip(*self._rows, strict=True) if self._rows else ((),) * len(self.names)
        return pa.table(
            {
                name: _array(column, types[name])
                for name, column in zip(self.names, columns, strict=True)
            }
        )


def _array(column: tuple[Any, ...], kind: pa.DataType) -> pa.Array:
    try:
        return pa.array(column, type=kind)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        # Somewhere a file has a value that does not fit its attribute.
        return pa.array([_fitting(value, kind) for value in column], type=kind)


def _fitting(value: Any, kind: pa.DataType) -> Any:
    """A value as far as a column can hold it: as text, as a number, else nothing."""
    try:
        pa.scalar(value, type=kind)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        if pa.types.is_string(kind):
            return text_of(value)
        return number_of(value) if pa.types.is_float64(kind) else None
    return value
