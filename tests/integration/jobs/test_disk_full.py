"""A disk that is really full: a small file system in memory."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ifcworks.errors import StorageFull
from ifcworks.files.blobs import Blob, BlobStore
from ifcworks.jobs.job import JobState
from support.services import StartService

MIB = 2**20


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder with room for 24 MiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("no file system can be mounted here; that needs root")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def write(blobs: BlobStore, chunks: int) -> Blob:
    with blobs.writer() as writer:
        for _ in range(chunks):
            writer.write(os.urandom(4 * MIB))
        return writer.commit()


def test_an_upload_that_does_not_fit_leaves_its_room(small_disk: Path) -> None:
    blobs = BlobStore.local(small_disk / "files")

    for _ in range(3):
        with pytest.raises(StorageFull):
            write(blobs, 10)
        assert list((small_disk / "files" / "incoming").iterdir()) == []

    blob = write(blobs, 4)
    assert sum(map(len, blobs.read(blob))) == 16 * MIB


def test_a_job_that_fills_the_disk_fails_and_the_next_one_works(
    small_disk: Path, start_service: StartService
) -> None:
    service = start_service(data=small_disk / "data")

    job = service.finish("odd", manner="fill-disk", size=40 * MIB)

    assert job.state is JobState.FAILED
    assert job.problem is not None
    assert job.problem["code"] == "storage-full"
    assert service.finish(number=1).state is JobState.SUCCEEDED


def test_an_artifact_that_cannot_be_stored_fails_its_job(
    small_disk: Path, start_service: StartService
) -> None:
    service = start_service(data=small_disk / "data")

    # It fits once, in the folder of the attempt, and not a second time, in the store.
    job = service.finish("odd", manner="fill-disk", size=14 * MIB)

    assert job.state is JobState.FAILED
    assert job.problem is not None
    assert job.problem["code"] == "storage-full"
    assert service.service.ledger.artifacts(job.id) == []
    incoming = small_disk / "data" / "files" / "incoming"
    assert not incoming.exists() or list(incoming.iterdir()) == []
    assert service.finish("odd", manner="fill-disk", size=5 * MIB).state is JobState.SUCCEEDED
