"""Open an index for SQL that strangers wrote."""

from __future__ import annotations

from pathlib import Path

import duckdb

CATALOG = "index"
MEMORY = 1 << 30
"""Bytes that DuckDB may use for tables, sorting and the like."""

_SETTINGS = (
    "SET errors_as_json = true",  # they carry the place in the SQL
    "SET TimeZone = 'UTC'",
    "SET allow_community_extensions = false",
    "SET allow_extension_repositories = 'forbidden'",
    "SET allow_persistent_secrets = false",
    "SET secret_directory = ''",
    "SET extension_directories = []",
    "SET python_enable_replacements = false",
    "SET python_scan_all_frames = false",
    "SET max_temp_directory_size = '0B'",
    "SET enable_external_access = false",
    "SET lock_configuration = true",  # the last, as it says
)


def open_closed(index: Path) -> duckdb.DuckDBPyConnection:
    """A connection that can read an index, under the name ``index``, and nothing else.

    Nothing can be written to it, no file, address, extension or Python object be reached, and no
    setting be changed any more.

    Raises:
        duckdb.Error: it is no index, or damaged.
    """
    connection = duckdb.connect(
        config={
            "threads": 1,  # the others of a machine have work to do too
            "memory_limit": f"{MEMORY >> 20}MiB",
            "temp_directory": "",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
    path = str(index).replace("'", "''")
    # Not opened by itself: a database has the name of its file then, here the hash of a blob.
    for statement in (f"ATTACH '{path}' AS {CATALOG} (READ_ONLY)", f"USE {CATALOG}", *_SETTINGS):
        connection.execute(statement)
    return connection
