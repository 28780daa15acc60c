"""Nobody gets out of a query, or leaves anything in.

Each attempt must be refused with a named code. A file with a secret lies ready and must never be
told, a socket listens that nobody may call, and the index must be the same afterwards.
"""

from __future__ import annotations

import hashlib
import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from ifcworks.errors import IfcworksError, QueryInvalid
from ifcworks.ifc.index.sql.closed import open_closed
from operations.query.conftest import Asked

SECRET = "xylophone-4711"

FILES = [
    "FROM '{canary}'",
    "SELECT * FROM '{canary}'",
    'FROM "{canary}"',
    "TABLE '{canary}'",
    "DESCRIBE '{canary}'",
    "SUMMARIZE '{canary}'",
    "SHOW '{canary}'",
    "FROM read_text('{canary}')",
    "FROM read_blob('{canary}')",
    "FROM read_csv('{canary}')",
    "FROM read_csv_auto('{canary}')",
    "FROM read_json('{canary}')",
    "FROM read_json_objects('{canary}')",
    "FROM read_ndjson('{canary}')",
    "FROM read_parquet('{canary}')",
    "FROM parquet_scan(['{canary}'])",
    "FROM parquet_metadata('{canary}')",
    "FROM parquet_kv_metadata('{canary}')",
    "FROM sniff_csv('{canary}')",
    "FROM glob('{folder}/*')",
    "FROM read_duckdb('{canary}')",
    "SELECT (SELECT content FROM read_text('{canary}'))",
    "WITH a AS (FROM read_text('{canary}')) FROM a",
    'SELECT * FROM (WITH "{canary}" AS (SELECT 1 AS a) FROM "{canary}") x, "{canary}"',
    "SELECT * FROM elements, LATERAL (FROM read_text('{canary}'))",
    "SELECT * FROM elements WHERE EXISTS (FROM read_text('{canary}'))",
    "SELECT list_transform([1], lambda x: (SELECT content FROM read_text('{canary}')))",
    "FROM query('FROM read_text(''{canary}'')')",
    "FROM query_table('{canary}')",
    "FROM query_table(['elements', '{canary}'])",
    "FROM histogram_values('{canary}', a)",
    "FROM histogram('{canary}', a)",
    "PIVOT (FROM read_text('{canary}')) ON filename IN ('a') USING count(*)",
    "PIVOT '{canary}' ON a IN (SELECT content FROM read_text('{canary}')) USING count(*)",
    "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('FROM read_text(''{canary}'')'))",
    "SELECT json_deserialize_sql('{{}}')",
    "SELECT json_serialize_plan('FROM read_text(''{canary}'')')",
    "FROM main.read_text('{canary}')",
    "FROM system.main.read_text('{canary}')",
    "SELECT 1 FROM elements ORDER BY (SELECT content FROM read_text('{canary}'))",
    "SELECT count(*) FROM elements GROUP BY (SELECT content FROM read_text('{canary}'))",
    "FROM elements LIMIT (SELECT length(content) FROM read_text('{canary}'))",
    "SELECT sum(1) OVER (ORDER BY (SELECT content FROM read_text('{canary}')))",
    "VALUES ((SELECT content FROM read_text('{canary}')))",
    "SELECT 1 UNION ALL (SELECT content FROM read_text('{canary}'))",
]

NETWORK = [
    "FROM 'http://127.0.0.1:{port}/a.csv'",
    "FROM 'https://127.0.0.1:{port}/a.parquet'",
    "FROM 's3://bucket/a.parquet'",
    "FROM read_csv('http://127.0.0.1:{port}/a.csv')",
    "FROM read_parquet('hf://datasets/a/b.parquet')",
    "ATTACH 'http://127.0.0.1:{port}/a.duckdb'",
    "ATTACH 'host=127.0.0.1 port={port}' AS p (TYPE postgres)",
    "FROM postgres_scan('host=127.0.0.1 port={port}', 'public', 'a')",
    "INSTALL httpfs FROM 'http://127.0.0.1:{port}'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "LOAD '{folder}/x.duckdb_extension'",
]

