"""Vertex normals: smooth along curved surfaces, sharp at edges."""

from __future__ import annotations

import numpy as np

from ifcworks.ifc.geometry.model import Float32, Int32, UInt32

_CREASE = np.cos(np.radians(35.0))
_MOST_PAIRS = 5_000_000


def with_normals(vertices: Float32, triangles: UInt32) -> tuple[Float32, Float32, UInt32, Int32]:
    """Vertices, one normal for each, triangles that refer to them, and where each came from.

    A corner's normal is the mean, weighted by area, of the triangles at its vertex that turn
    less than 35° from its own. Corners of one vertex with equal normals stay one vertex.
    """
    points = vertices.astype(np.float64)
    a, b, c = (points[triangles[:, corner]] for corner in range(3))
    area_normals = np.cross(b - a, c - a)
    length = np.linalg.norm(area_normals, axis=1, keepdims=True)
    unit = area_normals / np.where(length > 0, length, 1.0)
    corner_vertex = triangles.ravel().astype(np.int64)
    corner_face = np.repeat(np.arange(len(triangles)), 3)
    order = np.argsort(corner_vertex, kind="stable")
    counts = np.bincount(corner_vertex, minlength=len(points))
    if int((counts.astype(np.int64) ** 2).sum()) > _MOST_PAIRS:
        sums = area_normals[corner_face]
    else:
        # Every pair of corners that meet in a vertex, as positions in ``order``.
        starts = np.cumsum(counts) - counts
        sorted_vertex = corner_vertex[order]
        repeat = counts[sorted_vertex]
        first = np.repeat(np.arange(len(order)), repeat)
        within = np.arange(len(first)) - np.repeat(np.cumsum(repeat) - repeat, repeat)
        second = starts[sorted_vertex[first]] + within
        faces_a, faces_b = corner_face[order[first]], corner_face[order[second]]
        near = np.einsum("ij,ij->i", unit[faces_a], unit[faces_b]) > _CREASE
        near |= faces_a == faces_b
        sums = np.zeros((len(order), 3))
        np.add.at(sums, order[first[near]], area_normals[faces_b[near]])
    size = np.linalg.norm(sums, axis=1, keepdims=True)
    # A triangle without area has no direction; up is as good as any and is a unit vector.
    normals = np.where(size > 0, sums / np.where(size > 0, size, 1.0), (0.0, 0.0, 1.0))
    rounded = np.round(normals, 4)
    keys = np.column_stack([corner_vertex, rounded])
    _, index, inverse = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    source = corner_vertex[index].astype(np.int32)
    return (
        vertices[source],
        normals[index].astype(np.float32),
        inverse.reshape(-1, 3).astype(np.uint32),
        source,
    )
