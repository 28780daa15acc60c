"""Finding objects by what people call them, and saying them in a few words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import duckdb

from ifcworks.errors import ElementNotFound
from ifcworks.ifc.index.answers import Box, Brief

Row = tuple[Any, ...]


def rows(connection: duckdb.DuckDBPyConnection, sql: str, *values: Any) -> list[Row]:
    """The rows of a statement."""
    found: list[Row] = connection.execute(sql, list(values)).fetchall()
    return found


def find(connection: duckdb.DuckDBPyConnection, element: str) -> list[int]:
    """Numbers of the objects of a GlobalId, or of one written as ``#12``.

    Raises:
        ElementNotFound: there is none.
    """
    if element.startswith("#") and element[1:].isdecimal() and len(element) < 20:
        found = rows(connection, "SELECT id FROM elements WHERE id = ?", int(element[1:]))
    else:
        found = rows(connection, "SELECT id FROM elements WHERE global_id = ? ORDER BY id", element)
    if not found:
        raise ElementNotFound(
            f"The model has no object '{element}'. Give a GlobalId, or a number such as #12."
        )
    return [row[0] for row in found]


def briefs(connection: duckdb.DuckDBPyConnection, numbers: Iterable[int]) -> dict[int, Brief]:
    """Objects by number."""
    wanted = list(numbers)
    if not wanted:
        return {}
    found = rows(
        connection,
        "SELECT id, global_id, class, name FROM elements WHERE id IN (SELECT unnest(?::BIGINT[]))",
        wanted,
    )
    return {row[0]: brief(row) for row in found}


def brief(row: Sequence[Any]) -> Brief:
    """The object in a row that begins with id, global_id, class, name."""
    return Brief(id=row[0], global_id=row[1], ifc_class=row[2], name=row[3])


def box(values: Sequence[float | None]) -> Box | None:
    """The box of six columns; None where they are empty."""
    if values[0] is None:
        return None
    low_x, low_y, low_z, high_x, high_y, high_z = (float(value or 0.0) for value in values)
    return Box(low=(low_x, low_y, low_z), high=(high_x, high_y, high_z))
