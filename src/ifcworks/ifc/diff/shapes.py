"""The shapes of elements in two versions, from the caches of their geometry.

Shapes are equal if their meshes are (the hash of the cache says so), or if every corner of one
has a corner of the other within the tolerance, and area and volume differ by no more than corners
moving that far can make them. So another order of triangles, other triangles of the same faces
and the last digits of another exporter are no change, and a hole that wandered is one, though it
leaves volume, area and box as they were.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ifcworks.ifc.diff.side import Numbers, rows_of
from ifcworks.ifc.geometry.cache import open_cache
from ifcworks.ifc.geometry.measures import reduced, world_areas
from ifcworks.ifc.geometry.model import Float64, Tessellation, world_vertices
from ifcworks.ifc.geometry.tables import InstanceTable, ShapeTable, instance_table, shape_table

_AT_ONCE = 1 << 22
"""Pairs of corners that are compared at a time."""


@dataclass(eq=False)
class Shapes:
    """The shapes of one version, by element.

    Attributes:
        ids: int64 (n,), rising: elements with triangles.
        first: int64 (n + 1,), where the instances of each begin.
        bounds: float64 (n, 2, 3), metres in the world.
        volumes: float64 (n,), cubic metres.
        areas: float64 (n,), square metres.
        closed: bool (n,).
        triangles: int64 (n,).
        unknown: elements with a body that no kernel could compute.
    """

    tessellation: Tessellation
    instances: InstanceTable
    table: ShapeTable
    ids: Numbers
    first: Numbers
    bounds: Float64
    volumes: Float64
    areas: Float64
    closed: npt.NDArray[np.bool_]
    triangles: Numbers
    unknown: Numbers
    _hashes: npt.NDArray[np.uint64] = field(init=False)

    def __post_init__(self) -> None:
        self._hashes = np.ascontiguousarray(self.table.hashes).view(np.uint64).reshape(-1, 2)

    def matrices(self, rows: Numbers) -> Float64:
        """Where the first instance of each element stands, (n, 4, 4)."""
        return np.asarray(self.instances.matrices[self.first[rows]], np.float64)

    def counts(self, rows: Numbers) -> Numbers:
        """How many instances each element has."""
        return np.asarray(self.first[rows + 1] - self.first[rows], np.int64)

    def hashes(self, instances: Numbers) -> npt.NDArray[np.uint64]:
        """The hashes of the meshes of instances, (n, 2)."""
        return np.asarray(self._hashes[self.instances.shapes[instances]])

    def digests(self, ids: Numbers) -> Numbers:
        """A digest of the meshes of each element; 0 for one without."""
        rows = rows_of(self.ids, ids)
        if not len(self.ids):
            return np.zeros(len(ids), np.int64)
        with np.errstate(over="ignore"):
            mixed = self._hashes[:, 0] ^ (self._hashes[:, 1] * np.uint64(0x9E3779B97F4A7C15))
            sums = np.add.reduceat(mixed[self.instances.shapes], self.first[:-1])
        return np.where(rows >= 0, (sums >> np.uint64(1)).astype(np.int64)[rows], 0)

    def vertices(self, row: int, motion: Float64 | None = None) -> Float64:
        """The corners of an element in the world, or after a motion of it."""
        parts = []
        for number in range(int(self.first[row]), int(self.first[row + 1])):
            matrix = self.instances.matrices[number]
            shape = self.tessellation.shapes[int(self.instances.shapes[number])]
            parts.append(world_vertices(shape, matrix if motion is None else motion @ matrix))
        return np.concatenate(parts)


def read_shapes(path: Path) -> Shapes:
    """The shapes in a cache of geometry.

    Raises:
        CacheUnusable: it is none, damaged or of another version.
    """
    tessellation = open_cache(path)
    instances, table = instance_table(tessellation), shape_table(tessellation)
    elements = instances.elements
    first = np.flatnonzero(np.r_[True, np.diff(elements) != 0][: len(elements)])
    low, high = instances.bounds[:, 0], instances.bounds[:, 1]
    scale = np.abs(np.linalg.det(instances.matrices[:, :3, :3]))
    volumes = table.volumes[instances.shapes] * scale
    return Shapes(
        tessellation=tessellation,
        instances=instances,
        table=table,
        ids=np.asarray(elements[first], np.int64),
        first=np.r_[first, len(elements)].astype(np.int64),
        bounds=np.stack(
            (reduced(np.minimum, low, first), reduced(np.maximum, high, first)), axis=1
        ).astype(np.float64),
        volumes=reduced(np.add, volumes, first).astype(np.float64),
        areas=reduced(np.add, world_areas(tessellation, instances, table), first).astype(
            np.float64
        ),
        closed=reduced(np.logical_and, table.closed[instances.shapes], first).astype(bool),
        triangles=reduced(np.add, table.triangle_counts[instances.shapes], first).astype(np.int64),
        unknown=np.array(sorted(trouble.element for trouble in tessellation.left_out), np.int64),
    )


def same_meshes(
    old: Shapes, new: Shapes, pairs: tuple[Numbers, Numbers]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which pairs of elements have the same meshes, and of these, which stand as before to the bit.

    Meshes of several instances must also stand to each other as before, to a micrometre.

    Args:
        old: shapes before.
        new: shapes after.
        pairs: rows in them.
    """
    counts = old.counts(pairs[0])
    equal = counts == new.counts(pairs[1])
    still = equal.copy()
    rows = np.flatnonzero(equal)
    within = counts[rows]
    owner = np.repeat(rows, within)
    offset = np.arange(int(within.sum())) - np.repeat(np.cumsum(within) - within, within)
    before, after = (
        side.first[some[owner]] + offset for side, some in ((old, pairs[0]), (new, pairs[1]))
    )
    different = (old.hashes(before) != new.hashes(after)).any(axis=1)
    equal[owner[different]] = False
    matrices = old.instances.matrices[before], new.instances.matrices[after]
    moved = (matrices[0] != matrices[1]).any(axis=(1, 2))
    still[owner[different | moved]] = False
    for row in np.flatnonzero(equal & ~still & (counts > 1)).tolist():
        mine = [
            side.instances.matrices[side.first[some[row]] : side.first[some[row] + 1]]
            for side, some in ((old, pairs[0]), (new, pairs[1]))
        ]
        relative = [np.linalg.solve(some[0], some) for some in mine]
        equal[row] = bool(np.abs(relative[0] - relative[1]).max() < 1e-6)
    return equal, still & equal


