"""SQL over the index of a model, answered with the rows themselves."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import ConfigDict
from starlette.concurrency import run_in_threadpool

from ifcworks.api.access import FileId, ProjectDep, ServiceDep
from ifcworks.api.content import disposition
from ifcworks.api.jobs import LOCATION, ArtifactOut, JobOut, address, job_out
from ifcworks.api.json_bodies import JsonRoute
from ifcworks.api.knowing import PATIENCE, PROBLEMS, AskedModel, VersionNumber
from ifcworks.api.problems import documented
from ifcworks.api.watching import MAX_WAIT, until_final, wished_wait
from ifcworks.errors import (
    BodyTooLarge,
    JobWithoutResult,
    MediaTypeUnsupported,
    OperationNotFound,
    QueryInvalid,
    QueryTimedOut,
    QueryTooLarge,
    from_problem,
)
from ifcworks.files.catalog import File
from ifcworks.ifc.index.sql.request import QueryFormat
from ifcworks.jobs.job import Job, JobState
from ifcworks.operations.query import QueryOptions
from ifcworks.wiring import Service

router = APIRouter(
    prefix="/projects/{project}/files/{file_id}", tags=["models"], route_class=JsonRoute
)

MEDIA_TYPES = {
    QueryFormat.JSON: "application/json",
    QueryFormat.CSV: "text/csv; charset=utf-8; header=present",
    QueryFormat.PARQUET: "application/vnd.apache.parquet",
    QueryFormat.ARROW: "application/vnd.apache.arrow.file",
}

_WEIGHT = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")


class QueryRequest(QueryOptions):
    """A query over a model."""

    model_config = ConfigDict(strict=True)


_BYTES = {"schema": {"type": "string", "format": "binary"}}
_ANSWER = {
    "type": "object",
    "required": ["columns", "rows"],
    "properties": {
        "columns": {
            "type": "array",
            "description": "The columns from left to right.",
            "items": {
                "type": "object",
                "required": ["name", "type"],
                "properties": {
                    "name": {"type": "string", "description": "Its name."},
                    "type": {"type": "string", "description": "Its type in DuckDB."},
                },
            },
        },
        "rows": {
            "type": "array",
            "description": "The rows, an array of values each.",
            "items": {"type": "array"},
        },
    },
}


@router.post(
    "/query",
    summary="Query a model with SQL",
    response_class=Response,
    responses={
        200: {
            "description": "The rows.",
            "content": {
                "application/json": {"schema": _ANSWER},
                **{
                    MEDIA_TYPES[kind].split(";")[0]: _BYTES
                    for kind in QueryFormat
                    if kind is not QueryFormat.JSON
                },
            },
            "headers": {
                "Content-Location": {
                    "description": "The artifact with these rows, to be had again.",
                    "schema": {"type": "string"},
                },
            },
        },
        202: {
            "model": JobOut,
            "description": "It takes longer than one is willing to wait: the job that does it.",
            "headers": LOCATION,
        },
        **documented(
            *PROBLEMS,
            OperationNotFound,
            QueryInvalid,
            QueryTimedOut,
            QueryTooLarge,
            JobWithoutResult,
            BodyTooLarge,
            MediaTypeUnsupported,
        ),
    },
)
async def model_query(
    project: ProjectDep,
    service: ServiceDep,
    file_id: FileId,
    body: QueryRequest,
    format_: Annotated[
        QueryFormat | None,
        Query(alias="format", description="How the rows are written; else as `Accept` says."),
    ] = None,
    version: VersionNumber = None,
    accept: Annotated[
        str | None,
        Header(description="Media types of the answer; JSON if it can be none of them."),
    ] = None,
    prefer: Annotated[
        str | None,
        Header(
            description="`wait=60` waits so many seconds for the rows; if not given, as long as "
            f"the query may take, at most {MAX_WAIT:.0f} (RFC 7240)."
        ),
    ] = None,
) -> Response:
    """Ask the tables of a model with one statement of DuckDB's SQL that reads."""
    model = AskedModel(service, project, file_id, version, prefer)
    file, found = await run_in_threadpool(model.version)
    kind = format_ or accepted(accept)
    parameters = {
        **body.model_dump(),
        "model": f"{file.id}@{found.number}",
        "format": kind.value,
    }
    job = await run_in_threadpool(service.jobs.submit, project, "query", parameters)
    wait = wished_wait(prefer, min(body.timeout + PATIENCE, MAX_WAIT))
    job = await until_final(service, job, wait)
    return await run_in_threadpool(_answer, service, file, job, kind)


def _answer(service: Service, file: File, job: Job, kind: QueryFormat) -> Response:
    """The rows that a job came to, or what else it came to."""
    if job.state is JobState.FAILED:
        assert job.problem is not None
        raise from_problem(job.problem)
    if job.state is JobState.CANCELLED:
        raise JobWithoutResult(f"The query (job {job.id}) was cancelled. Ask again.")
    if job.state is not JobState.SUCCEEDED:
        shown = job_out(service, job).model_dump(mode="json")
        return JSONResponse(shown, status_code=202, headers={"Location": address(job)})
    [artifact] = service.ledger.artifacts(job.id)
    headers = {
        "Content-Type": MEDIA_TYPES[kind],
        "Content-Length": str(artifact.blob.size),
        "Content-Location": ArtifactOut.of(job, artifact).url,
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    if kind is not QueryFormat.JSON:
        headers["Content-Disposition"] = disposition(f"{file.name.split('.')[0]}-{artifact.name}")
    return StreamingResponse(service.blobs.stream(artifact.blob), headers=headers)


def accepted(header: str | None) -> QueryFormat:
    """The format that an Accept header likes best (RFC 9110, section 12.5.1); JSON if none.

    Of several ranges that a format is in, the narrowest says how much it is liked.
    """
    wishes: dict[str, float] = {}
    for part in (header or "").lower().split(","):
        name, *parameters = (word.strip() for word in part.split(";"))
        weights = [word[2:] for word in parameters if word.startswith("q=")]
        if not weights or _WEIGHT.fullmatch(weights[0]):
            wishes.setdefault(name, float(weights[0]) if weights else 1.0)
    liked = {kind: _liked(MEDIA_TYPES[kind].split(";")[0], wishes) for kind in QueryFormat}
    best = max(liked, key=lambda kind: liked[kind])  # of equal ones the first, which is JSON
    return best if liked[best] > (0, 0) else QueryFormat.JSON


def _liked(media_type: str, wishes: dict[str, float]) -> tuple[float, int]:
    """How much a media type is liked, and how narrow the range is that says so."""
    ranges = ("*/*", f"{media_type.split('/')[0]}/*", media_type)
    for narrow, name in reversed(list(enumerate(ranges))):
        if name in wishes:
            return (wishes[name], narrow) if wishes[name] > 0 else (0, 0)
    return (0, 0)
