"""Entering jobs, idempotency keys, stored answers, lists."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ifcworks.errors import IdempotencyConflict, JobNotFound
from ifcworks.files.blobs import Blob
from ifcworks.files.catalog import Catalog, Project
from ifcworks.jobs.entering import Entry
from ifcworks.jobs.job import Artifact, Input, Job
from ifcworks.jobs.ledger import Answer, Ledger, Usage
from support.jobs import PROBLEM, new_entry, new_job

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def succeeded(ledger: Ledger, job: Job) -> Job:
    ledger.enter(Entry(job, force=True))
    running = ledger.start(job.id)
    assert running is not None
    made = Artifact(job.id, "a.txt", Blob("a" * 64, 1), "text/plain")
    ledger.succeed(running, Answer({"n": 1}, None, (made,)), Usage(), "")
    return ledger.job(job.id)


def test_a_job_comes_back_as_it_was_entered(ledger: Ledger, project: Project) -> None:
    job = new_job(
        project,
        params={"deep": [1, {"ä": None}], "number": 1.5},
        inputs=(Input("m.ifc", "file", "m.ifc", 2, Blob("c" * 64, 7)),),
    )

    assert ledger.enter(Entry(job, force=True)) == job
    assert ledger.job(job.id) == job
    assert ledger.job(job.id, project.id) == job


def test_a_job_of_another_project_is_not_found(ledger: Ledger, project: Project) -> None:
    job = ledger.enter(new_entry(project))

    with pytest.raises(JobNotFound):
        ledger.job(job.id, "another")


def test_the_same_key_and_request_answers_the_first_job(ledger: Ledger, project: Project) -> None:
    first, second = new_job(project), new_job(project)
    ledger.enter(Entry(first, force=True), idempotency_key="k", request_sha256="r" * 64)

    assert (
        ledger.enter(Entry(second, force=True), idempotency_key="k", request_sha256="r" * 64)
        == first
    )

    with pytest.raises(JobNotFound):
        ledger.job(second.id)


def test_the_same_key_for_another_request_is_refused(ledger: Ledger, project: Project) -> None:
    ledger.enter(new_entry(project), idempotency_key="k", request_sha256="r" * 64)
    second = new_job(project)

    with pytest.raises(IdempotencyConflict):
        ledger.enter(Entry(second, force=True), idempotency_key="k", request_sha256="s" * 64)

    with pytest.raises(JobNotFound):
        ledger.job(second.id)


def test_a_key_belongs_to_its_project(ledger: Ledger, catalog: Catalog, project: Project) -> None:
    other = catalog.add_project("other")
    ledger.enter(new_entry(project), idempotency_key="k", request_sha256="r" * 64)

    second = ledger.enter(new_entry(other), idempotency_key="k", request_sha256="s" * 64)

    assert ledger.job(second.id) == second


def test_of_many_at_once_with_one_key_one_enters(ledger: Ledger, project: Project) -> None:
    def add(job: Job) -> str:
        return ledger.enter(Entry(job, force=True), idempotency_key="k", request_sha256="r" * 64).id

    with ThreadPoolExecutor(8) as threads:
        ids = set(threads.map(add, [new_job(project) for _ in range(16)]))

    assert len(ids) == 1
    assert len(ledger.jobs()) == 1


def test_of_many_at_once_one_starts_an_attempt(ledger: Ledger, project: Project) -> None:
    job = ledger.enter(new_entry(project))

    with ThreadPoolExecutor(8) as threads:
        started = [found for found in threads.map(ledger.start, [job.id] * 16) if found]

    assert [attempt.attempt for attempt in started] == [1]


def test_a_stored_answer_is_the_newest_of_its_project(
    ledger: Ledger, catalog: Catalog, project: Project
) -> None:
    succeeded(ledger, new_job(project))
    newest = succeeded(ledger, new_job(project))
    succeeded(ledger, new_job(catalog.add_project("other")))
    succeeded(ledger, new_job(project, fingerprint="e" * 64))

    assert ledger.answered(project.id, "f" * 64) == newest
    assert ledger.answered(project.id, "d" * 64) is None


def test_only_a_success_is_a_stored_answer(ledger: Ledger, project: Project) -> None:
    for change in (ledger.fail, ledger.requeue):
        running = ledger.start(ledger.enter(new_entry(project)).id)
        assert running is not None
        change(running, PROBLEM, Usage(), "")

    assert ledger.answered(project.id, "f" * 64) is None


def test_an_answered_job_shares_the_artifacts(ledger: Ledger, project: Project) -> None:
    first = succeeded(ledger, new_job(project))

    second = ledger.enter(Entry(new_job(project)))

    assert second.answered_from == first.id
    [shared], [original] = ledger.artifacts(second.id), ledger.artifacts(first.id)
    assert shared == replace(original, job_id=second.id)
    assert ledger.answered(project.id, "f" * 64) == first


def test_pages_hold_every_job_once_also_of_one_moment(ledger: Ledger, project: Project) -> None:
    moments = [NOON, NOON, NOON, NOON + timedelta(microseconds=1), NOON - timedelta(days=1)]
    entered = [ledger.enter(new_entry(project, created_at=moment)) for moment in moments]

    pages: list[Job] = []
    before = None
    while page := ledger.jobs(before=before, limit=2):
        pages += page
        before = (page[-1].created_at, page[-1].id)

    assert pages == sorted(entered, key=lambda job: (job.created_at, job.id), reverse=True)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (lambda ledger, other: ledger.jobs(states=["queued"]), ["q", "other"]),
        (lambda ledger, other: ledger.jobs(states=["succeeded", "queued"]), ["s", "q", "other"]),
        (lambda ledger, other: ledger.jobs(operations=["convert"]), ["s"]),
        (lambda ledger, other: ledger.jobs(project_id=other.id), ["other"]),
        (lambda ledger, other: ledger.jobs(project_id=other.id, states=["failed"]), []),
    ],
)
def test_filters(
    ledger: Ledger,
    catalog: Catalog,
    project: Project,
    question: Callable[[Ledger, Project], list[Job]],
    expected: list[str],
) -> None:
    other = catalog.add_project("other")
    names = {ledger.enter(new_entry(project)).id: "q", ledger.enter(new_entry(other)).id: "other"}
    names[succeeded(ledger, new_job(project, operation="convert")).id] = "s"

    found = [names[job.id] for job in question(ledger, other)]

    assert sorted(found) == sorted(expected)
