"""Types that a format cannot hold are cast to ones that it can, by DuckDB."""

from __future__ import annotations

from typing import Any

import duckdb

from ifcworks.ifc.index.sql.request import QueryFormat

_TEXTUAL = frozenset({QueryFormat.JSON, QueryFormat.CSV})
_NUMBERS = frozenset(
    {
        *("tinyint", "smallint", "integer", "bigint", "hugeint"),
        *("utinyint", "usmallint", "uinteger", "ubigint"),
        *("float", "double", "decimal"),
    }
)
_EVERYWHERE = _NUMBERS | {"boolean", "varchar", "blob", "uuid", "enum", "null"}
_TIMES = frozenset(
    {
        *("date", "time", "timestamp", "timestamp_s", "timestamp_ms", "timestamp_ns"),
        "timestamp with time zone",
    }
)


def type_name(kind: Any) -> str:
    """A type as DuckDB writes it."""
    return "NULL" if kind.id == "null" else str(kind)


def fitted(relation: duckdb.DuckDBPyRelation, wanted: QueryFormat) -> duckdb.DuckDBPyRelation:
    """The same rows with types that the format can hold; columns may have other names."""
    targets = [_target(kind, wanted) for kind in relation.types]
    if targets == [str(kind) for kind in relation.types]:
        return relation
    columns = [
        f"CAST(#{number} AS {target}) AS c{number}" for number, target in enumerate(targets, 1)
    ]
    return relation.project(", ".join(columns))


def _target(kind: Any, wanted: QueryFormat) -> str:
    """The type, as SQL, that stands for a type in a format."""
    match kind.id:
        case "list":
            return f"{_target(_child(kind, 0), wanted)}[]"
        case "array":
            size = dict(kind.children)["size"]
            return f"{_target(_child(kind, 0), wanted)}[{size}]"
        case "map":
            key = "VARCHAR" if _child(kind, 0).id == "null" else _target(_child(kind, 0), wanted)
            return f"MAP({key}, {_target(_child(kind, 1), wanted)})"
        case "struct":
            fields = (f"{_quoted(name)} {_target(child, wanted)}" for name, child in kind.children)
            return f"STRUCT({', '.join(fields)})" if kind.children else "VARCHAR"
        case "tuple":
            parts = ", ".join(_target(child, wanted) for _, child in kind.children)
            return f"TUPLE({parts})" if parts else "VARCHAR"
        case "variant":
            return "JSON"
    held = _EVERYWHERE | (_TIMES if wanted not in _TEXTUAL else frozenset())
    if kind.id in held or (kind.id == "interval" and wanted is QueryFormat.ARROW):
        return str(kind)
    return "VARCHAR"


def _child(kind: Any, number: int) -> Any:
    return kind.children[number][1]


def _quoted(name: str) -> str:
    escaped = name.replace('"', '""')
    return f'"{escaped}"'
