"""Look at a query before it runs: what it is, which tables and which functions it uses.

The SQL is read by DuckDB's own parser, which gives the syntax tree as JSON. Every part of the
tree must be one that is known and allowed.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import duckdb

from ifcworks.errors import QueryInvalid
from ifcworks.ifc.index.sql import vocabulary
from ifcworks.ifc.index.sql.closed import CATALOG
from ifcworks.ifc.index.sql.refusals import explained, refused
from ifcworks.ifc.index.sql.scopes import Names, Tree, folded, parts

_OWN = {(), ("main",), (CATALOG,), (CATALOG, "main")}
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
_ONLY = (
    "Only one statement that reads can be run: SELECT, WITH, FROM, VALUES, TABLE, PIVOT (with IN), "
    "UNPIVOT, DESCRIBE, SUMMARIZE or SHOW TABLES."
)


def check(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    """The one statement of a query, if it may run.

    Raises:
        QueryInvalid: it is no valid SQL, more than one statement, or none that may run.
    """
    if _NO_TEXT.search(sql):
        raise QueryInvalid("The SQL has something in it that is no text: NUL, or a lone surrogate.")
    try:
        statements = connection.extract_statements(sql)
    except duckdb.Error as error:
        raise explained(error, sql) from None
    if len(statements) != 1:
        found = f"there are {len(statements)} statements" if statements else "there is none"
        raise QueryInvalid(f"{_ONLY} Here {found}.")
    kind = _kind(statements[0])
    if kind is duckdb.StatementType.MULTI:
        raise QueryInvalid(
            "PIVOT must name the values that become columns, ON … IN (…): to find them out by "
            "itself it would have to write."
        )
    if kind is not duckdb.StatementType.SELECT:
        found = f" This is {kind.name.replace('_', ' ')}." if kind else ""
        raise QueryInvalid(f"{_ONLY}{found}")
    relations = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE NOT internal "
        "UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal"
    ).fetchall()
    # DuckDB puts the text into another one, where nothing may stand behind the statement.
    bare = _bare(sql)
    tree = _parse(connection, bare)
    _Check(bare, {folded(name) for (name,) in relations}).walk(tree)
    return connection.extract_statements(bare)[0]


def _kind(statement: duckdb.Statement) -> duckdb.StatementType | None:
    """What a statement does; None if Python has no word for that."""
    try:
        return statement.type
    except ValueError:
        return None


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


@dataclass
class _Check:
    """Refuses what is not allowed in the tree of a query.

    Attributes:
        relations: tables and views of the index, folded.
    """

    sql: str
    relations: set[str]
    table_functions: set[int] = field(default_factory=set)

    def walk(self, tree: Tree) -> None:
        for part, ctes in parts(tree):
            if "class" in part:
                self._expression(part)
            elif isinstance(part.get("type"), str):
                self._node(part, ctes)

    def _node(self, part: Tree, ctes: Names) -> None:
        kind = part["type"]
        if kind not in vocabulary.NODES | vocabulary.TABLES | vocabulary.MODIFIERS:
            words = kind.removesuffix("_QUERY_NODE").replace("_", " ")
            raise self._refused(f"{words} cannot be used in queries.", part)
        if kind == "BASE_TABLE":
            self._table(part, ctes)
        elif kind == "TABLE_FUNCTION":
            self._table_function(part)
        elif kind == "SHOW_REF":
            self._shown(part, ctes)

    def _table(self, part: Tree, ctes: Names) -> None:
        *above, name = map(folded, part["qualified_name"]["path"])
        place = tuple(above)
        if place in _OWN and name in self.relations:
            return
        if place in {(), ("recurring",)} and name in ctes:
            return
        standard = {("information_schema",), (CATALOG, "information_schema")}
        if place in standard and name in vocabulary.STANDARD_VIEWS:
            return
        written = ".".join(part["qualified_name"]["path"])
        near = _near(name, self.relations | ctes) or "SHOW TABLES lists what there is."
        raise self._refused(f"There is no table or view '{written}'. {near}", part)

    def _table_function(self, part: Tree) -> None:
        function = part["function"]
        path = [folded(word) for word in function.get("qualified_name", {}).get("path", ())]
        if len(path) != 1 or path[0] not in vocabulary.TABLE_FUNCTIONS:
            name = function.get("function_name", "this")
            allowed = ", ".join(sorted(vocabulary.TABLE_FUNCTIONS))
            raise self._refused(
                f"The table function '{name}' cannot be used in queries. These can: {allowed}.",
                part,
            )
        self.table_functions.add(id(function))

    def _shown(self, part: Tree, ctes: Names) -> None:
        kind, name = part["show_type"], folded(part.get("table_name", "").strip('"'))
        special = kind == "SHOW_SPECIAL"
        if special and name in vocabulary.SHOWN_SPECIAL:
            return
        if special or kind not in vocabulary.SHOWN:
            raise self._refused(f"SHOW {name} cannot be used in queries; SHOW TABLES can.", part)
        if name:
            self._table(part, ctes)

    def _expression(self, part: Tree) -> None:
        kind = part["class"]
        if kind not in vocabulary.EXPRESSIONS:
            raise self._refused(f"{kind} cannot be used in queries.", part)
        if "function_name" in part and id(part) not in self.table_functions:
            path = [folded(word) for word in part["qualified_name"]["path"]]
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
