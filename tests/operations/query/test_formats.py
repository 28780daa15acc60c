"""Every value comes out as it is, in every format."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console

from ifcworks.operations.query import show
from operations.query.conftest import Asked

VALUES: list[tuple[str, str, Any, str]] = [
    ("NULL", "NULL", None, ""),
    ("true", "BOOLEAN", True, "true"),
    ("1::TINYINT", "TINYINT", 1, "1"),
    ("9007199254740991", "BIGINT", 9007199254740991, "9007199254740991"),
    ("9007199254740992", "BIGINT", "9007199254740992", "9007199254740992"),
    ("-9007199254740992", "BIGINT", "-9007199254740992", "-9007199254740992"),
    ("18446744073709551615::UBIGINT", "UBIGINT", "18446744073709551615", "18446744073709551615"),
    ("sum(1)", "HUGEINT", 1, "1"),
    ("(2::HUGEINT ** 100)::HUGEINT", "HUGEINT", str(2**100), str(2**100)),
    ("7::UHUGEINT", "UHUGEINT", "7", "7"),
    (f"{10**50}::BIGNUM", "BIGNUM", str(10**50), str(10**50)),
    ("1.50", "DECIMAL(3,2)", 1.5, "1.50"),
    ("123456789012345678.9", "DECIMAL(19,1)", "123456789012345678.9", "123456789012345678.9"),
    ("0.1::FLOAT", "FLOAT", 0.1, "0.1"),
    ("1e300", "DOUBLE", 1e300, "1e+300"),
    ("'nan'::DOUBLE", "DOUBLE", "NaN", "NaN"),
    ("'inf'::FLOAT", "FLOAT", "Infinity", "Infinity"),
    ("'-inf'::DOUBLE", "DOUBLE", "-Infinity", "-Infinity"),
    ("'a\"b,c' || chr(10) || 'd'", "VARCHAR", 'a"b,c\nd', 'a"b,c\nd'),
    ("''", "VARCHAR", "", ""),
    ("'\\x00a'::BLOB", "BLOB", "AGE=", "AGE="),
    ("DATE '2026-01-02'", "DATE", "2026-01-02", "2026-01-02"),
    ("DATE 'infinity'", "DATE", "infinity", "infinity"),
    ("TIME '03:04:05.5'", "TIME", "03:04:05.5", "03:04:05.5"),
    ("TIMESTAMP '2026-01-02 03:04'", "TIMESTAMP", *["2026-01-02T03:04:00"] * 2),
    (
        "TIMESTAMPTZ '2026-01-02 03:04+02'",
        "TIMESTAMP WITH TIME ZONE",
        *["2026-01-02T01:04:00Z"] * 2,
    ),
    ("TIMESTAMP '0044-03-15 (BC) 01:02:03'", "TIMESTAMP", *["0044-03-15 (BC) 01:02:03"] * 2),
    (
        "[TIMESTAMP_NS '2026-01-02 03:04:05.123456789']",
        "TIMESTAMP_NS[]",
        ["2026-01-02T03:04:05.123456789"],
        '["2026-01-02T03:04:05.123456789"]',
    ),
    ("INTERVAL '1 year 2 days'", "INTERVAL", "1 year 2 days", "1 year 2 days"),
    ("'x'::ENUM('x', 'y')", "ENUM('x', 'y')", "x", "x"),
    ("'101'::BIT", "BIT", "101", "101"),
    ("union_value(k := 1)", "UNION(k INTEGER)", "1", "1"),
    ("[1, NULL]", "INTEGER[]", [1, None], "[1, null]"),
    ("[1, 2]::INTEGER[2]", "INTEGER[2]", [1, 2], "[1, 2]"),
    ("[DATE '2026-01-02']", "DATE[]", ["2026-01-02"], '["2026-01-02"]'),
    (
        "{'a': 1, 'b c': [{'d': 'x'}]}",
        'STRUCT(a INTEGER, "b c" STRUCT(d VARCHAR)[])',
        {"a": 1, "b c": [{"d": "x"}]},
        '{"a": 1, "b c": [{"d": "x"}]}',
    ),
    ("MAP {'a': 1}", "MAP(VARCHAR, INTEGER)", {"a": 1}, '{"a": 1}'),
    ("MAP {1: 'a'}", "MAP(INTEGER, VARCHAR)", {"1": "a"}, '{"1": "a"}'),
    ("row()", "TUPLE", "()", "()"),
    (
        "{'e': 'it''s'::ENUM('it''s'), 'a\"b': DATE '2026-01-02'}",
        "STRUCT(e ENUM('it''s'), \"a\"\"b\" DATE)",
        {"e": "it's", 'a"b': "2026-01-02"},
        '{"e": "it\'s", "a\\"b": "2026-01-02"}',
    ),
    ("MAP {}", 'MAP("NULL", "NULL")', {}, "{}"),
    (
        "MAP {DATE '2026-01-02': 1}",
        "MAP(DATE, INTEGER)",
        {"2026-01-02": 1},
        '{"2026-01-02": 1}',
    ),
    ("'{\"a\": [1.0]}'::JSON", "JSON", {"a": [1.0]}, '{"a": [1.0]}'),
    ("'[1]'::JSON::VARIANT", "VARIANT", [1], "[1]"),
]


def test_json_and_csv(asked: Asked) -> None:
    sql = "SELECT " + ", ".join(f"{sql} AS c{i}" for i, (sql, *_) in enumerate(VALUES))

    result, data = asked(sql)
    answer = json.loads(data, parse_constant=pytest.fail)
    assert answer["columns"] == [column.model_dump() for column in result.columns]
    assert [column["type"] for column in answer["columns"]] == [kind for _, kind, *_ in VALUES]
    [row] = answer["rows"]
    for found, (sql_, _, expected, _) in zip(row, VALUES, strict=True):
        assert (found, type(found)) == (expected, type(expected)), sql_

    header, cells = csv.reader(io.StringIO(asked(sql, format="csv")[1].decode(), newline=""))
    assert header == [column["name"] for column in answer["columns"]]
    for cell, (sql_, _, _, text) in zip(cells, VALUES, strict=True):
        assert cell == text, sql_


def test_every_type_can_be_written_in_every_format(asked: Asked) -> None:
    sql = "SELECT " + ", ".join(f"{sql} AS c{i}" for i, (sql, *_) in enumerate(VALUES))
    arrow = pa.ipc.open_file(asked(sql, format="arrow")[1]).read_all()
    parquet = pa.parquet.read_table(io.BytesIO(asked(sql, format="parquet")[1]))
    names = [f"c{i}" for i in range(len(VALUES))]
    assert arrow.column_names == parquet.column_names == names
    at = {sql: i for i, (sql, *_) in enumerate(VALUES)}
    for table in (arrow, parquet):
        values = table.slice(0, 1)

        def value(sql: str, values: pa.Table = values) -> Any:
            return values.column(at[sql])[0].as_py()

        assert value("9007199254740992") == 9007199254740992
        assert value("1.50") == Decimal("1.50")
        assert value("(2::HUGEINT ** 100)::HUGEINT") == 2**100
        assert value("'\\x00a'::BLOB") == b"\0a"
        assert value("DATE '2026-01-02'") == date(2026, 1, 2)
        assert value("TIMESTAMP '2026-01-02 03:04'") == datetime(2026, 1, 2, 3, 4)
        assert value("{'a': 1, 'b c': [{'d': 'x'}]}") == {"a": 1, "b c": [{"d": "x"}]}


def test_csv_tells_null_from_a_text_without_letters(asked: Asked) -> None:
    data = asked("SELECT NULL AS a, '' AS b, 'x' AS \"c,d\"", format="csv")[1]
    assert data == b'a,b,"c,d"\r\n,"",x\r\n'


def test_no_rows_are_an_answer(asked: Asked) -> None:
    sql = "SELECT id, name FROM elements WHERE false"
    assert json.loads(asked(sql)[1])["rows"] == []
    assert asked(sql, format="csv")[1] == b"id,name\r\n"
    arrow = pa.ipc.open_file(asked(sql, format="arrow")[1]).read_all()
    parquet = pa.parquet.read_table(io.BytesIO(asked(sql, format="parquet")[1]))
    for table in (arrow, parquet):
        assert (table.num_rows, table.column_names) == (0, ["id", "name"])


def test_columns_may_have_the_same_name(asked: Asked) -> None:
    sql = "SELECT 1 AS a, 2 AS a, DATE '2026-01-02' AS a"
    assert json.loads(asked(sql)[1])["rows"] == [[1, 2, "2026-01-02"]]
    assert asked(sql, format="csv")[1] == b"a,a,a\r\n1,2,2026-01-02\r\n"


def test_rows_keep_their_order(asked: Asked) -> None:
    sql = "SELECT i, DATE '2000-01-01' + i::INTEGER AS d FROM range(30000) t(i) ORDER BY i DESC"
    result, data = asked(sql)
    assert result.rows == 30_000
    assert [row[0] for row in json.loads(data)["rows"]] == list(range(29_999, -1, -1))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))))
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_text_comes_back(asked: Asked, texts: list[str]) -> None:
    names = [f"${number + 1} AS c{number}" for number in range(len(texts))]
    sql = f"SELECT 'first' AS c, {', '.join(names)}"
    wanted = ["first", *texts]
    assert json.loads(asked(sql, parameters=texts)[1])["rows"] == [wanted]
    cells = list(
        csv.reader(io.StringIO(asked(sql, parameters=texts, format="csv")[1].decode(), newline=""))
    )
    assert cells[1] == wanted


def test_parameters_have_their_types(asked: Asked) -> None:
    values = {"a": None, "b": True, "c": 2**40, "d": 1.5, "e": "x"}
    _, data = asked("SELECT $a, $b, $c, $d, $e, typeof($c), typeof($d)", parameters=values)
    assert json.loads(data)["rows"] == [[None, True, 2**40, 1.5, "x", "BIGINT", "DOUBLE"]]
    assert json.loads(asked("SELECT ? + ?", parameters=[1, 2])[1])["rows"] == [[3]]


def test_the_terminal_shows_the_first_rows(asked: Asked) -> None:
    result, _ = asked("SELECT i AS number, '[bold]' AS word, NULL AS nothing FROM range(50) t(i)")
    console = Console(width=100, record=True, file=io.StringIO())
    console.print(show(result))
    text = console.export_text()
    assert "number" in text
    assert "[bold]" in text
    assert "NULL" in text
    assert "50 rows · the first 20 are shown" in text


@pytest.mark.parametrize(
    "end", ["", ";", " ;\n;", " -- done", ";\n-- done; or not\n", " /* a; */ ; /* b */"]
)
def test_what_stands_behind_a_statement_is_nothing(asked: Asked, end: str) -> None:
    sql = f"SELECT DATE '2026-01-02' AS a, ';--' AS b{end}"
    assert json.loads(asked(sql)[1])["rows"] == [["2026-01-02", ";--"]]
