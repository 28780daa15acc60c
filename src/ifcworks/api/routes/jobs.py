"""Jobs: list, follow, results, artifacts, cancel, retry."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import PurePath
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sse_starlette import EventSourceResponse
from starlette.responses import JSONResponse, StreamingResponse

from ifcworks.api import paging
from ifcworks.api.access import ServiceDep
from ifcworks.api.content import CONDITIONS, CONTENT_RESPONSES, blob_response
from ifcworks.api.files import FileOut, file_out
from ifcworks.api.jobs import (
    LOCATION,
    ArtifactOut,
    AttemptOut,
    JobOut,
    address,
    job_out,
    jobs_out,
)
from ifcworks.api.json_bodies import JsonRoute
from ifcworks.api.problems import documented
from ifcworks.api.saving import check_kind
from ifcworks.api.watching import LOOK_SECONDS, events
from ifcworks.errors import (
    ArtifactNotFound,
    BodyTooLarge,
    FileNameInvalid,
    JobFinished,
    JobNotFinished,
    JobNotFound,
    JobWithoutResult,
    ParametersInvalid,
    ProjectNotFound,
    RangeUnsatisfiable,
    StorageUnavailable,
)
from ifcworks.files.names import clean_name
from ifcworks.jobs.job import Job, JobState

router = APIRouter(prefix="/jobs", tags=["jobs"], route_class=JsonRoute)


class SaveRequest(BaseModel):
    """What an artifact is to be called as a file."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: str | None = Field(
        None, max_length=255, description="Name of the file; that of the download if not given."
    )


JobId = Annotated[str, Path(max_length=36, description="Id of the job.")]


@router.get("", summary="Jobs", responses=documented(ProjectNotFound))
def list_jobs(
    service: ServiceDep,
    project: Annotated[str | None, Query(description="Only jobs of this project.")] = None,
    state: Annotated[list[JobState], Query(description="Only jobs in one of these states.")] = [],  # noqa: B006 -- FastAPI copies defaults
    operation: Annotated[list[str], Query(description="Only jobs of these operations.")] = [],  # noqa: B006
    limit: paging.Limit = 50,
    cursor: paging.Cursor = None,
) -> paging.Page[JobOut]:
    """Jobs, the newest first, page by page."""
    found = service.ledger.jobs(
        project_id=service.catalog.project(project).id if project is not None else None,
        states=state,
        operations=operation,
        before=_before(cursor) if cursor else None,
        limit=limit + 1,
    )
    page = found[:limit]
    more = len(found) > limit
    return paging.Page[JobOut](
        items=jobs_out(service, page),
        next=paging.encode(page[-1].created_at.isoformat(), page[-1].id) if more else None,
    )


def _before(cursor: str) -> tuple[datetime, str]:
    moment, job_id = paging.decode(cursor, 2)
    try:
        return datetime.fromisoformat(moment).astimezone(UTC), job_id
    except (ValueError, OverflowError):
        raise ParametersInvalid("cursor: this is not a cursor of this list.") from None


@router.get("/{job_id}", summary="One job", responses=documented(JobNotFound))
def get_job(service: ServiceDep, job_id: JobId) -> JobOut:
    """One job as it stands."""
    return job_out(service, service.ledger.job(job_id))


@router.get(
    "/{job_id}/events",
    summary="Follow a job",
    response_class=EventSourceResponse,
    responses={
        200: {
            "description": "Server-sent events named `job`; the stream ends with the job.",
            "content": {
                "text/event-stream": {
                    # Of one event: OpenAPI has no way yet to describe a stream of them.
                    "schema": {
                        "type": "object",
                        "properties": {
                            "event": {"const": "job"},
                            "id": {"type": "string", "description": "The job's revision."},
                            "data": {
                                "type": "string",
                                "contentMediaType": "application/json",
                                "description": "The job as JSON, without its `result`.",
                            },
                        },
                        "required": ["event", "id", "data"],
                    },
                    "example": {
                        "event": "job",
                        "id": "7",
                        "data": '{"state": "running", "progress": 0.3}',
                    },
                }
            },
        },
        204: {
            "description": "The job has ended, and the client has seen its end. An `EventSource` "
            "then stops to reconnect."
        },
        **documented(JobNotFound),
    },
)
def follow_job(
    service: ServiceDep,
    job_id: JobId,
    last_event_id: Annotated[
        str | None,
        Header(alias="Last-Event-ID", description="The id of the event seen last."),
    ] = None,
) -> Response:
    """Server-sent events until the job has ended. Reconnecting begins with the present state.

    A comment is sent every 15 seconds, so that nobody on the way takes the connection for dead.
    """
    job = service.ledger.job(job_id)
    if job.state.final and last_event_id == str(job.revision):
        return Response(status_code=204)
    # When the service stops, the stream ends by itself, and properly, within one look.
    return EventSourceResponse(events(service, job_id), shutdown_grace_period=2 * LOOK_SECONDS)


