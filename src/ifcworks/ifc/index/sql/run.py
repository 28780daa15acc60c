"""Have a query answered by a child process, with limits of time and memory."""

from __future__ import annotations

import errno
import json
import resource
import sys
import traceback
from dataclasses import asdict
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ifcworks.errors import (
    AttemptCrashed,
    IfcworksError,
    QueryInvalid,
    QueryTimedOut,
    from_problem,
)
from ifcworks.ifc.geometry.children import Child
from ifcworks.ifc.index.sql.answering import answer
from ifcworks.ifc.index.sql.closed import MEMORY
from ifcworks.ifc.index.sql.refusals import MAX_FILE, out_of_memory, too_much_written
from ifcworks.ifc.index.sql.request import Answer, Query

CHILD_MEMORY = 2 * MEMORY
"""Bytes for a child: what DuckDB keeps count of, and what it does not, such as single values."""
_DEPTH = 5000
"""Levels that JSON may nest: four for each of the thousand that DuckDB takes in an expression."""

_OWN_FAULT = frozenset({"SIGSEGV", "SIGBUS", "SIGABRT", "SIGFPE", "SIGILL"})
"""Signals that a process gets for what it does, and not from others."""


def run_query(query: Query, index: Path, target: Path) -> Answer:
    """Answer a query from an index.

    DuckDB cannot be interrupted at every moment, and some SQL makes it take memory that it keeps
    no count of, or crash. So a child does the work, which is ended at the limits.

    Args:
        query: what is asked.
        index: the index.
        target: where the rows are written; removed if that does not come to a good end.

    Raises:
        QueryInvalid: it is no valid SQL, asks for what queries may not do, or has DuckDB crash.
        QueryTooLarge: it has more rows or bytes, or needs more memory than it may.
        QueryTimedOut: it takes longer than ``query.timeout``.
        AttemptCrashed: somebody ended the process that answered it.
        OperationFailed: the index cannot be opened.
        OSError: the rows cannot be written.
    """
    try:
        said = json.loads(_ask(query, index, target))
        if "problem" in said:
            raise from_problem(said["problem"])
        if said.get("errno"):
            raise OSError(said["errno"], said["raised"])
        if "raised" in said:
            raise RuntimeError(said["raised"])
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return Answer.of_json(said)


def _limit_files() -> None:
    """Have no file of this process grow beyond the limit, whatever writes it.

    Values take more room as text than in memory: one of ENUM is a number there. Python ignores
    the signal that comes with it, so that it is an error of writing.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    most = MAX_FILE if hard == resource.RLIM_INFINITY else min(MAX_FILE, hard)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))


def _ask(query: Query, index: Path, target: Path) -> bytes:
    def work(commands: Connection[Any, Any], answers: Connection[Any, Any]) -> None:
        sys.setrecursionlimit(_DEPTH)
        _limit_files()
        said: dict[str, Any]
        try:
            said = asdict(answer(query, index, target))
        except IfcworksError as error:
            said = {"problem": error.problem()}
        except MemoryError:
            raise
        except Exception as error:  # a fault of ifcworks, to be told as such
            number = getattr(error, "errno", None)  # of a full disk, for example
            if number == errno.EFBIG:
                said = {"problem": too_much_written().problem()}
            else:
                traceback.print_exc()
                said = {"raised": f"{type(error).__name__}: {error}", "errno": number}
        answers.send_bytes(json.dumps(said).encode())

    child = Child(work, CHILD_MEMORY, ())
    if not child.answers.poll(query.timeout):
        child.kill()
        raise QueryTimedOut(
            f"The query took longer than {query.timeout:g} s. Filter earlier, join on ids, or "
            "give it more time (parameter 'timeout').",
            limit=query.timeout,
        )
    try:
        said = child.answers.recv_bytes()
    except (EOFError, OSError):
        ending = child.ending()
        if ending.reason == "out-of-memory":
            raise out_of_memory() from None
        if ending.signal in _OWN_FAULT:
            raise QueryInvalid(
                f"DuckDB cannot carry this query out, it crashes ({ending.signal}). That happens "
                "where values nest many thousand levels deep; put the query otherwise."
            ) from None
        how = f"was ended from outside ({ending.signal})" if ending.signal else "ended"
        raise AttemptCrashed(
            f"The process that answered the query {how} without an answer. Ask again.",
            signal=ending.signal,
        ) from None
    child.kill()
    return said
