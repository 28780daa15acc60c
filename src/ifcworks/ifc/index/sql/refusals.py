"""What is wrong with a query, in words that help."""

from __future__ import annotations

import json
import re

import duckdb

from ifcworks.errors import IfcworksError, QueryInvalid, QueryTooLarge

MAX_FILE = 1 << 30
"""Bytes that the file with the rows may have."""
_TEXT = 1000
_KIND = re.compile(r"^[A-Z][A-Za-z ]* Error: ")
_NO_MEMORY = re.compile(r"^(?:Memory allocation failure|std::bad_alloc)")
_DECODER = json.JSONDecoder()
_NESTED = "Recursion level in ArrowSchema"
_ADVICE = re.compile(
    r"\s*(?:Possible solutions:|See also|Use \"SET|Use SET|You can|LINE \d+:).*", re.S
)
_PATH = re.compile(r"(?<![\w.])/[^\s\"',;:)]+/[^\s\"',;:)]*")


def refused(what: str, sql: str, offset: int | None = None) -> QueryInvalid:
    """The error for something in the SQL.

    Args:
        what: a sentence.
        sql: the whole of it.
        offset: where it is, in bytes of UTF-8 from the beginning.
    """
    if offset is None or not 0 <= offset <= len(sql.encode()):
        return QueryInvalid(what)
    before = sql.encode()[:offset].decode("utf-8", "ignore")
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    return QueryInvalid(f"Line {line}, column {column}: {what}", line=line, column=column)


def explained(error: Exception, sql: str, place: duckdb.Error | None = None) -> IfcworksError:
    """What DuckDB said of a query, without what is of no use or no concern to who asked.

    Args:
        error: what it said, itself or through Arrow.
        sql: the query.
        place: another error of the same query, that may know the place better.
    """
    memory = (duckdb.OutOfMemoryException, MemoryError)
    if isinstance(error, memory) or str(error).startswith("Out of Memory Error"):
        return out_of_memory()
    message, offset = _read(error)
    if _NO_MEMORY.search(message):
        return out_of_memory()
    if _NESTED in message:
        message = "The columns nest deeper than the 60 levels that can be written."
    if place is not None and offset is None:
        offset = _read(place)[1]
    return refused(_plain(message), sql, offset)


def out_of_memory() -> QueryTooLarge:
    """The error of a query that met its limit of memory."""
    return QueryTooLarge(
        "The query needs more memory than it may have. Filter or aggregate earlier, join on ids, "
        "or select fewer columns."
    )


def too_much_written() -> QueryTooLarge:
    """The error of a query whose rows do not go into the largest file there may be."""
    return QueryTooLarge(
        f"The rows of the query do not go into a file of {MAX_FILE >> 20} MiB. Ask for fewer rows "
        "or columns.",
        limit=MAX_FILE,
    )


def _read(error: Exception) -> tuple[str, int | None]:
    text = _KIND.sub("", str(error))
    try:
        said, _ = _DECODER.raw_decode(text)  # behind it DuckDB may say what a bug of it is
        place = said.get("position")
        return str(said["exception_message"]), None if place is None else int(place)
    except (ValueError, KeyError, AttributeError):
        return text, None


def _plain(message: str) -> str:
    # Paths are the service's own business; a query has none to name.
    text = _PATH.sub("…", _ADVICE.sub("", message)).strip()
    text = text if len(text) <= _TEXT else f"{text[:_TEXT]}…"
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
