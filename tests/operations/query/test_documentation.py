"""What docs/query.md says is so."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from ifcworks.ifc.index.sql import vocabulary
from ifcworks.ifc.index.sql.answering import MAX_BYTES
from ifcworks.ifc.index.sql.closed import MEMORY, open_closed
from ifcworks.ifc.index.sql.refusals import MAX_FILE
from ifcworks.operations.query import QueryParams
from operations.query.conftest import Asked

PAGE = (Path(__file__).parents[3] / "docs" / "query.md").read_text()
EXAMPLES = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)


def test_every_table_and_column_is_told_with_its_type(house: tuple[Path, Path]) -> None:
    told = {
        (table, column, kind)
        for section in PAGE.split("\n### `")[1:]
        for table in [section.split("`")[0]]
        for column, kind in re.findall(r"^\| `(\w+)` \| ([\w\[\]]+) \|", section, re.MULTILINE)
    }
    with open_closed(house[1]) as connection:
        there = connection.execute(
            "SELECT table_name, column_name, data_type FROM duckdb_columns() "
            "WHERE database_name = 'index' AND NOT internal"
        ).fetchall()
    assert told == set(there)


@pytest.mark.parametrize("sql", EXAMPLES, ids=lambda sql: sql.split("\n")[0])
def test_the_examples_find_something(asked: Asked, sql: str) -> None:
    result, _ = asked(sql)
    assert result.columns
    if "HAVING count(*) > 1" not in sql:  # which would be a fault of the sample building
        assert result.rows


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 8


def test_the_limits_are_those() -> None:
    fields = QueryParams.model_fields
    assert fields["max_rows"].default == 100_000
    assert fields["timeout"].default == 30
    assert "100,000 unless asked otherwise, at most 10,000,000" in PAGE
    assert "30 s unless asked otherwise, at most 600" in PAGE
    assert f"{MAX_BYTES >> 20} MiB" in PAGE
    assert f"bytes of the file | {MAX_FILE >> 30} GiB" in PAGE
    assert f"{MEMORY >> 30} GiB for DuckDB" in PAGE


def test_the_functions_that_are_allowed_are_there() -> None:
    with duckdb.connect() as connection:
        known = {
            name.lower()
            for (name,) in connection.execute(
                "SELECT function_name FROM duckdb_functions()"
            ).fetchall()
        }
    special = {"grouping", "grouping_id", "row"}  # of the grammar, and not of the catalogue
    assert vocabulary.functions() - known <= special
    assert known >= vocabulary.TABLE_FUNCTIONS
    for name in vocabulary.TABLE_FUNCTIONS:
        assert f"`{name}`" in PAGE


def test_functions_with_effects_are_not_allowed() -> None:
    with duckdb.connect() as connection:
        effects = {
            name
            for (name,) in connection.execute(
                "SELECT function_name FROM duckdb_functions() WHERE has_side_effects"
            ).fetchall()
        }
    harmless = {"error", "gen_random_uuid", "random", "uuid", "uuidv4", "uuidv7"}
    assert effects & vocabulary.functions() == harmless
