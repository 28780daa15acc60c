"""What the local folder adds to the contract of blobs: flushes, write protection, full disks."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from ifcworks.errors import StorageFull, StorageUnavailable
from ifcworks.files.blobs import CHUNK, BlobStore


def test_a_blob_is_flushed_before_and_its_folders_after_it_has_its_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs = BlobStore.local(tmp_path)
    flushed: list[tuple[Path, bool]] = []

    def fsync(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        flushed.append((path.relative_to(tmp_path), any((tmp_path / "blobs").rglob("?" * 64))))

    monkeypatch.setattr(os, "fsync", fsync)
    sha256 = blobs.put_bytes(b"content").sha256

    (draft, was_visible), *folders = flushed
    assert (draft.parent, was_visible) == (Path("incoming"), False)
    assert {folder for folder, visible in folders if visible} >= {
        Path("blobs", sha256[:2], sha256[2:4]),
        Path("blobs", sha256[:2]),
        Path("blobs"),
        Path(),
    }


def test_a_blob_is_for_reading_only(tmp_path: Path) -> None:
    blob = BlobStore.local(tmp_path).put_bytes(b"content")

    path = BlobStore.local(tmp_path).local_path(blob, tmp_path / "unused")

    assert stat.S_IMODE(path.stat().st_mode) == 0o444


def test_a_sweep_removes_what_the_store_staged(tmp_path: Path) -> None:
    blobs = BlobStore.local(tmp_path)
    (tmp_path / "incoming").mkdir()
    (tmp_path / "incoming" / "some-upload#1").write_bytes(b"half")

    assert blobs.sweep() == 1
    assert list((tmp_path / "incoming").iterdir()) == []


@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EDQUOT])
def test_no_room_is_told_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: int
) -> None:
    blobs = BlobStore.local(tmp_path)

    def refuse(descriptor: int) -> None:
        raise OSError(reason, os.strerror(reason))

    monkeypatch.setattr(os, "fsync", refuse)

    with pytest.raises(StorageFull):
        blobs.put_bytes(b"x" * (CHUNK + 1))

    assert list((tmp_path / "incoming").iterdir()) == []
    assert not (tmp_path / "blobs").exists()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    blobs = BlobStore.local(tmp_path / "files")
    (tmp_path / "files").rmdir()
    (tmp_path / "files").write_text("a file where the folder was")

    with pytest.raises(StorageUnavailable):
        blobs.put_bytes(b"x")
