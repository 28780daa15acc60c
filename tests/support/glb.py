"""Reading a GLB without the code that wrote it."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

_TYPES = {5123: np.dtype("<u2"), 5125: np.dtype("<u4"), 5126: np.dtype("<f4")}


@dataclass
class Glb:
    """A parsed GLB."""

    document: dict[str, Any]
    binary: bytes

    def nodes(self) -> dict[int, dict[str, Any]]:
        """Nodes with a mesh, by the step id in their extras."""
        return {n["extras"]["step_id"]: n for n in self.document["nodes"] if "mesh" in n}

    def array(self, number: int) -> np.ndarray[Any, Any]:
        accessor = self.document["accessors"][number]
        view = self.document["bufferViews"][accessor["bufferView"]]
        start = view.get("byteOffset", 0) + accessor.get("byteOffset", 0)
        width = {"SCALAR": 1, "VEC3": 3}[accessor["type"]]
        data = np.frombuffer(
            self.binary, _TYPES[accessor["componentType"]], accessor["count"] * width, start
        )
        return data.reshape(-1, width) if width > 1 else data

    def triangles(self, node: dict[str, Any]) -> np.ndarray[Any, Any]:
        """Corners of a node's triangles in its parent's coordinates, float64 (n, 3, 3)."""
        parts = []
        for primitive in self.document["meshes"][node["mesh"]]["primitives"]:
            points = self.array(primitive["attributes"]["POSITION"]).astype(np.float64)
            parts.append(points[self.array(primitive["indices"]).astype(int)].reshape(-1, 3, 3))
        corners = np.concatenate(parts)
        x, y, z, w = node.get("rotation", [0, 0, 0, 1])
        matrix = np.array(
            [
                [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
                [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
                [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
            ]
        )
        return corners @ matrix.T + np.array(node.get("translation", [0, 0, 0]))


def read_glb(path: Path) -> Glb:
    data = path.read_bytes()
    magic, version, size = struct.unpack_from("<4sII", data)
    assert (magic, version, size) == (b"glTF", 2, len(data))
    length, kind = struct.unpack_from("<I4s", data, 12)
    assert kind == b"JSON"
    return Glb(json.loads(data[20 : 20 + length]), data[28 + length :])


def volume(triangles: np.ndarray[Any, Any]) -> float:
    """Volume inside triangles."""
    corners = triangles - triangles.reshape(-1, 3).min(axis=0)
    cross = np.cross(corners[:, 1], corners[:, 2])
    return float(np.einsum("ij,ij->", corners[:, 0], cross) / 6)
