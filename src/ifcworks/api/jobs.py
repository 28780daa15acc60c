"""What the API says of a job."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, Field

from ifcworks.jobs.job import Artifact, Attempt, Job, JobState
from ifcworks.wiring import Service

LOCATION = {"Location": {"description": "Where the job lives.", "schema": {"type": "string"}}}


class InputOut(BaseModel):
    """An input file of a job, pinned to the version it had when the job was requested."""

    ref: str = Field(description="The reference as given.")
    file_id: str = Field(description="Id of the file.")
    name: str = Field(description="Name of the file.")
    version: int = Field(description="Number of the version.")
    sha256: str = Field(description="SHA-256 of its bytes.")


class MadeOut(BaseModel):
    """A version of a file that a job has made."""

    file_id: str = Field(description="Id of the file.")
    name: str = Field(description="Name of the file.")
    version: int = Field(description="Number of the version.")


class JobOut(BaseModel):
    """A job."""

    id: str = Field(description="Id of the job.")
    project: str = Field(description="Name of the project.")
    operation: str = Field(description="Name of the operation.")
    state: JobState = Field(description="queued → running → succeeded | failed | cancelled.")
    queue_position: int | None = Field(
        description="While it is queued: 1 if it is the next of all jobs, and so on."
    )
    progress: float = Field(ge=0, le=1, description="How much is done, 0 to 1.")
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
    answered_from: str | None = Field(
        description="That job's id; null if it belongs to another project."
    )
    background: bool = Field(
        description="Whether it gives way to others: what is prepared before somebody asks."
    )
    save: dict[str, str] = Field(
        description="Names of files that artifacts become when it succeeds, by the artifact's name."
    )
    not_saved: list[str] = Field(
        description="Artifacts named in `save` that the job, which has succeeded, did not make."
    )
    versions: list[MadeOut] = Field(description="Versions of files that the job has made.")
    attempt: int = Field(description="Number of the newest attempt; 0 before the first.")
    cancel_requested: bool = Field(description="Whether somebody asked to cancel the job.")
    created_at: datetime = Field(description="When it was requested.")
    started_at: datetime | None = Field(description="When its first attempt began.")
    finished_at: datetime | None = Field(description="When it ended.")
    links: dict[str, str] = Field(description="Where its events, result and artifacts are.")

    @classmethod
    def of(
        cls,
        job: Job,
        project: str,
        position: int | None,
        source: str | None,
        made: Sequence[MadeOut],
        not_saved: Sequence[str],
    ) -> JobOut:
        """What the API says of a job of the named project, at this position in the queue.

        ``source`` is the job that it was answered from, if that may be named.
        """
        here = address(job)
        return cls(
            id=job.id,
            project=project,
            operation=job.operation,
            state=job.state,
            queue_position=position,
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
            answered_from=source,
            background=job.priority < 0,
            save=job.saves,
            not_saved=list(not_saved),
            versions=list(made),
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
            url=f"{address(job)}/artifacts/{quote(artifact.name, safe='')}",
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


def job_out(service: Service, job: Job) -> JobOut:
    """What the API says of a job."""
    return jobs_out(service, [job])[0]


def jobs_out(service: Service, jobs: Sequence[Job]) -> list[JobOut]:
    """What the API says of jobs, whatever projects they belong to."""
    names = {project.id: project.name for project in service.catalog.projects()}
    queued = [job.id for job in jobs if job.state is JobState.QUEUED]
    ahead = service.ledger.ahead(queued) if queued else {}
    positions = {job_id: number + 1 for job_id, number in ahead.items()}
    sources = [job.answered_from for job in jobs if job.answered_from is not None]
    owners = service.ledger.projects_of(sources) if sources else {}
    return [
        JobOut.of(
            job,
            names[job.project_id],
            positions.get(job.id),
            # Knowledge of a model is shared by all who have the same bytes; who they are is not.
            job.answered_from if owners.get(job.answered_from or "") == job.project_id else None,
            _made(service, job),
            _not_saved(service, job),
        )
        for job in jobs
    ]


def _made(service: Service, job: Job) -> list[MadeOut]:
    if job.state is not JobState.SUCCEEDED or not (
        job.saves or not service.registry.stores(job.operation)
    ):
        return []
    return [
        MadeOut(file_id=version.file_id, name=name, version=version.number)
        for name, version in service.catalog.made_by(job.id)
    ]


def _not_saved(service: Service, job: Job) -> list[str]:
    if job.state is not JobState.SUCCEEDED or not job.saves:
        return []
    made = {artifact.name for artifact in service.ledger.artifacts(job.id)}
    return [name for name in job.saves if name not in made]
