"""An open index, with what questions about single objects ask for again and again."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import duckdb

Row = tuple[Any, ...]

_RELATED = """
SELECT relating_id FROM relations WHERE class IN (
    'IfcRelVoidsElement', 'IfcRelFillsElement', 'IfcRelAggregates', 'IfcRelNests'
)
UNION
SELECT related_id FROM relations WHERE class LIKE 'IfcRelAssignsToGroup%'
"""


class Opened:
    """An open index.

    Each statement costs a millisecond, whether it finds anything or not. What is kept here saves
    a question the statements that name objects, and those that would find nothing.

    Attributes:
        connection: to the index; it does not change.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def rows(self, sql: str, *values: Any) -> list[Row]:
        """The rows of a statement."""
        found: list[Row] = self.connection.execute(sql, list(values)).fetchall()
        return found

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
    def related(self) -> frozenset[int]:
        """Numbers of objects that have openings, fillings or parts, or are in a group."""
        return frozenset(row[0] for row in self.rows(_RELATED))

    def mentioned(self, table: str) -> frozenset[int]:
        """Numbers of the objects that a table says something of."""
        if table not in self._mentioned:
            found = self.rows(f'SELECT DISTINCT element_id FROM "{table}"')
            self._mentioned[table] = frozenset(row[0] for row in found)
        return self._mentioned[table]

    @cached_property
    def _mentioned(self) -> dict[str, frozenset[int]]:
        return {}
