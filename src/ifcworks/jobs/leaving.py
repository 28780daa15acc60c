"""What a success leaves beside the job's own row: artifacts, files of the project, result rows.

Everything happens in the transaction in which the job ends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import sqlalchemy as sa

from ifcworks.database.tables import artifacts
from ifcworks.files.versions import put_version, remember_blob
from ifcworks.jobs.job import Artifact, Input, Job
from ifcworks.jobs.queries import artifact_of
from ifcworks.operations.workspace import Record
from ifcworks.results import recording


def leave(
    connection: sa.Connection, job: Job, made: Iterable[Artifact], records: Iterable[Record]
) -> None:
    """Enter what the job's own attempt has made."""
    made = tuple(made)
    for artifact in made:
        remember_blob(connection, artifact.blob)
        connection.execute(
            artifacts.insert().values(
                job_id=job.id,
                name=artifact.name,
                sha256=artifact.blob.sha256,
                size=artifact.blob.size,
                media_type=artifact.media_type,
                kind=artifact.kind,
                form=artifact.form,
                ifc_schema=artifact.ifc_schema,
            )
        )
    _save(connection, job, made)
    recording.record(connection, _origin(job), records)


def share(connection: sa.Connection, source: Job, job: Job) -> None:
    """Enter for a job what the one has made that it was answered from: the same, as its own."""
    columns = [column for column in artifacts.c if column.name != "job_id"]
    connection.execute(
        artifacts.insert().from_select(
            ["job_id", *(column.name for column in columns)],
            sa.select(sa.literal(job.id), *columns).where(artifacts.c.job_id == source.id),
        )
    )
    if job.saves:
        rows = connection.execute(sa.select(artifacts).where(artifacts.c.job_id == job.id))
        _save(connection, job, [artifact_of(row) for row in rows.all()])
    there = _names(source.inputs)
    here = {item.blob: name for item, name in zip(job.inputs, _names(job.inputs), strict=True)}
    names = {
        name: here[item.blob]
        for item, name in zip(source.inputs, there, strict=True)
        if item.blob in here
    }
    recording.copy(connection, source.id, _origin(job), names)


def _save(connection: sa.Connection, job: Job, made: Iterable[Artifact]) -> None:
    for artifact in sorted(made, key=lambda artifact: artifact.name):
        if artifact.name in job.saves:
            put_version(
                connection,
                job.project_id,
                job.saves[artifact.name],
                artifact.content,
                datetime.now(UTC),
                made_by=job.id,
            )


def _origin(job: Job) -> recording.Origin:
    names = zip(job.inputs, _names(job.inputs), strict=True)
    return recording.Origin(
        job.id, job.project_id, {item.ref: name for item, name in names}, job.saves
    )


def _names(inputs: Sequence[Input]) -> list[str]:
    """What the inputs are called; with the version where two are of the same name."""
    often = Counter(name for name, _ in {(item.name, item.version) for item in inputs})
    return [f"{item.name}@{item.version}" if often[item.name] > 1 else item.name for item in inputs]
