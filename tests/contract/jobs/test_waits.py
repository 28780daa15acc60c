"""Equal requests at a time are worked out once; what a job needs comes before it."""

from __future__ import annotations

from typing import Any

import pytest

from ifcworks.files.blobs import Blob
from ifcworks.files.catalog import Catalog, File, Project
from ifcworks.files.versions import Content
from ifcworks.jobs.job import BACKGROUND, Artifact, Job, JobState
from ifcworks.jobs.knowledge import Knowledge
from ifcworks.jobs.ledger import Answer, Ledger, Usage
from ifcworks.jobs.service import JobService
from ifcworks.operations.registry import Registry
from support.jobs import PROBLEM

TEXTS = {"lines": ["lines.txt"], "words": ["lines.txt", "words.txt"]}


class Line:
    """Remembers what was dispatched, with its priority."""

    def __init__(self) -> None:
        self.told: list[tuple[str, int]] = []

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def knows(self, job_id: str) -> bool:
        return False

    def dispatch(self, job_id: str, priority: int = 0) -> None:
        self.told.append((job_id, priority))

    def cancel(self, job_id: str) -> None: ...


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def knowledge(ledger: Ledger) -> Knowledge:
    return Knowledge(Registry.discover("support.toys"), ledger)


@pytest.fixture
def jobs(catalog: Catalog, ledger: Ledger, knowledge: Knowledge, line: Line) -> JobService:
    ledger.when_due(line.dispatch)
    return JobService(Registry.discover("support.toys"), catalog, ledger, knowledge, line)


def upload(catalog: Catalog, project: Project, name: str, letter: str) -> File:
    content = Content(Blob(letter * 64, 10), "ifc", "step", "IFC4", "application/x-step")
    return catalog.add_version(project, name, content)[0]


@pytest.fixture
def models(catalog: Catalog, project: Project) -> list[File]:
    return [upload(catalog, project, "a.ifc", "a"), upload(catalog, project, "b.ifc", "b")]


def succeed(ledger: Ledger, job_id: str) -> None:
    running = ledger.start(job_id)
    assert running is not None
    made = tuple(
        Artifact(job_id, name, Blob(name[0] * 64, 1), "text/plain")
        for name in TEXTS.get(running.operation, [])
    )
    ledger.succeed(running, Answer({"of": running.operation}, None, made), Usage(), "")


def fail(ledger: Ledger, job_id: str) -> None:
    running = ledger.start(job_id)
    assert running is not None
    ledger.fail(running, PROBLEM, Usage(), "")


def compare(jobs: JobService, project: Project, **more: Any) -> Job:
    return jobs.submit(project, "compare", {"old": "a.ifc", "new": "b.ifc", **more})


def state(ledger: Ledger, job: Job) -> JobState:
    return ledger.job(job.id).state


def of(ledger: Ledger, operation: str) -> list[Job]:
    return list(reversed(ledger.jobs(operations=[operation])))


def test_an_equal_request_under_way_is_waited_for(
    jobs: JobService, ledger: Ledger, project: Project, line: Line
) -> None:
    first = jobs.submit(project, "behave", {"number": 1})
    second, third = (jobs.submit(project, "behave", {"number": 1}) for _ in range(2))

    assert line.told == [(first.id, 0)]
    assert ledger.start(second.id) is None
    assert "waits for" in second.message
    succeed(ledger, first.id)
    for follower in (second, third):
        ended = ledger.job(follower.id)
        assert (ended.state, ended.answered_from) == (JobState.SUCCEEDED, first.id)
        assert ended.result == {"of": "behave"}
    assert line.told == [(first.id, 0)]


def test_those_who_wait_for_an_equal_job_share_its_failure(
    jobs: JobService, ledger: Ledger, project: Project
) -> None:
    first, second = (jobs.submit(project, "behave", {}) for _ in range(2))

    fail(ledger, first.id)

    assert ledger.job(second.id).problem == PROBLEM
    assert ledger.waits(second.id) == []


def test_when_an_equal_job_is_cancelled_the_next_works_it_out(
    jobs: JobService, ledger: Ledger, project: Project, line: Line
) -> None:
    first, second, third = (jobs.submit(project, "behave", {}) for _ in range(3))

    jobs.cancel(first.id)

    assert line.told == [(first.id, 0), (second.id, 0)]
    assert ledger.waits(third.id) == [second.id]
    succeed(ledger, second.id)
    assert ledger.job(third.id).answered_from == second.id


def test_forced_requests_wait_for_nobody(jobs: JobService, project: Project, line: Line) -> None:
    jobs.submit(project, "behave", {})
    forced = jobs.submit(project, "behave", {}, force=True)

    assert line.told[-1] == (forced.id, 0)


def test_one_who_waits_can_be_cancelled(
    jobs: JobService, ledger: Ledger, project: Project, line: Line
) -> None:
    first, second = (jobs.submit(project, "behave", {}) for _ in range(2))

    jobs.cancel(second.id)

    assert ledger.waits(second.id) == []
    succeed(ledger, first.id)
    assert state(ledger, second) is JobState.CANCELLED


