"""The JSON and the binary of a GLB as they grow."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ifcworks.ifc.geometry.glb_file import write_chunks

_COMPONENTS = {"i2": 5122, "u2": 5123, "u4": 5125, "f4": 5126}
_ALIGNMENT = 8
"""Property tables demand that buffer views begin at multiples of eight."""
ARRAY_BUFFER, ELEMENT_ARRAY_BUFFER = 34962, 34963


class Document:
    """Buffer views, accessors, meshes and nodes of a GLB."""

    def __init__(self) -> None:
        self.nodes: list[dict[str, Any]] = []
        self.meshes: list[dict[str, Any]] = []
        self._views: list[dict[str, Any]] = []
        self._accessors: list[dict[str, Any]] = []
        self._arrays: list[npt.NDArray[Any]] = []
        self._size = 0

    def view(
        self, array: npt.NDArray[Any], target: int | None = None, stride: int | None = None
    ) -> int:
        """A buffer view of an array; its number."""
        padding = -self._size % _ALIGNMENT
        self._arrays += [np.zeros(padding, np.uint8), array]
        view: dict[str, Any] = {
            "buffer": 0,
            "byteOffset": self._size + padding,
            "byteLength": array.nbytes,
        }
        if target is not None:
            view["target"] = target
        if stride is not None:
            view["byteStride"] = stride
        self._views.append(view)
        self._size += padding + array.nbytes
        return len(self._views) - 1

    def accessor(
        self,
        array: npt.NDArray[Any],
        target: int | None = None,
        normalized: bool = False,
        bounds: bool = False,
    ) -> int:
        """An accessor of an array of rows, with a buffer view of its own; its number."""
        width = 1 if array.ndim == 1 else array.shape[1]
        kept, stride = array, None
        if target == ARRAY_BUFFER and array.itemsize * width % 4:
            # What belongs to a vertex begins at a multiple of four.
            stride = -(-array.itemsize * width // 4) * 4
            kept = np.zeros((len(array), stride // array.itemsize), array.dtype)
            kept[:, :width] = array.reshape(len(array), width)
        accessor: dict[str, Any] = {
            "bufferView": self.view(kept, target, stride),
            "componentType": _COMPONENTS[array.dtype.str[1:]],
            "count": len(array),
            "type": "SCALAR" if width == 1 else f"VEC{width}",
        }
        if normalized:
            accessor["normalized"] = True
        if bounds:
            accessor |= {"min": array.min(axis=0).tolist(), "max": array.max(axis=0).tolist()}
        self._accessors.append(accessor)
        return len(self._accessors) - 1

    def mesh(self, primitives: list[dict[str, Any]]) -> int:
        """A mesh; its number."""
        self.meshes.append({"primitives": primitives})
        return len(self.meshes) - 1

    def node(self, node: dict[str, Any]) -> int:
        """A node; its number."""
        self.nodes.append(node)
        return len(self.nodes) - 1

    def write(self, path: Path, root: int, more: Mapping[str, Any]) -> None:
        """Write the GLB.

        Args:
            path: the file.
            root: the node that holds all others.
            more: what else belongs at the top.
        """
        document: dict[str, Any] = {
            **more,
            "scene": 0,
            "scenes": [{"nodes": [root]}],
            "nodes": self.nodes,
        }
        if self.meshes:
            document |= {"meshes": self.meshes, "accessors": self._accessors}
        if self._views:
            document |= {"bufferViews": self._views, "buffers": [{"byteLength": self._size}]}
        write_chunks(path, document, self._size, self._arrays)
