"""Writing a viewer's GLB."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ifcworks.ifc.geometry.glb_parts import Appearance, Materials, quaternions
from ifcworks.ifc.geometry.model import Float64, Shape, Tessellation
from ifcworks.ifc.geometry.origin import false_origin
from ifcworks.ifc.geometry.tables import InstanceTable, instance_table, shape_table
from ifcworks.ifc.geometry.viewer.batches import Batch, Piece, batches
from ifcworks.ifc.geometry.viewer.document import ARRAY_BUFFER, ELEMENT_ARRAY_BUFFER, Document
from ifcworks.ifc.geometry.viewer.features import Features, Label
from ifcworks.ifc.geometry.viewer.quantizing import quantized
from ifcworks.ifc.geometry.viewer.sorting import Group, sorted_out

# glTF's y axis points up: a turn by -90° about x.
_Z_UP_TO_Y_UP = [-0.7071067811865475, 0.0, 0.0, 0.7071067811865476]
_MOST_UINT16 = 65535
_FAR_CORNER = 20.0
"""Metres from its origin to which a shape can be turned by 16-bit numbers to less than 1 mm."""


def write_viewer_glb(
    path: Path,
    tessellation: Tessellation,
    labels: Mapping[int, Label],
    generator: str,
    extras: Mapping[str, Any],
) -> None:
    """Write the GLB of a model for viewers; the same model always gives the same bytes.

    Openings are left out. Spaces are below a node of their own, called ``spaces``.

    Args:
        path: the file.
        tessellation: of the whole model.
        labels: what is told of each element, by step id.
        generator: what wrote it.
        extras: for the root, which gets ``false_origin`` besides, if the model lies far off.
    """
    _Writer(tessellation, labels).write(path, generator, extras)


class _Writer:
    def __init__(self, tessellation: Tessellation, labels: Mapping[int, Label]) -> None:
        self._shapes = shape_table(tessellation)
        instances = instance_table(tessellation)
        looks = [Appearance.of(labels[number].ifc_class) for number in instances.elements.tolist()]
        shown = np.array([look is not Appearance.OPENING for look in looks], bool)
        self._instances = instances.only(shown)
        self._looks = [look for look, is_shown in zip(looks, shown, strict=True) if is_shown]
        self._origin = false_origin(self._instances.bounds[:, 0], self._instances.bounds[:, 1])
        if self._origin is not None:
            self._instances = _moved(self._instances, -self._origin)
        elements = np.unique(self._instances.elements).tolist()
        self._features = Features(elements, labels)
        self._rows = np.array([self._features.rows[n] for n in self._instances.elements.tolist()])
        self._materials = Materials(tessellation.materials)
        self._document = Document()
        self._branches: dict[bool, list[int]] = {False: [], True: []}

    def write(self, path: Path, generator: str, extras: Mapping[str, Any]) -> None:
        groups, others = sorted_out(self._shapes, self._instances, self._looks)
        for group in groups:
            self._add_group(group)
        for is_space in (False, True):
            for material, batch in batches(self._pieces(others, is_space)):
                self._add_batch(material, batch, is_space)
        top = [
            self._document.node({"name": name, "children": self._branches[is_space]})
            for name, is_space in (("elements", False), ("spaces", True))
            if self._branches[is_space]
        ]
        told = dict(extras)
        if self._origin is not None:
            told["false_origin"] = self._origin.tolist()
        root: dict[str, Any] = {"name": "model", "rotation": _Z_UP_TO_Y_UP, "extras": told}
        if top:
            root["children"] = top
        number = self._document.node(root)
        more: dict[str, Any] = {"asset": {"version": "2.0", "generator": generator}}
        if top:
            used = ["EXT_mesh_features", "EXT_structural_metadata", "KHR_mesh_quantization"]
            required = ["KHR_mesh_quantization"]
            if groups:
                used += ["EXT_instance_features", "EXT_mesh_gpu_instancing"]
                required.append("EXT_mesh_gpu_instancing")
            metadata = self._features.extension(self._document)
            more |= {
                "extensionsUsed": sorted(used),
                "extensionsRequired": sorted(required),
                "extensions": {"EXT_structural_metadata": metadata},
                "materials": self._materials.written,
            }
        self._document.write(path, number, more)

    def _add_group(self, group: Group) -> None:
        """A node whose mesh is drawn once for each instance."""
        shape = self._shape(group.shape)
        corners = shape.vertices.astype(np.float64)
        small = quantized(corners)
        positions = self._document.accessor(small.positions, ARRAY_BUFFER, bounds=True)
        primitives = [
            {
                "attributes": {"POSITION": positions},
                "indices": self._indices(triangles, len(corners)),
                "material": self._materials.number(material, group.appearance, not shape.closed),
            }
            for material, triangles in _by_material(shape)
        ]
        matrices = self._instances.matrices[group.rows]
        turns, moves = matrices[:, :3, :3], matrices[:, :3, 3] + matrices[:, :3, :3] @ small.origin
        middle = np.round((moves.min(axis=0) + moves.max(axis=0)) / 2)
        attributes = {
            # The scale of the node applies to them, too.
            "TRANSLATION": self._document.accessor(
                ((moves - middle) / small.scale).astype(np.float32)
            ),
            "_FEATURE_ID_0": self._document.accessor(self._ids(self._rows[group.rows])),
        }
        if np.abs(turns - np.eye(3)).max() > 0:
            attributes["ROTATION"] = self._rotations(turns, corners - small.origin)
        rows = self._rows[group.rows]
        features = {"featureCount": len(np.unique(rows)), "attribute": 0, "propertyTable": 0}
        node = {
            "mesh": self._document.mesh(primitives),
            "translation": middle.tolist(),
            "scale": [small.scale] * 3,
            "extensions": {
                "EXT_mesh_gpu_instancing": {"attributes": attributes},
                "EXT_instance_features": {"featureIds": [features]},
            },
        }
        self._branches[group.appearance is Appearance.SPACE].append(self._document.node(node))

    def _rotations(self, turns: Float64, corners: Float64) -> int:
        found = quaternions(turns)
        if np.linalg.norm(corners, axis=1).max() > _FAR_CORNER:
            return self._document.accessor(found.astype(np.float32))
        return self._document.accessor(np.rint(found * 32767).astype(np.int16), normalized=True)

    def _pieces(self, rows: npt.NDArray[np.int64], spaces: bool) -> dict[int, list[Piece]]:
        """The triangles of instances, by the number of their material in the document."""
        pieces: dict[int, list[Piece]] = {}
        for row in rows.tolist():
            look = self._looks[row]
            if (look is Appearance.SPACE) != spaces:
                continue
            shape = self._shape(int(self._instances.shapes[row]))
            matrix = self._instances.matrices[row]
            points = shape.vertices.astype(np.float64) @ matrix[:3, :3].T + matrix[:3, 3]
            mirrored = np.linalg.det(matrix[:3, :3]) < 0
            for material, triangles in _by_material(shape):
                used, inverse = np.unique(triangles, return_inverse=True)
                corners = inverse.reshape(-1, 3)
                piece = Piece(
                    points[used],
                    # A mirrored placement turns the surface inside out.
                    corners[:, ::-1] if mirrored else corners,
                    int(self._rows[row]),
                )
                number = self._materials.number(material, look, not shape.closed)
                pieces.setdefault(number, []).append(piece)
        return pieces

    def _add_batch(self, material: int, batch: Batch, is_space: bool) -> None:
        """A node with the triangles of many elements."""
        small = quantized(batch.points)
        count = len(np.unique(batch.rows))
        features = {"featureCount": count, "attribute": 0, "propertyTable": 0}
        primitive = {
            "attributes": {
                "POSITION": self._document.accessor(small.positions, ARRAY_BUFFER, bounds=True),
                "_FEATURE_ID_0": self._document.accessor(self._ids(batch.rows), ARRAY_BUFFER),
            },
            "indices": self._indices(batch.triangles, len(batch.points)),
            "material": material,
            "extensions": {"EXT_mesh_features": {"featureIds": [features]}},
        }
        node = {
            "mesh": self._document.mesh([primitive]),
            "translation": small.origin.tolist(),
            "scale": [small.scale] * 3,
        }
        self._branches[is_space].append(self._document.node(node))

    def _shape(self, number: int) -> Shape:
        return self._shapes[number]

    def _indices(self, triangles: npt.NDArray[Any], vertices: int) -> int:
        kind = np.uint16 if vertices <= _MOST_UINT16 else np.uint32
        return self._document.accessor(triangles.ravel().astype(kind), ELEMENT_ARRAY_BUFFER)

    def _ids(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
        return rows.astype(self._features.kind)


def _by_material(shape: Shape) -> list[tuple[int, npt.NDArray[Any]]]:
    """The triangles of each material."""
    numbers = np.unique(shape.materials).tolist()
    if len(numbers) == 1:
        return [(numbers[0], shape.triangles)]
    return [(number, shape.triangles[shape.materials == number]) for number in numbers]


def _moved(instances: InstanceTable, by: Float64) -> InstanceTable:
    matrices = instances.matrices.copy()
    matrices[:, :3, 3] += by
    return replace(instances, matrices=matrices, bounds=instances.bounds + by)
