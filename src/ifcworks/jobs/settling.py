"""What the end of a job means for those that wait for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from ifcworks.database.tables import job_waits, jobs
from ifcworks.errors import NeededJobCancelled
from ifcworks.jobs.entering import wait
from ifcworks.jobs.job import Job, JobState
from ifcworks.jobs.leaving import share
from ifcworks.jobs.queries import JOBS, job_of


@dataclass
class Settled:
    """What has changed.

    Attributes:
        due: jobs to be dispatched.
        changed: ids of all jobs that are different now.
        made: jobs that have made versions of files.
    """

    due: list[Job] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    made: list[Job] = field(default_factory=list)


def settle(connection: sa.Connection, job_id: str) -> Settled:
    """Have those that wait for a job go on, if it has ended; nothing otherwise.

    Those who asked for the same get the answer, or the problem; of a cancelled job's the first
    works it out. Those who need it start when they wait for nothing else; if it failed or was
    cancelled, they fail.
    """
    settled = Settled()
    _settle(connection, job_id, settled)
    return settled


def _settle(connection: sa.Connection, job_id: str, settled: Settled) -> None:
    row = connection.execute(JOBS.where(jobs.c.id == job_id)).one_or_none()
    if row is None or not (ended := job_of(row)).state.final:
        return
    waiters = [
        job_of(row)
        for row in connection.execute(
            JOBS.join(job_waits, job_waits.c.job_id == jobs.c.id)
            .where(job_waits.c.waits_for == job_id)
            .order_by(jobs.c.created_at)
        )
    ]
    if not waiters:
        return
    connection.execute(job_waits.delete().where(job_waits.c.waits_for == job_id))
    heir: Job | None = None
    for waiter in waiters:
        if waiter.state is not JobState.QUEUED:
            continue
        settled.changed.append(waiter.id)
        if waiter.fingerprint != ended.fingerprint:
            _needer(connection, waiter, ended, settled)
        elif ended.state is JobState.SUCCEEDED:
            _succeed(connection, waiter, ended)
            if waiter.saves:
                settled.made.append(waiter)
            _settle(connection, waiter.id, settled)
        elif ended.state is JobState.FAILED:
            assert ended.problem is not None
            _fail(connection, waiter, ended.problem, settled)
        elif heir is None:
            heir = waiter
            _free(connection, waiter, settled)
        else:
            wait(connection, waiter.id, [heir.id])


def _needer(connection: sa.Connection, waiter: Job, ended: Job, settled: Settled) -> None:
    if ended.state is JobState.SUCCEEDED:
        left = connection.scalar(
            sa.select(sa.func.count()).select_from(job_waits).where(job_waits.c.job_id == waiter.id)
        )
        if not left:
            _free(connection, waiter, settled)
        return
    if ended.state is JobState.FAILED:
        assert ended.problem is not None
        problem = ended.problem
    else:
        problem = NeededJobCancelled(
            f"It needed the job '{ended.operation}' ({ended.id}) on the same model, which was "
            "cancelled. Retry this job to have both worked out."
        ).problem()
    _fail(connection, waiter, problem, settled)


def _free(connection: sa.Connection, job: Job, settled: Settled) -> None:
    _update(connection, job, message="")
    settled.due.append(job)


def _succeed(connection: sa.Connection, job: Job, answer: Job) -> None:
    now = datetime.now(UTC)
    _update(
        connection,
        job,
        state=JobState.SUCCEEDED,
        progress=1.0,
        message="",
        result=answer.result,
        result_sha256=answer.result_blob.sha256 if answer.result_blob else None,
        answered_from=answer.answered_from or answer.id,
        started_at=now,
        finished_at=now,
    )
    share(connection, answer, job)


def _fail(connection: sa.Connection, job: Job, problem: dict[str, Any], settled: Settled) -> None:
    connection.execute(job_waits.delete().where(job_waits.c.job_id == job.id))
    _update(
        connection,
        job,
        state=JobState.FAILED,
        message="",
        problem=problem,
        finished_at=datetime.now(UTC),
    )
    _settle(connection, job.id, settled)


def _update(connection: sa.Connection, job: Job, **values: Any) -> None:
    connection.execute(
        jobs.update()
        .where(jobs.c.id == job.id, jobs.c.state == JobState.QUEUED)
        .values(revision=jobs.c.revision + 1, **values)
    )
