"""PNG of pictures with large even areas.

Each line is written as its difference from the one above, which is nothing almost everywhere: it
takes half the time of Pillow, which tries all five filters of PNG on each line, and less room.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_UP = 2
_LEVEL = 6


def png(pixels: NDArray[np.uint8]) -> bytes:
    """The file of a picture (height × width × 3: red, green, blue)."""
    height, width, _ = pixels.shape
    lines = pixels.reshape(height, width * 3)
    filtered = np.empty((height, width * 3 + 1), np.uint8)
    filtered[:, 0] = _UP
    filtered[0, 1:] = lines[0]
    np.subtract(lines[1:], lines[:-1], out=filtered[1:, 1:])
    return b"".join(
        (
            _SIGNATURE,
            # Eight bits each of red, green and blue.
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            _chunk(b"IDAT", zlib.compress(filtered.data, _LEVEL)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(content, zlib.crc32(kind))
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
