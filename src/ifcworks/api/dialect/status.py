"""What clients of the dialect are told of a job."""

from __future__ import annotations

from typing import Any

import structlog
from starlette.exceptions import HTTPException

from ifcworks.api.dialect.asked import Asked, AskedJobs
from ifcworks.api.dialect.translations.all import TRANSLATIONS
from ifcworks.api.dialect.translations.base import Finished
from ifcworks.api.dialect.words import STATES, error_of, moment
from ifcworks.errors import JobNotFound
from ifcworks.jobs.job import Job, JobState
from ifcworks.wiring import Service

log = structlog.get_logger()

_NOTES = 20


def job_of(service: Service, job_id: str) -> Job:
    """The job of an id.

    Raises:
        HTTPException: 404, there is none.
    """
    try:
        return service.ledger.job(job_id)
    except JobNotFound:
        raise HTTPException(404, f"Job {job_id[:100]} not found") from None


def finished(service: Service, job: Job) -> Finished:
    """A job that has succeeded, with what was asked."""
    asked = AskedJobs(service.database).find(job.id)
    if asked is None:  # not asked for in the dialect: its first file is the output
        asked = Asked("", min(job.saves, default=None), {}, [])
    return Finished(service, job, asked)


def status(service: Service, job: Job) -> dict[str, Any]:
    """The nine members that are always there."""
    seconds = None
    if job.started_at is not None and job.finished_at is not None:
        seconds = (job.finished_at - job.started_at).total_seconds()
    return {
        "job_id": job.id,
        "status": STATES[job.state],
        "result": result(service, job) if job.state is JobState.SUCCEEDED else None,
        "error": error_of(job),
        "progress": round(100 * job.progress),
        "execution_time_seconds": seconds,
        "created_at": moment(job.created_at),
        "started_at": moment(job.started_at),
        "ended_at": moment(job.finished_at),
    }


def result(service: Service, job: Job) -> dict[str, Any]:
    """The result of a job that has succeeded, as the operation asked for tells it."""
    done = finished(service, job)
    told: dict[str, Any] = {"success": True, "message": "Done.", **done.storage(), **_own(done)}
    warnings = [told["warning"]] if told.get("warning") else []
    warnings += [*done.result.get("notes", [])[:_NOTES], *done.asked.notes]
    if warnings:
        told["warning"] = " ".join(warnings)
    return told


def _own(done: Finished) -> dict[str, Any]:
    """What the translation tells of a result; the result itself if that is of another form."""
    translation = TRANSLATIONS.get(done.asked.route)
    if translation is None:
        return done.result
    try:
        return translation.result(done)
    except (LookupError, TypeError):  # of a version before this one
        log.exception("result could not be told in the dialect", job=done.job.id)
        return done.result
