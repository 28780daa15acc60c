"""A job, as the ledger holds it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from ifcworks.files.blobs import Blob
from ifcworks.files.versions import Content


class JobState(StrEnum):
    """Where a job stands: ``queued → running → succeeded | failed | cancelled``."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def final(self) -> bool:
        """Whether the job has come to its end."""
        return self in _FINAL


BACKGROUND = -10
"""The priority of what nobody waits for: indexing after an upload, for example."""

_FINAL = frozenset({JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED})


@dataclass(frozen=True)
class Input:
    """One input file of a job, pinned to the bytes it had when the job was requested.

    Attributes:
        ref: the reference as it stands in the parameters.
        name: the file's name, for people.
    """

    ref: str
    file_id: str
    name: str
    version: int
    blob: Blob


@dataclass(frozen=True)
class Job:
    """One requested run of an operation.

    Attributes:
        priority: those with more are carried out first; 0 for what people ask for.
        revision: grows with every change, so that a watcher sees that it missed none.
        attempt: the number of the newest attempt, 0 before the first.
        attempts_counted_from: attempts up to this number do not count towards the limit of
            tries; a retry on request moves it.
        progress: 0 to 1.
        result: the answer, where it is small enough to be kept in the row …
        result_blob: … or else where it is.
        problem: why the job failed, as an RFC 9457 problem object.
        answered_from: the job whose stored result answered this one.
        saves: names of files of the project that artifacts become when the job succeeds, by the
            artifact's name.
        series: equal for jobs that ask the same of other versions of the same files, where the
            operation goes on from the one before.
    """

    id: str
    project_id: str
    operation: str
    operation_version: int
    queue: str
    params: dict[str, Any]
    inputs: tuple[Input, ...]
    fingerprint: str
    created_at: datetime
    priority: int = 0
    state: JobState = JobState.QUEUED
    revision: int = 1
    attempt: int = 0
    attempts_counted_from: int = 0
    cancel_requested: bool = False
    progress: float = 0.0
    message: str = ""
    result: dict[str, Any] | None = None
    result_blob: Blob | None = None
    problem: dict[str, Any] | None = None
    answered_from: str | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    saves: dict[str, str] = field(default_factory=dict)
    series: str | None = None


@dataclass(frozen=True)
class Artifact:
    """A file that a job made.

    Attributes:
        kind, form, ifc_schema: what it is as a file of a project.
    """

    job_id: str
    name: str
    blob: Blob
    media_type: str
    kind: str = "other"
    form: str = "unknown"
    ifc_schema: str | None = None

    @property
    def content(self) -> Content:
        """What it is as a version of a file."""
        return Content(self.blob, self.kind, self.form, self.ifc_schema, self.media_type)


@dataclass(frozen=True)
class Attempt:
    """One try at a job, in a process of its own.

    Attributes:
        outcome: ``succeeded``, ``cancelled``, or the code of the problem; None while it runs.
        log: the end of what the process printed.
        peak_memory: the most that one process of the attempt held in memory, in bytes.
        cpu_seconds: processor time of the attempt.
    """

    job_id: str
    number: int
    outcome: str | None
    problem: dict[str, Any] | None
    log: str
    peak_memory: int | None
    cpu_seconds: float | None
    started_at: datetime
    finished_at: datetime | None
