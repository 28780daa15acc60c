"""A database and its two kinds of transaction: ``read()`` and ``write()``.

SQLite runs in WAL mode with ``synchronous=FULL``: what was answered with 202 is on the disk. Its
write transactions take the write lock at once (BEGIN IMMEDIATE), because a read that turns into a
write later cannot wait for another writer and fails instead. Writers of this process queue for a
lock of their own first: SQLite makes those who wait sleep up to 100 ms between two looks.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy import event
from sqlalchemy.pool import ConnectionPoolEntry

from ifcworks.errors import ServiceUnavailable, StorageFull

_WRITE = "ifcworks_write"
_NO_SPACE = ("database or disk is full", "No space left on device")


def _on_connect(connection: Any, record: ConnectionPoolEntry) -> None:
    # The driver must not begin transactions by itself; _on_begin does, with the right kind.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=15000")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _on_begin(connection: sa.Connection) -> None:
    write = connection.get_execution_options().get(_WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


@contextmanager
def _availability() -> Iterator[None]:
    """Say plainly when the database is locked, away or full."""
    try:
        yield
    except (sa.exc.OperationalError, sa.exc.TimeoutError) as error:
        reason = str(getattr(error, "orig", None) or error)
        if any(sign in reason for sign in _NO_SPACE):
            raise StorageFull("The disk of the database has no room left; free some.") from error
        raise ServiceUnavailable(f"The database cannot be used now: {reason}.") from error


class Database:
    """Connections to one database.

    Args:
        url: an SQLAlchemy URL such as ``sqlite:////var/lib/ifcworks/ifcworks.db``.
    """

    def __init__(self, url: str) -> None:
        self.engine = sa.create_engine(url)
        self._turn: AbstractContextManager[Any] = nullcontext()
        if self.engine.dialect.name == "sqlite":
            self._turn = threading.Lock()
            event.listen(self.engine, "connect", _on_connect)
            event.listen(self.engine, "begin", _on_begin)

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A connection in a transaction that only reads.

        Raises:
            ServiceUnavailable: the database is locked for long, or away.
        """
        with _availability(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A connection in a transaction that writes: committed at the end, undone on an error.

        Raises:
            ServiceUnavailable: the database is locked for long, or away.
            StorageFull: its disk is full.
        """
        with _availability(), self._turn:
            connection = self.engine.connect().execution_options(**{_WRITE: True})
            with connection, connection.begin():
                yield connection

    def migrate(self) -> None:
        """Bring the tables to the newest revision, from an empty database or any earlier one."""
        config = Config()
        config.set_main_option("script_location", "ifcworks:database/migrations")
        with self.write() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()
