"""A query that wants too much is ended with a clear code, and nothing else suffers."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from ifcworks.errors import (
    IfcworksError,
    OperationFailed,
    QueryInvalid,
    QueryTimedOut,
    QueryTooLarge,
)
from ifcworks.ifc.index.sql import answering, run
from ifcworks.ifc.index.sql.request import Query, QueryFormat
from ifcworks.ifc.index.sql.run import run_query
from operations.query.conftest import Asked

TIME = QueryTimedOut.code
SIZE = QueryTooLarge.code
WRONG = QueryInvalid.code

ATTACKS = {
    "endless count": ("SELECT count(*) FROM range(1000000000000)", {TIME}),
    "endless recursion": (
        "WITH RECURSIVE x AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM x) SELECT max(a) FROM x",
        {TIME},
    ),
    "one function that hears no interrupt": (
        "SELECT levenshtein(repeat('a', 3000000 + i), repeat('b', 3000000)) FROM range(1) t(i)",
        {TIME},
    ),
    "join of everything": (
        "SELECT count(*) FROM elements a, elements b, elements c, elements d, elements e "
        "WHERE hash(a.id, b.id, c.id, d.id, e.id) = 1",
        {TIME, SIZE},
    ),
    "a plan that grows": (
        "WITH c0 AS (SELECT 1 AS a), "
        + ", ".join(f"c{i} AS (FROM c{i - 1} UNION ALL FROM c{i - 1})" for i in range(1, 30))
        + " SELECT count(*) FROM c29",
        {TIME, SIZE},
    ),
    "rows without end": ("FROM range(1000000000000)", {SIZE}),
    "rows of a recursion": (
        "WITH RECURSIVE x AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM x) FROM x",
        {SIZE},
    ),
    "large cells": ("SELECT repeat('x', 20000000) FROM range(1000)", {SIZE, TIME}),
    "one giant cell": ("SELECT repeat('x', 4000000000)", {SIZE, TIME}),
    "a giant format": ("SELECT format('{:>2000000000}', 1)", {SIZE, TIME}),
    "a giant list": ("SELECT range(1000000000)", {SIZE}),
    "a list that is unpacked": ("SELECT unnest(range(1000000000))", {SIZE}),
    "a text that doubles": (
        "WITH RECURSIVE x AS (SELECT 'ab' AS a, 0 AS n UNION ALL "
        "SELECT a || a, n + 1 FROM x WHERE n < 40) SELECT max(length(a)) FROM x",
        {SIZE, TIME},
    ),
    "an aggregate of all": ("SELECT list(a.name) FROM elements a, range(100000000)", {SIZE, TIME}),
    "deep lists": ("SELECT " + "[" * 900 + "1" + "]" * 900, {WRONG, TIME}),
    "less deep lists": ("SELECT " + "[" * 100 + "1" + "]" * 100, {WRONG}),
    "deep parentheses": ("SELECT " + "(" * 49_000 + "1" + ")" * 49_000, {WRONG, TIME}),
    "deep negation": ("SELECT " + "NOT " * 20_000 + "true", {WRONG}),
    "deep subqueries": (
        "SELECT * FROM " + "(SELECT * FROM " * 4000 + "elements" + ")" * 4000,
        {WRONG, TIME, SIZE},
    ),
    "a long sum": ("SELECT " + "+".join(["1"] * 49_000), {WRONG}),
    "a giant shift": ("SELECT factorial(1000000000)", {WRONG}),
    "an own fault of DuckDB": (
        "SELECT reservoir_quantile(i, 0.5, 2000000000) FROM range(10) t(i)",
        {SIZE},
    ),
    "what DuckDB crashes on": (
        "SELECT (repeat('[', 100000) || repeat(']', 100000))::JSON::VARIANT",
        {WRONG, TIME},
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_attacks_end_with_a_code(asked: Asked, name: str) -> None:
    sql, codes = ATTACKS[name]
    with pytest.raises(IfcworksError) as caught:
        asked(sql, timeout=0.5 if TIME in codes else 30)
    assert caught.value.code in codes
    assert asked("SELECT 1")[0].rows == 1


def test_too_many_rows_are_an_error_that_says_what_to_do(asked: Asked) -> None:
    assert asked("FROM range(100)", max_rows=100)[0].rows == 100
    with pytest.raises(QueryTooLarge, match=r"more than 100 rows.*LIMIT.*'max_rows'"):
        asked("FROM range(101)", max_rows=100)


@pytest.mark.parametrize("kind", ["json", "csv", "arrow", "parquet"])
def test_the_limits_hold_in_every_format(
    asked: Asked, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "MAX_BYTES", 4 << 20)
    with pytest.raises(QueryTooLarge):
        asked("FROM range(1000000)", format=kind)
    with pytest.raises(QueryTooLarge):
        asked("SELECT repeat('x', 10000) FROM range(1000)", format=kind)


@pytest.mark.parametrize("kind", ["json", "csv", "arrow", "parquet"])
def test_no_file_grows_beyond_the_limit(
    asked: Asked, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Values of ENUM are small numbers in memory, and words where they are written.
    word = "x" * 10_000
    sql = f"SELECT '{word}'::ENUM('{word}') AS e, uuid() AS u FROM range(10000)"
    monkeypatch.setattr(run, "MAX_FILE", 200_000)
    with pytest.raises(QueryTooLarge, match="do not go into a file"):
        asked(sql, format=kind)


def test_what_duckdb_says_of_itself_is_not_told(asked: Asked) -> None:
    with pytest.raises(IfcworksError) as caught:
        asked("SELECT reservoir_quantile(i, 0.5, 2000000000) FROM range(10) t(i)")
    assert "stack" not in caught.value.detail
    with pytest.raises(QueryInvalid, match="nest deeper") as invalid:
        asked("SELECT NULL::INT" + "[]" * 200)
    assert "Arrow" not in invalid.value.detail


@pytest.mark.parametrize(
    ("sql", "line", "column", "says"),
    [
        ("SELEC 1", 1, 1, "syntax error"),
        ("SELECT 'ä',\n  nam FROM elements", 2, 3, '"name"'),
        ("SELECT 1\nFROM elemnts", 2, 6, "Did you mean 'elements'?"),
        ("SELECT uper('x')", 1, 8, "Did you mean 'upper'?"),
        ("SELECT upper(1, 2)", 1, 8, "upper"),
        ("SELECT 1 + 'a'", 1, 10, "candidate"),
        ("SELECT name::INTEGER FROM elements", 1, 12, "Could not convert"),
        ("SELECT 'open", 1, 8, "unterminated"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    asked: Asked, sql: str, line: int, column: int, says: str
) -> None:
    with pytest.raises(QueryInvalid) as caught:
        asked(sql)
    problem = caught.value.problem()
    assert (problem["line"], problem["column"]) == (line, column)
    assert problem["detail"].startswith(f"Line {line}, column {column}: ")
    assert says in problem["detail"]


@pytest.mark.parametrize(
    ("sql", "parameters", "says"),
    [
        ("SELECT $a", None, "a"),
        ("SELECT $a", {"b": 1}, "a"),
        ("SELECT ?", [1, 2], "parameter"),
        ("SELECT 1", [1], "arameter"),
        (
            "SELECT CASE WHEN i = 100000 THEN error('late') ELSE i END FROM range(100001) t(i)",
            None,
            "late",
        ),
        ("PIVOT elements ON class USING count(*)", None, "IN (…)"),
        ("EXPLAIN SELECT 1", None, "EXPLAIN"),
        ("SELECT DATE '2026-01-02', name::INTEGER FROM elements", None, "Could not convert"),
        ("SELECT (SELECT id FROM elements)", None, "More than one row"),
    ],
)
def test_other_mistakes_are_told_plainly(
    asked: Asked, sql: str, parameters: object, says: str
) -> None:
    with pytest.raises(QueryInvalid) as caught:
        asked(sql, parameters=parameters, max_rows=1_000_000)
    detail = caught.value.detail
    assert says in detail
    assert "{" not in detail
    assert "SET " not in detail


def test_long_queries_of_every_day_are_none_of_these(asked: Asked) -> None:
    many = [f"name = 'wall {number}'" for number in range(900)]
    assert asked(f"SELECT * FROM elements WHERE {' OR '.join(many)}")[0].rows == 0
    texts = " || ".join(["name"] * 500)
    assert asked(f"SELECT {texts} FROM elements LIMIT 1")[0].rows == 1
    whens = "".join(f"WHEN {number} THEN 'a' " for number in range(2000))
    assert asked(f"SELECT CASE id {whens} END FROM elements LIMIT 1")[0].rows == 1
    numbers = ", ".join(map(str, range(15_000)))
    assert asked(f"SELECT count(*) FROM elements WHERE id IN ({numbers})")[0].rows == 1
    assert asked(" UNION ALL ".join(["SELECT 1"] * 200))[0].rows


def test_an_index_that_is_none_is_told_without_its_place(tmp_path: Path) -> None:
    index = tmp_path / "not-an-index"
    index.write_bytes(b"nothing of the kind" * 1000)
    query = Query("SELECT 1", None, QueryFormat.JSON, 10, 30)
    with pytest.raises(OperationFailed) as caught:
        run_query(query, index, tmp_path / "rows.json")
    assert str(tmp_path) not in caught.value.detail
    assert not (tmp_path / "rows.json").exists()


def test_a_file_that_cannot_be_written_is_told_as_such(
    house: tuple[Path, Path], tmp_path: Path
) -> None:
    query = Query("SELECT 1", None, QueryFormat.CSV, 10, 30)
    with pytest.raises(OSError, match="No such file") as caught:
        run_query(query, house[1], tmp_path / "nowhere" / "rows.csv")
    assert caught.value.errno == errno.ENOENT
