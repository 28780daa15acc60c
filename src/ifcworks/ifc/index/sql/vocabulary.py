"""The SQL that queries may use. What is not listed is refused, also what DuckDB learns later."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

NODES = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE"})

TABLES = frozenset(
    {
        *("BASE_TABLE", "SUBQUERY", "JOIN", "TABLE_FUNCTION", "EXPRESSION_LIST", "PIVOT"),
        *("EMPTY", "SHOW_REF"),
    }
)

MODIFIERS = frozenset(
    {
        *("ORDER_MODIFIER", "LIMIT_MODIFIER", "LIMIT_PERCENT_MODIFIER", "DISTINCT_MODIFIER"),
        *("ORDER_DEFAULT", "ASCENDING", "DESCENDING"),
    }
)

EXPRESSIONS = frozenset(
    {
        *("BETWEEN", "CASE", "CAST", "COLLATE", "COLUMN_REF", "COMPARISON", "CONJUNCTION"),
        *("CONSTANT", "FUNCTION", "LAMBDA", "LAMBDA_REF", "OPERATOR", "PARAMETER"),
        *("POSITIONAL_REFERENCE", "STAR", "SUBQUERY", "TYPE", "WINDOW"),
    }
)

SHOWN = frozenset({"DESCRIBE", "SHOW", "SUMMARY"})
SHOWN_SPECIAL = frozenset({"tables", "__show_tables_expanded"})

TABLE_FUNCTIONS = frozenset(
    {"generate_series", "json_each", "json_tree", "range", "repeat", "unnest"}
)

STANDARD_VIEWS = frozenset({"tables", "columns"})
"""Of the schema ``information_schema``."""


@cache
def functions() -> frozenset[str]:
    """The names of all scalar, aggregate and window functions, operators and macros.

    Left out are those that tell of the service (settings, files, other queries), that write, wait
    or keep state, that run SQL, and the inner ones that trust their arguments.
    """
    return frozenset(files(__package__).joinpath("functions.txt").read_text("utf-8").split())