def test_what_is_needed_is_worked_out_first_and_once(
    jobs: JobService,
    ledger: Ledger,
    knowledge: Knowledge,
    project: Project,
    models: list[File],
    line: Line,
) -> None:
    one, two = compare(jobs, project), compare(jobs, project, number=1)

    lines, words = of(ledger, "lines"), of(ledger, "words")
    assert (len(lines), len(words)) == (2, 2)
    assert [job_id for job_id, _ in line.told] == [job.id for job in lines]
    for job in lines:
        assert ledger.start(one.id) is None
        succeed(ledger, job.id)
    assert [job_id for job_id, _ in line.told[2:]] == [job.id for job in words]
    for job in words:
        assert ledger.start(one.id) is None
        succeed(ledger, job.id)
    assert {job_id for job_id, _ in line.told[4:]} == {one.id, two.id}
    assert knowledge.find("words", models[0].newest.blob) == Blob("w" * 64, 1)
    assert ledger.start(one.id) is not None
    again = compare(jobs, project, number=2)
    assert line.told[-1] == (again.id, 0)


def test_what_is_needed_and_fails_fails_those_who_need_it(
    jobs: JobService, ledger: Ledger, project: Project, models: list[File]
) -> None:
    job = compare(jobs, project)

    fail(ledger, of(ledger, "lines")[0].id)

    assert ledger.job(job.id).problem == PROBLEM
    assert [state(ledger, words) for words in of(ledger, "words")] == [
        JobState.FAILED,
        JobState.QUEUED,
    ]
    assert jobs.retry(job.id).state is JobState.QUEUED
    assert len(of(ledger, "lines")) == 3


def test_what_is_needed_and_cancelled_fails_those_who_need_it_with_a_reason(
    jobs: JobService, ledger: Ledger, project: Project, models: list[File]
) -> None:
    job = compare(jobs, project)

    jobs.cancel(of(ledger, "lines")[0].id)

    problem = ledger.job(job.id).problem
    assert problem is not None
    assert problem["code"] == "needed-job-cancelled"
    assert "'lines'" in problem["detail"]


def test_preparing_is_done_in_the_background_once(
    jobs: JobService, ledger: Ledger, project: Project, models: list[File], line: Line
) -> None:
    for _ in range(2):
        jobs.prepare(project, models[0], ["lines", "words"])

    assert len(ledger.jobs()) == 2
    working = [job for job in ledger.jobs() if not ledger.waits(job.id)]
    assert [(job.operation, job.priority) for job in working] == [("lines", BACKGROUND)]
    assert line.told == [(working[0].id, BACKGROUND)]
    succeed(ledger, working[0].id)
    words = [job for job in of(ledger, "words") if not ledger.waits(job.id)]
    assert line.told[1:] == [(words[0].id, BACKGROUND)]
    succeed(ledger, words[0].id)
    assert all(job.state is JobState.SUCCEEDED for job in ledger.jobs())
    before = len(ledger.jobs())
    assert jobs.prepare(project, models[0], ["lines", "words"]) == []
    assert len(ledger.jobs()) == before


def test_what_somebody_waits_for_is_hurried(
    jobs: JobService, ledger: Ledger, project: Project, models: list[File], line: Line
) -> None:
    jobs.prepare(project, models[0], ["words"])

    jobs.submit(project, "words", {"model": "a.ifc"})

    [lines] = of(ledger, "lines")
    assert line.told == [(lines.id, BACKGROUND), (lines.id, 0)]
    assert {job.priority for job in ledger.jobs()} == {0}


def test_the_fuller_knowledge_is_preferred(
    jobs: JobService,
    ledger: Ledger,
    knowledge: Knowledge,
    project: Project,
    models: list[File],
) -> None:
    blob = models[0].newest.blob
    jobs.prepare(project, models[0], ["words"])
    assert knowledge.find("lines", blob) is None

    succeed(ledger, of(ledger, "lines")[0].id)
    assert knowledge.find("lines", blob) == Blob("l" * 64, 1)
    assert knowledge.find("words", blob) is None


def test_knowledge_is_shared_by_projects_that_have_the_same_bytes(
    jobs: JobService, ledger: Ledger, catalog: Catalog, project: Project, models: list[File]
) -> None:
    other = catalog.add_project("other")
    same = upload(catalog, other, "same.ifc", "a")
    [lines] = jobs.prepare(project, models[0], ["lines"])
    [waiting] = jobs.prepare(other, same, ["lines"])

    assert ledger.waits(waiting.id) == [lines.id]
    succeed(ledger, lines.id)

    assert state(ledger, waiting) is JobState.SUCCEEDED
    assert [a.name for a in ledger.artifacts(waiting.id)] == ["lines.txt"]
    assert jobs.prepare(other, same, ["lines"]) == []


def test_those_left_waiting_for_a_job_that_has_ended_go_on(
    jobs: JobService, ledger: Ledger, project: Project, line: Line
) -> None:
    first, second = (jobs.submit(project, "behave", {}) for _ in range(2))
    line.told.clear()

    ledger.settle_leftovers()
    assert state(ledger, second) is JobState.QUEUED
    assert line.told == []
    succeed(ledger, first.id)
    ledger.settle_leftovers()
    assert state(ledger, second) is JobState.SUCCEEDED
