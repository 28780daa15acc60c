"""Reading a viewer's GLB without the code that wrote it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from support.glb import read_glb

_KINDS = {5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_WIDTHS = {"SCALAR": 1, "VEC3": 3, "VEC4": 4}
Array = np.ndarray[Any, Any]


@dataclass
class Shown:
    """What is shown of an element, z up."""

    row: dict[str, Any]
    triangles: list[Array] = field(default_factory=list)
    is_space: bool = False
    materials: set[int] = field(default_factory=set)

    def all(self) -> Array:
        """Corners, float64 (n, 3, 3)."""
        return np.concatenate(self.triangles)


class Viewer:
    """A parsed viewer's GLB."""

    def __init__(self, path: Path) -> None:
        glb = read_glb(path)
        self.document, self._binary = glb.document, glb.binary
        self.rows = self._table()

    @property
    def extras(self) -> dict[str, Any]:
        return self._root()["extras"]  # type: ignore[no-any-return]

    def elements(self) -> dict[int, Shown]:
        """What is shown of each element, by step id."""
        shown: dict[int, Shown] = {}
        for branch in self._root().get("children", []):
            top = self.document["nodes"][branch]
            for number in top["children"]:
                for row, material, triangles in self._node(self.document["nodes"][number]):
                    told = self.rows[row]
                    element = shown.setdefault(told["stepId"], Shown(told))
                    element.triangles.append(triangles)
                    element.is_space = top["name"] == "spaces"
                    element.materials.add(material)
        return shown

    def _root(self) -> dict[str, Any]:
        root: dict[str, Any] = self.document["nodes"][self.document["scenes"][0]["nodes"][0]]
        return root

    def _node(self, node: dict[str, Any]) -> list[tuple[int, int, Array]]:
        found = []
        scale, move = np.array(node["scale"]), np.array(node["translation"])
        for primitive in self.document["meshes"][node["mesh"]]["primitives"]:
            points = self.array(primitive["attributes"]["POSITION"])
            corners = points[self.array(primitive["indices"])].reshape(-1, 3, 3)
            material = primitive["material"]
            instancing = node.get("extensions", {}).get("EXT_mesh_gpu_instancing")
            if instancing is None:
                ids = self.array(primitive["attributes"]["_FEATURE_ID_0"])
                of = ids[self.array(primitive["indices"])].reshape(-1, 3)
                assert (of == of[:, :1]).all(), "a triangle of two elements"
                [told] = primitive["extensions"]["EXT_mesh_features"]["featureIds"]
                assert told["featureCount"] == len(np.unique(ids))
                for row in np.unique(of):
                    part = corners[of[:, 0] == row] * scale + move
                    found.append((int(row), material, part))
                continue
            attributes = {k: self.array(v) for k, v in instancing["attributes"].items()}
            turns = attributes.get("ROTATION", [(0, 0, 0, 1)] * len(attributes["TRANSLATION"]))
            [told] = node["extensions"]["EXT_instance_features"]["featureIds"]
            ids = attributes["_FEATURE_ID_0"]
            assert told["featureCount"] == len(np.unique(ids))
            for row, turn, step in zip(ids, turns, attributes["TRANSLATION"], strict=True):
                part = (corners @ _matrix(turn).T + step) * scale + move
                found.append((int(row), material, part))
        return found

    def array(self, number: int) -> Array:
        accessor = self.document["accessors"][number]
        view = self.document["bufferViews"][accessor["bufferView"]]
        kind = np.dtype(_KINDS[accessor["componentType"]])
        width = _WIDTHS[accessor["type"]]
        stride = view.get("byteStride", kind.itemsize * width)
        raw = np.frombuffer(self._binary, np.uint8, view["byteLength"], view["byteOffset"])
        rows = raw.reshape(accessor["count"], stride)[:, : kind.itemsize * width]
        values = np.ascontiguousarray(rows).view(kind).astype(np.float64)
        if accessor.get("normalized"):
            values /= 32767
        if accessor["type"] == "SCALAR":
            return values[:, 0].astype(int)
        return values

    def _table(self) -> list[dict[str, Any]]:
        if "extensions" not in self.document:
            return []
        metadata = self.document["extensions"]["EXT_structural_metadata"]
        [table] = metadata["propertyTables"]
        kinds = metadata["schema"]["classes"][table["class"]]["properties"]
        classes = {v["value"]: v["name"] for v in metadata["schema"]["enums"]["ifcClass"]["values"]}
        columns: dict[str, list[Any]] = {}
        for name, kept in table["properties"].items():
            if kinds[name]["type"] == "STRING":
                offsets = self._view(kept["stringOffsets"], "<u4")
                data = self._view(kept["values"], "u1").tobytes()
                columns[name] = [data[a:b].decode() for a, b in pairwise(offsets.tolist())]
            elif kinds[name]["type"] == "ENUM":
                columns[name] = [classes[n] for n in self._view(kept["values"], "<u2").tolist()]
            else:
                columns[name] = self._view(kept["values"], "<u4").tolist()
        assert {len(column) for column in columns.values()} == {table["count"]}
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]

    def _view(self, number: int, kind: str) -> Array:
        view = self.document["bufferViews"][number]
        assert view["byteOffset"] % 8 == 0
        size = view["byteLength"] // np.dtype(kind).itemsize
        return np.frombuffer(self._binary, kind, size, view["byteOffset"])


def _matrix(quaternion: Any) -> Array:
    x, y, z, w = np.array(quaternion) / np.linalg.norm(quaternion)
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
