"""Shapes and instances as tables: sequences whose columns can be had as arrays.

A ``Tessellation`` that comes out of a cache has such sequences. Of any other they are made here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from ifcworks.ifc.geometry.model import Float64, Instance, Shape, Tessellation, world_bounds

MOST_UINT16_VERTICES = 65535
"""Shapes with more vertices have triangles of 32 bits."""

_DECIMALS = 5


@dataclass(frozen=True, eq=False)
class InstanceTable(Sequence[Instance]):
    """Instances, one to a row.

    Attributes:
        elements: int64 (n,), step ids in rising order.
        shapes: int32 (n,), indices of shapes.
        matrices: float64 (n, 4, 4), from the shape's coordinates to the world.
        bounds: float64 (n, 2, 3), smallest and largest corner in the world.
    """

    elements: npt.NDArray[np.int64]
    shapes: npt.NDArray[np.int32]
    matrices: Float64
    bounds: Float64

    def __len__(self) -> int:
        return len(self.elements)

    @overload
    def __getitem__(self, index: int) -> Instance: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Instance]: ...
    def __getitem__(self, index: int | slice) -> Instance | Sequence[Instance]:
        """One instance, or as a table a part of them."""
        if isinstance(index, slice):
            return self.only(np.arange(len(self))[index])
        return Instance(int(self.elements[index]), int(self.shapes[index]), self.matrices[index])

    def __iter__(self) -> Iterator[Instance]:
        rows = zip(self.elements.tolist(), self.shapes.tolist(), self.matrices, strict=True)
        for element, shape, matrix in rows:
            yield Instance(element, shape, matrix)

    def only(self, rows: npt.NDArray[Any]) -> InstanceTable:
        """The rows of a mask or of indices."""
        return InstanceTable(
            self.elements[rows], self.shapes[rows], self.matrices[rows], self.bounds[rows]
        )


@dataclass(frozen=True, eq=False)
class ShapeTable(Sequence[Shape]):
    """Shapes, as views of large arrays.

    Attributes:
        vertices: float32 (v, 3) of all shapes, one after the other.
        triangles16: uint16 (t, 3) of the shapes with up to ``MOST_UINT16_VERTICES``.
        triangles32: uint32 (t, 3) of the others.
        ranges: int32 (r, 2), a material and how many triangles have it, one after the other.
        vertex_starts: int64 (n + 1,), where each shape's vertices begin and the last one's end.
        triangle_starts: int64 (n,), where its triangles begin in the array of their width.
        triangle_counts: int64 (n,).
        range_starts: int64 (n + 1,), where its ranges begin.
        volumes: float64 (n,), cubic metres.
        areas: float64 (n,), square metres.
        closed: bool (n,).
        hashes: uint8 (n, 16), equal for equal shapes of whatever material.
    """

    vertices: npt.NDArray[np.float32]
    triangles16: npt.NDArray[np.uint16]
    triangles32: npt.NDArray[np.uint32]
    ranges: npt.NDArray[np.int32]
    vertex_starts: npt.NDArray[np.int64]
    triangle_starts: npt.NDArray[np.int64]
    triangle_counts: npt.NDArray[np.int64]
    range_starts: npt.NDArray[np.int64]
    volumes: Float64
    areas: Float64
    closed: npt.NDArray[np.bool_]
    hashes: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.volumes)

    @overload
    def __getitem__(self, index: int) -> Shape: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Shape]: ...
    def __getitem__(self, index: int | slice) -> Shape | Sequence[Shape]:
        """One shape, or a list of some."""
        if isinstance(index, slice):
            return [self[number] for number in range(len(self))[index]]
        number = range(len(self))[index]
        first, last = self.vertex_starts[number], self.vertex_starts[number + 1]
        start = self.triangle_starts[number]
        end = start + self.triangle_counts[number]
        ranges = self.ranges[self.range_starts[number] : self.range_starts[number + 1]]
        narrow = last - first <= MOST_UINT16_VERTICES
        triangles: Any = self.triangles16 if narrow else self.triangles32
        return Shape(
            vertices=self.vertices[first:last],
            triangles=triangles[start:end],
            materials=np.repeat(ranges[:, 0], ranges[:, 1]),
            volume=float(self.volumes[number]),
            closed=bool(self.closed[number]),
        )


def instance_table(tessellation: Tessellation) -> InstanceTable:
    """The instances of a tessellation as a table."""
    instances = tessellation.instances
    if isinstance(instances, InstanceTable):
        return instances
    count = len(instances)
    matrices = np.empty((count, 4, 4))
    for row, instance in zip(matrices, instances, strict=True):
        row[:] = instance.matrix
    return InstanceTable(
        elements=np.array([instance.element for instance in instances], np.int64),
        shapes=np.array([instance.shape for instance in instances], np.int32),
        matrices=matrices,
        bounds=np.stack(world_bounds(tessellation), axis=1),
    )


def shape_table(tessellation: Tessellation) -> ShapeTable:
    """The shapes of a tessellation as a table."""
    shapes = tessellation.shapes
    return shapes if isinstance(shapes, ShapeTable) else shapes_as_table(shapes)


def shapes_as_table(shapes: Sequence[Shape]) -> ShapeTable:
    """Shapes as a table."""
    narrow = [len(shape.vertices) <= MOST_UINT16_VERTICES for shape in shapes]
    counts = np.array([len(shape.triangles) for shape in shapes], np.int64)
    is_narrow = np.array(narrow, bool)
    ranges = [_ranges(shape.materials) for shape in shapes]
    return ShapeTable(
        vertices=_joined([shape.vertices for shape in shapes], (0, 3), np.float32),
        triangles16=_joined(
            [s.triangles for s, fits in zip(shapes, narrow, strict=True) if fits], (0, 3), np.uint16
        ),
        triangles32=_joined(
            [s.triangles for s, fits in zip(shapes, narrow, strict=True) if not fits],
            (0, 3),
            np.uint32,
        ),
        ranges=_joined(ranges, (0, 2), np.int32),
        vertex_starts=_starts([len(shape.vertices) for shape in shapes]),
        triangle_starts=np.where(
            is_narrow,
            _starts(np.where(is_narrow, counts, 0))[:-1],
            _starts(np.where(is_narrow, 0, counts))[:-1],
        ),
        triangle_counts=counts,
        range_starts=_starts([len(of_shape) for of_shape in ranges]),
        volumes=np.array([shape.volume for shape in shapes], np.float64),
        areas=np.array([area(s.vertices, s.triangles) for s in shapes], np.float64),
        closed=np.array([shape.closed for shape in shapes], bool),
        hashes=np.frombuffer(b"".join(mesh_hash(s) for s in shapes), np.uint8).reshape(-1, 16),
    )


def columns(table: InstanceTable | ShapeTable) -> Mapping[str, npt.NDArray[Any]]:
    """The arrays of a table by name, in an order that does not change."""
    return {name: getattr(table, name) for name in type(table).__dataclass_fields__}


def mesh_hash(shape: Shape) -> bytes:
    """Digest of vertices, to a hundredth of a millimetre, and triangles; 16 bytes.

    Rounded, so that another machine's last bit does not make another shape of it.
    """
    digest = hashlib.blake2b(digest_size=16)
    digest.update(np.array([len(shape.vertices), len(shape.triangles)], "<i8").tobytes())
    scaled = np.rint(shape.vertices.astype(np.float64) * 10**_DECIMALS)
    digest.update(scaled.astype("<i8").tobytes())
    digest.update(shape.triangles.astype("<u4").tobytes())
    return digest.digest()


def area(vertices: npt.NDArray[Any], triangles: npt.NDArray[Any]) -> float:
    """Area of all triangles together."""
    # Written out: numpy's cross is slow on the many small meshes of a building.
    a, b, c = vertices.astype(np.float64)[triangles].transpose(1, 2, 0)
    u, v = b - a, c - a
    x = u[1] * v[2] - u[2] * v[1]
    y = u[2] * v[0] - u[0] * v[2]
    z = u[0] * v[1] - u[1] * v[0]
    return float(np.sqrt(x * x + y * y + z * z).sum()) / 2


def _ranges(materials: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Runs of equal materials: the material and the length of each."""
    starts = np.flatnonzero(np.r_[True, materials[1:] != materials[:-1]])
    lengths = np.diff(np.r_[starts, len(materials)])
    return np.column_stack([materials[starts], lengths]).astype(np.int32)


def _joined(parts: list[npt.NDArray[Any]], empty: tuple[int, ...], kind: Any) -> npt.NDArray[Any]:
    return np.concatenate(parts).astype(kind) if parts else np.empty(empty, kind)


def _starts(counts: npt.ArrayLike) -> npt.NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int64)
