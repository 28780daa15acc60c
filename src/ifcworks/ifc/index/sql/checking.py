"""Look at a query before it runs: what it is, which tables and which functions it uses.

The SQL is read by DuckDB's own parser, which gives the syntax tree as JSON. Every part of the
tree must be one that is known and allowed.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import duckdb

from ifcworks.errors import QueryInvalid
from ifcworks.ifc.index.sql import vocabulary
from ifcworks.ifc.index.sql.closed import CATALOG
from ifcworks.ifc.index.sql.refusals import explained, refused

Tree = dict[str, Any]

_OWN = {(), ("main",), (CATALOG,), (CATALOG, "main")}
_ONLY = (
    "Only one statement that reads can be run: SELECT, WITH, FROM, VALUES, TABLE, PIVOT (with IN), "
    "UNPIVOT, DESCRIBE, SUMMARIZE or SHOW TABLES."
)


def check(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    """The one statement of a query, if it may run.

    Raises:
        QueryInvalid: it is no valid SQL, more than one statement, or none that may run.
    """
    try:
        statements = connection.extract_statements(sql)
    except duckdb.Error as error:
        raise explained(error, sql) from None
    if len(statements) != 1:
        found = f"there are {len(statements)} statements" if statements else "there is none"
        raise QueryInvalid(f"{_ONLY} Here {found}.")
    [statement] = statements
    if statement.type is duckdb.StatementType.MULTI:
        raise QueryInvalid(
            "PIVOT must name the values that become columns, ON … IN (…): to find them out by "
            "itself it would have to write."
        )
    if statement.type is not duckdb.StatementType.SELECT:
        raise QueryInvalid(f"{_ONLY} This is {statement.type.name.replace('_', ' ')}.")
    relations = connection.execute(
        "SELECT lower(table_name) FROM duckdb_tables() WHERE NOT internal "
        "UNION ALL SELECT lower(view_name) FROM duckdb_views() WHERE NOT internal"
    ).fetchall()
    tree = _parse(connection, sql)
    _Check(sql, {name for (name,) in relations}, _ctes(tree)).walk(tree)
    # DuckDB puts the text into another one, where nothing may stand behind the statement.
    return connection.extract_statements(_bare(sql))[0]


def _bare(sql: str) -> str:
    """The SQL without comments and semicolons at its end."""
    text = sql.encode()
    end = len(text)
    for place, kind in reversed(duckdb.tokenize(sql)):
        if kind is not duckdb.token_type.comment and text[place : place + 1] != b";":
            break
        end = place
    return text[:end].decode()


def _parse(connection: duckdb.DuckDBPyConnection, sql: str) -> Tree:
    [(text,)] = connection.execute("SELECT json_serialize_sql(?)", [sql]).fetchall()
    try:
        tree: Tree = json.loads(text)
    except RecursionError:
        raise QueryInvalid("The query nests deeper than it may.") from None
    if tree["error"]:
        raise QueryInvalid(f"{_ONLY} DuckDB says of this one: {tree['error_message']}")
    return tree


def _parts(tree: Tree) -> Iterator[Tree]:
    """Every object of a syntax tree, itself first."""
    left: list[Any] = [tree]
    while left:
        part = left.pop()
        if isinstance(part, dict):
            yield part
            left.extend(part.values())
        elif isinstance(part, list):
            left.extend(part)


def _ctes(tree: Tree) -> set[str]:
    """The names that WITH gives, in small letters."""
    names = set()
    for part in _parts(tree):
        if isinstance(part.get("cte_map"), dict):
            names |= {entry["key"].lower() for entry in part["cte_map"].get("map", ())}
        if part.get("type") == "RECURSIVE_CTE_NODE":
            names.add(part["cte_name"].lower())
    return names


@dataclass
class _Check:
    """Refuses what is not allowed in the tree of a query.

    Attributes:
        relations: tables and views of the index, in small letters.
        ctes: names that the query itself gives to parts of it.
    """

    sql: str
    relations: set[str]
    ctes: set[str]
    table_functions: set[int] = field(default_factory=set)

    def walk(self, tree: Tree) -> None:
        for part in _parts(tree):
            if "class" in part:
                self._expression(part)
            elif isinstance(part.get("type"), str):
                self._node(part)

    def _node(self, part: Tree) -> None:
        kind = part["type"]
        if kind not in vocabulary.NODES | vocabulary.TABLES | vocabulary.MODIFIERS:
            words = kind.removesuffix("_QUERY_NODE").replace("_", " ")
            raise self._refused(f"{words} cannot be used in queries.", part)
        if kind == "BASE_TABLE":
            self._table(part)
        elif kind == "TABLE_FUNCTION":
            self._table_function(part)
        elif kind == "SHOW_REF":
            self._shown(part)

    def _table(self, part: Tree) -> None:
        *above, name = (word.lower() for word in part["qualified_name"]["path"])
        place = tuple(above)
        if place in _OWN and name in self.relations:
            return
        if place in {(), ("recurring",)} and name in self.ctes:
            return
        standard = {("information_schema",), (CATALOG, "information_schema")}
        if place in standard and name in vocabulary.STANDARD_VIEWS:
            return
        written = ".".join(part["qualified_name"]["path"])
        near = _near(name, self.relations | self.ctes) or "SHOW TABLES lists what there is."
        raise self._refused(f"There is no table or view '{written}'. {near}", part)

    def _table_function(self, part: Tree) -> None:
        function = part["function"]
        path = [word.lower() for word in function.get("qualified_name", {}).get("path", ())]
        if len(path) != 1 or path[0] not in vocabulary.TABLE_FUNCTIONS:
            name = function.get("function_name", "this")
            allowed = ", ".join(sorted(vocabulary.TABLE_FUNCTIONS))
            raise self._refused(
                f"The table function '{name}' cannot be used in queries. These can: {allowed}.",
                part,
            )
        self.table_functions.add(id(function))

    def _shown(self, part: Tree) -> None:
        kind, name = part["show_type"], part.get("table_name", "").strip('"').lower()
        special = kind == "SHOW_SPECIAL"
        if special and name in vocabulary.SHOWN_SPECIAL:
            return
        if special or kind not in vocabulary.SHOWN:
            raise self._refused(f"SHOW {name} cannot be used in queries; SHOW TABLES can.", part)
        if name:
            self._table(part)

    def _expression(self, part: Tree) -> None:
        kind = part["class"]
        if kind not in vocabulary.EXPRESSIONS:
            raise self._refused(f"{kind} cannot be used in queries.", part)
        if "function_name" in part and id(part) not in self.table_functions:
            path = [word.lower() for word in part["qualified_name"]["path"]]
            self._function(part, path)

    def _function(self, part: Tree, path: list[str]) -> None:
        *above, name = path
        if not set(above) <= {"main", "system"} or name not in vocabulary.functions():
            written = ".".join(part["qualified_name"]["path"])
            near = _near(name, vocabulary.functions())
            raise self._refused(f"There is no function '{written}' for queries. {near}", part)

    def _refused(self, what: str, part: Tree) -> QueryInvalid:
        place = part.get("query_location")
        return refused(what.strip(), self.sql, place)


def _near(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"Did you mean '{near[0]}'?" if near else ""
