"""The migrations bring an empty database exactly to the tables that the code uses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex

from ifcworks.database.engine import Database
from ifcworks.database.tables import RESULTS, Json, metadata

INDEXES = sa.text("SELECT tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql != ''")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    yield database
    database.close()


def wanted(item: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
    """Alembic does not ask for which databases an index is declared."""
    return name != "ix_clash_results_clash_data"


def differences(database: Database) -> list[object]:
    with database.read() as connection:
        opts = {"compare_type": True, "include_object": wanted}
        context = MigrationContext.configure(connection, opts=opts)
        return list(compare_metadata(context, metadata))


def test_migrated_tables_are_the_declared_ones(database: Database) -> None:
    assert differences(database) != []

    database.migrate()

    assert differences(database) == []


def test_constraints_and_indexes_are_the_declared_ones(database: Database, tmp_path: Path) -> None:
    database.migrate()
    declared = Database(f"sqlite:///{tmp_path / 'declared.db'}")
    metadata.create_all(declared.engine)

    def shape(of: Database) -> dict[str, object]:
        look = sa.inspect(of.engine)
        indexes: dict[str, list[str]] = {}
        with of.read() as connection:
            for row in connection.execute(INDEXES):
                indexes.setdefault(row.tbl_name, []).append(row.sql)
        return {
            table: (
                look.get_pk_constraint(table),
                sorted(map(str, look.get_foreign_keys(table))),
                sorted(map(str, look.get_unique_constraints(table))),
                sorted(map(str, look.get_check_constraints(table))),
                sorted(indexes.get(table, [])),
                [(c["name"], str(c["type"]), c["nullable"]) for c in look.get_columns(table)],
            )
            for table in look.get_table_names()
            if table != "alembic_version"
        }

    try:
        assert shape(database) == shape(declared)
    finally:
        declared.close()


def test_migrating_twice_is_harmless(database: Database) -> None:
    database.migrate()
    with database.write() as connection:
        connection.execute(sa.text("INSERT INTO blobs VALUES ('a', 1, '2026-01-01 00:00:00.0')"))

    database.migrate()

    with database.read() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM blobs")) == 1


def test_on_postgresql_results_are_jsonb_and_clashes_are_indexed_by_content() -> None:
    dialect = postgresql.dialect()
    for table in RESULTS.values():
        [large] = [column for column in table.c if isinstance(column.type, type(Json))]
        assert str(large.type.compile(dialect)) == "JSONB", table.name
    indexes = {
        index.name: str(CreateIndex(index).compile(dialect=dialect))
        for index in RESULTS["clash_results"].indexes
    }
    assert "USING gin (clash_data)" in indexes["ix_clash_results_clash_data"]