def same_corners(old: Float64, new: Float64, tolerance: float) -> bool:
    """Whether every corner of one has one of the other within a distance, both ways round."""
    return _near(old, new, tolerance) and _near(new, old, tolerance)


def _near(points: Float64, others: Float64, tolerance: float) -> bool:
    if not len(points) or not len(others):
        return len(points) == len(others)
    if (
        np.abs(points.min(axis=0) - others.min(axis=0)).max() > tolerance
        or np.abs(points.max(axis=0) - others.max(axis=0)).max() > tolerance
    ):
        return False
    if len(points) == len(others):
        # Mostly they come in the same order.
        points = points[np.linalg.norm(points - others, axis=1) > tolerance]
    order = np.argsort(others[:, 0])
    sorted_others = others[order]
    points = points[np.argsort(points[:, 0])]
    low = np.searchsorted(sorted_others[:, 0], points[:, 0] - tolerance)
    high = np.searchsorted(sorted_others[:, 0], points[:, 0] + tolerance, side="right")
    if (low == high).any():
        return False
    start = 0
    while start < len(points):
        end = start + 1
        total = int(high[start] - low[start])
        while end < len(points) and total + int(high[end] - low[end]) <= _AT_ONCE:
            total += int(high[end] - low[end])
            end += 1
        counts = high[start:end] - low[start:end]
        owner = np.repeat(np.arange(end - start), counts)
        offset = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
        other = np.repeat(low[start:end], counts) + offset
        distance = np.linalg.norm(points[start:end][owner] - sorted_others[other], axis=1)
        found = np.zeros(end - start, bool)
        found[owner[distance <= tolerance]] = True
        if not found.all():
            return False
        start = end
    return True


def edge_length(shapes: Shapes, row: int) -> float:
    """The length of the sides of all triangles of an element, metres."""
    total = 0.0
    for number in range(int(shapes.first[row]), int(shapes.first[row + 1])):
        shape = shapes.tessellation.shapes[int(shapes.instances.shapes[number])]
        corners = world_vertices(shape, shapes.instances.matrices[number])[shape.triangles]
        total += float(np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).sum())
    return total
