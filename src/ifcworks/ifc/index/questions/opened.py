"""An open index, with what questions about single objects ask for again and again."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

Row = tuple[Any, ...]

_BELOW = """
SELECT top, count(*) FILTER (top = last), count(*)
FROM (SELECT unnest(ancestors) AS top, ancestors[-1] AS last FROM elements)
GROUP BY top
"""


class Kept:
    """Rows in memory, found by the number that they are about.

    A statement costs a millisecond or two, this some microseconds.

    Args:
        rows: in the order of the numbers, which stand in the first column.
    """

    def __init__(self, rows: pa.Table) -> None:
        rows = rows.combine_chunks()
        self._numbers = rows.column(0).to_numpy()
        self._rows = rows.drop_columns([rows.column_names[0]])

    def of(self, number: int) -> list[Row]:
        """The rows about a number, in their order, without it."""
        start, stop = np.searchsorted(self._numbers, (number, number + 1)).tolist()
        if start == stop:
            return []
        part = self._rows.slice(start, stop - start)
        return list(zip(*(column.to_pylist() for column in part.columns), strict=True))


class Opened:
    """An open index.

    Attributes:
        connection: to the index; it does not change.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self._kept: dict[str, Kept] = {}

    def rows(self, sql: str, *values: Any) -> list[Row]:
        """The rows of a statement."""
        found: list[Row] = self.connection.execute(sql, list(values)).fetchall()
        return found

    def kept(self, sql: str) -> Kept:
        """The rows of a statement, in memory from now on; the first column is in order."""
        if sql not in self._kept:
            self._kept[sql] = Kept(self.connection.sql(sql).to_arrow_table())
        return self._kept[sql]

    def members(self, columns: str, sets: Iterable[int]) -> list[Row]:
        """Columns of the properties in some sets, set by set, each in order.

        Properties are too many to be kept. They stand in the order of their sets, so that the
        numbers of their rows are known, by which they are found in a fraction of the time.
        """
        wanted = np.sort(np.fromiter(sets, np.int64))
        starts = np.searchsorted(self._owners, wanted).tolist()
        stops = np.searchsorted(self._owners, wanted, side="right").tolist()
        places = [
            f"rowid BETWEEN {start} AND {stop - 1}"
            for start, stop in zip(starts, stops, strict=True)
            if start < stop
        ]
        if not places:
            return []
        where = " OR ".join(places)
        return self.rows(f"SELECT {columns} FROM properties WHERE {where} ORDER BY rowid")

    @cached_property
    def _owners(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """The set of each property, in the order of the rows."""
        found = self.connection.sql("SELECT pset_id FROM properties ORDER BY rowid").fetchnumpy()
        return np.asarray(found["pset_id"])

    @cached_property
    def schema(self) -> str:
        """The schema that the model was read as."""
        [(name,)] = self.rows("SELECT schema FROM model")
        return str(name)

    @cached_property
    def names(self) -> dict[int, Row]:
        """Number, GlobalId, class and name of every object, by number."""
        found = self.rows("SELECT id, global_id, class, name FROM elements ORDER BY id")
        return {row[0]: row for row in found}

    @cached_property
    def numbers(self) -> dict[str, list[int]]:
        """The numbers of the objects with a GlobalId; there should be one."""
        numbers: dict[str, list[int]] = {}
        for number, global_id, *_ in self.names.values():
            if global_id is not None:
                numbers.setdefault(global_id, []).append(number)
        return numbers

    @cached_property
    def below(self) -> dict[int, Row]:
        """How many objects stand directly below an object, and how many at any depth."""
        return {top: (children, all_) for top, children, all_ in self.rows(_BELOW)}
