"""Next versions of files among what the ledger writes at the end of a job."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from ifcworks.files.blobs import BlobStore
from ifcworks.files.catalog import Catalog, File, Project
from ifcworks.files.versions import Content
from ifcworks.jobs.job import Artifact, Input, Job
from ifcworks.jobs.ledger import Answer, Ledger, Usage
from support.jobs import PROBLEM, new_entry

USAGE = Usage(1, 1.0)


@pytest.fixture
def file(catalog: Catalog, blobs: BlobStore, project: Project) -> File:
    content = Content(blobs.put_bytes(b"first"), "other", "text", None, "text/plain")
    return catalog.add_version(project, "a.txt", content)[0]


@pytest.fixture
def jobs(ledger: Ledger, project: Project, file: File) -> Iterator[Job]:
    """Running jobs on the file, as many as are asked for."""
    item = Input(file.id, file.id, file.name, 1, file.newest.blob)

    def running() -> Iterator[Job]:
        while True:
            entered = ledger.enter(new_entry(project, inputs=(item,)))
            started = ledger.start(entered.id)
            assert started is not None
            yield started

    return running()


def answer(blobs: BlobStore, job: Job, file: File, text: str, kind: str = "other") -> Answer:
    """An answer whose artifact is the next version of the file."""
    blob = blobs.put_bytes(text.encode())
    made = Content(blob, kind, "text", None, "text/plain")
    return Answer({}, None, (Artifact(job.id, "a.txt", blob, "text/plain"),), ((file.id, made),))


def made_by(catalog: Catalog, file: File) -> list[str | None]:
    """Who made the versions, from the first on."""
    return [version.made_by for version in catalog.versions(file)[::-1]]


def test_the_version_comes_with_the_success(
    catalog: Catalog, ledger: Ledger, blobs: BlobStore, file: File, jobs: Iterator[Job]
) -> None:
    job = next(jobs)
    assert ledger.succeed(job, answer(blobs, job, file, "second"), USAGE, "")
    assert made_by(catalog, file) == [None, job.id]
    [(name, version)] = catalog.made_by(job.id)
    assert (name, version.number, version.blob.size) == ("a.txt", 2, 6)


def test_a_success_is_told_twice_but_counts_once(
    catalog: Catalog, ledger: Ledger, blobs: BlobStore, file: File, jobs: Iterator[Job]
) -> None:
    job = next(jobs)
    assert ledger.succeed(job, answer(blobs, job, file, "second"), USAGE, "")
    assert not ledger.succeed(job, answer(blobs, job, file, "second"), USAGE, "")
    assert made_by(catalog, file) == [None, job.id]


def test_a_success_of_an_attempt_that_was_given_up_makes_none(
    catalog: Catalog, ledger: Ledger, blobs: BlobStore, file: File, jobs: Iterator[Job]
) -> None:
    job = next(jobs)
    assert ledger.requeue(job, PROBLEM, USAGE, "")
    second = ledger.start(job.id)
    assert second is not None
    assert not ledger.succeed(job, answer(blobs, job, file, "late"), USAGE, "")
    assert ledger.succeed(second, answer(blobs, job, file, "second"), USAGE, "")
    assert made_by(catalog, file) == [None, job.id]


def test_jobs_that_end_together_all_make_a_version(
    catalog: Catalog, ledger: Ledger, blobs: BlobStore, file: File, jobs: Iterator[Job]
) -> None:
    many = [next(jobs) for _ in range(8)]
    answers = [answer(blobs, job, file, job.id) for job in many]
    with ThreadPoolExecutor(8) as pool:
        done = pool.map(
            lambda pair: ledger.succeed(*pair, USAGE, ""), zip(many, answers, strict=True)
        )
    assert all(done)
    assert [version.number for version in catalog.versions(file)] == list(range(9, 0, -1))
    assert set(made_by(catalog, file)) == {None, *(job.id for job in many)}


def test_the_kind_of_the_file_is_that_of_its_newest_version(
    catalog: Catalog,
    ledger: Ledger,
    blobs: BlobStore,
    project: Project,
    file: File,
    jobs: Iterator[Job],
) -> None:
    job = next(jobs)
    assert ledger.succeed(job, answer(blobs, job, file, "{}", kind="json"), USAGE, "")
    assert catalog.file(project, file.id).kind == "json"


def test_a_file_that_was_deleted_meanwhile_gets_none(
    catalog: Catalog, ledger: Ledger, blobs: BlobStore, file: File, jobs: Iterator[Job]
) -> None:
    job = next(jobs)
    catalog.delete(file)
    assert ledger.succeed(job, answer(blobs, job, file, "second"), USAGE, "")
    assert made_by(catalog, file) == [None]
    assert catalog.made_by(job.id) == []
