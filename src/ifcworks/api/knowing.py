"""What is known of a model, for routes that answer from it: found, or waited for."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Header, Query, Response
from starlette.concurrency import run_in_threadpool

from ifcworks.api.jobs import address
from ifcworks.api.watching import until_final, wished_wait
from ifcworks.errors import (
    AttemptCrashed,
    AttemptInterrupted,
    AttemptOutOfMemory,
    AttemptRaised,
    AttemptTimedOut,
    FileKindUnsupported,
    FileNotFound,
    ModelNotReady,
    ModelUnreadable,
    ProjectNotFound,
    SchemaUnsupported,
    StorageFull,
    StorageUnavailable,
    from_problem,
)
from ifcworks.files.blobs import Blob
from ifcworks.files.catalog import File, Project, Version
from ifcworks.jobs.job import JobState
from ifcworks.wiring import Service

PROBLEMS = (
    ProjectNotFound,
    FileNotFound,
    FileKindUnsupported,
    ModelUnreadable,
    SchemaUnsupported,
    ModelNotReady,
    StorageUnavailable,
    StorageFull,
    AttemptCrashed,
    AttemptInterrupted,
    AttemptOutOfMemory,
    AttemptRaised,
    AttemptTimedOut,
)
"""What may go wrong with every question: reading the model is part of the first."""

PATIENCE = 10.0
"""Seconds that a question waits for a model to be ready, unless it prefers otherwise."""

VersionNumber = Annotated[
    int | None,
    Query(alias="version", ge=1, le=2**31 - 1, description="Version of the file; else the newest."),
]
Prefer = Annotated[
    str | None,
    Header(
        description="`wait=60` waits so many seconds for a model that is not ready yet; "
        f"{PATIENCE:.0f} if not given (RFC 7240)."
    ),
]


def model_version(
    service: Service, project: Project, file_id: str, number: int | None
) -> tuple[File, Version]:
    """The version of a model that a route is about.

    Raises:
        FileNotFound: there is no such file or version.
        FileKindUnsupported: the file is no model.
    """
    file = service.catalog.file(project, file_id)
    if file.kind != "ifc":
        raise FileKindUnsupported(
            f"'{file.name}' is a file of kind {file.kind}; only IFC models can be asked about."
        )
    return file, file.newest if number is None else service.catalog.version(file, number)


async def known(
    service: Service, project: Project, file: File, version: Version, kind: str, prefer: str | None
) -> Blob:
    """The knowledge of a kind about a model, worked out now if nobody has.

    Raises:
        ModelNotReady: it takes longer than one is willing to wait.
        IfcworksError: what the job that works it out failed with.
    """
    blob = await run_in_threadpool(service.knowledge.find, kind, version.blob)
    if blob is not None:
        return blob
    job = await run_in_threadpool(service.jobs.know, project, file, version, kind)
    wait = wished_wait(prefer, PATIENCE)
    job = await until_final(service, job, wait)
    if job.state is JobState.FAILED:
        assert job.problem is not None
        raise from_problem(job.problem)
    blob = await run_in_threadpool(service.knowledge.find, kind, version.blob)
    if blob is None:
        raise ModelNotReady(
            f"'{file.name}' is still being read (job {job.id}, {job.progress:.0%}). Ask again in "
            "a moment, or with 'Prefer: wait=60'.",
            job=address(job),
        )
    return blob


async def ask(
    service: Service,
    project: Project,
    file_id: str,
    version: int | None,
    prefer: str | None,
    question: str,
    **arguments: Any,
) -> Response:
    """The answer to a question about a model, as the reader gives it."""

    def answer(index: Blob) -> bytes:
        path = service.blobs.local_path(index, service.cache)
        return service.readers.ask(path, question, arguments)

    def at_once() -> tuple[File, Version, bytes | None]:
        file, found = model_version(service, project, file_id, version)
        index = service.knowledge.find("index", found.blob)
        return file, found, None if index is None else answer(index)

    # Each change of threads costs a fraction of a millisecond, so that there is one.
    file, found, told = await run_in_threadpool(at_once)
    if told is None:
        index = await known(service, project, file, found, "index", prefer)
        told = await run_in_threadpool(answer, index)
    return Response(told, media_type="application/json")
