"""glTF 2.0 in one binary file (GLB): every element a node, equal shapes one mesh.

Written against the glTF 2.0 specification of Khronos; the tests have its validator read what is
written here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ifcworks.ifc.geometry.glb_file import write_chunks
from ifcworks.ifc.geometry.glb_parts import Appearance, Materials, placements
from ifcworks.ifc.geometry.model import Instance, Shape, Tessellation, world_vertices
from ifcworks.ifc.geometry.naming import Naming
from ifcworks.ifc.geometry.normals import with_normals
from ifcworks.ifc.geometry.scene import Entry, Scene

_FLOAT, _UINT16, _UINT32 = 5126, 5123, 5125
_ARRAY_BUFFER, _ELEMENT_ARRAY_BUFFER = 34962, 34963
_MOST_UINT16_VERTICES = 65535
# glTF's y axis points up: a turn by -90° about x.
_Z_UP_TO_Y_UP = [-0.7071067811865475, 0.0, 0.0, 0.7071067811865476]


_Placed = tuple[Instance, dict[str, Any] | None]
"""An instance and where it is placed; nothing for what translation and rotation cannot say."""


class View(Enum):
    """The parts of the binary chunk, in their order."""

    POSITIONS = "positions"
    NORMALS = "normals"
    INDICES_32 = "indices-32"
    INDICES_16 = "indices-16"


@dataclass
class _Binary:
    """The arrays of the binary chunk, by part."""

    arrays: dict[View, list[npt.NDArray[Any]]] = field(
        default_factory=lambda: {view: [] for view in View}
    )
    sizes: dict[View, int] = field(default_factory=lambda: dict.fromkeys(View, 0))

    def add(self, view: View, array: npt.NDArray[Any]) -> int:
        """Append an array; its offset within its part."""
        offset = self.sizes[view]
        self.arrays[view].append(array)
        self.sizes[view] += array.nbytes
        return offset

    def used(self) -> list[View]:
        return [view for view in View if self.sizes[view]]


def write_glb(
    path: Path,
    tessellation: Tessellation,
    scene: Scene,
    naming: Naming,
    generator: str,
    extras: Mapping[str, Any],
    normals: bool = False,
    world_coordinates: bool = False,
) -> None:
    """Write a GLB.

    Nodes are called by ``naming``; GlobalId, class, name and step id are in their ``extras``.
    ``extras`` go to the root node, for what concerns the whole model. Without ``normals`` viewers
    shade each triangle flat, as glTF says. With ``world_coordinates`` vertices are in the world
    instead of in shared meshes with placements.
    """
    _Writer(tessellation, scene, naming, normals, world_coordinates).write(path, generator, extras)


class _Writer:
    def __init__(
        self,
        tessellation: Tessellation,
        scene: Scene,
        naming: Naming,
        normals: bool,
        world_coordinates: bool,
    ) -> None:
        self._tessellation = tessellation
        self._scene = scene
        self._naming = naming
        self._normals = normals
        self._world = world_coordinates
        self._binary = _Binary()
        self._materials = Materials(tessellation.materials)
        self._nodes: list[dict[str, Any]] = []
        self._meshes: list[dict[str, Any]] = []
        self._accessors: list[tuple[View, dict[str, Any]]] = []
        self._mesh_numbers: dict[tuple[int, Appearance], int] = {}
        self._primitive_parts: dict[int, tuple[dict[str, int], list[tuple[int, int]]]] = {}

    def write(self, path: Path, generator: str, extras: Mapping[str, Any]) -> None:
        top = self._tree()
        root: dict[str, Any] = {
            "name": self._scene.project or "model",
            "rotation": _Z_UP_TO_Y_UP,
            "extras": dict(extras),
        }
        if top:
            root["children"] = top
        self._nodes.append(root)
        document: dict[str, Any] = {
            "asset": {"version": "2.0", "generator": generator},
            "scene": 0,
            "scenes": [{"nodes": [len(self._nodes) - 1]}],
            "nodes": self._nodes,
        }
        if self._meshes:
            used = self._binary.used()
            document["meshes"] = self._meshes
            document["materials"] = self._materials.written
            document["accessors"] = [
                {"bufferView": used.index(view), **accessor} for view, accessor in self._accessors
            ]
            document["bufferViews"] = self._views(used)
            document["buffers"] = [{"byteLength": sum(self._binary.sizes.values())}]
        arrays = (array for view in View for array in self._binary.arrays[view])
        write_chunks(path, document, sum(self._binary.sizes.values()), arrays)

    def _views(self, used: list[View]) -> list[dict[str, Any]]:
        views: list[dict[str, Any]] = []
        offset = 0
        for view in used:
            size = self._binary.sizes[view]
            written: dict[str, Any] = {"buffer": 0, "byteOffset": offset, "byteLength": size}
            if view in (View.POSITIONS, View.NORMALS):
                written |= {"byteStride": 12, "target": _ARRAY_BUFFER}
            else:
                written["target"] = _ELEMENT_ARRAY_BUFFER
            views.append(written)
            offset += size
        return views

    def _tree(self) -> list[int]:
        """Add a node for each entry; the numbers of those at the top."""
        all_ = list(self._tessellation.instances)
        matrices = np.array([instance.matrix for instance in all_]).reshape(-1, 4, 4)
        instances: dict[int, list[_Placed]] = {}
        for instance, placed in zip(all_, placements(matrices), strict=True):
            instances.setdefault(instance.element, []).append((instance, placed))
        entries = self._scene.entries
        has_children = {entry.parent for entry in entries.values()}
        number_of: dict[int, int] = {}
        top: list[int] = []
        for step_id, entry in entries.items():
            own = instances.get(step_id, [])
            group = step_id in has_children or len(own) != 1
            number = self._node(entry, None if group else own[0])
            number_of[step_id] = number
            if group and own:
                # A placement on a node with children would move the children too.
                shapes = [self._node(entry, shown) for shown in own]
                self._nodes[number]["children"] = shapes
            parent = number_of.get(entry.parent)
            if parent is None:
                top.append(number)
            else:
                self._nodes[parent].setdefault("children", []).append(number)
        return top

    def _node(self, entry: Entry, shown: _Placed | None) -> int:
        node: dict[str, Any] = {
            "name": entry.label(self._naming),
            "extras": {
                "GlobalId": entry.global_id,
                "class": entry.ifc_class,
                "name": entry.name,
                "step_id": entry.step_id,
            },
        }
        if shown is not None:
            instance, placed = shown
            appearance = Appearance.of(entry.ifc_class)
            if placed is None or self._world:
                node["mesh"] = self._baked(instance, appearance)
            else:
                node |= placed
                node["mesh"] = self._shared(instance.shape, appearance)
        self._nodes.append(node)
        return len(self._nodes) - 1

    def _shared(self, number: int, appearance: Appearance) -> int:
        key = (number, appearance)
        if key not in self._mesh_numbers:
            shape = self._tessellation.shapes[number]
            if number not in self._primitive_parts:
                self._primitive_parts[number] = self._parts(shape)
            parts = self._primitive_parts[number]
            self._mesh_numbers[key] = self._mesh(parts, shape.closed, appearance)
        return self._mesh_numbers[key]

    def _baked(self, instance: Instance, appearance: Appearance) -> int:
        """A mesh of its own for this instance, in world coordinates."""
        shape = self._tessellation.shapes[instance.shape]
        triangles = shape.triangles
        if np.linalg.det(instance.matrix[:3, :3]) < 0:
            # A mirrored placement turns the surface inside out.
            triangles = triangles[:, ::-1]
        vertices = world_vertices(shape, instance.matrix).astype(np.float32)
        world = Shape(vertices, triangles, shape.materials, shape.volume, shape.closed)
        return self._mesh(self._parts(world), shape.closed, appearance)

    def _mesh(
        self,
        parts: tuple[dict[str, int], list[tuple[int, int]]],
        closed: bool,
        appearance: Appearance,
    ) -> int:
        attributes, indices = parts
        primitives = [
            {
                "attributes": attributes,
                "indices": accessor,
                "material": self._materials.number(material, appearance, not closed),
            }
            for material, accessor in indices
        ]
        self._meshes.append({"primitives": primitives})
        return len(self._meshes) - 1

    def _parts(self, shape: Shape) -> tuple[dict[str, int], list[tuple[int, int]]]:
        """Accessors of the attributes, and for each material of its indices."""
        vertices, triangles = shape.vertices, shape.triangles
        attributes: dict[str, int] = {}
        if self._normals:
            vertices, normals, triangles, _ = with_normals(vertices, triangles)
            attributes["NORMAL"] = self._accessor(View.NORMALS, normals, _FLOAT, "VEC3", {})
        extent = {"min": vertices.min(axis=0).tolist(), "max": vertices.max(axis=0).tolist()}
        attributes["POSITION"] = self._accessor(View.POSITIONS, vertices, _FLOAT, "VEC3", extent)
        small = len(vertices) <= _MOST_UINT16_VERTICES
        view, kind = (View.INDICES_16, _UINT16) if small else (View.INDICES_32, _UINT32)
        indices = []
        for material in np.unique(shape.materials).tolist():
            chosen = triangles[shape.materials == material].ravel()
            array = chosen.astype(np.uint16) if small else chosen
            indices.append((material, self._accessor(view, array, kind, "SCALAR", {})))
        return attributes, indices

    def _accessor(
        self, view: View, array: npt.NDArray[Any], kind: int, shape: str, more: dict[str, Any]
    ) -> int:
        offset = self._binary.add(view, array)
        accessor = {"componentType": kind, "count": len(array), "type": shape, **more}
        if offset:
            accessor["byteOffset"] = offset
        self._accessors.append((view, accessor))
        return len(self._accessors) - 1
