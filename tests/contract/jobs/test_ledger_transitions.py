"""Every change of a job from every state: allowed, or without any effect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from ifcworks.errors import JobFinished, JobNotFound
from ifcworks.files.blobs import Blob
from ifcworks.files.catalog import Project
from ifcworks.jobs.job import Artifact, Job, JobState
from ifcworks.jobs.ledger import Answer, Ledger, Usage
from support.jobs import PROBLEM, new_entry, new_job

USAGE = Usage(peak_memory=1, cpu_seconds=0.5)
CONTENT = Blob("a" * 64, 3)


def answer(job: Job) -> Answer:
    return Answer({"n": 1}, None, (Artifact(job.id, "a.txt", CONTENT, "text/plain"),))


def in_state(ledger: Ledger, project: Project, state: str) -> Job:
    """A job that has come to this state the usual way."""
    job = ledger.enter(new_entry(project))
    if state == "queued":
        return job
    running = ledger.start(job.id)
    assert running is not None
    match state:
        case "succeeded":
            ledger.succeed(running, answer(running), USAGE, "")
        case "failed":
            ledger.fail(running, PROBLEM, USAGE, "")
        case "cancelled":
            ledger.cancel(job.id)
            ledger.end_cancelled(running, USAGE, "")
        case "cancelling":
            ledger.cancel(job.id)
    return ledger.job(job.id)


Change = Callable[[Ledger, Job], object]
CHANGES: dict[str, Change] = {
    "start": lambda ledger, job: ledger.start(job.id),
    "succeed": lambda ledger, job: ledger.succeed(job, answer(job), USAGE, ""),
    "fail": lambda ledger, job: ledger.fail(job, PROBLEM, USAGE, ""),
    "requeue": lambda ledger, job: ledger.requeue(job, PROBLEM, USAGE, ""),
    "end_cancelled": lambda ledger, job: ledger.end_cancelled(job, USAGE, ""),
    "cancel": lambda ledger, job: ledger.cancel(job.id),
    "retry": lambda ledger, job: ledger.retry(job.id),
}
ALLOWED = {
    ("queued", "start"): "running",
    ("queued", "cancel"): "cancelled",
    ("running", "succeed"): "succeeded",
    ("running", "fail"): "failed",
    ("running", "requeue"): "queued",
    ("running", "end_cancelled"): "cancelled",
    ("running", "cancel"): "running",
    ("cancelling", "succeed"): "succeeded",
    ("cancelling", "fail"): "failed",
    ("cancelling", "requeue"): "cancelled",
    ("cancelling", "end_cancelled"): "cancelled",
    ("cancelling", "cancel"): "running",
    ("failed", "retry"): "queued",
    ("cancelled", "retry"): "queued",
    ("cancelled", "cancel"): "cancelled",
}
STATES = ["queued", "running", "cancelling", "succeeded", "failed", "cancelled"]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("state", STATES)
def test_a_change(ledger: Ledger, project: Project, state: str, change: str) -> None:
    job = in_state(ledger, project, state)
    artifacts, attempts = ledger.artifacts(job.id), ledger.attempts(job.id)

    try:
        CHANGES[change](ledger, job)
    except JobFinished:
        assert (state, change) not in ALLOWED

    after = ledger.job(job.id)
    if (state, change) in ALLOWED:
        assert after.state == ALLOWED[state, change]
        assert (after.finished_at is not None) == after.state.final
        assert after.state is JobState.CANCELLED or after.revision == job.revision + 1
    else:
        assert after == job
        assert ledger.artifacts(job.id) == artifacts
        assert ledger.attempts(job.id) == attempts


@pytest.mark.parametrize("change", ["cancel", "retry"])
def test_a_change_of_no_job(ledger: Ledger, change: str, project: Project) -> None:
    with pytest.raises(JobNotFound):
        CHANGES[change](ledger, new_job(project))


@pytest.mark.parametrize("late", ["succeed", "fail", "requeue", "end_cancelled"])
def test_an_attempt_that_is_not_current_changes_nothing(
    ledger: Ledger, project: Project, late: str
) -> None:
    old = in_state(ledger, project, "running")
    ledger.requeue(old, PROBLEM, USAGE, "")
    current = ledger.start(old.id)
    assert current is not None
    before = ledger.attempts(old.id)

    assert CHANGES[late](ledger, old) is False

    assert ledger.job(old.id) == current
    assert ledger.artifacts(old.id) == []
    assert ledger.attempts(old.id) == before


def test_an_old_attempt_reports_no_progress(ledger: Ledger, project: Project) -> None:
    old = in_state(ledger, project, "running")
    ledger.requeue(old, None, USAGE, "")
    ledger.start(old.id)

    ledger.report(old, 0.9, "from the dead")

    assert ledger.job(old.id).progress == 0.0


def test_what_an_attempt_left_is_kept(ledger: Ledger, project: Project) -> None:
    job = in_state(ledger, project, "running")
    large = Blob("b" * 64, 10**6)

    assert ledger.succeed(job, replace(answer(job), result=None, result_blob=large), USAGE, "log")

    ended = ledger.job(job.id)
    assert (ended.result, ended.result_blob, ended.progress) == (None, large, 1.0)
    assert ledger.artifacts(job.id) == [Artifact(job.id, "a.txt", CONTENT, "text/plain")]
    [attempt] = ledger.attempts(job.id)
    assert (attempt.outcome, attempt.log) == ("succeeded", "log")
    assert (attempt.peak_memory, attempt.cpu_seconds) == (1, 0.5)
    assert attempt.finished_at == ended.finished_at


def test_a_retry_begins_anew(ledger: Ledger, project: Project) -> None:
    job = in_state(ledger, project, "failed")

    again = ledger.retry(job.id)

    assert (again.problem, again.started_at, again.finished_at) == (None, None, None)
    assert again.attempts_counted_from == 1
    assert not again.cancel_requested
    assert len(ledger.attempts(job.id)) == 1


def test_watchers_are_told_after_each_change(
    ledger: Ledger, project: Project, changed: list[str]
) -> None:
    job = in_state(ledger, project, "succeeded")

    assert changed == [job.id] * 3  # added, started, succeeded


def test_the_queue_is_in_order_of_arrival(ledger: Ledger, project: Project) -> None:
    jobs = [ledger.enter(new_entry(project)) for _ in range(5)]

    assert ledger.ids(JobState.QUEUED) == [job.id for job in jobs]
    ahead = ledger.ahead([job.id for job in jobs])
    assert [ahead[job.id] for job in jobs] == [0, 1, 2, 3, 4]
    assert ledger.counts() == {
        "queued": 5,
        "running": 0,
        "succeeded": 0,
        "failed": 0,
        "cancelled": 0,
    }
