"""Immutable bytes under their SHA-256, in a local folder or an object store.

Bytes arrive under ``incoming/`` while they are hashed and become a blob by one rename, so a
half-written blob is never visible under its address.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast
from uuid import uuid4

import obstore
from obstore.store import LocalStore, ObjectStore

from ifcworks.errors import StorageFull, StorageUnavailable

CHUNK = 4 * 1024 * 1024
_INCOMING = "incoming"
_NO_SPACE = ("No space left on device", "Disk quota exceeded")


@dataclass(frozen=True)
class Blob:
    """Bytes at rest: their SHA-256 (hexadecimal) and size in bytes."""

    sha256: str
    size: int


def _key(sha256: str) -> str:
    return f"blobs/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def _flush_to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _place(draft: Path, target: Path) -> None:
    """Give a written file its address.

    A blob that the database names must survive a power cut, so file and folder entries are
    flushed, which the local store does not do. Nobody writes to a blob ever after.
    """
    draft.chmod(0o444)
    _flush_to_disk(draft)
    touched = [target.parent]
    while not touched[-1].is_dir():
        touched.append(touched[-1].parent)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft.rename(target)
    for folder in touched:
        _flush_to_disk(folder)


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turn the store's errors into ours."""
    try:
        yield
    except (OSError, obstore.exceptions.BaseError) as error:
        if any(sign in str(error) for sign in _NO_SPACE):
            raise StorageFull("The storage has no room left; nothing of this was kept.") from error
        raise StorageUnavailable(f"The storage does not answer: {error}") from error


class BlobWriter:
    """Bytes on their way into the store.

    Used as a context manager: what is not committed when the block ends leaves nothing behind.
    """

    def __init__(self, store: ObjectStore, folder: Path | None = None) -> None:
        self._store = store
        self._folder = folder
        self._path = f"{_INCOMING}/{uuid4()}"
        self._hash = hashlib.sha256()
        self._done = False
        self.size = 0
        with storage_errors():
            # Two parts under way at once: more of them is memory, and no faster on a disk.
            self._file = obstore.open_writer(
                store, self._path, buffer_size=CHUNK, max_concurrency=2
            )

    def write(self, data: bytes) -> None:
        """Take the next bytes."""
        self._hash.update(data)
        self.size += len(data)
        with storage_errors():
            self._file.write(data)

    def close(self) -> None:
        """No more bytes will come: what has been written can now be read back."""
        if not self._file.closed():
            with storage_errors():
                self._file.close()

    def reader(self) -> BinaryIO:
        """What has been written, seekable, for a look before it is committed."""
        self.close()
        return cast(BinaryIO, _Reader(self._store, self._path, self.size))

    def commit(self) -> Blob:
        """Make the bytes a blob."""
        self.close()
        blob = Blob(self._hash.hexdigest(), self.size)
        with storage_errors():
            if self._folder is not None:
                _place(self._folder / self._path, self._folder / _key(blob.sha256))
            else:
                obstore.rename(self._store, self._path, _key(blob.sha256))
        self._done = True
        return blob

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._done:
            return
        # What cannot be removed now is swept when the service starts.
        errors = (StorageUnavailable, StorageFull, OSError, obstore.exceptions.BaseError)
        with suppress(*errors):
            self.close()
        with suppress(*errors):
            obstore.delete(self._store, self._path)
        if self._folder is not None:
            # A write that failed leaves what the store has staged, and with it the disk full.
            for stray in self._folder.glob(f"{self._path}*"):
                with suppress(OSError):
                    stray.unlink()


class _Reader:
    """The part of a binary file object that readers of archives need, over an object."""

    def __init__(self, store: ObjectStore, path: str, size: int) -> None:
        self._file = obstore.open_reader(store, path, size=size) if size else None
        self._size = size

    def read(self, size: int = -1) -> bytes:
        if self._file is None:
            return b""
        left = self._size - self._file.tell()
        wanted = left if size is None or size < 0 else min(size, left)
        return bytes(self._file.read(wanted)) if wanted > 0 else b""

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence) if self._file is not None else 0

    def tell(self) -> int:
        return self._file.tell() if self._file is not None else 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        """Nothing to release: reads are single requests."""


class BlobStore:
    """The blobs of a service.

    Args:
        store: where they are kept.
        folder: the local folder behind ``store``, if it is one; blobs are then read in place.
    """

    def __init__(self, store: ObjectStore, folder: Path | None = None) -> None:
        self._store = store
        self._folder = folder

    @classmethod
    def local(cls, folder: Path) -> BlobStore:
        """Blobs in a folder, which is made if it is missing."""
        folder.mkdir(parents=True, exist_ok=True)
        return cls(LocalStore(folder), folder)

    def writer(self) -> BlobWriter:
        """A writer for a new blob."""
        return BlobWriter(self._store, self._folder)

    def put_file(self, path: Path) -> Blob:
        """Store a copy of a local file."""
        with self.writer() as writer:
            with path.open("rb") as source:
                while data := source.read(CHUNK):
                    writer.write(data)
            return writer.commit()

    def put_bytes(self, data: bytes) -> Blob:
        """Store some bytes."""
        with self.writer() as writer:
            writer.write(data)
            return writer.commit()

    def local_path(self, blob: Blob, cache: Path) -> Path:
        """A local file with the blob's bytes, to be read only.

        Args:
            blob: which.
            cache: where a copy goes when the blobs are not in a local folder.
        """
        if self._folder is not None:
            return self._folder / _key(blob.sha256)
        target = cache / blob.sha256
        if not target.exists():
            cache.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=cache) as folder:
                copy = Path(folder) / blob.sha256
                with copy.open("wb") as file:
                    for part in self.read(blob):
                        file.write(part)
                copy.rename(target)
        return target

    def read(self, blob: Blob, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The bytes from ``start`` to before ``end``, in parts of at most 4 MiB."""
        stop = blob.size if end is None else end
        while start < stop:
            upto = min(start + CHUNK, stop)
            with storage_errors():
                part = bytes(
                    obstore.get_range(self._store, _key(blob.sha256), start=start, end=upto)
                )
            yield part
            start = upto

    async def stream(
        self, blob: Blob, start: int = 0, end: int | None = None
    ) -> AsyncIterator[bytes]:
        """Like ``read``, without holding up the event loop."""
        stop = blob.size if end is None else end
        while start < stop:
            upto = min(start + CHUNK, stop)
            with storage_errors():
                part = bytes(
                    await obstore.get_range_async(
                        self._store, _key(blob.sha256), start=start, end=upto
                    )
                )
            yield part
            start = upto

    def check(self) -> None:
        """Write, read and delete a small object.

        Raises:
            StorageUnavailable, StorageFull: the store cannot be used.
        """
        path = f"{_INCOMING}/check-{uuid4()}"
        with storage_errors():
            obstore.put(self._store, path, b"ifcworks")
            obstore.get(self._store, path).bytes()
            obstore.delete(self._store, path)

    def sweep(self) -> int:
        """Remove what interrupted writes left behind, while nobody writes; answers how many."""
        removed = 0
        with storage_errors():
            for batch in obstore.list(self._store, prefix=_INCOMING):
                for meta in batch:
                    obstore.delete(self._store, meta["path"])
                    removed += 1
            if self._folder is not None and (self._folder / _INCOMING).is_dir():
                # The local store stages parts beside the target and does not list them.
                for stray in (self._folder / _INCOMING).iterdir():
                    stray.unlink(missing_ok=True)
                    removed += 1
        return removed
