"""A file of named arrays that is read by memory map, without copying.

The layout, all numbers little-endian: 8 bytes of magic, then as uint32 the format's version, the
length of the header and its CRC-32, then the header (JSON, padded), then the arrays, each at a
multiple of 64 bytes. The header names each array with its type, shape, place and CRC-32, and the
size of the file. An array of memory maps is usable at once: Arrow's file format would give the
same with an import that takes longer than opening the file.
"""

from __future__ import annotations

import json
import mmap
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ifcworks.errors import CacheUnusable

Array = npt.NDArray[Any]

_ALIGNMENT = 64
_PREFIX = 8 + 3 * 4


@dataclass(frozen=True)
class Content:
    """What is in a container: ``facts`` are any JSON values."""

    facts: Mapping[str, Any]
    arrays: Mapping[str, Array]


def write_container(
    path: Path, magic: bytes, version: int, facts: Mapping[str, Any], arrays: Mapping[str, Array]
) -> None:
    """Write facts and arrays; the same content always gives the same bytes."""
    plain = {name: _little(array) for name, array in arrays.items()}
    offset = 0
    described = {}
    places: dict[str, int] = {}
    for name, array in plain.items():
        offset = places[name] = _aligned(offset)
        described[name] = {
            "type": array.dtype.str,
            "shape": list(array.shape),
            "at": offset,
            "crc": zlib.crc32(array.data if array.size else b""),
        }
        offset += array.nbytes
    # Offsets count from the end of the header, whose length is not known before it is written.
    header = json.dumps(
        {"facts": dict(facts), "arrays": described, "data": offset},
        separators=(",", ":"),
        sort_keys=True,
    ).encode()
    header += b" " * (_aligned(_PREFIX + len(header)) - _PREFIX - len(header))
    with path.open("wb") as file:
        file.write(magic)
        file.write(np.array([version, len(header), zlib.crc32(header)], "<u4").tobytes())
        file.write(header)
        written = 0
        for name, array in plain.items():
            file.write(b"\0" * (places[name] - written))
            file.write(array.data if array.size else b"")
            written = places[name] + array.nbytes


def read_container(
    path: Path, magic: bytes, version: int, unchecked: Collection[str] = ()
) -> Content:
    """Map a container; its arrays are views that cannot be written to.

    Args:
        path: the file.
        magic: its first eight bytes.
        version: the version that is understood.
        unchecked: arrays whose checksum is not looked at, as that would read all of them.

    Raises:
        CacheUnusable: the file is none, damaged, cut off or of another version.
    """
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        # An empty file cannot be mapped.
        raise CacheUnusable(f"{path.name} cannot be read: {error}.") from None
    if len(data) < _PREFIX or data[:8] != magic:
        raise CacheUnusable(f"{path.name} is no file of kept geometry.")
    found, length, checksum = np.frombuffer(data, "<u4", 3, 8).tolist()
    if found != version:
        raise CacheUnusable(
            f"{path.name} has version {found} of its format; this ifcworks reads {version}. "
            "Compute the geometry again."
        )
    start = _PREFIX + length
    text = data[_PREFIX:start]
    if len(text) != length or zlib.crc32(text) != checksum:
        raise _damaged(path)
    header = json.loads(text)
    if len(data) != start + header["data"]:
        raise _damaged(path)
    arrays = {}
    for name, about in header["arrays"].items():
        shape = tuple(about["shape"])
        count = int(np.prod(shape))
        array = np.frombuffer(data, about["type"], count, start + about["at"] if count else 0)
        if name not in unchecked and zlib.crc32(array.data if count else b"") != about["crc"]:
            raise _damaged(path)
        arrays[name] = array.reshape(shape)
    return Content(header["facts"], arrays)


def _damaged(path: Path) -> CacheUnusable:
    return CacheUnusable(f"{path.name} is damaged or cut off. Compute the geometry again.")


def _aligned(offset: int) -> int:
    return offset + -offset % _ALIGNMENT


def _little(array: Array) -> Array:
    """The array as it lies in the file: little-endian and in one piece."""
    return np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
