"""Versions of files that jobs make, through the whole service."""

from __future__ import annotations

from pathlib import Path

from ifcworks.files.catalog import Version
from ifcworks.files.versions import Content
from ifcworks.jobs.job import JobState
from support.services import Harness


def upload(service: Harness, data: bytes = b"first") -> str:
    blob = service.service.blobs.put_bytes(data)
    content = Content(blob, "other", "text", None, "text/plain")
    project = service.service.catalog.project("default")
    return service.service.catalog.add_version(project, "a.txt", content)[0].id


def versions(service: Harness, file_id: str) -> list[Version]:
    """The versions of a file, the first one first."""
    catalog = service.service.catalog
    return catalog.versions(catalog.file(catalog.project("default"), file_id))[::-1]


def content(service: Harness, version: Version) -> bytes:
    cache = service.service.settings.data / "cache"
    return service.service.blobs.local_path(version.blob, cache).read_bytes()


def test_a_job_makes_the_next_version(service: Harness) -> None:
    file_id = upload(service)

    job = service.finish("revise", file="a.txt", text=" second")

    first, second = versions(service, file_id)
    assert (first.number, first.made_by) == (1, None)
    assert (second.number, second.made_by) == (2, job.id)
    assert content(service, second) == b"first second"
    assert service.service.catalog.made_by(job.id) == [("a.txt", second)]
    # What is asked next goes on from there.
    again = service.finish("revise", file="a.txt", text=" third")
    assert [v.made_by for v in versions(service, file_id)] == [None, job.id, again.id]
    assert content(service, versions(service, file_id)[-1]) == b"first second third"


def test_an_attempt_that_crashes_at_its_end_makes_none(service: Harness, tmp_path: Path) -> None:
    file_id = upload(service)

    job = service.finish("revise", file="a.txt", crash_until=str(tmp_path / "crashed"))

    assert job.state is JobState.SUCCEEDED
    assert service.outcomes(job) == ["attempt-crashed", "succeeded"]
    assert [v.made_by for v in versions(service, file_id)] == [None, job.id]


def test_jobs_on_one_file_at_a_time_all_make_theirs(service: Harness) -> None:
    file_id = upload(service)

    jobs = [service.submit("revise", file=f"{file_id}@1", text=str(n)) for n in range(4)]
    for job in jobs:
        service.wait_for(job)

    made = versions(service, file_id)
    assert [v.number for v in made] == [1, 2, 3, 4, 5]
    assert {v.made_by for v in made[1:]} == {job.id for job in jobs}
    assert {content(service, v) for v in made[1:]} == {f"first{n}".encode() for n in range(4)}


def test_the_same_request_again_makes_another(service: Harness) -> None:
    file_id = upload(service)

    jobs = [service.finish("revise", file=f"{file_id}@1") for _ in range(2)]

    assert [job.answered_from for job in jobs] == [None, None]
    assert [v.made_by for v in versions(service, file_id)] == [None, *(job.id for job in jobs)]


def test_an_operation_whose_answers_are_stored_cannot_make_any(service: Harness) -> None:
    file_id = upload(service)

    job = service.finish("revise-once", file=file_id)

    assert job.problem is not None
    assert job.problem["code"] == "attempt-raised"
    assert "stores=False" in service.attempts(job)[0].log + job.problem["detail"]
    assert len(versions(service, file_id)) == 1
