"""Transactions: durable, one writer at a time, and a plain word when the database is away."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from ifcworks.database.engine import Database
from ifcworks.errors import ServiceUnavailable, StorageFull

COUNT = sa.text("SELECT count(*) FROM numbers")
ADD = sa.text("INSERT INTO numbers VALUES (:n)")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    with database.write() as connection:
        connection.execute(sa.text("CREATE TABLE numbers (n INTEGER PRIMARY KEY)"))
    yield database
    database.close()


def count(database: Database) -> int:
    with database.read() as connection:
        return int(connection.scalar(COUNT) or 0)


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)]
)
def test_settings_of_a_connection(database: Database, pragma: str, value: object) -> None:
    with database.read() as connection:
        assert connection.scalar(sa.text(f"PRAGMA {pragma}")) == value


def test_an_error_undoes_the_whole(database: Database) -> None:
    with pytest.raises(sa.exc.IntegrityError), database.write() as connection:
        connection.execute(ADD, [{"n": 1}, {"n": 2}, {"n": 1}])

    assert count(database) == 0


def test_writers_read_and_write_without_losing_anything(database: Database) -> None:
    def add(_: int) -> None:
        with database.write() as connection:
            number = connection.scalar(COUNT)
            connection.execute(ADD, {"n": number})

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add, range(100)))

    assert count(database) == 100


def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    with database.write() as connection:
        connection.execute(ADD, {"n": 1})
        with ThreadPoolExecutor(1) as thread:
            assert thread.submit(count, database).result(10) == 0

    assert count(database) == 1


def test_a_database_locked_by_another_process_is_waited_for(
    database: Database, tmp_path: Path
) -> None:
    other = sqlite3.connect(tmp_path / "test.db", check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.5, other.commit).start()

    with database.write() as connection:
        connection.execute(ADD, {"n": 1})

    other.close()
    assert count(database) == 1


def test_a_database_that_stays_locked_is_told(database: Database, tmp_path: Path) -> None:
    sa.event.listen(
        database.engine, "checkout", lambda raw, *_: raw.execute("PRAGMA busy_timeout=50")
    )
    other = sqlite3.connect(tmp_path / "test.db")
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(ServiceUnavailable, match="database is locked"), database.write():
            pass
    finally:
        other.close()

    with database.write() as connection:  # the turn of writers was given back
        connection.execute(ADD, {"n": 1})


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'nowhere' / 'test.db'}")

    with pytest.raises(ServiceUnavailable, match="unable to open database file"), database.read():
        pass


def test_a_full_disk_is_told(database: Database) -> None:
    def limit(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA max_page_count=1")

    sa.event.listen(database.engine, "checkout", limit)

    with pytest.raises(StorageFull), database.write() as connection:
        connection.execute(ADD, [{"n": n} for n in range(10_000)])
