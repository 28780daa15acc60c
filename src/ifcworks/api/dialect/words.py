"""The words of the dialect: states of jobs, moments, and errors that say whether to try again.

Clients decide by words in the text of an error whether they queue a failed job again: those of
a process that died, of memory and of time ask for it, and so does all that they do not know; the
names of Python's errors for wrong input forbid it, unless one of the former stands there too.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from ifcworks.errors import (
    AttemptCrashed,
    AttemptInterrupted,
    AttemptOutOfMemory,
    AttemptTimedOut,
    FileNotFound,
    InternalError,
    NeededJobCancelled,
    ParametersInvalid,
    ServiceUnavailable,
    StorageFull,
    StorageUnavailable,
)
from ifcworks.jobs.job import Job, JobState

STATES = {
    JobState.QUEUED: "queued",
    JobState.RUNNING: "started",
    JobState.SUCCEEDED: "finished",
    JobState.FAILED: "failed",
    JobState.CANCELLED: "failed",
}
"""A cancelled job has failed: clients would wait for ever for the end of one that is canceled."""

_AGAIN = {
    AttemptCrashed.code: "Work-horse terminated unexpectedly",
    AttemptInterrupted.code: "Work-horse terminated unexpectedly",
    AttemptOutOfMemory.code: "MemoryError",
    AttemptTimedOut.code: "JobTimeoutException: timeout",
    ServiceUnavailable.code: "ConnectionError",
    StorageUnavailable.code: "ConnectionError",
    StorageFull.code: "OSError: Temporary failure",
    NeededJobCancelled.code: "ConnectionError",
    InternalError.code: "RuntimeError: Temporary failure",
}
_PHRASES = re.compile(
    r"work-horse +terminated|waitpid +returned|signal +\d|timed +out|temporary +failure"
    r"|kernel +failure|broken +pipe|strategies +exhausted",
    re.IGNORECASE,
)
_COMPOUNDS = [
    (re.compile(r"(time)(out)", re.IGNORECASE), r"\1-\2"),
    (re.compile(r"(connection|memory)(error)", re.IGNORECASE), r"\1-\2"),
    (re.compile(r"(eno)(mem)", re.IGNORECASE), r"\1-\2"),
]
"""What asks to try again. A file, for example, may be called so; then it is written otherwise."""


def moment(value: datetime | None) -> str | None:
    """A moment in UTC, as ISO 8601 has it with Z."""
    if value is None:
        return None
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def error_of(job: Job) -> str | None:
    """Why a job came to no good end, in words that clients decide by; None if it did not."""
    if job.state is JobState.CANCELLED:
        return "ValueError: The job was cancelled on request. [cancelled]"
    if job.state is not JobState.FAILED:
        return None
    return error_text(job.problem or {})


def error_text(problem: dict[str, Any]) -> str:
    """The text of a problem."""
    code, detail = str(problem.get("code", "")), str(problem.get("detail", "Something went wrong."))
    if code in _AGAIN:
        return f"{_AGAIN[code]}: {detail} [{code}]"
    kind = "FileNotFoundError" if code == FileNotFound.code else "ValueError"
    if "selector" in detail.lower() and code == ParametersInvalid.code:
        kind = "ValueError: Invalid selector"
    text = f"{kind}: {detail} [{code}]"
    return _calm(text)


def _calm(text: str) -> str:
    text = _PHRASES.sub(lambda found: re.sub(" +", "-", found[0]), text)
    for pattern, parted in _COMPOUNDS:
        text = pattern.sub(parted, text)
    child = text.lower().find("child")
    if child < 0:
        return text
    return text[:child] + re.sub("(ex)(it)", r"\1-\2", text[child:], flags=re.IGNORECASE)