SURROUNDINGS = [
    "SELECT getenv('HOME')",
    "SELECT current_setting('temp_directory')",
    "SELECT current_setting('secret_directory')",
    "SELECT getvariable('a')",
    "SELECT current_query()",
    "SELECT pg_catalog.pg_typeof(1)",
    "FROM duckdb_settings()",
    "FROM duckdb_settings",
    "FROM duckdb_databases()",
    "FROM duckdb_databases",
    "FROM duckdb_secrets()",
    "FROM duckdb_extensions()",
    "FROM duckdb_logs()",
    "FROM duckdb_temporary_files()",
    "FROM duckdb_memory()",
    "FROM duckdb_variables()",
    "FROM pragma_database_size()",
    "FROM pragma_user_agent()",
    "FROM pragma_storage_info('elements')",
    "FROM pragma_metadata_info()",
    "FROM which_secret('a', 'b')",
    "FROM pg_catalog.pg_settings",
    "FROM information_schema.schemata",
    "FROM sqlite_master",
    "SHOW DATABASES",
    "SHOW VARIABLES",
    "SELECT * FROM (SHOW DATABASES)",
    "PRAGMA database_list",
    "PRAGMA database_size",
    "PRAGMA version",
    "CALL duckdb_settings()",
    # A name of WITH holds where it holds, and opens no other door.
    "FROM (WITH duckdb_databases AS (SELECT 1) FROM duckdb_databases) a, duckdb_databases b",
    "FROM (WITH sqlite_master AS (SELECT 1) FROM sqlite_master) a, sqlite_master b",
    "WITH pragma_database_list AS (FROM pragma_database_list) FROM pragma_database_list",
    "WITH DUCKDB_LOGS AS (SELECT * FROM duckdb_logs) FROM duckdb_logs",
    "WITH a AS (FROM duckdb_databases), duckdb_databases AS (SELECT 1) FROM a",
    "WITH RECURSIVE duckdb_databases AS (SELECT path FROM duckdb_databases UNION ALL "
    "SELECT '' FROM duckdb_databases WHERE false) FROM duckdb_databases",
    "SELECT (WITH duckdb_databases AS (SELECT 1) SELECT 2), path FROM duckdb_databases",
    "FROM (WITH duckdb_databases AS (SELECT 1) SELECT 2) UNION ALL FROM duckdb_databases",
    # The sign for Kelvin is no k to DuckDB.
    "WITH duc\u212adb_databases AS (SELECT 1) FROM duckdb_databases",
]

PYTHON = [
    "FROM canary",
    "FROM SECRET",
    "FROM query",
    "FROM python_map_function()",
    "FROM pandas_scan(0)",
    "FROM arrow_scan(1, 2, 3)",
    "FROM arrow_scan_dumb(1, 2, 3)",
    "FROM python_arrow_scan(1)",
    "FROM seq_scan('elements')",
    "SELECT finalize('\\x00'::BLOB)",
    "SELECT variant_bytes_to_variant('\\x00'::BLOB, '\\x00'::BLOB)",
]

WRITING = [
    "CREATE TABLE a AS SELECT 1",
    "CREATE TEMP TABLE a AS SELECT 1",
    "CREATE TABLE memory.main.a AS SELECT 1",
    "CREATE VIEW a AS SELECT 1",
    "CREATE MACRO a() AS 1",
    "CREATE SCHEMA a",
    "CREATE SEQUENCE a",
    "CREATE TYPE a AS ENUM ('x')",
    "CREATE SECRET a (TYPE s3)",
    "INSERT INTO elements SELECT * FROM elements",
    "WITH a AS (INSERT INTO elements SELECT * FROM elements RETURNING *) FROM a",
    "WITH a AS (DELETE FROM elements RETURNING *) FROM a",
    "WITH a AS (UPDATE elements SET name = 'a' RETURNING *) FROM a",
    "UPDATE elements SET name = 'a'",
    "DELETE FROM elements",
    "MERGE INTO elements e USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
    "TRUNCATE elements",
    "DROP TABLE elements",
    "ALTER TABLE elements RENAME TO a",
    "COMMENT ON TABLE elements IS 'a'",
    "COPY elements TO '{folder}/out.csv'",
    "COPY (SELECT 1) TO '{folder}/out.parquet'",
    "COPY elements FROM '{canary}'",
    "COPY FROM DATABASE index TO memory",
    "EXPORT DATABASE '{folder}/out'",
    "IMPORT DATABASE '{folder}'",
    "ATTACH '{folder}/other.duckdb'",
    "ATTACH ':memory:' AS other",
    "DETACH index",
    "USE memory",
    "CHECKPOINT",
    "VACUUM",
    "ANALYZE",
    "BEGIN",
    "SELECT nextval('a')",
    "SELECT setseed(0.5)",
    "SELECT write_log('a')",
    "FROM enable_logging(level => 'debug')",
    "FROM enable_profiling()",
    "FROM checkpoint()",
    "FROM register_external_resource()",
]

SETTINGS = [
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "RESET lock_configuration",
    "SET GLOBAL memory_limit = '100GB'",
    "SET temp_directory = '{folder}'",
    "SET VARIABLE a = (SELECT content FROM read_text('{canary}'))",
    "PRAGMA enable_profiling",
    "PRAGMA enable_object_cache",
    "SET allowed_paths = ['{canary}']",
]

