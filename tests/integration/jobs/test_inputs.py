"""Input files on their way into an attempt."""

from __future__ import annotations

import pytest

from ifcworks.files.versions import Content
from ifcworks.jobs.job import JobState
from support.services import Harness


def upload(service: Harness, name: str, data: bytes) -> str:
    blob = service.service.blobs.put_bytes(data)
    content = Content(blob, "other", "text", None, "text/plain")
    project = service.service.catalog.project("default")
    return service.service.catalog.add_version(project, name, content)[0].id


@pytest.mark.parametrize("name", ["a.txt", "Gebäude (1).txt", "a b\u3000c.txt", "x" * 251 + ".txt"])
def test_an_attempt_reads_its_input_whatever_its_name(service: Harness, name: str) -> None:
    upload(service, name, b"the content")

    job = service.finish(file=name)

    assert job.result == {"number": 0, "text": "the content"}


def test_content_that_is_missing_from_the_storage_is_named(service: Harness) -> None:
    upload(service, "a.txt", b"the content")
    [lost] = (service.service.settings.data / "files" / "blobs").rglob("?" * 64)
    lost.unlink()

    job = service.finish(file="a.txt")

    assert job.state is JobState.FAILED
    assert job.problem is not None
    assert job.problem["code"] == "storage-unavailable"
    assert "content of 'a.txt' (version 1) is missing" in job.problem["detail"]
    assert service.finish(number=1).state is JobState.SUCCEEDED
