"""One request that goes on with a resumable upload."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import uuid4

from ifcworks.errors import ChecksumMismatch, FileRefused, RequestMalformed, UploadOffsetWrong
from ifcworks.files.resumable import Part, ResumableUploads, Upload, UploadState, refusal

PART = 8 * 1024 * 1024
"""Bytes after which what has come is kept and counted, so that little is lost with a connection."""

HEAD = 64 * 1024
ALGORITHMS = ("sha1", "sha256", "sha512", "md5")


@dataclass(frozen=True)
class Checksum:
    """What the bytes of a request must hash to."""

    algorithm: str
    digest: bytes


class Appending:
    """The bytes of one request on their way to an upload. Call ``finish`` or ``stop`` at the end.

    Args:
        uploads: where to.
        upload: which.
        offset: where in the file the bytes begin.
        checksum: of the bytes of this request; nothing of them counts if it does not match.

    Raises:
        UploadOffsetWrong: the bytes received so far end elsewhere.
        FileRefused: what has come was refused already.
    """

    def __init__(
        self,
        uploads: ResumableUploads,
        upload: Upload,
        offset: int,
        checksum: Checksum | None = None,
    ) -> None:
        if upload.state is UploadState.REFUSED:
            raise refusal(upload)
        if offset != upload.offset:
            raise UploadOffsetWrong(
                f"The upload stands at byte {upload.offset:,}, but the request goes on at byte "
                f"{offset:,}.",
                offset=upload.offset,
            )
        self._uploads = uploads
        self._upload = upload
        self._checksum = checksum
        self._hash = None if checksum is None else hashlib.new(checksum.algorithm)
        self._waiting: list[bytes] = []
        self._end = offset
        self._kept: list[Part] = []
        self._glanced = offset > 0
        self._over = False

    def write(self, data: bytes) -> None:
        """Take the next bytes.

        Raises:
            FileRefused: the first bytes show already that it is not what it should be.
            RequestMalformed: more bytes than the upload is to have.
        """
        try:
            self._write(data)
        except BaseException:
            self._over = True
            self._drop()
            raise

    def _write(self, data: bytes) -> None:
        if self._size + len(data) > self._upload.length:
            raise RequestMalformed(
                f"More bytes came than the {self._upload.length:,} of Upload-Length."
            )
        if self._hash is not None:
            self._hash.update(data)
        self._waiting.append(data)
        waiting = sum(map(len, self._waiting))
        if not self._glanced and waiting >= HEAD:
            self._glanced = True
            self._glance()
        if waiting >= PART:
            self._keep()

    def finish(self) -> Upload:
        """Keep and count the rest; answers the upload as it is then.

        Raises:
            ChecksumMismatch: nothing of this request counts.
        """
        if self._checksum is not None and self._hash is not None:
            if self._hash.digest() != self._checksum.digest:
                self._over = True
                self._drop()
                raise ChecksumMismatch(
                    f"The bytes received have another {self._checksum.algorithm} than "
                    "Upload-Checksum says; send them again."
                )
            self._checksum = None
        self._over = True
        self._keep()
        return self._upload

    def stop(self) -> None:
        """The request broke off: keep and count what has come, unless it cannot be checked."""
        if self._over:
            return
        self._over = True
        if self._checksum is None:
            self._keep()
        else:
            self._drop()

    @property
    def _size(self) -> int:
        return self._end + sum(map(len, self._waiting))

    def _glance(self) -> None:
        try:
            self._uploads.intake.glance(
                self._upload.name, self._upload.kind, b"".join(self._waiting)[:HEAD]
            )
        except FileRefused as error:
            self._uploads.refuse(self._upload, error)
            raise

    def _keep(self) -> None:
        data, self._waiting = self._waiting, []
        size = sum(map(len, data))
        if size:
            part = Part(self._end, size, f"{self._end:013d}-{uuid4().hex[:8]}")
            self._uploads.parts.put(self._upload.id, part.name, data)
            self._end += size
            self._kept.append(part)
        # With a checksum nothing counts before all of it is there and right.
        if self._kept and self._checksum is None:
            kept, self._kept = self._kept, []
            try:
                self._upload = self._uploads.add(self._upload, kept)
            except UploadOffsetWrong:
                self._kept = kept
                self._drop()
                raise

    def _drop(self) -> None:
        for part in self._kept:
            self._uploads.parts.delete(self._upload.id, part.name)
        self._kept = []
        self._waiting = []
