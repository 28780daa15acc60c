"""Open an index to read it."""

from __future__ import annotations

from pathlib import Path

import duckdb

THREADS = 1
"""Threads gain nothing for small questions, and each statement pays for waking them."""
MEMORY = "1GB"


def open_index(path: Path) -> duckdb.DuckDBPyConnection:
    """A connection to an index that can only read it, and nothing else of the machine.

    Raises:
        duckdb.Error: it is no index, or damaged.
    """
    return duckdb.connect(
        path,
        read_only=True,
        config={
            "threads": THREADS,
            "memory_limit": MEMORY,
            "enable_external_access": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )


def table_sizes(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many rows each table has, by name."""
    names = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE NOT internal ORDER BY table_name"
    ).fetchall()
    sizes = {}
    for (name,) in names:
        row = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()
        assert row is not None
        sizes[name] = int(row[0])
    return sizes
