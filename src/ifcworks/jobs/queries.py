"""What can be asked of the ledger. Nothing here changes anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ifcworks.database.engine import Database
from ifcworks.database.tables import artifacts, attempts, blobs, job_waits, jobs
from ifcworks.errors import JobNotFound
from ifcworks.files.blobs import Blob
from ifcworks.jobs.job import Artifact, Attempt, Input, Job, JobState

_result_blob = blobs.alias("result_blob")
JOBS = sa.select(jobs, _result_blob.c.size.label("result_size")).outerjoin(
    _result_blob, _result_blob.c.sha256 == jobs.c.result_sha256
)


def job_of(row: sa.Row[Any]) -> Job:
    """The job in a row that ``JOBS`` selected."""
    values = dict(row._mapping)
    size, sha256 = values.pop("result_size"), values.pop("result_sha256")
    values["result_blob"] = None if sha256 is None else Blob(sha256, size)
    values["state"] = JobState(values["state"])
    values["inputs"] = tuple(
        Input(**{**item, "blob": Blob(**item["blob"])}) for item in values["inputs"]
    )
    return Job(**values)


def artifact_of(row: sa.Row[Any]) -> Artifact:
    """The artifact in a row of its table."""
    values = dict(row._mapping)
    blob = Blob(values.pop("sha256"), values.pop("size"))
    return Artifact(blob=blob, **values)


class Questions:
    """Questions to the ledger.

    Args:
        database: where the jobs are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def job(self, job_id: str, project_id: str | None = None) -> Job:
        """The job of this id.

        Raises:
            JobNotFound: there is none (in the project, if one is given).
        """
        query = JOBS.where(jobs.c.id == job_id)
        if project_id is not None:
            query = query.where(jobs.c.project_id == project_id)
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise JobNotFound(f"There is no job {job_id}.")
        return job_of(row)

    def jobs(
        self,
        *,
        project_id: str | None = None,
        states: Sequence[str] = (),
        operations: Sequence[str] = (),
        before: tuple[datetime, str] | None = None,
        limit: int = 50,
    ) -> list[Job]:
        """Jobs, the newest first, from before the moment and id ``before``."""
        query = JOBS.order_by(jobs.c.created_at.desc(), jobs.c.id.desc()).limit(limit)
        if project_id is not None:
            query = query.where(jobs.c.project_id == project_id)
        if states:
            query = query.where(jobs.c.state.in_(states))
        if operations:
            query = query.where(jobs.c.operation.in_(operations))
        if before is not None:
            moment, job_id = before
            query = query.where(
                sa.or_(
                    jobs.c.created_at < moment,
                    sa.and_(jobs.c.created_at == moment, jobs.c.id < job_id),
                )
            )
        with self._database.read() as connection:
            return [job_of(row) for row in connection.execute(query)]

    def ids(self, state: JobState) -> list[str]:
        """Ids of all jobs in a state, the oldest first."""
        query = sa.select(jobs.c.id).where(jobs.c.state == state).order_by(jobs.c.created_at)
        with self._database.read() as connection:
            return list(connection.scalars(query))

    def due(self) -> list[tuple[str, int]]:
        """Ids and priorities of all queued jobs that wait for no other, the oldest first."""
        query = (
            sa.select(jobs.c.id, jobs.c.priority)
            .where(jobs.c.state == JobState.QUEUED, ~jobs.c.id.in_(sa.select(job_waits.c.job_id)))
            .order_by(jobs.c.created_at)
        )
        with self._database.read() as connection:
            return [(row.id, row.priority) for row in connection.execute(query)]

    def waits(self, job_id: str) -> list[str]:
        """Ids of the jobs that a job waits for."""
        query = sa.select(job_waits.c.waits_for).where(job_waits.c.job_id == job_id)
        with self._database.read() as connection:
            return list(connection.scalars(query))

    def counts(self) -> dict[str, int]:
        """How many jobs are in each state."""
        query = sa.select(jobs.c.state, sa.func.count()).group_by(jobs.c.state)
        with self._database.read() as connection:
            found = {row.state: row[1] for row in connection.execute(query)}
        return {state.value: found.get(state, 0) for state in JobState}

    def ahead(self, job_ids: Sequence[str]) -> dict[str, int]:
        """How many queued jobs stand before each of these; without those that are not queued."""
        place = sa.func.row_number().over(
            order_by=[jobs.c.priority.desc(), jobs.c.created_at, jobs.c.id]
        )
        queue = (
            sa.select(jobs.c.id, (place - 1).label("ahead"))
            .where(jobs.c.state == JobState.QUEUED)
            .subquery()
        )
        query = sa.select(queue.c.id, queue.c.ahead).where(queue.c.id.in_(job_ids))
        with self._database.read() as connection:
            return {row.id: row.ahead for row in connection.execute(query)}

    def projects_of(self, job_ids: Sequence[str]) -> dict[str, str]:
        """The project of each of these jobs, by id."""
        query = sa.select(jobs.c.id, jobs.c.project_id).where(jobs.c.id.in_(job_ids))
        with self._database.read() as connection:
            return {row.id: row.project_id for row in connection.execute(query)}

    def artifacts(self, job_id: str) -> list[Artifact]:
        """The artifacts of a job by name."""
        query = sa.select(artifacts).where(artifacts.c.job_id == job_id).order_by(artifacts.c.name)
        with self._database.read() as connection:
            return [artifact_of(row) for row in connection.execute(query)]

    def attempts(self, job_id: str) -> list[Attempt]:
        """The attempts of a job, the first first."""
        query = sa.select(attempts).where(attempts.c.job_id == job_id).order_by(attempts.c.number)
        with self._database.read() as connection:
            return [Attempt(**row._mapping) for row in connection.execute(query)]

    def newest_of_series(self, project_id: str, series: str) -> Job | None:
        """The job of a series that has succeeded last."""
        query = (
            JOBS.where(
                jobs.c.project_id == project_id,
                jobs.c.series == series,
                jobs.c.state == JobState.SUCCEEDED,
            )
            .order_by(jobs.c.finished_at.desc())
            .limit(1)
        )
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else job_of(row)

    def answered(self, project_id: str | None, fingerprint: str) -> Job | None:
        """As the function ``answered``."""
        with self._database.read() as connection:
            return answered(connection, project_id, fingerprint)


def answered(connection: sa.Connection, project_id: str | None, fingerprint: str) -> Job | None:
    """The newest job of this fingerprint, in the project or in any, that has its own answer."""
    query = (
        JOBS.where(
            jobs.c.fingerprint == fingerprint,
            jobs.c.state == JobState.SUCCEEDED,
            jobs.c.answered_from.is_(None),
        )
        .order_by(jobs.c.finished_at.desc())
        .limit(1)
    )
    if project_id is not None:
        query = query.where(jobs.c.project_id == project_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else job_of(row)


def outcomes(tries: Iterable[Attempt], since: int) -> list[str]:
    """Outcomes of the ended attempts after number ``since``, the first first."""
    return [t.outcome for t in tries if t.number > since and t.outcome is not None]