SEVERAL = [
    "SELECT 1; SELECT 2",
    "SELECT 1; COPY (SELECT 1) TO '{folder}/out.csv'",
    "SELECT 1 /* ; */; DROP TABLE elements",
    "PREPARE a AS SELECT 1",
    "EXECUTE a",
    "PREPARE a AS FROM read_text('{canary}'); EXECUTE a",
    "DEALLOCATE a",
    "EXPLAIN ANALYZE FROM read_text('{canary}')",
    "EXPLAIN SELECT 1",
    "SELECT 1) FROM read_text('{canary}') --",
    "UPDATE EXTENSIONS",
    "SELECT 1 \0FROM read_text('{canary}')",
    ";",
    "-- nothing",
]

ATTEMPTS = [
    sql
    for group in (FILES, NETWORK, SURROUNDINGS, PYTHON, WRITING, SETTINGS, SEVERAL)
    for sql in group
]


@dataclass
class Guard:
    canary: Path
    port: int

    def fill(self, sql: str) -> str:
        return sql.format(canary=self.canary, folder=self.canary.parent, port=self.port)


@pytest.fixture(scope="module")
def guard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guard]:
    folder = tmp_path_factory.mktemp("outside")
    canary = folder / "canary.csv"
    canary.write_text(f"a,b\n{SECRET},1\n")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield Guard(canary, listener.getsockname()[1])
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert [path.name for path in folder.iterdir()] == ["canary.csv"]


@pytest.fixture(scope="module", autouse=True)
def unchanged(house: tuple[Path, Path]) -> Iterator[None]:
    index = house[1]
    before = hashlib.sha256(index.read_bytes()).digest()
    beside = sorted(index.parent.iterdir())
    yield
    assert hashlib.sha256(index.read_bytes()).digest() == before
    assert sorted(index.parent.iterdir()) == beside


@pytest.mark.parametrize("sql", ATTEMPTS)
def test_nobody_gets_out(asked: Asked, guard: Guard, house: tuple[Path, Path], sql: str) -> None:
    filled = guard.fill(sql)
    with pytest.raises(QueryInvalid) as caught:
        asked(filled)
    told = json.dumps(caught.value.problem())
    assert SECRET not in told
    for path in (house[1], Path.home(), Path.cwd()):
        assert str(path) not in told


def test_there_are_attempts_enough() -> None:
    assert len(set(ATTEMPTS)) >= 60


def test_parameters_are_values_and_nothing_else(asked: Asked, guard: Guard) -> None:
    for sql in ("FROM read_text($a)", "FROM query($a)", "FROM query_table($a)", "FROM glob($a)"):
        with pytest.raises(QueryInvalid):
            asked(sql, parameters={"a": str(guard.canary)})
    result, _ = asked("SELECT $a AS a", parameters={"a": f"' FROM '{guard.canary}"})
    assert result.preview == [[f"' FROM '{guard.canary}"]]


@pytest.mark.parametrize(
    "sql",
    [
        "FROM '{canary}'",
        "FROM read_text('{canary}')",
        "FROM glob('{folder}/*')",
        "COPY (SELECT 1) TO '{folder}/out.csv'",
        "ATTACH '{folder}/other.duckdb'",
        "EXPORT DATABASE '{folder}/out'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "RESET enable_external_access",
        "SET memory_limit = '100GB'",
        "CREATE TABLE index.main.a AS SELECT 1",
        "INSERT INTO elements SELECT * FROM elements",
        "DELETE FROM elements",
        "DROP VIEW quantities",
        "FROM guard",
        "CREATE PERSISTENT SECRET a (TYPE s3)",
    ],
)
def test_the_second_wall_stands_by_itself(guard: Guard, house: tuple[Path, Path], sql: str) -> None:
    with open_closed(house[1]) as connection, pytest.raises(duckdb.Error):
        connection.execute(guard.fill(sql)).fetchall()


def test_an_own_table_of_python_is_none(asked: Asked) -> None:
    leaked = duckdb.sql("SELECT 1 AS a")
    with pytest.raises(QueryInvalid):
        asked("FROM leaked")
    leaked.close()


def test_what_is_asked_of_the_catalogue_names_no_path(
    asked: Asked, house: tuple[Path, Path]
) -> None:
    for sql in (
        "SHOW TABLES",
        "SHOW ALL TABLES",
        "DESCRIBE elements",
        "FROM information_schema.tables",
        "FROM information_schema.columns",
        "SELECT version()",
    ):
        try:
            found = asked(sql)[1].decode()
        except IfcworksError as error:
            found = error.detail
        assert house[1].name not in found
        assert str(house[1].parent) not in found
