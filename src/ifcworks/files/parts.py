"""The bytes of unfinished uploads, as objects under ``uploads/<upload>/``.

One object for each part that was received, so that the same works in a folder and in an object
store, where nothing can be appended to.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import obstore
from obstore.store import LocalStore, ObjectStore

from ifcworks.files.blobs import storage_errors

_FOLDER = "uploads"
_READ = 1024 * 1024


class Parts:
    """Parts of uploads in a store.

    Args:
        store: where they are kept.
        folder: the local folder behind ``store``, if it is one.
    """

    def __init__(self, store: ObjectStore, folder: Path | None = None) -> None:
        self._store = store
        self._folder = folder

    @classmethod
    def local(cls, folder: Path) -> Parts:
        """Parts in a folder, which is made if it is missing."""
        folder.mkdir(parents=True, exist_ok=True)
        return cls(LocalStore(folder), folder)

    def put(self, upload_id: str, name: str, data: list[bytes]) -> None:
        """Keep a part; it is there whole, and on the disk, or not at all."""
        key = _key(upload_id, name)
        with storage_errors():
            obstore.put(self._store, key, data, use_multipart=False)
            if self._folder is not None:
                descriptor = os.open(self._folder / key, os.O_RDONLY)
                try:
                    os.fsync(descriptor)  # the client is told that it need not send it again
                finally:
                    os.close(descriptor)

    def read(self, upload_id: str, name: str, size: int) -> Iterator[bytes]:
        """The bytes of a part of this size, 1 MiB at a time."""
        for start in range(0, size, _READ):
            with storage_errors():
                data = obstore.get_range(
                    self._store, _key(upload_id, name), start=start, end=min(start + _READ, size)
                )
            yield bytes(data)

    def delete(self, upload_id: str, name: str) -> None:
        """Remove one part, if it is there."""
        with storage_errors(), suppress(FileNotFoundError, obstore.exceptions.NotFoundError):
            obstore.delete(self._store, _key(upload_id, name))

    def delete_all(self, upload_id: str) -> None:
        """Remove all parts of an upload, also those that nobody knows of."""
        with storage_errors():
            keys = list(self._keys(f"{_FOLDER}/{upload_id}"))
        for key in keys:
            self.delete(upload_id, key.rpartition("/")[2])
        if self._folder is not None:
            with suppress(OSError):  # never was, or a part comes in just now
                (self._folder / _FOLDER / upload_id).rmdir()

    def uploads(self) -> set[str]:
        """Ids of the uploads that have parts."""
        with storage_errors():
            return {key.split("/")[1] for key in self._keys(_FOLDER)}

    def _keys(self, prefix: str) -> Iterator[str]:
        for batch in obstore.list(self._store, prefix=prefix):
            for meta in batch:
                yield meta["path"]


def _key(upload_id: str, name: str) -> str:
    return f"{_FOLDER}/{upload_id}/{name}"
