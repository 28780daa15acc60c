"""Rows on their way into a table, kept by the column."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa


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
                name: pa.array(column, type=types[name])
                for name, column in zip(self.names, columns, strict=True)
            }
        )
