"""Operations: what there is, and how a job of one is requested.

The routes are derived: one ``POST /operations/{name}/jobs`` for each registered operation.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from ifcworks.api.access import ServiceDep
from ifcworks.api.jobs import LOCATION, JobOut, address, job_out
from ifcworks.api.json_bodies import JsonRoute
from ifcworks.api.problems import documented
from ifcworks.api.saving import check_saves
from ifcworks.api.watching import until_final, wished_wait
from ifcworks.errors import (
    BodyTooLarge,
    FileNameInvalid,
    FileNotFound,
    IdempotencyConflict,
    MediaTypeUnsupported,
    OperationNotFound,
    ProjectNotFound,
    StorageUnavailable,
)
from ifcworks.files.catalog import DEFAULT_PROJECT
from ifcworks.operations.base import Operation
from ifcworks.operations.registry import Registry

_ArtifactName = Annotated[str, Field(min_length=1, max_length=128)]
_FileName = Annotated[str, Field(min_length=1, max_length=255)]


class JobRequest(BaseModel):
    """A request for a job."""

    model_config = ConfigDict(extra="forbid", strict=True)

    parameters: dict[str, Any] = Field(
        default_factory=dict, description="The parameters of the operation."
    )
    project: str = Field(DEFAULT_PROJECT, description="The project whose files are meant.")
    force: bool = Field(False, description="Work it out anew even if the same was answered before.")
    save: dict[_ArtifactName, _FileName] = Field(
        default_factory=dict,
        max_length=100,
        description="Artifacts to keep as files of the project when the job succeeds: names of "
        "files by the artifact's name. Where there is a file of the name, it gets a version.",
        examples=[{"diff.json": "house-changes.json"}],
    )


class OperationOut(BaseModel):
    """A kind of work that can be requested."""

    name: str = Field(description="The word for it in addresses and commands.")
    title: str = Field(description="A title for people.")
    summary: str = Field(description="What it does, in a sentence.")
    description: str = Field(description="What it does, in Markdown.")
    version: int = Field(description="Raised when the same input gives another result.")
    queue: str = Field(description="The queue that its jobs wait in.")
    timeout: float = Field(description="Seconds that one attempt may take.")
    memory: int = Field(description="Bytes of memory that one attempt may use.")
    parameters: dict[str, Any] = Field(description="JSON Schema of the parameters.")
    result: dict[str, Any] = Field(description="JSON Schema of the result.")

    @classmethod
    def of(cls, operation: Operation) -> OperationOut:
        """What the API says of an operation."""
        return cls(
            name=operation.name,
            title=operation.title,
            summary=operation.summary,
            description=operation.description,
            version=operation.version,
            queue=operation.queue,
            timeout=operation.timeout,
            memory=operation.memory,
            parameters=operation.params.model_json_schema(),
            result=operation.result.model_json_schema(mode="serialization"),
        )


def router(registry: Registry) -> APIRouter:
    """The routes of all operations of a registry."""
    routes = APIRouter(prefix="/operations", tags=["operations"], route_class=JsonRoute)

    @routes.get("", summary="All operations", responses=documented())
    def list_operations() -> list[OperationOut]:
        """All operations, with the JSON Schemas of their parameters and results."""
        return [OperationOut.of(operation) for operation in registry]

    @routes.get("/{name}", summary="One operation", responses=documented(OperationNotFound))
    def get_operation(
        name: Annotated[str, Path(description="Name of the operation.", examples=["inspect"])],
    ) -> OperationOut:
        """One operation."""
        return OperationOut.of(registry.get(name))

    for operation in registry:
        _add_job_route(routes, operation)
    return routes


_HEADERS = {
    **LOCATION,
    "Preference-Applied": {
        "description": "The wait that was granted, if one was preferred.",
        "schema": {"type": "string"},
    },
}


def _add_job_route(routes: APIRouter, operation: Operation) -> None:
    @routes.post(
        f"/{operation.name}/jobs",
        operation_id=f"request_{operation.name.replace('-', '_')}",
        summary=operation.title,
        description=operation.description,
        status_code=202,
        response_description="The job was entered; it is worked on.",
        responses={
            200: {
                "model": JobOut,
                "description": "The job ended within the wait preferred.",
                "headers": _HEADERS,
            },
            202: {"headers": _HEADERS},
            **documented(
                ProjectNotFound,
                FileNotFound,
                FileNameInvalid,
                IdempotencyConflict,
                BodyTooLarge,
                MediaTypeUnsupported,
                StorageUnavailable,
            ),
        },
    )
    async def request_job(
        body: JobRequest,
        service: ServiceDep,
        response: Response,
        prefer: Annotated[
            str | None,
            Header(
                description="`wait=10` answers when the job has ended, or after 10 seconds; at "
                "most 60 (RFC 7240).",
                examples=["wait=10"],
            ),
        ] = None,
        idempotency_key: Annotated[
            str | None,
            Header(
                min_length=1,
                max_length=255,
                description="The same key with the same request is answered with the same job.",
            ),
        ] = None,
    ) -> JobOut:
        check_saves(body.save)
        project = await run_in_threadpool(service.catalog.project, body.project)
        job = await run_in_threadpool(
            service.jobs.submit,
            project,
            operation.name,
            body.parameters,
            force=body.force,
            saves=body.save,
            idempotency_key=idempotency_key,
        )
        response.headers["Location"] = address(job)
        seconds = wished_wait(prefer)
        if seconds:
            job = await until_final(service, job, seconds)
            response.headers["Preference-Applied"] = f"wait={seconds:.0f}"
        response.status_code = 200 if seconds and job.state.final else 202
        return await run_in_threadpool(job_out, service, job)
