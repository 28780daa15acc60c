"""Ask for jobs: from parameters as they come in to an entry in the ledger."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from ifcworks.errors import ParametersInvalid
from ifcworks.files.catalog import Catalog, Project
from ifcworks.jobs.fingerprint import fingerprint
from ifcworks.jobs.job import Input, Job, JobState
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
        runner: what carries them out.
    """

    def __init__(
        self, registry: Registry, catalog: Catalog, ledger: Ledger, runner: Runner
    ) -> None:
        self._registry = registry
        self._catalog = catalog
        self._ledger = ledger
        self._runner = runner

    def submit(
        self,
        project: Project,
        operation_name: str,
        given: dict[str, Any],
        *,
        force: bool = False,
        idempotency_key: str | None = None,
    ) -> Job:
        """Enter a job and have it carried out.

        A job with the fingerprint of one that has succeeded is answered at once from the stored
        result, unless ``force``.

        Raises:
            OperationNotFound, ParametersInvalid, FileNotFound, IdempotencyConflict.
        """
        operation = self._registry.get(operation_name)
        params = validate(operation, given, strict=True)
        normalised = params.model_dump(mode="json")
        request = json.dumps([operation.name, normalised, force], sort_keys=True)
        request_sha256 = hashlib.sha256(request.encode()).hexdigest()
        if idempotency_key is not None:
            # Before the files are looked up: they may have been deleted since the first request.
            known = self._ledger.requested(project.id, idempotency_key, request_sha256)
            if known is not None:
                return known
        inputs = self._inputs(project, params)
        now = datetime.now(UTC)
        job = Job(
            id=str(uuid4()),
            project_id=project.id,
            operation=operation.name,
            operation_version=operation.version,
            queue=operation.queue,
            params=normalised,
            inputs=inputs,
            fingerprint=fingerprint(operation, params, {i.ref: i.blob.sha256 for i in inputs}),
            state=JobState.QUEUED,
            revision=1,
            attempt=0,
            attempts_counted_from=0,
            cancel_requested=False,
            progress=0.0,
            message="",
            result=None,
            result_blob=None,
            problem=None,
            answered_from=None,
            created_at=now,
            started_at=None,
            finished_at=None,
        )
        stored = None if force else self._ledger.answered(project.id, job.fingerprint)
        if stored is not None:
            job = replace(
                job,
                state=JobState.SUCCEEDED,
                progress=1.0,
                result=stored.result,
                result_blob=stored.result_blob,
                answered_from=stored.id,
                started_at=now,
                finished_at=now,
            )
        entered = self._ledger.add(
            job, idempotency_key=idempotency_key, request_sha256=request_sha256
        )
        if entered.state is JobState.QUEUED:
            self._runner.dispatch(entered.id)
        return entered

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
        job = self._ledger.retry(job_id)
        self._runner.dispatch(job_id)
        return job

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
