"""Where files come from and what became of them, from what the ledger knows of jobs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Query
from fastapi.params import Depends as DependsParam
from starlette.exceptions import HTTPException

from ifcworks.api.access import ServiceDep
from ifcworks.api.dialect.paths import path_of
from ifcworks.api.dialect.routing import DialectRoute
from ifcworks.api.dialect.status import job_of
from ifcworks.api.dialect.store import Store
from ifcworks.api.dialect.words import moment
from ifcworks.database.tables import blobs, file_versions, files, jobs
from ifcworks.jobs.job import Job
from ifcworks.jobs.queries import JOBS
from ifcworks.jobs.queries import job_of as job_in
from ifcworks.wiring import Service

MAX_DEPTH = 50
MAX_NODES = 2000
"""How far, and to how many files, one look goes."""

Node = tuple[str, int]
"""A version of a file: the file's id and the number."""


def router(dependencies: list[DependsParam]) -> APIRouter:
    """The routes that tell of it."""
    routes = APIRouter(route_class=DialectRoute, dependencies=dependencies)

    @routes.get("/lineage/job/{job_id}")
    def of_job(service: ServiceDep, job_id: str) -> dict[str, Any]:
        job = job_of(service, job_id)
        known = _Known(service)
        made = service.catalog.made_by(job.id)
        return {
            "job_id": job.id,
            "operation": job.operation,
            "inputs": [known.told((item.file_id, item.version)) for item in job.inputs],
            "outputs": [known.told((version.file_id, version.number)) for _, version in made],
        }

    @routes.get("/lineage/{key:path}")
    def of_file(
        service: ServiceDep,
        key: str,
        version_id: Annotated[str | None, Query()] = None,
        audit_id: Annotated[str | None, Query()] = None,
    ) -> dict[str, Any]:
        number = version_id or (audit_id or "").rpartition("@")[2]
        try:
            found = Store(service).find(f"{key}@{number}" if number else key)
        except HTTPException:
            raise HTTPException(404, f"No lineage for: {key[:300]}") from None
        known = _Known(service)
        node = (found.file.id, found.version.number)
        return {
            "self": known.told(node),
            "ancestors": list(known.walk(node, known.parents)),
            "descendants": list(known.walk(node, known.children)),
        }

    @routes.get("/audit/roots")
    def roots(
        service: ServiceDep, limit: Annotated[int, Query(ge=1, le=1000)] = 100
    ) -> dict[str, Any]:
        known = _Known(service)
        rows = known.rows(file_versions.c.made_by.is_(None), limit)
        return {"roots": [_told(row) for row in rows]}

    @routes.get("/audit/history/{key:path}")
    def history(service: ServiceDep, key: str) -> dict[str, Any]:
        try:
            found = Store(service).find(key)
        except HTTPException:
            raise HTTPException(404, f"No history for: {key[:300]}") from None
        rows = _Known(service).rows(file_versions.c.file_id == found.file.id, 1000)
        return {"object_key": found.path.key, "versions": [_told(row) for row in rows]}

    @routes.get("/audit/dedupe/{sha256}")
    def dedupe(service: ServiceDep, sha256: str) -> dict[str, Any]:
        rows = _Known(service).rows(file_versions.c.sha256 == sha256.lower(), 1000)
        return {"sha256": sha256.lower(), "matches": [_told(row) for row in rows]}

    return routes


class _Known:
    """What the ledger and the catalog know of the files of the dialect."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._project = Store(service).project

    def rows(self, which: sa.ColumnElement[bool], limit: int) -> list[sa.Row[Any]]:
        """Versions of files, the newest first."""
        query = (
            sa.select(file_versions, files.c.name, blobs.c.size, jobs.c.operation)
            .join(files, files.c.id == file_versions.c.file_id)
            .join(blobs, blobs.c.sha256 == file_versions.c.sha256)
            .outerjoin(jobs, jobs.c.id == file_versions.c.made_by)
            .where(files.c.project_id == self._project.id, which)
            .order_by(file_versions.c.created_at.desc(), file_versions.c.number.desc())
            .limit(limit)
        )
        with self._service.database.read() as connection:
            return list(connection.execute(query))

    def row(self, node: Node) -> sa.Row[Any] | None:
        """One version."""
        file_id, number = node
        which = sa.and_(file_versions.c.file_id == file_id, file_versions.c.number == number)
        return next(iter(self.rows(which, 1)), None)

    def told(self, node: Node) -> dict[str, Any]:
        """What is said of one version."""
        row = self.row(node)
        return {} if row is None else _told(row)

    def parents(self, node: Node) -> Iterator[tuple[Node, str]]:
        """What a version was made of, and by which operation."""
        row = self.row(node)
        if row is not None and row.made_by is not None:
            job = self._service.ledger.job(row.made_by)
            for item in job.inputs:
                yield (item.file_id, item.version), job.operation

    def children(self, node: Node) -> Iterator[tuple[Node, str]]:
        """What was made of a version, and by which operation."""
        for job in self._jobs_on(node[0]):
            if any((item.file_id, item.version) == node for item in job.inputs):
                for _, version in self._service.catalog.made_by(job.id):
                    yield (version.file_id, version.number), job.operation

    def walk(self, start: Node, step: Any) -> Iterator[dict[str, Any]]:
        """All that can be reached, the nearest first, each once."""
        seen, level, depth = {start}, [start], 0
        while level and depth < MAX_DEPTH and len(seen) <= MAX_NODES:
            depth += 1
            beyond: list[Node] = []
            for node in level:
                for other, operation in step(node):
                    if other in seen:
                        continue
                    seen.add(other)
                    beyond.append(other)
                    yield {**self.told(other), "depth": depth, "role": operation}
            level = beyond

    def _jobs_on(self, file_id: str) -> list[Job]:
        made = sa.select(file_versions.c.made_by).where(file_versions.c.made_by == jobs.c.id)
        query = JOBS.where(
            jobs.c.project_id == self._project.id,
            sa.cast(jobs.c.inputs, sa.Text).contains(file_id),
            made.exists(),
        ).order_by(jobs.c.created_at)
        with self._service.database.read() as connection:
            return [job_in(row) for row in connection.execute(query)]


def _told(row: sa.Row[Any]) -> dict[str, Any]:
    path = path_of(row.name)
    return {
        "id": f"{row.file_id}@{row.number}",
        "object_key": path.key,
        "file_path": str(path),
        "version_id": str(row.number),
        "kind": "root" if row.made_by is None else "derived",
        "operation": row.operation or "upload",
        "job_id": row.made_by,
        "sha256": row.sha256,
        "size_bytes": row.size,
        "created_at": moment(row.created_at),
    }
