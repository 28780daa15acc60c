"""From a request to an entry in the ledger: inputs pinned, equal requests answered."""

from __future__ import annotations

from typing import Any

import pytest

from ifcworks.errors import (
    FileNotFound,
    IdempotencyConflict,
    JobFinished,
    OperationNotFound,
    ParametersInvalid,
)
from ifcworks.files.blobs import Blob
from ifcworks.files.catalog import Catalog, File, Project
from ifcworks.files.versions import Content
from ifcworks.jobs.job import Artifact, Job, JobState
from ifcworks.jobs.knowledge import Knowledge
from ifcworks.jobs.ledger import Answer, Ledger, Usage
from ifcworks.jobs.service import JobService
from ifcworks.operations.registry import Registry


class NoRunner:
    """Remembers what it was told and does nothing."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def knows(self, job_id: str) -> bool:
        return False

    def dispatch(self, job_id: str, priority: int = 0) -> None:
        self.told.append(("dispatch", job_id))

    def cancel(self, job_id: str) -> None:
        self.told.append(("cancel", job_id))


@pytest.fixture
def runner() -> NoRunner:
    return NoRunner()


@pytest.fixture
def jobs(catalog: Catalog, ledger: Ledger, runner: NoRunner) -> JobService:
    registry = Registry.discover("support.toys")
    ledger.when_due(runner.dispatch)
    return JobService(registry, catalog, ledger, Knowledge(registry, ledger), runner)


def upload(catalog: Catalog, project: Project, name: str, letter: str = "a") -> File:
    content = Content(Blob(letter * 64, 10), "other", "text", None, "text/plain")
    return catalog.add_version(project, name, content)[0]


def succeed(ledger: Ledger, job: Job) -> Job:
    running = ledger.start(job.id)
    assert running is not None
    made = Artifact(job.id, "a.txt", Blob("9" * 64, 1), "text/plain")
    ledger.succeed(running, Answer({"n": 1}, None, (made,)), Usage(), "")
    return ledger.job(job.id)


def ask(jobs: JobService, project: Project, force: bool = False, **given: Any) -> Job:
    return jobs.submit(project, "behave", given, force=force)


def test_a_request_is_entered_and_dispatched(
    jobs: JobService, ledger: Ledger, project: Project, runner: NoRunner
) -> None:
    job = ask(jobs, project, number=5)

    assert ledger.job(job.id) == job
    assert job.state is JobState.QUEUED
    assert job.params["number"] == 5
    assert job.params["manner"] == "well"  # defaults are filled in
    assert runner.told == [("dispatch", job.id)]


def test_an_equal_request_is_answered_from_the_stored_result(
    jobs: JobService, ledger: Ledger, project: Project, runner: NoRunner
) -> None:
    first = succeed(ledger, ask(jobs, project, number=5))
    runner.told.clear()

    second = ask(jobs, project, number=5, manner="well")

    assert (second.state, second.answered_from) == (JobState.SUCCEEDED, first.id)
    assert (second.result, second.progress) == (first.result, 1.0)
    assert [a.blob for a in ledger.artifacts(second.id)] == [Blob("9" * 64, 1)]
    assert ledger.attempts(second.id) == []
    assert runner.told == []


def test_a_third_request_names_the_job_that_worked(
    jobs: JobService, ledger: Ledger, project: Project
) -> None:
    first = succeed(ledger, ask(jobs, project))
    ask(jobs, project)

    assert ask(jobs, project).answered_from == first.id


def test_force_works_it_out_anew(jobs: JobService, ledger: Ledger, project: Project) -> None:
    succeed(ledger, ask(jobs, project))

    forced = ask(jobs, project, force=True)

    assert (forced.state, forced.answered_from) == (JobState.QUEUED, None)


def test_answers_stay_within_their_project(
    jobs: JobService, ledger: Ledger, catalog: Catalog, project: Project
) -> None:
    succeed(ledger, ask(jobs, project))

    assert ask(jobs, catalog.add_project("other")).state is JobState.QUEUED


def test_the_content_of_a_file_counts_and_not_its_name(
    jobs: JobService, ledger: Ledger, catalog: Catalog, project: Project
) -> None:
    file = upload(catalog, project, "a.txt")
    upload(catalog, project, "copy.txt")
    first = succeed(ledger, ask(jobs, project, file="a.txt"))

    for ref in ("copy.txt", file.id, "a.txt@1"):
        assert ask(jobs, project, file=ref).answered_from == first.id
    upload(catalog, project, "a.txt", "b")
    assert ask(jobs, project, file="a.txt").state is JobState.QUEUED
    assert ask(jobs, project, file="a.txt@1").answered_from == first.id


def test_inputs_are_pinned_to_the_version_of_the_request(
    jobs: JobService, ledger: Ledger, catalog: Catalog, project: Project
) -> None:
    file = upload(catalog, project, "a.txt")
    job = ask(jobs, project, file="a.txt")
    upload(catalog, project, "a.txt", "b")
    catalog.delete(file)

    [pinned] = ledger.job(job.id).inputs
    assert (pinned.name, pinned.version, pinned.blob.sha256) == ("a.txt", 1, "a" * 64)


@pytest.mark.parametrize(
    ("operation", "given", "error"),
    [
        ("nothing", {}, OperationNotFound),
        ("behave", {"number": "x"}, ParametersInvalid),
        ("behave", {"nonsense": 1}, ParametersInvalid),
        ("behave", {"file": "missing.ifc"}, FileNotFound),
    ],
)
def test_a_request_that_is_refused_enters_nothing(
    jobs: JobService,
    ledger: Ledger,
    project: Project,
    runner: NoRunner,
    operation: str,
    given: dict[str, Any],
    error: type[Exception],
) -> None:
    with pytest.raises(error):
        jobs.submit(project, operation, given)

    assert ledger.jobs() == []
    assert runner.told == []


def test_a_key_answers_with_the_same_job_and_refuses_another_request(
    jobs: JobService, ledger: Ledger, project: Project
) -> None:
    first = jobs.submit(project, "behave", {"number": 1}, idempotency_key="k")

    assert jobs.submit(project, "behave", {"number": 1}, idempotency_key="k").id == first.id
    same = {"number": 1, "manner": "well"}
    assert jobs.submit(project, "behave", same, idempotency_key="k").id == first.id
    for given, force in (({"number": 2}, False), ({"number": 1}, True)):
        with pytest.raises(IdempotencyConflict):
            jobs.submit(project, "behave", given, force=force, idempotency_key="k")
    assert len(ledger.jobs()) == 1


def test_cancel_and_retry_reach_the_runner(
    jobs: JobService, project: Project, runner: NoRunner
) -> None:
    job = ask(jobs, project)

    assert jobs.cancel(job.id).state is JobState.CANCELLED
    assert jobs.retry(job.id).state is JobState.QUEUED
    assert runner.told == [("dispatch", job.id), ("cancel", job.id), ("dispatch", job.id)]


def test_a_succeeded_job_can_neither_be_cancelled_nor_retried(
    jobs: JobService, ledger: Ledger, project: Project
) -> None:
    job = succeed(ledger, ask(jobs, project))

    for change in (jobs.cancel, jobs.retry):
        with pytest.raises(JobFinished, match="succeeded"):
            change(job.id)
