"""Jobs of the dialect: their state, trying again, and their file."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.params import Depends as DependsParam
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from ifcworks.api.access import ServiceDep
from ifcworks.api.content import blob_response
from ifcworks.api.dialect.routing import DialectRoute
from ifcworks.api.dialect.status import finished, job_of, result, status
from ifcworks.api.dialect.translations.base import Finished
from ifcworks.api.dialect.words import STATES, error_of
from ifcworks.errors import JobFinished
from ifcworks.jobs.job import Artifact, Job, JobState
from ifcworks.wiring import Service


def router(dependencies: list[DependsParam]) -> APIRouter:
    """The routes that are about jobs."""
    routes = APIRouter(route_class=DialectRoute, dependencies=dependencies)

    @routes.get("/jobs/{job_id}/status")
    def job_status(service: ServiceDep, job_id: str) -> JSONResponse:
        return JSONResponse(status(service, job_of(service, job_id)))

    @routes.post("/jobs/{job_id}/requeue")
    def requeue(service: ServiceDep, job_id: str) -> dict[str, Any]:
        job = job_of(service, job_id)
        try:
            service.jobs.retry(job.id)
        except JobFinished:
            raise HTTPException(
                400, f"Job {job.id} is {STATES[job.state]}; only a failed job can be queued again."
            ) from None
        return {"job_id": job.id, "status": "queued", "requeued": True}

    @routes.get("/tasks/{job_id}/status")
    def task_status(service: ServiceDep, job_id: str) -> JSONResponse:
        job = job_of(service, job_id)
        return JSONResponse(_task(service, job))

    @routes.get("/tasks/{job_id}/result")
    async def task_result(service: ServiceDep, job_id: str, request: Request) -> Response:
        return await run_in_threadpool(_file, service, job_id, request)

    return routes


def _task(service: Service, job: Job) -> dict[str, Any]:
    return {
        "task_id": job.id,
        **status(service, job),
        "message": job.message,
        "result_url": f"/tasks/{job.id}/result",
    }


def _file(service: Service, job_id: str, request: Request) -> Response:
    job = job_of(service, job_id)
    if not job.state.final:
        return JSONResponse(_task(service, job), 202, {"Retry-After": "1"})
    if job.state is JobState.CANCELLED:
        raise HTTPException(409, error_of(job))
    if job.state is JobState.FAILED:
        own = int((job.problem or {}).get("status", 500))
        raise HTTPException(own if 400 <= own < 500 else 500, error_of(job))
    done = finished(service, job)
    artifact = _main(done)
    if artifact is None:
        return JSONResponse(result(service, job))
    path = done.output_path
    name = path.name if path is not None and artifact is done.output else artifact.name
    return blob_response(request, service.blobs, artifact.blob, name, artifact.media_type)


def _main(done: Finished) -> Artifact | None:
    """The file that a job was for: the output asked for, or else the first that it names."""
    named = done.result.get("artifact") or next(iter(done.result.get("artifacts") or []), None)
    first = done.artifacts.get(named) if isinstance(named, str) else None
    return done.output or first or next(iter(done.artifacts.values()), None)