@router.get(
    "/{job_id}/result",
    summary="Result of a job",
    response_class=JSONResponse,
    responses={
        200: {
            "description": "The result, in the form that the operation documents.",
            "content": {"application/json": {"schema": {"type": "object"}}},
        },
        **documented(JobNotFound, JobNotFinished, JobWithoutResult, StorageUnavailable),
    },
)
def get_result(service: ServiceDep, job_id: JobId) -> Response:
    """The answer of a succeeded job, whatever its size."""
    job = service.ledger.job(job_id)
    if not job.state.final:
        error = JobNotFinished(
            f"Job {job_id} is {job.state.value}; ask again later, or follow its events."
        )
        error.headers = {"Retry-After": "1"}
        raise error
    if job.result_blob is not None:
        return StreamingResponse(
            service.blobs.stream(job.result_blob),
            media_type="application/json",
            headers={"Content-Length": str(job.result_blob.size)},
        )
    if job.result is not None:
        return JSONResponse(job.result)
    context: dict[str, Any] = {"problem": job.problem} if job.problem else {}
    reason = f" {job.problem['detail']}" if job.problem else ""
    raise JobWithoutResult(f"Job {job_id} has {job.state.value}.{reason}", **context)


@router.get("/{job_id}/attempts", summary="Attempts at a job", responses=documented(JobNotFound))
def list_attempts(service: ServiceDep, job_id: JobId) -> list[AttemptOut]:
    """Every try at a job: how it ended, what it used, what it printed."""
    job = service.ledger.job(job_id)
    return [AttemptOut.of(attempt) for attempt in service.ledger.attempts(job.id)]


@router.get("/{job_id}/artifacts", summary="Artifacts of a job", responses=documented(JobNotFound))
def list_artifacts(service: ServiceDep, job_id: JobId) -> list[ArtifactOut]:
    """The files that a job made; none before it has succeeded."""
    job = service.ledger.job(job_id)
    return [ArtifactOut.of(job, artifact) for artifact in service.ledger.artifacts(job.id)]


@router.head("/{job_id}/artifacts/{name}", include_in_schema=False)
@router.get(
    "/{job_id}/artifacts/{name}",
    summary="Download an artifact",
    response_class=Response,
    dependencies=CONDITIONS,
    responses={
        **CONTENT_RESPONSES,
        **documented(JobNotFound, ArtifactNotFound, RangeUnsatisfiable, StorageUnavailable),
    },
)
def download_artifact(
    service: ServiceDep,
    job_id: JobId,
    name: Annotated[str, Path(max_length=128, description="Name of the artifact.")],
    request: Request,
) -> Response:
    """The bytes of an artifact. Ranges are answered; the ETag is the SHA-256 of the content."""
    job = service.ledger.job(job_id)
    for artifact in service.ledger.artifacts(job.id):
        if artifact.name == name:
            return blob_response(
                request, service.blobs, artifact.blob, _saved_as(job, name), artifact.media_type
            )
    raise ArtifactNotFound(f"Job {job_id} has made no artifact '{name}'.")


@router.post(
    "/{job_id}/artifacts/{name}/save",
    summary="Keep an artifact as a file",
    status_code=201,
    response_description="A version was added.",
    responses={
        200: {
            "model": FileOut,
            "description": "The newest version has the same bytes; nothing was added.",
        },
        **documented(
            JobNotFound, ArtifactNotFound, FileNameInvalid, ParametersInvalid, BodyTooLarge
        ),
    },
)
def save_artifact(
    service: ServiceDep,
    job_id: JobId,
    name: Annotated[str, Path(max_length=128, description="Name of the artifact.")],
    body: SaveRequest,
    response: Response,
) -> FileOut:
    """Make an artifact a file of the job's project: the next version where there is one so named.

    A job can be asked to do so by itself as it ends, with `save` in the request for it.
    """
    job = service.ledger.job(job_id)
    project = service.catalog.project_of(job.project_id)
    for artifact in service.ledger.artifacts(job.id):
        if artifact.name == name:
            saved_as = clean_name(body.name or _saved_as(job, name))
            check_kind("name", saved_as, artifact.kind)
            file, created = service.intake.keep(project, saved_as, artifact.content)
            response.status_code = 201 if created else 200
            return file_out(project, file)
    raise ArtifactNotFound(f"Job {job_id} has made no artifact '{name}'.")


def _saved_as(job: Job, name: str) -> str:
    """The name to save an artifact under: results are shared by content, so it has none itself."""
    if not job.inputs:
        return name
    stem = PurePath(job.inputs[0].name).name.split(".")[0]
    return f"{stem}-{name}" if stem else name


@router.post(
    "/{job_id}/cancel",
    summary="Cancel a job",
    responses=documented(JobNotFound, JobFinished),
)
def cancel_job(service: ServiceDep, job_id: JobId) -> JobOut:
    """Cancel a job: a waiting one ends at once, a running one within a second."""
    return job_out(service, service.jobs.cancel(job_id))


@router.post(
    "/{job_id}/retry",
    summary="Try a job again",
    status_code=202,
    response_description="The job is queued again.",
    responses={202: {"headers": LOCATION}, **documented(JobNotFound, JobFinished)},
)
def retry_job(service: ServiceDep, job_id: JobId, response: Response) -> JobOut:
    """Queue a failed or cancelled job again, under the same id."""
    job = service.jobs.retry(job_id)
    response.headers["Location"] = address(job)
    return job_out(service, job)
