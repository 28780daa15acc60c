"""What is known of a model: the index and the geometry that jobs have worked out of its bytes.

The knowledge of some bytes is the artifact of a succeeded job with the fingerprint that those
bytes have: it stands under their SHA-256, the operation's version (the version of the format) and
the version of the native library, and is shared by all who have the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from ifcworks.files.blobs import Blob
from ifcworks.jobs.entering import Entry
from ifcworks.jobs.fingerprint import fingerprint
from ifcworks.jobs.job import Input, Job
from ifcworks.jobs.queries import Questions
from ifcworks.operations.base import ModelRef, Operation, OperationParams, file_refs
from ifcworks.operations.registry import Registry


class Knowledge:
    """Finds what is known, and enters what is needed to know it.

    Args:
        registry: the operations, some of which provide knowledge.
        ledger: where the jobs are that have worked it out.
    """

    def __init__(self, registry: Registry, ledger: Questions) -> None:
        self._registry = registry
        self._ledger = ledger

    def find(self, kind: str, blob: Blob) -> Blob | None:
        """The knowledge of a kind about a model's bytes, the fullest there is; None if none."""
        for operation in self._registry.providers(kind):
            job = self._ledger.answered(None, _fingerprint(operation, blob))
            if job is None:
                continue
            for artifact in self._ledger.artifacts(job.id):
                if artifact.name == operation.provides[kind]:
                    return artifact.blob
        return None

    def entry(self, kind: str, project_id: str, item: Input, priority: int) -> Entry:
        """The entry of the job that works out a kind of knowledge of a model.

        Raises:
            LookupError: no operation provides it.
        """
        providers = self._registry.providers(kind)
        if not providers:
            raise LookupError(f"no operation provides '{kind}'")
        operation = providers[-1]
        pinned = replace(item, ref=f"{item.file_id}@{item.version}")
        params = operation.params.model_validate({"model": pinned.ref})
        job = Job(
            id=str(uuid4()),
            project_id=project_id,
            operation=operation.name,
            operation_version=operation.version,
            queue=operation.queue,
            params=params.model_dump(mode="json"),
            inputs=(pinned,),
            fingerprint=_fingerprint(operation, item.blob),
            created_at=datetime.now(UTC),
            priority=priority,
        )
        needs = self.needs(operation, params, project_id, (pinned,), priority)
        return Entry(job, needs, shared=True, once=True)

    def needs(
        self,
        operation: Operation,
        params: OperationParams,
        project_id: str,
        inputs: Iterable[Input],
        priority: int,
    ) -> tuple[Entry, ...]:
        """What must be worked out of the models among its inputs before a job can start."""
        return tuple(
            self.entry(kind, project_id, item, priority)
            for item in _models(params, inputs)
            for kind in operation.needs(params)
        )

    def known(
        self, operation: Operation, params: OperationParams, inputs: Iterable[Input]
    ) -> Iterator[tuple[str, str, Blob]]:
        """Kind, reference and content of what is known of the models among a job's inputs."""
        for item in _models(params, inputs):
            for kind in operation.needs(params):
                blob = self.find(kind, item.blob)
                if blob is not None:
                    yield kind, item.ref, blob


def _models(params: OperationParams, inputs: Iterable[Input]) -> Iterator[Input]:
    models = {str(ref) for _, ref in file_refs(params) if ref.kind == ModelRef.kind}
    return (item for item in inputs if item.ref in models)


def _fingerprint(operation: Operation, blob: Blob) -> str:
    params = operation.params.model_validate({"model": "model"})
    return fingerprint(operation, params, {ref: blob.sha256 for _, ref in file_refs(params)})
