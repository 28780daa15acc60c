"""What triangles tell of each element: its box, size, and digests of its shape and place."""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ifcworks.ifc.geometry.model import Float64, Tessellation, world_vertices
from ifcworks.ifc.geometry.tables import (
    InstanceTable,
    ShapeTable,
    area,
    instance_table,
    shape_table,
)

_DECIMALS = 6
"""Of placements before they are hashed: micrometres, and millionths of a direction."""

_BOX = ("min_x", "min_y", "min_z", "max_x", "max_y", "max_z")


def measures_of(tessellation: Tessellation) -> pa.Table:
    """A row for each element that has triangles, by step id.

    The columns are ``id`` and those of the table ``elements`` of an index from ``min_x`` to
    ``is_closed``: metres in the world, square and cubic metres. An element with several instances
    has one row: the box around them, sums, and a hash over all of them and how they stand to each
    other. ``mesh_hash`` is made of vertices to a hundredth of a millimetre and of triangles,
    without materials; ``placement_hash`` of the matrix of the first instance to six decimals.
    """
    instances, shapes = instance_table(tessellation), shape_table(tessellation)
    # Rows of one element stand together, as elements are sorted.
    first = np.flatnonzero(np.r_[True, np.diff(instances.elements) != 0][: len(instances)])
    box = np.concatenate(
        [
            reduced(np.minimum, instances.bounds[:, 0], first),
            reduced(np.maximum, instances.bounds[:, 1], first),
        ],
        axis=1,
    )
    triangles = shapes.triangle_counts[instances.shapes]
    volumes = shapes.volumes[instances.shapes] * np.abs(_determinants(instances.matrices))
    closed = shapes.closed[instances.shapes]
    return pa.table(
        {
            "id": instances.elements[first],
            **{name: box[:, number] for number, name in enumerate(_BOX)},
            "mesh_hash": _mesh_hashes(instances, shapes, first),
            "placement_hash": [_digest(matrix) for matrix in _rounded(instances.matrices[first])],
            "triangles": reduced(np.add, triangles, first),
            "volume": reduced(np.add, volumes, first),
            "area": reduced(np.add, world_areas(tessellation, instances, shapes), first),
            "is_closed": reduced(np.logical_and, closed, first),
        },
        schema=pa.schema(
            [
                ("id", pa.int64()),
                *((name, pa.float64()) for name in _BOX),
                ("mesh_hash", pa.string()),
                ("placement_hash", pa.string()),
                ("triangles", pa.int64()),
                ("volume", pa.float64()),
                ("area", pa.float64()),
                ("is_closed", pa.bool_()),
            ]
        ),
    )


def reduced(
    ufunc: np.ufunc, values: npt.NDArray[np.generic], first: npt.NDArray[np.intp]
) -> npt.NDArray[np.generic]:
    """One value for each element out of those of its instances."""
    if not len(first):
        return values[:0]
    return np.asarray(ufunc.reduceat(values, first, axis=0))


def _determinants(matrices: Float64) -> Float64:
    return np.asarray(np.linalg.det(matrices[:, :3, :3]), dtype=np.float64)


def world_areas(
    tessellation: Tessellation, instances: InstanceTable, shapes: ShapeTable
) -> Float64:
    """Surface of every instance in the world."""
    linear = instances.matrices[:, :3, :3]
    squares = np.einsum("nki,nkj->nij", linear, linear)
    scale = np.trace(squares, axis1=1, axis2=2) / 3
    areas = shapes.areas[instances.shapes] * scale
    # Stretched more in one direction than in another: the triangles themselves have to tell.
    uneven = np.abs(squares - scale[:, None, None] * np.eye(3)).max(axis=(1, 2)) > 1e-6 * scale
    for row in np.flatnonzero(uneven).tolist():
        shape = tessellation.shapes[int(instances.shapes[row])]
        areas[row] = area(world_vertices(shape, instances.matrices[row]), shape.triangles)
    return np.asarray(areas, dtype=np.float64)


def _mesh_hashes(
    instances: InstanceTable, shapes: ShapeTable, first: npt.NDArray[np.intp]
) -> list[str]:
    of_shape = [row.tobytes().hex() for row in shapes.hashes]
    numbers = instances.shapes.tolist()
    ends = np.r_[first[1:], len(instances)][: len(first)].tolist()
    hashes = []
    for start, end in zip(first.tolist(), ends, strict=True):
        if end - start == 1:
            hashes.append(of_shape[numbers[start]])
            continue
        relative = np.linalg.solve(instances.matrices[start], instances.matrices[start:end])
        digest = hashlib.blake2b(digest_size=16)
        for number, matrix in zip(numbers[start:end], _rounded(relative), strict=True):
            digest.update(of_shape[number].encode() + matrix.tobytes())
        hashes.append(digest.hexdigest())
    return hashes


def _rounded(matrices: Float64) -> Float64:
    # Adding zero makes a plain one of minus zero.
    return np.asarray(np.round(matrices, _DECIMALS) + 0.0, dtype="<f8")


def _digest(matrix: Float64) -> str:
    return hashlib.blake2b(matrix.tobytes(), digest_size=16).hexdigest()
