"""Unpacking zip and gzip without trusting them.

What counts is what really comes out, never what a header promises: the total, the ratio to the
packed size, and the number of members are limited. Memory stays flat whatever the archive says.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, BinaryIO, cast

from ifcworks.errors import ArchiveUnsafe, FileTruncated, ModelUnreadable

CHUNK = 1 << 18
_RATIO_FLOOR = 16 << 20  # small files pack extremely well; a ratio says something only above this
_DIRECTORY_BYTES = 4 << 20

# What zipfile is known to raise on damaged input, beside its own BadZipFile.
_ZIP_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    IndexError,
)


@dataclass(frozen=True)
class UnpackLimits:
    """How far a compressed file may grow.

    Attributes:
        total: bytes that may come out of it altogether.
        ratio: unpacked bytes per packed byte, looked at once 16 MiB have come out. IFC text
            packs 5 to 15 times, repetitive geometry up to 40 times.
        members: entries that a zip may have.
    """

    total: int = 4 << 30
    ratio: float = 200.0
    members: int = 1000


class _Meter:
    """Counts what comes out against the limits."""

    def __init__(self, packed: int, limits: UnpackLimits) -> None:
        self._allowed = min(limits.total, max(_RATIO_FLOOR, int(packed * limits.ratio)))
        self._by_total = self._allowed == limits.total
        self._limits = limits
        self._out = 0

    def count(self, chunk: bytes) -> bytes:
        self._out += len(chunk)
        if self._out > self._allowed:
            limit = (
                f"more than {self._limits.total:,} bytes"
                if self._by_total
                else f"more than {self._limits.ratio:g} times its size"
            )
            raise ArchiveUnsafe(
                f"The compressed file unpacks to {limit}, which is not allowed here (it may be a "
                "'zip bomb'). Upload the model unpacked, as .ifc.",
                unpacked_limit=self._allowed,
            )
        return chunk


def gunzip(stream: BinaryIO, size: int, limits: UnpackLimits) -> Iterator[bytes]:
    """The unpacked bytes of a gzip file (RFC 1952, any number of members), in chunks.

    Raises:
        FileTruncated: the gzip stream ends early.
        ModelUnreadable: the compressed bytes are damaged.
        ArchiveUnsafe: more comes out than ``limits`` allow.
    """
    meter = _Meter(size, limits)
    unpacker = zlib.decompressobj(wbits=31)
    stream.seek(0)
    while packed := stream.read(CHUNK):
        while packed:
            if unpacker.eof:
                packed = packed.lstrip(b"\0")  # padding to a block size, as tape and tar tools add
                if not packed:
                    break
                unpacker = zlib.decompressobj(wbits=31)
            if chunk := _inflate(unpacker, packed):
                yield meter.count(chunk)
            packed = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    # Output may be left when the packed bytes are used up.
    while not unpacker.eof:
        if not (chunk := _inflate(unpacker, b"")):
            raise FileTruncated(
                "The gzip file is not whole: its compressed stream ends early. It was probably cut "
                "off while it was copied or downloaded; get it again from its source."
            )
        yield meter.count(chunk)


def _inflate(unpacker: Any, packed: bytes) -> bytes:
    try:
        return cast(bytes, unpacker.decompress(packed, CHUNK))
    except zlib.error as error:
        raise _damaged("gzip", error) from None


class _Guarded:
    """A stream that refuses huge single reads: zipfile reads the whole directory in one."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.seek = stream.seek
        self.tell = stream.tell

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if size is None or size < 0 or size > _DIRECTORY_BYTES:
            size = _DIRECTORY_BYTES + 1
        data = self._stream.read(size)
        if len(data) > _DIRECTORY_BYTES:
            raise ArchiveUnsafe(
                "The directory of the zip file is far larger than that of a packed model can be. "
                "Pack the model alone, or upload it unpacked, as .ifc."
            )
        return data


class ZipArchive:
    """A zip file, opened with care.

    Raises (constructor):
        FileTruncated: it has no central directory, which a zip keeps at its end.
        ModelUnreadable: the directory is damaged.
        ArchiveUnsafe: too many members, or a directory beyond all measure.
    """

    def __init__(self, stream: BinaryIO, size: int, limits: UnpackLimits) -> None:
        self._meter = _Meter(size, limits)
        try:
            self._zip = zipfile.ZipFile(cast(IO[bytes], _Guarded(stream)))
        except _ZIP_DAMAGE as error:
            if "not a zip file" in str(error):
                raise FileTruncated(
                    "The zip file is not whole: the directory at its end is missing. It was "
                    "probably cut off while it was copied or downloaded; get it again."
                ) from None
            raise _damaged("zip", error) from None
        self.members = [info for info in self._zip.infolist() if not info.filename.endswith("/")]
        if len(self._zip.infolist()) > limits.members:
            raise ArchiveUnsafe(
                f"The zip file has {len(self._zip.infolist()):,} entries; at most "
                f"{limits.members:,} are allowed. Pack the model alone."
            )

    def check_member(self, info: zipfile.ZipInfo) -> None:
        """Refuse a member that cannot be unpacked, or only with danger.

        Raises:
            ArchiveUnsafe: encrypted, no regular file, a name that leads out of the archive, or a
                compression other than deflate (the only one of ifcZIP).
        """
        name = info.filename
        if info.flag_bits & 0x1:
            raise ArchiveUnsafe(
                f"'{name}' in the zip file is encrypted. Pack the model without a password."
            )
        parts = name.replace("\\", "/").split("/")
        if ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0]:
            raise ArchiveUnsafe(
                f"The name '{name}' in the zip file leads out of the archive. Pack the model again."
            )
        mode = info.external_attr >> 16
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            raise ArchiveUnsafe(f"'{name}' in the zip file is a link or device, not a file.")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ArchiveUnsafe(
                f"'{name}' in the zip file is packed by an unusual method (number "
                f"{info.compress_type}). Pack the model with the usual one, deflate."
            )

    def unpack(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        """The bytes of one member, in chunks. All that is unpacked counts against one limit.

        Raises:
            ArchiveUnsafe: see ``check_member``, or more comes out than the limits allow.
            ModelUnreadable: the compressed bytes or their checksum are wrong.
        """
        self.check_member(info)
        try:
            with self._zip.open(info) as member:
                while chunk := member.read(CHUNK):
                    yield self._meter.count(chunk)
        except _ZIP_DAMAGE as error:
            raise _damaged("zip", error) from None

    def head(self, info: zipfile.ZipInfo, length: int) -> bytes:
        """The first ``length`` bytes of a member, or all if it is shorter. Raises as ``unpack``."""
        self.check_member(info)
        try:
            with self._zip.open(info) as member:
                return member.read(length)
        except _ZIP_DAMAGE as error:
            raise _damaged("zip", error) from None


def _damaged(what: str, error: Exception) -> ModelUnreadable:
    return ModelUnreadable(
        f"The {what} file is damaged ({error}). Pack the model again, or upload it unpacked, as "
        ".ifc."
    )
