"""What a query asks for, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Scalar = bool | int | float | str | None
Parameters = Mapping[str, Scalar] | Sequence[Scalar] | None


class QueryFormat(StrEnum):
    """How the rows are written."""

    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"
    ARROW = "arrow"


@dataclass(frozen=True)
class Query:
    """A query.

    Attributes:
        sql: one statement.
        parameters: values for ``$name`` (a mapping) or for ``?`` (a sequence).
        max_rows: with more rows the query fails.
        timeout: seconds after which it is ended.
    """

    sql: str
    parameters: Parameters
    format: QueryFormat
    max_rows: int
    timeout: float


@dataclass(frozen=True)
class Answer:
    """What came of a query.

    Attributes:
        columns: name and DuckDB type of each column.
        preview: the first rows, as text; None where there is no value.
    """

    columns: list[tuple[str, str]]
    rows: int
    preview: list[list[str | None]]

    @classmethod
    def of_json(cls, value: Mapping[str, Any]) -> Answer:
        """The answer that was sent as JSON."""
        columns = [(name, kind) for name, kind in value["columns"]]
        return cls(columns, value["rows"], value["preview"])
