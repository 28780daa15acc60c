"""What is known of a model, for routes that answer from it: found, or waited for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Query, Response
from starlette.concurrency import run_in_threadpool

from ifcworks.api.access import FileId, ProjectDep, ServiceDep
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


@dataclass(frozen=True)
class AskedModel:
    """The version of a model that a request is about.

    Attributes:
        number: of the version; None for the newest.
        prefer: the header of that name.
    """

    service: Service
    project: Project
    file_id: str
    number: int | None
    prefer: str | None

    def version(self) -> tuple[File, Version]:
        """The file, and that version of it.

        Raises:
            FileNotFound: there is no such file or version.
            FileKindUnsupported: the file is no model.
        """
        catalog = self.service.catalog
        file = catalog.file(self.project, self.file_id)
        if file.kind != "ifc":
            raise FileKindUnsupported(
                f"'{file.name}' is a file of kind {file.kind}; only IFC models can be asked about."
            )
        return file, file.newest if self.number is None else catalog.version(file, self.number)

    async def answer(self, question: str, **arguments: Any) -> Response:
        """The answer to a question, as the reader gives it.

        Raises:
            IfcworksError: the model cannot be read, or the question not be answered.
        """

        def told(index: Blob) -> bytes:
            path = self.service.blobs.local_path(index, self.service.cache)
            return self.service.readers.ask(path, question, arguments)

        def at_once() -> tuple[File, Version, bytes | None]:
            file, version = self.version()
            index = self.service.knowledge.find("index", version.blob)
            return file, version, None if index is None else told(index)

        # Each change of threads costs a fraction of a millisecond, so that there is one.
        file, version, answer = await run_in_threadpool(at_once)
        if answer is None:
            answer = await run_in_threadpool(told, await self._worked_out(file, version, "index"))
        return Response(answer, media_type="application/json")

    async def knowledge(self, kind: str) -> tuple[File, Blob]:
        """The file, and the knowledge of a kind about it, worked out now if nobody has.

        Raises:
            ModelNotReady: it takes longer than one is willing to wait.
            IfcworksError: what the job that works it out failed with.
        """
        file, version = await run_in_threadpool(self.version)
        blob = await run_in_threadpool(self.service.knowledge.find, kind, version.blob)
        return file, blob or await self._worked_out(file, version, kind)

    async def _worked_out(self, file: File, version: Version, kind: str) -> Blob:
        service = self.service
        job = await run_in_threadpool(service.jobs.know, self.project, file, version, kind)
        wait = wished_wait(self.prefer, PATIENCE)
        job = await until_final(service, job, wait)
        if job.state is JobState.FAILED:
            assert job.problem is not None
            raise from_problem(job.problem)
        blob = await run_in_threadpool(service.knowledge.find, kind, version.blob)
        if blob is None:
            raise ModelNotReady(
                f"'{file.name}' is still being read (job {job.id}, {job.progress:.0%}). Ask again "
                "in a moment, or with 'Prefer: wait=60'.",
                job=address(job),
            )
        return blob


def _asked(
    project: ProjectDep,
    service: ServiceDep,
    file_id: FileId,
    version: VersionNumber = None,
    prefer: Prefer = None,
) -> AskedModel:
    return AskedModel(service, project, file_id, version, prefer)


AskedModelDep = Annotated[AskedModel, Depends(_asked)]
