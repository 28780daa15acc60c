"""What the steps of a query ask an index, and how they say that it does not know."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cached_property
from typing import Any

import duckdb

from ifcworks.ifc.index.schema import Schema

_FEW = 1000
_MANY_AT_ONCE = "SELECT unnest(?::BIGINT[])"


class NotInIndex(Exception):
    """The index cannot answer exactly as the model would: ask the opened file.

    Attributes:
        query: the query that it is about, where several were asked.
    """

    query: str | None = None


class Questions:
    """An index, and what has been asked of it before.

    Args:
        connection: to the index.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a statement."""
        found: list[tuple[Any, ...]] = self._connection.execute(sql, list(values)).fetchall()
        return found

    def about(
        self, numbers: Collection[int], sql: str, *values: Any, end: str = ""
    ) -> list[tuple[Any, ...]]:
        """The rows of a statement that are about some instances, and perhaps others.

        Args:
            numbers: ids of the instances.
            sql: a statement that ends with the column that holds such ids, behind WHERE or AND.
            values: for its question marks.
            end: what follows the condition, such as ORDER BY.
        """
        if len(numbers) > _FEW:
            # To read the whole column is faster than to pass so many ids.
            return self.rows(f"{sql} IS NOT NULL {end}", *values)
        return self.rows(f"{sql} IN ({_MANY_AT_ONCE}) {end}", *values, list(numbers))

    @cached_property
    def schema(self) -> Schema:
        """The schema of the model."""
        return Schema(self.rows("SELECT schema FROM model")[0][0])

    @cached_property
    def classes(self) -> dict[int, str]:
        """The class of every object."""
        return dict(self.rows("SELECT id, class FROM elements"))

    @cached_property
    def ancestors(self) -> dict[int, list[int]]:
        """What objects hang on, from the top down; only those that hang on something."""
        parents: dict[int, list[int]] = dict(
            self.rows("SELECT id, ancestors FROM elements WHERE len(ancestors) > 0")
        )
        return parents

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many instances there are of each class; geometry is not counted."""
        return dict(self.rows("SELECT class, count FROM class_counts"))

    @cached_property
    def set_names(self) -> frozenset[str | None]:
        """The names of all sets of properties and quantities."""
        return frozenset(row[0] for row in self.rows("SELECT DISTINCT name FROM psets"))

    def column(self, numbers: Collection[int], name: str) -> dict[int, Any]:
        """A column of ``elements`` by id; without those that have nothing there."""
        found = self.about(
            numbers, f"SELECT id, {name} FROM elements WHERE {name} IS NOT NULL AND id"
        )
        return dict(found)

    def classes_of(self, numbers: Iterable[int]) -> set[str]:
        """The classes of some objects."""
        classes = self.classes
        return {classes[number] for number in numbers}

    def is_a(self, number: int, *ancestors: str) -> bool:
        """Whether an object is of one of the classes or their subtypes."""
        kind = self.classes.get(number)
        return kind is not None and any(self.schema.is_a(kind, name) for name in ancestors)

    def has_any(self, *ancestors: str) -> bool:
        """Whether there is an instance of one of the classes or their subtypes."""
        is_a = self.schema.is_a
        return any(is_a(kind, name) for kind in self.counts for name in ancestors)
