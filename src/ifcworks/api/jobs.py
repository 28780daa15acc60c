"""What the API says of a job, and how one waits for it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from ifcworks.jobs.job import Artifact, Attempt, Job, JobState
from ifcworks.wiring import Service

LOOK_SECONDS = 1.0
"""How long a watcher trusts that it would have been woken; then it looks by itself."""

MAX_WAIT = 60.0


class InputOut(BaseModel):
    """An input file of a job, pinned to the version it had when the job was requested."""

    ref: str = Field(description="The reference as given.")
    file_id: str = Field(description="Id of the file.")
    name: str = Field(description="Name of the file.")
    version: int = Field(description="Number of the version.")
    sha256: str = Field(description="SHA-256 of its bytes.")


class JobOut(BaseModel):
    """A job."""

    id: str = Field(description="Id of the job.")
    project: str = Field(description="Name of the project.")
    operation: str = Field(description="Name of the operation.")
    state: JobState = Field(description="queued → running → succeeded | failed | cancelled.")
    progress: float = Field(description="0 to 1.")
    message: str = Field(description="What happens now.")
    parameters: dict[str, Any] = Field(description="The parameters, with defaults filled in.")
    inputs: list[InputOut] = Field(description="The input files.")
    result: dict[str, Any] | None = Field(
        description="The answer, if the job succeeded and the answer is no larger than 256 KiB."
    )
    problem: dict[str, Any] | None = Field(
        description="Why the job failed: the same object as an HTTP problem."
    )
    cached: bool = Field(description="Whether the stored result of an equal job was the answer.")
    answered_from: str | None = Field(description="That job's id.")
    attempt: int = Field(description="Number of the newest attempt; 0 before the first.")
    cancel_requested: bool = Field(description="Whether somebody asked to cancel the job.")
    created_at: datetime = Field(description="When it was requested.")
    started_at: datetime | None = Field(description="When its first attempt began.")
    finished_at: datetime | None = Field(description="When it ended.")
    links: dict[str, str] = Field(description="Where its events, result and artifacts are.")

    @classmethod
    def of(cls, job: Job, project: str) -> JobOut:
        """What the API says of a job of the named project."""
        here = address(job)
        return cls(
            id=job.id,
            project=project,
            operation=job.operation,
            state=job.state,
            progress=job.progress,
            message=job.message,
            parameters=job.params,
            inputs=[
                InputOut(
                    ref=item.ref,
                    file_id=item.file_id,
                    name=item.name,
                    version=item.version,
                    sha256=item.blob.sha256,
                )
                for item in job.inputs
            ],
            result=job.result,
            problem=job.problem,
            cached=job.answered_from is not None,
            answered_from=job.answered_from,
            attempt=job.attempt,
            cancel_requested=job.cancel_requested,
            created_at=job.created_at,
            started_at=job.started_at,
            finished_at=job.finished_at,
            links={
                "self": here,
                "events": f"{here}/events",
                "result": f"{here}/result",
                "artifacts": f"{here}/artifacts",
            },
        )


class ArtifactOut(BaseModel):
    """A file that a job made."""

    name: str = Field(description="Its name.")
    size: int = Field(description="Bytes.")
    sha256: str = Field(description="SHA-256 of its bytes.")
    media_type: str = Field(description="Content-Type of the download.")
    url: str = Field(description="Where to download it.")

    @classmethod
    def of(cls, job: Job, artifact: Artifact) -> ArtifactOut:
        """What the API says of an artifact of a job."""
        return cls(
            name=artifact.name,
            size=artifact.blob.size,
            sha256=artifact.blob.sha256,
            media_type=artifact.media_type,
            url=f"{address(job)}/artifacts/{artifact.name}",
        )


class AttemptOut(BaseModel):
    """One try at a job."""

    number: int = Field(description="1 for the first.")
    outcome: str | None = Field(
        description="succeeded, cancelled, stopped (with the service), or the code of the problem."
    )
    problem: dict[str, Any] | None = Field(description="What went wrong.")
    log: str = Field(description="The end of what the process printed.")
    peak_memory: int | None = Field(description="Bytes held by its largest process.")
    cpu_seconds: float | None = Field(description="Processor time.")
    started_at: datetime = Field(description="When it began.")
    finished_at: datetime | None = Field(description="When it ended.")

    @classmethod
    def of(cls, attempt: Attempt) -> AttemptOut:
        """What the API says of an attempt."""
        values = {name: getattr(attempt, name) for name in cls.model_fields}
        return cls(**values)


def address(job: Job) -> str:
    """Where a job lives in the API."""
    return f"/api/v1/jobs/{job.id}"


def wished_wait(prefer: str | None) -> float:
    """Seconds that a ``Prefer: wait=10`` header asks to wait (RFC 7240), at most a minute."""
    match = re.search(r"(?:^|[,;\s])wait\s*=\s*\"?(\d{1,6})", prefer or "", re.ASCII)
    return min(float(match[1]), MAX_WAIT) if match else 0.0


async def until_final(service: Service, job: Job, seconds: float) -> Job:
    """The job when it has ended, or as it is after so many seconds."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    with service.changes.watch(job.id) as wait:
        while True:
            job = await run_in_threadpool(service.ledger.job, job.id)
            left = deadline - loop.time()
            if job.state.final or left <= 0:
                return job
            await wait(min(left, LOOK_SECONDS))


async def events(service: Service, job: Job, project: str) -> AsyncIterator[dict[str, str]]:
    """A server-sent event for each state that is seen of a job, the last when it has ended.

    The event is ``job``, its data the job as JSON without its result, its id the job's revision.
    """
    seen = -1
    with service.changes.watch(job.id) as wait:
        while True:
            job = await run_in_threadpool(service.ledger.job, job.id)
            if job.revision != seen:
                seen = job.revision
                data = JobOut.of(job, project).model_dump(mode="json", exclude={"result"})
                yield {"event": "job", "id": str(seen), "data": json.dumps(data)}
            if job.state.final:
                return
            await wait(LOOK_SECONDS)
