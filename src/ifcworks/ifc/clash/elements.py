"""The elements of a source: chosen in the index, with their triangles from the geometry cache."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb
import numpy as np

from ifcworks.ifc.clash.model import Choice, Element, Float64, Int64, ModelFiles, Source, Untested
from ifcworks.ifc.geometry.cache import open_cache
from ifcworks.ifc.geometry.model import Instance, world_vertices
from ifcworks.ifc.geometry.tables import instance_table
from ifcworks.ifc.index.reader import open_index
from ifcworks.ifc.tables.writing.values import values_of

_BY_DEFAULT = """
SELECT id FROM elements
WHERE class IN (SELECT class FROM class_ancestors WHERE ancestor = 'IfcElement')
  AND class NOT IN (SELECT class FROM class_ancestors WHERE ancestor = 'IfcFeatureElement')
"""
_PROJECT = "SELECT global_id FROM elements WHERE class = 'IfcProject' ORDER BY id LIMIT 1"
_ROWS = """
SELECT id, coalesce(global_id, ''), class, name, has_geometry,
       coalesce(mesh_hash, '') || coalesce(placement_hash, '')
FROM elements
WHERE class IN (SELECT class FROM class_ancestors WHERE ancestor IN ('IfcProduct'))
ORDER BY id
"""


@dataclass(frozen=True)
class Chosen:
    """What a source has chosen.

    Attributes:
        elements: those with triangles.
        untested: those that have a representation and no triangles.
        shapeless: how many have no representation at all, such as assemblies.
    """

    elements: list[Element]
    untested: list[Untested]
    shapeless: int


@dataclass(frozen=True)
class _Row:
    step_id: int
    global_id: str
    ifc_class: str
    name: str | None
    has_geometry: bool
    digest: str


class Model:
    """One model of a federation, read as far as it is asked for.

    Args:
        number: its number in the run.
        files: where it and what is known of it are.
        scratch: a folder to unpack into.

    Attributes:
        number: its number in the run.
        name: for people.
        file: tells models apart that are not the same file in two places.
    """

    def __init__(self, number: int, files: ModelFiles, scratch: Path) -> None:
        self.number = number
        self.name = files.name
        self.file = files.model
        self._transform = files.transform
        self._connection = open_index(files.index)
        self._values = values_of(self._connection, files.model, scratch)
        self._rows = {row[0]: _Row(*row) for row in self._connection.execute(_ROWS).fetchall()}
        self._tessellation = open_cache(files.geometry)
        instances = instance_table(self._tessellation)
        mirrored = np.linalg.det(instances.matrices[:, :3, :3]) < 0
        self._instances: dict[int, list[tuple[Instance, bool]]] = {}
        for instance, is_mirrored in zip(instances, mirrored.tolist(), strict=True):
            self._instances.setdefault(instance.element, []).append((instance, is_mirrored))
        self._reasons = {one.element: one.detail for one in self._tessellation.left_out}
        self._made: dict[int, Element] = {}

    def close(self) -> None:
        """Let go of the index."""
        self._connection.close()

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The index, to be asked."""
        return self._connection

    @cached_property
    def project(self) -> str | None:
        """GlobalId of its IfcProject."""
        found = self._connection.execute(_PROJECT).fetchone()
        return found[0] if found else None

    def global_ids(self) -> set[str]:
        """GlobalIds of all products of the model."""
        return {row.global_id for row in self._rows.values() if row.global_id}

    def repeated(self, elements: Iterable[Element]) -> list[str]:
        """GlobalIds that several of these elements of the model have."""
        counts = Counter(e.global_id for e in elements if e.key[0] == self.number)
        return sorted(global_id for global_id, count in counts.items() if count > 1)

    def choose(self, source: Source, where: str) -> Chosen:
        """The elements of a source.

        Raises:
            ParametersInvalid: its selector is malformed; ``where`` says whose it is.
        """
        found = Chosen([], [], 0)
        shapeless = 0
        for number in self._numbers(source, where):
            row = self._rows.get(number)
            if row is None:  # a type, a group: nothing that stands anywhere
                continue
            if number in self._instances:
                found.elements.append(self._element(row))
            elif row.has_geometry:
                reason = self._reasons.get(number, "its representation has no surface")
                found.untested.append(
                    Untested(self.number, row.global_id, row.ifc_class, row.name, reason)
                )
            else:
                shapeless += 1
        return Chosen(found.elements, found.untested, shapeless)

    def _numbers(self, source: Source, where: str) -> Sequence[int]:
        if source.choice is Choice.ALL or not source.selector:
            return self._default()
        matched, _ = self._values.elements(source.selector, where)
        if source.choice is Choice.INCLUDE:
            return matched
        unwanted = set(matched)
        return [number for number in self._default() if number not in unwanted]

    def _default(self) -> list[int]:
        return sorted(row[0] for row in self._connection.execute(_BY_DEFAULT).fetchall())

    def _element(self, row: _Row) -> Element:
        if row.step_id not in self._made:
            self._made[row.step_id] = self._make(row)
        return self._made[row.step_id]

    def _make(self, row: _Row) -> Element:
        parts, offset, closed = [], 0, True
        for instance, is_mirrored in self._instances[row.step_id]:
            shape = self._tessellation.shapes[instance.shape]
            faces = shape.triangles.astype(np.int64)
            parts.append(
                (
                    world_vertices(shape, instance.matrix),
                    (faces[:, ::-1] if is_mirrored else faces) + offset,
                )
            )
            offset += len(shape.vertices)
            closed = closed and shape.closed
        points, faces = (
            parts[0] if len(parts) == 1 else map(np.concatenate, zip(*parts, strict=True))
        )
        # The columns of an index that come from triangles may not have been filled yet.
        digest = row.digest or _digest(points.tobytes(), faces.tobytes())
        if self._transform is not None:
            points, faces = _moved(points, faces, self._transform)
            digest = _digest(digest.encode(), repr(self._transform).encode())
        return Element(
            (self.number, row.step_id),
            row.global_id,
            row.ifc_class,
            row.name,
            points,
            faces,
            points.min(axis=0),
            points.max(axis=0),
            digest,
            closed,
        )


def _digest(*parts: bytes) -> str:
    return hashlib.blake2b(b"".join(parts), digest_size=16).hexdigest()


def _moved(points: Float64, faces: Int64, transform: tuple[float, ...]) -> tuple[Float64, Int64]:
    matrix = np.array(transform, np.float64).reshape(4, 4)
    moved = points @ matrix[:3, :3].T + matrix[:3, 3]
    if np.linalg.det(matrix[:3, :3]) < 0:
        faces = faces[:, ::-1]
    return moved, faces


def models_of(files: Sequence[ModelFiles], scratch: Path) -> list[Model]:
    """The models of a run, open; ``scratch`` is a folder for what must be unpacked."""
    return [Model(number, one, scratch / str(number)) for number, one in enumerate(files)]
