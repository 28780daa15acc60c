"""The ledger: the rows of the database that are the truth about jobs.

Queues carry a job's id and nothing else. Every change of a job happens here, in one transaction,
and only from the state that it may come from; a change that comes too late changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from ifcworks.database.engine import Database
from ifcworks.database.tables import artifacts, attempts, blobs, idempotency_keys, jobs
from ifcworks.errors import IdempotencyConflict, JobFinished, JobNotFound
from ifcworks.files.blobs import Blob
from ifcworks.files.catalog import remember_blob
from ifcworks.jobs.job import Artifact, Attempt, Input, Job, JobState


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


_result_blob = blobs.alias("result_blob")
_JOBS = sa.select(jobs, _result_blob.c.size.label("result_size")).outerjoin(
    _result_blob, _result_blob.c.sha256 == jobs.c.result_sha256
)


def _job(row: sa.Row[Any]) -> Job:
    values = dict(row._mapping)
    size, sha256 = values.pop("result_size"), values.pop("result_sha256")
    values["result_blob"] = None if sha256 is None else Blob(sha256, size)
    values["state"] = JobState(values["state"])
    values["inputs"] = tuple(
        Input(**{**item, "blob": Blob(**item["blob"])}) for item in values["inputs"]
    )
    return Job(**values)


class Ledger:
    """The jobs in the database.

    Args:
        database: where.
        changed: called with the job's id after each change, for those who watch.
    """

    def __init__(self, database: Database, changed: Callable[[str], None]) -> None:
        self._database = database
        self._changed = changed

    # -- asking ---------------------------------------------------------------------------------

    def job(self, job_id: str, project_id: str | None = None) -> Job:
        """The job of this id.

        Raises:
            JobNotFound: there is none (in the project, if one is given).
        """
        query = _JOBS.where(jobs.c.id == job_id)
        if project_id is not None:
            query = query.where(jobs.c.project_id == project_id)
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise JobNotFound(f"There is no job {job_id}.")
        return _job(row)

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
        query = _JOBS.order_by(jobs.c.created_at.desc(), jobs.c.id.desc()).limit(limit)
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
            return [_job(row) for row in connection.execute(query)]

    def ids(self, state: JobState) -> list[str]:
        """Ids of all jobs in a state, the oldest first."""
        query = sa.select(jobs.c.id).where(jobs.c.state == state).order_by(jobs.c.created_at)
        with self._database.read() as connection:
            return list(connection.scalars(query))

    def counts(self) -> dict[str, int]:
        """How many jobs are in each state."""
        query = sa.select(jobs.c.state, sa.func.count()).group_by(jobs.c.state)
        with self._database.read() as connection:
            found: dict[str, int] = dict(connection.execute(query).tuples().all())
        return {state.value: found.get(state, 0) for state in JobState}

    def ahead(self, job: Job) -> int:
        """How many queued jobs stand before this one."""
        query = sa.select(sa.func.count()).where(
            jobs.c.state == JobState.QUEUED, jobs.c.created_at < job.created_at
        )
        with self._database.read() as connection:
            return connection.scalar(query) or 0

    def artifacts(self, job_id: str) -> list[Artifact]:
        """The artifacts of a job by name."""
        query = sa.select(artifacts).where(artifacts.c.job_id == job_id).order_by(artifacts.c.name)
        with self._database.read() as connection:
            return [
                Artifact(row.job_id, row.name, Blob(row.sha256, row.size), row.media_type)
                for row in connection.execute(query)
            ]

    def attempts(self, job_id: str) -> list[Attempt]:
        """The attempts of a job, the first first."""
        query = sa.select(attempts).where(attempts.c.job_id == job_id).order_by(attempts.c.number)
        with self._database.read() as connection:
            return [Attempt(**row._mapping) for row in connection.execute(query)]

    def answered(self, project_id: str, fingerprint: str) -> Job | None:
        """The project's newest job of this fingerprint that worked out an answer itself."""
        query = (
            _JOBS.where(
                jobs.c.project_id == project_id,
                jobs.c.fingerprint == fingerprint,
                jobs.c.state == JobState.SUCCEEDED,
                jobs.c.answered_from.is_(None),
            )
            .order_by(jobs.c.finished_at.desc())
            .limit(1)
        )
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else _job(row)

    # -- changing -------------------------------------------------------------------------------

    def add(self, job: Job, *, idempotency_key: str | None = None, request_sha256: str = "") -> Job:
        """Enter a job.

        With an idempotency key that was used before for the same request, the job of that time is
        answered and nothing is entered.

        Raises:
            IdempotencyConflict: the key was used for another request.
        """
        with self._database.write() as connection:
            if idempotency_key is not None:
                known = connection.execute(
                    sa.select(idempotency_keys).where(
                        idempotency_keys.c.project_id == job.project_id,
                        idempotency_keys.c.key == idempotency_key,
                    )
                ).one_or_none()
                if known is not None:
                    if known.request_sha256 != request_sha256:
                        raise IdempotencyConflict(
                            f"The Idempotency-Key '{idempotency_key}' was used before for another "
                            f"request (job {known.job_id}); use a new key for a new request."
                        )
                    row = connection.execute(_JOBS.where(jobs.c.id == known.job_id)).one()
                    return _job(row)
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
            job = _job(connection.execute(_JOBS.where(jobs.c.id == job_id)).one())
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
        """End the attempt and queue the job for the next; ``problem`` says why, if it failed."""
        with self._database.write() as connection:
            ended = self._end(
                connection, job, JobState.QUEUED, usage, log, problem=problem, message=""
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
        if job.state.final and not job.cancel_requested:
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


def outcomes(tries: Iterable[Attempt], since: int) -> list[str]:
    """Outcomes of the ended attempts after number ``since``, the first first."""
    return [t.outcome for t in tries if t.number > since and t.outcome is not None]
