"""Entering jobs: equal requests are worked out once, and what a job needs first comes first.

Everything happens in the transaction that is handed in, so that two requests at the same moment
see each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

import sqlalchemy as sa

from ifcworks.database.tables import job_waits, jobs
from ifcworks.jobs.job import Job, JobState
from ifcworks.jobs.leaving import share
from ifcworks.jobs.queries import JOBS, answered, job_of


@dataclass(frozen=True)
class Entry:
    """A job to enter.

    Attributes:
        job: queued; what is needed of it if nothing has to be worked out.
        needs: jobs whose answers this one needs before it can start.
        shared: answers of other projects count too: they say nothing but what is in the file.
        once: if the project has an equal job under way, that is the job.
        force: work it out anew, whatever there is.
    """

    job: Job
    needs: tuple[Entry, ...] = ()
    shared: bool = False
    once: bool = False
    force: bool = False

    @property
    def scope(self) -> str | None:
        """The project whose answers count; None for all."""
        return None if self.shared else self.job.project_id


def enter(connection: sa.Connection, entry: Entry) -> tuple[Job, list[Job]]:
    """Enter a job, and before it what it needs and nobody has asked for yet.

    Answers the job and all that are to be dispatched. A job whose equal has an answer has ended
    at once; one whose equal is under way waits for that; one whose needs are not met waits for
    them.
    """
    due: list[Job] = []
    job = entry.job
    stored = None if entry.force else answered(connection, entry.scope, job.fingerprint)
    if stored is not None:
        job = _answered_by(job, stored)
        _insert(connection, job)
        share(connection, stored, job)
        return job, due
    live = None if entry.force else _live(connection, entry)
    if live is not None:
        due += _hurry(connection, live, job.priority)
        if entry.once and live.project_id == job.project_id:
            return live, due
        waits = [live]
    else:
        waits = _needed(connection, entry.needs, due)
    job = replace(job, message=waiting(waits))
    _insert(connection, job)
    wait(connection, job.id, (other.id for other in waits))
    if not waits:
        due.append(job)
    return job, due


def wait(connection: sa.Connection, job_id: str, others: Iterable[str]) -> None:
    """Note that a job waits for others."""
    rows = [{"job_id": job_id, "waits_for": other} for other in dict.fromkeys(others)]
    if rows:
        connection.execute(job_waits.insert(), rows)


def needed(connection: sa.Connection, needs: Iterable[Entry]) -> tuple[list[Job], list[Job]]:
    """Enter what is needed; the jobs to wait for, and those to be dispatched."""
    due: list[Job] = []
    return _needed(connection, needs, due), due


def waiting(others: Iterable[Job]) -> str:
    """What a job that waits for others says of itself."""
    names = " and ".join(dict.fromkeys(f"'{other.operation}'" for other in others))
    return f"waits for the job {names} on the same model" if names else ""


def _needed(connection: sa.Connection, needs: Iterable[Entry], due: list[Job]) -> list[Job]:
    waits = []
    for need in needs:
        if answered(connection, need.scope, need.job.fingerprint) is not None:
            continue
        live = _live(connection, need)
        if live is not None:
            due += _hurry(connection, live, need.job.priority)
            waits.append(live)
        else:
            job, more = enter(connection, need)
            due += more
            waits.append(job)
    return waits


def _live(connection: sa.Connection, entry: Entry) -> Job | None:
    """The oldest job of the same fingerprint that has not ended."""
    query = (
        JOBS.where(
            jobs.c.fingerprint == entry.job.fingerprint,
            jobs.c.state.in_([JobState.QUEUED, JobState.RUNNING]),
            ~jobs.c.cancel_requested,
        )
        .order_by(jobs.c.created_at)
        .limit(1)
    )
    if entry.scope is not None:
        query = query.where(jobs.c.project_id == entry.scope)
    row = connection.execute(query).one_or_none()
    return None if row is None else job_of(row)


def _hurry(connection: sa.Connection, job: Job, priority: int) -> list[Job]:
    """Give a job, and what it waits for, at least this priority; those to be dispatched anew."""
    if job.priority >= priority or job.state is not JobState.QUEUED:
        return []
    connection.execute(
        jobs.update()
        .where(jobs.c.id == job.id)
        .values(priority=priority, revision=jobs.c.revision + 1)
    )
    waits = connection.scalars(
        sa.select(job_waits.c.waits_for).where(job_waits.c.job_id == job.id)
    ).all()
    if not waits:
        return [replace(job, priority=priority)]
    rows = connection.execute(JOBS.where(jobs.c.id.in_(waits))).all()
    return [due for row in rows for due in _hurry(connection, job_of(row), priority)]


def _answered_by(job: Job, stored: Job) -> Job:
    now = datetime.now(UTC)
    return replace(
        job,
        state=JobState.SUCCEEDED,
        progress=1.0,
        result=stored.result,
        result_blob=stored.result_blob,
        answered_from=stored.id,
        started_at=now,
        finished_at=now,
    )


def _insert(connection: sa.Connection, job: Job) -> None:
    values = asdict(job)
    values.pop("result_blob")
    values["result_sha256"] = job.result_blob.sha256 if job.result_blob else None
    values["inputs"] = [asdict(item) for item in job.inputs]
    connection.execute(jobs.insert().values(values))
