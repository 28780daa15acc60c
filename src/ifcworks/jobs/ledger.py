"""The ledger: the rows of the database that are the truth about jobs.

Queues carry a job's id and nothing else. Every change of a job happens here, in one transaction,
and only from the state that it may come from; a change that comes too late changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from ifcworks.database.engine import Database
from ifcworks.database.tables import attempts, idempotency_keys, job_waits, jobs
from ifcworks.errors import IdempotencyConflict, JobFinished
from ifcworks.files.blobs import Blob
from ifcworks.files.versions import Content, add_made_version, remember_blob
from ifcworks.jobs.entering import Entry, enter, needed, wait
from ifcworks.jobs.job import Artifact, Job, JobState
from ifcworks.jobs.leaving import leave
from ifcworks.jobs.queries import JOBS, Questions, job_of
from ifcworks.jobs.settling import Settled, settle
from ifcworks.operations.workspace import Record


@dataclass(frozen=True)
class Usage:
    """What an attempt used: the largest process's memory in bytes, processor time in seconds."""

    peak_memory: int | None = None
    cpu_seconds: float | None = None


@dataclass(frozen=True)
class Answer:
    """What a succeeded attempt leaves.

    Attributes:
        result: the result as it is in the row …
        result_blob: … or as a blob, where it is large.
        versions: next versions of files, each with the file's id.
        records: rows for the tables of results.
    """

    result: dict[str, Any] | None
    result_blob: Blob | None
    artifacts: tuple[Artifact, ...]
    versions: tuple[tuple[str, Content], ...] = ()
    records: tuple[Record, ...] = ()


