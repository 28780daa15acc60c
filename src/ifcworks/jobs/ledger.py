"""The ledger: the rows of the database that are the truth about jobs.

Queues carry a job's id and nothing else. Every change of a job happens here, in one transaction,
and only from the state that it may come from; a change that comes too late changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from ifcworks.database.engine import Database
from ifcworks.database.tables import artifacts, attempts, idempotency_keys, jobs
from ifcworks.errors import IdempotencyConflict, JobFinished
from ifcworks.files.blobs import Blob
from ifcworks.files.catalog import remember_blob
from ifcworks.jobs.job import Artifact, Job, JobState
from ifcworks.jobs.queries import JOBS, Questions, job_of


@dataclass(frozen=True)
class Usage:
    """What an attempt used: the largest process's memory in bytes, processor time in seconds."""

    peak_memory: int | None = None
    cpu_seconds: float | None = None


@dataclass(frozen=True)
class Answer:
    """What a succeeded attempt leaves: a result (in the row or as a blob) and artifacts."""

    result: dict[str, Any] | None
    result_blob: Blob | None
    artifacts: tuple[Artifact, ...]


class Ledger(Questions):
    """The jobs in the database.

    Args:
        database: where.
        changed: called with the job's id after each change, for those who watch.
    """

    def __init__(self, database: Database, changed: Callable[[str], None]) -> None:
        super().__init__(database)
        self._changed = changed

    def add(self, job: Job, *, idempotency_key: str | None = None, request_sha256: str = "") -> Job:
        """Enter a job.

        With an idempotency key that was used before for the same request, the job of that time is
        answered and nothing is entered.

        Raises:
            IdempotencyConflict: the key was used for another request.
        """
        with self._database.write() as connection:
            if idempotency_key is not None:
                known = self._requested(connection, job.project_id, idempotency_key, request_sha256)
                if known is not None:
                    return known
            self._insert(connection, job)
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
        self._changed(job.id)
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

    @staticmethod
    def _insert(connection: sa.Connection, job: Job) -> None:
        values = asdict(job)
        values.pop("result_blob")
        values["result_sha256"] = job.result_blob.sha256 if job.result_blob else None
        values["inputs"] = [asdict(item) for item in job.inputs]
        connection.execute(jobs.insert().values(values))
        if job.answered_from is not None:
            # The answer is shared by reference: the same blobs, under this job's name.
            connection.execute(
                artifacts.insert().from_select(
                    ["job_id", "name", "sha256", "size", "media_type"],
                    sa.select(
                        sa.literal(job.id),
                        artifacts.c.name,
                        artifacts.c.sha256,
                        artifacts.c.size,
                        artifacts.c.media_type,
                    ).where(artifacts.c.job_id == job.answered_from),
                )
            )

    def start(self, job_id: str) -> Job | None:
        """Begin the next attempt at a queued job; None if it is not queued (any more)."""
        now = datetime.now(UTC)
        with self._database.write() as connection:
            number = connection.scalar(
                self._update(job_id, JobState.QUEUED)
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
            for artifact in answer.artifacts:
                remember_blob(connection, artifact.blob)
                connection.execute(
                    artifacts.insert().values(
                        job_id=job.id,
                        name=artifact.name,
                        sha256=artifact.blob.sha256,
                        size=artifact.blob.size,
                        media_type=artifact.media_type,
                    )
                )
        self._changed(job.id)
        return True

    def fail(self, job: Job, problem: dict[str, Any], usage: Usage, log: str) -> bool:
        """End the attempt and the job with a problem; False if the attempt is not current."""
        with self._database.write() as connection:
            ended = self._end(
                connection, job, JobState.FAILED, usage, log, problem=problem, message=""
            )
        self._changed(job.id)
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
        self._changed(job.id)
        return ended

    def end_cancelled(self, job: Job, usage: Usage, log: str) -> bool:
        """End the attempt and the job because that was requested."""
        with self._database.write() as connection:
            ended = self._end(connection, job, JobState.CANCELLED, usage, log, message="")
        self._changed(job.id)
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
        self._changed(job_id)
        job = self.job(job_id)
        if job.state.final and job.state is not JobState.CANCELLED:
            raise JobFinished(
                f"Job {job_id} has already {job.state.value}; there is nothing to cancel."
            )
        return job

    def retry(self, job_id: str) -> Job:
        """Queue a failed or cancelled job again, with all its tries before it.

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
        self._changed(job_id)
        job = self.job(job_id)
        if not done:
            raise JobFinished(
                f"Job {job_id} is {job.state.value}; only a failed or cancelled job can be retried."
            )
        return job

    # -- inside ---------------------------------------------------------------------------------

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
