"""Ask for jobs: from parameters as they come in to an entry in the ledger."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from ifcworks.errors import ParametersInvalid
from ifcworks.files.catalog import Catalog, File, Project, Version
from ifcworks.files.names import clean_name
from ifcworks.jobs.entering import Entry
from ifcworks.jobs.fingerprint import fingerprint, series
from ifcworks.jobs.job import BACKGROUND, Input, Job
from ifcworks.jobs.knowledge import Knowledge
from ifcworks.jobs.ledger import Ledger
from ifcworks.jobs.runner import Runner
from ifcworks.operations.base import OperationParams, file_refs
from ifcworks.operations.registry import Registry
from ifcworks.operations.validation import validate


class JobService:
    """Takes requests for jobs and changes them on request.

    Args:
        registry: the operations that can be asked for.
        catalog: where input files are found.
        ledger: where jobs are entered.
        knowledge: what jobs need to know of models before they start.
        runner: what carries them out.
    """

    def __init__(
        self,
        registry: Registry,
        catalog: Catalog,
        ledger: Ledger,
        knowledge: Knowledge,
        runner: Runner,
    ) -> None:
        self._registry = registry
        self._catalog = catalog
        self._ledger = ledger
        self._knowledge = knowledge
        self._runner = runner

    def submit(
        self,
        project: Project,
        operation_name: str,
        given: dict[str, Any],
        *,
        force: bool = False,
        saves: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
    ) -> Job:
        """Enter a job and have it carried out.

        A job with the fingerprint of one that has succeeded is answered at once from the stored
        result; with that of one that is under way, when that has ended; unless ``force``.

        ``saves`` has names of files that artifacts become, by the artifact's name: the next version
        where the project has a file of this name.

        Raises:
            OperationNotFound, ParametersInvalid, FileNotFound, FileNameInvalid,
            IdempotencyConflict.
        """
        operation = self._registry.get(operation_name)
        params = validate(operation, given, strict=True)
        normalised = params.model_dump(mode="json")
        names = {artifact: clean_name(name) for artifact, name in (saves or {}).items()}
        request = json.dumps(
            [operation.name, normalised, force, *([names] if names else [])], sort_keys=True
        )
        request_sha256 = hashlib.sha256(request.encode()).hexdigest()
        if idempotency_key is not None:
            # Before the files are looked up: they may have been deleted since the first request.
            known = self._ledger.requested(project.id, idempotency_key, request_sha256)
            if known is not None:
                return known
        inputs = self._inputs(project, params)
        job = Job(
            id=str(uuid4()),
            project_id=project.id,
            operation=operation.name,
            operation_version=operation.version,
            queue=operation.queue,
            params=normalised,
            inputs=inputs,
            fingerprint=fingerprint(operation, params, {i.ref: i.blob.sha256 for i in inputs}),
            created_at=datetime.now(UTC),
            saves=names,
            series=series(operation, params, {i.ref: i.file_id for i in inputs}),
        )
        needs = self._knowledge.needs(operation, params, project.id, inputs, job.priority)
        return self._ledger.enter(
            Entry(job, needs, shared=bool(operation.provides), force=force or not operation.stores),
            idempotency_key=idempotency_key,
            request_sha256=request_sha256,
        )

    def prepare(self, project: Project, file: File, kinds: Iterable[str]) -> list[Job]:
        """Have kinds of knowledge of a model's newest version worked out in the background.

        Answers the jobs that were entered for it; none for what is known already.
        """
        return [
            self._know(project, file, file.newest, kind, BACKGROUND)
            for kind in kinds
            if self._knowledge.find(kind, file.newest.blob) is None
        ]

    def know(self, project: Project, file: File, version: Version, kind: str) -> Job:
        """Have a kind of knowledge of a model worked out now; the job that does it."""
        return self._know(project, file, version, kind, priority=0)

    def _know(
        self, project: Project, file: File, version: Version, kind: str, priority: int
    ) -> Job:
        item = Input(file.id, file.id, file.name, version.number, version.blob)
        return self._ledger.enter(self._knowledge.entry(kind, project.id, item, priority))

    def cancel(self, job_id: str) -> Job:
        """Cancel a job that has not ended.

        Raises:
            JobNotFound, JobFinished.
        """
        job = self._ledger.cancel(job_id)
        self._runner.cancel(job_id)
        return job

    def retry(self, job_id: str) -> Job:
        """Try a failed or cancelled job again.

        Raises:
            JobNotFound, JobFinished.
        """
        job = self._ledger.job(job_id)
        operation = self._registry.get(job.operation)
        params = operation.params.model_validate(job.params)
        needs = self._knowledge.needs(operation, params, job.project_id, job.inputs, job.priority)
        return self._ledger.retry(job_id, needs)

    def _inputs(self, project: Project, params: OperationParams) -> tuple[Input, ...]:
        """The files behind all references, pinned to the versions they have now."""
        found: dict[str, Input] = {}
        for where, ref in file_refs(params):
            file, version = self._catalog.resolve(project, ref)
            if ref.kind not in ("other", file.kind):
                raise ParametersInvalid(
                    f"{where}: '{file.name}' is a file of kind {file.kind}; "
                    f"one of kind {ref.kind} is needed.",
                    errors=[{"where": where, "what": f"needs a file of kind {ref.kind}"}],
                )
            found[ref] = Input(ref, file.id, file.name, version.number, version.blob)
        return tuple(found.values())