class Ledger(Questions):
    """The jobs in the database.

    Args:
        database: where.
        changed: called with the job's id after each change, for those who watch.
    """

    def __init__(self, database: Database, changed: Callable[[str], None]) -> None:
        super().__init__(database)
        self._changed = changed
        self._dispatch: Callable[[str, int], None] = lambda job_id, priority: None
        self._made: Callable[[Job], None] = lambda job: None

    def enter(
        self, entry: Entry, *, idempotency_key: str | None = None, request_sha256: str = ""
    ) -> Job:
        """Enter a job, and what it needs, as ``entering.enter``.

        With an idempotency key that was used before for the same request, the job of that time is
        answered and nothing is entered.

        Raises:
            IdempotencyConflict: the key was used for another request.
        """
        with self._database.write() as connection:
            if idempotency_key is not None:
                known = self._requested(
                    connection, entry.job.project_id, idempotency_key, request_sha256
                )
                if known is not None:
                    return known
            job, due = enter(connection, entry)
            if idempotency_key is not None:
                connection.execute(
                    idempotency_keys.insert().values(
                        project_id=job.project_id,
                        key=idempotency_key,
                        request_sha256=request_sha256,
                        job_id=job.id,
                        created_at=job.created_at,
                    )
                )
        self._tell(Settled(due, [job.id], [job] if job.state.final and job.saves else []))
        return job

    def requested(self, project_id: str, idempotency_key: str, request_sha256: str) -> Job | None:
        """The job that was entered with an idempotency key, if there is one.

        Raises:
            IdempotencyConflict: the key was used for another request.
        """
        with self._database.read() as connection:
            return self._requested(connection, project_id, idempotency_key, request_sha256)

    @staticmethod
    def _requested(
        connection: sa.Connection, project_id: str, idempotency_key: str, request_sha256: str
    ) -> Job | None:
        known = connection.execute(
            sa.select(idempotency_keys).where(
                idempotency_keys.c.project_id == project_id,
                idempotency_keys.c.key == idempotency_key,
            )
        ).one_or_none()
        if known is None:
            return None
        if known.request_sha256 != request_sha256:
            raise IdempotencyConflict(
                f"The Idempotency-Key '{idempotency_key}' was used before for another request "
                f"(job {known.job_id}); use a new key for a new request."
            )
        return job_of(connection.execute(JOBS.where(jobs.c.id == known.job_id)).one())

    def start(self, job_id: str) -> Job | None:
        """Begin the next attempt at a queued job; None if it is not queued (any more), or waits."""
        now = datetime.now(UTC)
        with self._database.write() as connection:
            number = connection.scalar(
                self._update(job_id, JobState.QUEUED)
                .where(~sa.exists().where(job_waits.c.job_id == job_id))
                .values(
                    state=JobState.RUNNING,
                    attempt=jobs.c.attempt + 1,
                    started_at=sa.func.coalesce(jobs.c.started_at, now),
                    progress=0.0,
                    message="",
                )
                .returning(jobs.c.attempt)
            )
            if number is None:
                return None
            connection.execute(
                attempts.insert().values(job_id=job_id, number=number, log="", started_at=now)
            )
            job = job_of(connection.execute(JOBS.where(jobs.c.id == job_id)).one())
        self._changed(job_id)
        return job

    def report(self, job: Job, progress: float, message: str) -> None:
        """Note how far the running attempt is."""
        with self._database.write() as connection:
            connection.execute(
                self._update(job.id, JobState.RUNNING, job.attempt).values(
                    progress=progress, message=message
                )
            )
        self._changed(job.id)

    def succeed(self, job: Job, answer: Answer, usage: Usage, log: str) -> bool:
        """End the attempt and the job with an answer; False if the attempt is not current."""
        with self._database.write() as connection:
            if answer.result_blob is not None:
                remember_blob(connection, answer.result_blob)
            ended = self._end(
                connection,
                job,
                JobState.SUCCEEDED,
                usage,
                log,
                result=answer.result,
                result_sha256=answer.result_blob.sha256 if answer.result_blob else None,
                progress=1.0,
                message="",
            )
            if not ended:
                return False
            leave(connection, job, answer.artifacts, answer.records)
            for file_id, content in answer.versions:
                add_made_version(connection, file_id, content, job.id, datetime.now(UTC))
            settled = settle(connection, job.id)
        self._tell(settled, job.id)
        if answer.versions or job.saves:
            self._made(job)
        return True

    def fail(self, job: Job, problem: dict[str, Any], usage: Usage, log: str) -> bool:
        """End the attempt and the job with a problem; False if the attempt is not current."""
        with self._database.write() as connection:
            ended = self._end(
                connection, job, JobState.FAILED, usage, log, problem=problem, message=""
            )
            settled = settle(connection, job.id)
        self._tell(settled, job.id)
        return ended

    def requeue(self, job: Job, problem: dict[str, Any] | None, usage: Usage, log: str) -> bool:
        """End the attempt and queue the job for the next; ``problem`` says why, if it failed.

        A job that somebody has asked to cancel is cancelled instead. False if the attempt is not
        current.
        """
        with self._database.write() as connection:
            ended = self._end(
                connection, job, JobState.QUEUED, usage, log, problem=problem, message=""
            )
            connection.execute(
                self._update(job.id, JobState.QUEUED)
                .where(jobs.c.cancel_requested)
                .values(state=JobState.CANCELLED, finished_at=datetime.now(UTC))
            )
            settled = settle(connection, job.id)
        self._tell(settled, job.id)
        return ended

    def end_cancelled(self, job: Job, usage: Usage, log: str) -> bool:
        """End the attempt and the job because that was requested."""
        with self._database.write() as connection:
            ended = self._end(connection, job, JobState.CANCELLED, usage, log, message="")
            settled = settle(connection, job.id)
        self._tell(settled, job.id)
        return ended

    def cancel(self, job_id: str) -> Job:
        """Cancel a job: a queued one ends here; for a running one the request is noted.

        Raises:
            JobNotFound, JobFinished.
        """
        with self._database.write() as connection:
            connection.execute(
                self._update(job_id, JobState.QUEUED).values(
                    state=JobState.CANCELLED,
                    cancel_requested=True,
                    finished_at=datetime.now(UTC),
                    problem=None,
                )
            )
            connection.execute(self._update(job_id, JobState.RUNNING).values(cancel_requested=True))
            connection.execute(
                job_waits.delete().where(
                    job_waits.c.job_id == job_id,
                    sa.exists().where(jobs.c.id == job_id, jobs.c.state == JobState.CANCELLED),
                )
            )
            settled = settle(connection, job_id)
        self._tell(settled, job_id)
        job = self.job(job_id)
        if job.state.final and job.state is not JobState.CANCELLED:
            raise JobFinished(
                f"Job {job_id} has already {job.state.value}; there is nothing to cancel."
            )
        return job

    def retry(self, job_id: str, needs: Sequence[Entry] = ()) -> Job:
        """Queue a failed or cancelled job again, with all its tries before it.

        It waits for what it needs, as when it was entered.

        Raises:
            JobNotFound; JobFinished: it succeeded, or has not ended.
        """
        with self._database.write() as connection:
            done = connection.execute(
                jobs.update()
                .where(
                    jobs.c.id == job_id,
                    jobs.c.state.in_([JobState.FAILED, JobState.CANCELLED]),
                )
                .values(
                    state=JobState.QUEUED,
                    revision=jobs.c.revision + 1,
                    attempts_counted_from=jobs.c.attempt,
                    cancel_requested=False,
                    progress=0.0,
                    message="",
                    problem=None,
                    started_at=None,
                    finished_at=None,
                )
            ).rowcount
            due: list[Job] = []
            if done:
                others, due = needed(connection, needs)
                wait(connection, job_id, (other.id for other in others))
                if not others:
                    due.append(job_of(connection.execute(JOBS.where(jobs.c.id == job_id)).one()))
        self._tell(Settled(due), job_id)
        job = self.job(job_id)
        if not done:
            raise JobFinished(
                f"Job {job_id} is {job.state.value}; only a failed or cancelled job can be retried."
            )
        return job

    def settle_leftovers(self) -> None:
        """Have those go on that wait for a job that has ended. There should be none."""
        over = (
            sa.select(job_waits.c.waits_for)
            .join(jobs, jobs.c.id == job_waits.c.waits_for)
            .where(jobs.c.state.in_([state for state in JobState if state.final]))
            .distinct()
        )
        with self._database.read() as connection:
            ids = list(connection.scalars(over))
        for job_id in ids:
            with self._database.write() as connection:
                settled = settle(connection, job_id)
            self._tell(settled)

    def when_due(self, dispatch: Callable[[str, int], None]) -> None:
        """Have ``dispatch`` called with id and priority of each job that can be carried out."""
        self._dispatch = dispatch

    def when_made(self, made: Callable[[Job], None]) -> None:
        """Have ``made`` called with each job that has made versions of files."""
        self._made = made

    # -- inside ---------------------------------------------------------------------------------

    def _tell(self, settled: Settled, *job_ids: str) -> None:
        """Tell, after the transaction, what has changed and what is to be carried out."""
        for job_id in (*job_ids, *settled.changed):
            self._changed(job_id)
        for job in settled.due:
            self._dispatch(job.id, job.priority)
        for job in settled.made:
            self._made(job)

    @staticmethod
    def _update(job_id: str, state: JobState, attempt: int | None = None) -> sa.Update:
        update = (
            jobs.update()
            .where(jobs.c.id == job_id, jobs.c.state == state)
            .values(revision=jobs.c.revision + 1)
        )
        return update if attempt is None else update.where(jobs.c.attempt == attempt)

    def _end(
        self,
        connection: sa.Connection,
        job: Job,
        state: JobState,
        usage: Usage,
        log: str,
        problem: dict[str, Any] | None = None,
        **values: Any,
    ) -> bool:
        """End the current attempt. An attempt that is no longer current changes nothing."""
        now = datetime.now(UTC)
        update = self._update(job.id, JobState.RUNNING, job.attempt).values(
            state=state,
            problem=problem if state is not JobState.QUEUED else None,
            finished_at=now if state.final else None,
            **values,
        )
        if connection.execute(update).rowcount == 0:
            return False
        if problem is not None:
            outcome = problem["code"]
        else:
            outcome = "stopped" if state is JobState.QUEUED else state.value
        connection.execute(
            attempts.update()
            .where(attempts.c.job_id == job.id, attempts.c.number == job.attempt)
            .values(
                outcome=outcome,
                problem=problem,
                log=log,
                peak_memory=usage.peak_memory,
                cpu_seconds=usage.cpu_seconds,
                finished_at=now,
            )
        )
        return True
