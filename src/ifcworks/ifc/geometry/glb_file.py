"""The outside of a GLB: a JSON chunk and a binary one (glTF 2.0, 4.4)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

_JSON_CHUNK, _BINARY_CHUNK = 0x4E4F534A, 0x004E4942


def write_chunks(
    path: Path, document: Mapping[str, Any], size: int, arrays: Iterable[npt.NDArray[Any]]
) -> None:
    """Write a GLB.

    Args:
        path: the file.
        document: the JSON.
        size: bytes of the binary chunk; without any there is none.
        arrays: its content, one after the other.
    """
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    header = text.encode()
    header += b" " * (-len(header) % 4)
    padding = -size % 4
    total = 12 + 8 + len(header) + (8 + size + padding if size else 0)
    with path.open("wb") as file:
        file.write(b"glTF" + np.array([2, total], "<u4").tobytes())
        file.write(np.array([len(header), _JSON_CHUNK], "<u4").tobytes() + header)
        if size:
            file.write(np.array([size + padding, _BINARY_CHUNK], "<u4").tobytes())
            for array in arrays:
                file.write(array.tobytes())
            file.write(b"\0" * padding)
