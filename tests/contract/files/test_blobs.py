"""Blobs: whole under their address, or not there at all."""

from __future__ import annotations

import asyncio
import hashlib
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ifcworks.errors import StorageUnavailable
from ifcworks.files.blobs import CHUNK, Blob, BlobStore


def read(blobs: BlobStore, blob: Blob, start: int = 0, end: int | None = None) -> bytes:
    return b"".join(blobs.read(blob, start, end))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 17])
def test_bytes_come_back_whatever_their_number(blobs: BlobStore, size: int) -> None:
    data = random.Random(size).randbytes(size)

    with blobs.writer() as writer:
        for start in range(0, size, 1_000_003):
            writer.write(data[start : start + 1_000_003])
        blob = writer.commit()

    assert blob == Blob(hashlib.sha256(data).hexdigest(), size)
    assert read(blobs, blob) == data


def test_the_same_bytes_are_one_blob(blobs: BlobStore) -> None:
    assert blobs.put_bytes(b"same") == blobs.put_bytes(b"same")
    assert read(blobs, blobs.put_bytes(b"same")) == b"same"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_any_range_is_that_part(blobs: BlobStore, data: st.DataObject) -> None:
    content = b"0123456789" * 7
    blob = blobs.put_bytes(content)
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, len(content)))

    assert read(blobs, blob, start, end) == content[start:end]


def test_ranges_over_the_parts_that_are_read(blobs: BlobStore) -> None:
    content = random.Random(1).randbytes(2 * CHUNK + 9)
    blob = blobs.put_bytes(content)

    async def stream(start: int, end: int) -> bytes:
        return b"".join([part async for part in blobs.stream(blob, start, end)])

    assert read(blobs, blob, CHUNK - 1, CHUNK + 1) == content[CHUNK - 1 : CHUNK + 1]
    assert asyncio.run(stream(1, 2 * CHUNK + 5)) == content[1 : 2 * CHUNK + 5]


def test_nothing_is_visible_before_the_commit(blobs: BlobStore) -> None:
    data = b"x" * (2 * CHUNK)
    expected = Blob(hashlib.sha256(data).hexdigest(), len(data))
    with blobs.writer() as writer:
        writer.write(data)
        writer.close()
        with pytest.raises(StorageUnavailable):
            read(blobs, expected)
        writer.commit()

    assert read(blobs, expected) == data


@pytest.mark.parametrize("size", [0, 10, 2 * CHUNK])
def test_what_is_not_committed_leaves_nothing(blobs: BlobStore, size: int) -> None:
    with blobs.writer() as writer:
        writer.write(b"x" * size)

    assert blobs.sweep() == 0


def test_a_sweep_removes_interrupted_writes_and_no_blob(blobs: BlobStore) -> None:
    blob = blobs.put_bytes(b"kept")
    writer = blobs.writer()
    writer.write(b"x" * (CHUNK + 1))
    writer.close()  # and the service is killed here

    assert blobs.sweep() == 1
    assert blobs.sweep() == 0
    assert read(blobs, blob) == b"kept"


def test_what_was_written_can_be_looked_at_before_the_commit(blobs: BlobStore) -> None:
    with blobs.writer() as writer:
        writer.write(b"0123456789")
        reader = writer.reader()
        assert reader.read(3) == b"012"
        reader.seek(-2, 2)
        assert reader.read() == b"89"
        assert reader.read() == b""


def test_the_local_path_of_a_blob_has_its_bytes(blobs: BlobStore, tmp_path: Path) -> None:
    blob = blobs.put_bytes(b"content")

    path = blobs.local_path(blob, tmp_path / "cache")

    assert path.read_bytes() == b"content"
    assert blobs.local_path(blob, tmp_path / "cache") == path


def test_a_missing_blob_leaves_nothing_in_the_cache(blobs: BlobStore, tmp_path: Path) -> None:
    try:
        blobs.local_path(Blob("0" * 64, 5), tmp_path / "cache")
    except StorageUnavailable:
        assert list((tmp_path / "cache").iterdir()) == []


def test_a_check_leaves_nothing(blobs: BlobStore) -> None:
    blobs.check()

    assert blobs.sweep() == 0
