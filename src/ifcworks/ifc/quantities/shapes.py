"""What triangles measure: sizes along the axes of the element, areas seen from them, volume.

All shapes are measured together, in a few passes over one array of triangles: a building has
hundreds of small meshes, and asking numpy about each costs more than the measuring. A shape is in
the axes of its element, as ``ifcopenshell.geom`` gives it, so x, y and z are those of the
element's own placement.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ifcworks.ifc.geometry.model import Float64
from ifcworks.ifc.geometry.tables import ShapeTable
from ifcworks.ifc.quantities.footprints import footprint_area, outlines, shadow_area
from ifcworks.ifc.quantities.slits import only_slits

_TRIANGLES_AT_A_TIME = 1 << 19
_SEEN = 0.01
"""Least cosine between a face and the direction that it is seen from, as in ifcopenshell."""
_SLOPED = float(np.cos(np.radians(45.0))) - 0.01
"""Of faces that are a top: sloped by 45 degrees at most, and a little for rounding."""
_LEVEL = 1 - 1e-4
_LITTLE = 1e-3
_STRAIGHT = 1e-3
"""Greatest cosine between a face along an axis and that axis."""


@dataclass(frozen=True, eq=False)
class ShapeMeasures:
    """Measures of some shapes, a row for each; metres, square and cubic metres.

    Attributes:
        size: float64 (n, 3), extent along x, y and z.
        volume: of meaning where ``closed``.
        area: of the whole surface.
        side: float64 (n, 3), of the faces that are seen from the positive end of each axis.
        top: of the faces that look up, sloped by 45 degrees at most.
        level: of the faces that look straight up.
        along: float64 (n, 3), of the faces parallel to each axis.
        across: float64 (n, 3), of the faces at right angles to each axis.
        facing: float64 (n, 3), half of the shadows that all faces throw along each axis: of a body
            without hollows the area of its outline seen along the axis.
        footprint: of the shadow in the direction of z.
        perimeter: around the faces that look down, and their holes.
        outline: the same without the holes.
        elevation: float64 (n, 2), of the shadows in the directions of x and y.
        closed: bool (n,), also with slits that have no width.
    """

    size: Float64
    volume: Float64
    area: Float64
    side: Float64
    top: Float64
    level: Float64
    along: Float64
    across: Float64
    facing: Float64
    footprint: Float64
    perimeter: Float64
    outline: Float64
    elevation: Float64
    closed: npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class _Mesh:
    """Several shapes as one mesh; ``owner`` is the place of the shape of each triangle."""

    count: int
    vertices: Float64
    triangles: npt.NDArray[np.int64]
    owner: npt.NDArray[np.intp]


def measure_shapes(
    shapes: ShapeTable,
    numbers: Sequence[int],
    on_ground: npt.NDArray[np.bool_],
    on_elevation: npt.NDArray[np.bool_],
) -> ShapeMeasures:
    """Measures of shapes.

    Args:
        shapes: all shapes.
        numbers: which of them.
        on_ground: bool (n,), of which ``footprint``, ``perimeter`` and ``outline`` are
            wanted; 0 of the others.
        on_elevation: bool (n,), of which ``elevation`` is wanted; 0 of the others.
    """
    wanted = np.stack([on_ground, on_elevation])
    parts = [
        _measured(mesh, shapes, list(some), wanted[:, place : place + len(some)])
        for place, some, mesh in _portions(shapes, numbers)
    ]
    if not parts:
        parts = [_measured(_joined(shapes, ()), shapes, [], wanted)]
    names = ShapeMeasures.__dataclass_fields__
    return ShapeMeasures(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    )


def _portions(
    shapes: ShapeTable, numbers: Sequence[int]
) -> Iterator[tuple[int, Sequence[int], _Mesh]]:
    """Shapes put together up to a number of triangles, with the place of the first."""
    counts = shapes.triangle_counts[list(numbers)].tolist()
    begin, total = 0, 0
    for place, count in enumerate(counts):
        if total and total + count > _TRIANGLES_AT_A_TIME:
            yield begin, numbers[begin:place], _joined(shapes, numbers[begin:place])
            begin, total = place, 0
        total += count
    if total:
        yield begin, numbers[begin:], _joined(shapes, numbers[begin:])


def _joined(shapes: ShapeTable, numbers: Sequence[int]) -> _Mesh:
    vertices, triangles, sizes = [np.empty((0, 3))], [np.empty((0, 3), np.int64)], list[int]()
    before = 0
    for number in numbers:
        shape = shapes[number]
        vertices.append(shape.vertices.astype(np.float64))
        triangles.append(shape.triangles.astype(np.int64) + before)
        sizes.append(len(shape.triangles))
        before += len(shape.vertices)
    return _Mesh(
        count=len(numbers),
        vertices=np.concatenate(vertices),
        triangles=np.concatenate(triangles),
        owner=np.repeat(np.arange(len(numbers)), sizes),
    )


def _measured(
    mesh: _Mesh, shapes: ShapeTable, numbers: list[int], wanted: npt.NDArray[np.bool_]
) -> ShapeMeasures:
    corners = mesh.vertices[mesh.triangles]
    a, b, c = corners.transpose(1, 2, 0)
    u, v = b - a, c - a
    normals = np.stack(
        [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]]
    )
    doubled = np.sqrt((normals**2).sum(axis=0))
    normals /= np.where(doubled > 0, doubled, 1.0)
    areas = doubled / 2

    def total(values: Float64) -> Float64:
        sums = np.bincount(mesh.owner, weights=values, minlength=mesh.count)
        return np.asarray(sums, dtype=np.float64)

    def of_faces(chosen: npt.NDArray[np.bool_]) -> Float64:
        return total(np.where(chosen, areas, 0.0))

    leaning = np.abs(normals)
    footprint, perimeter, outline = _ground(mesh, normals, areas, wanted[0])
    return ShapeMeasures(
        size=_sizes(mesh),
        volume=shapes.volumes[numbers],
        area=total(areas),
        side=np.stack([of_faces(normals[axis] > _SEEN) for axis in range(3)], axis=1),
        top=of_faces(normals[2] > _SLOPED),
        level=of_faces(normals[2] > _LEVEL),
        along=np.stack([of_faces(leaning[axis] < _STRAIGHT) for axis in range(3)], axis=1),
        across=np.stack([of_faces(leaning[axis] > 1 - _STRAIGHT) for axis in range(3)], axis=1),
        facing=np.stack([total(areas * leaning[axis]) / 2 for axis in range(3)], axis=1),
        footprint=footprint,
        perimeter=perimeter,
        outline=outline,
        elevation=_elevation(mesh, normals, areas, wanted[1]),
        closed=_closed(mesh, shapes.closed[numbers]),
    )


def _closed(mesh: _Mesh, closed: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which shapes are closed, slits allowed."""
    ends = np.searchsorted(mesh.owner, np.arange(mesh.count + 1))
    found = closed.copy()
    for place in np.flatnonzero(~closed).tolist():
        found[place] = only_slits(mesh.vertices, mesh.triangles[ends[place] : ends[place + 1]])
    return found


def _sizes(mesh: _Mesh) -> Float64:
    # Only vertices that a triangle uses count: others may be left of what was cut away.
    if not mesh.count:
        return np.empty((0, 3))
    points = mesh.vertices[mesh.triangles].reshape(-1, 3)
    first = np.flatnonzero(np.r_[True, np.diff(mesh.owner) != 0]) * 3
    low, high = np.minimum.reduceat(points, first), np.maximum.reduceat(points, first)
    return np.asarray(high - low, dtype=np.float64)


def _ground(
    mesh: _Mesh, normals: Float64, areas: Float64, on_ground: npt.NDArray[np.bool_]
) -> tuple[Float64, Float64, Float64]:
    """Footprint, perimeter and outline of the shapes that they are wanted of."""
    footprint, perimeter, outline = np.zeros((3, mesh.count))
    wanted = on_ground[mesh.owner] if mesh.count else np.zeros(0, bool)
    up, down = wanted & (normals[2] > _SEEN), wanted & (normals[2] < -_SEEN)
    ends = np.searchsorted(mesh.owner, np.arange(mesh.count + 1))
    for place in np.flatnonzero(on_ground).tolist():
        part = slice(ends[place], ends[place + 1])
        triangles = mesh.triangles[part]
        tops, bottoms = triangles[up[part]], triangles[down[part]]
        shadow = areas[part][up[part]] * normals[2, part][up[part]]
        footprint[place] = footprint_area(mesh.vertices, tops, shadow)
        perimeter[place], outline[place] = outlines(mesh.vertices, bottoms)
        flat = down[part] & (normals[2, part] < -_LEVEL)
        below, level = areas[part][down[part]].sum(), areas[part][flat].sum()
        if below / 2 < level < below * (1 - _LITTLE):
            # Slanting edges are no part of what it stands on.
            outline[place] = outlines(mesh.vertices, triangles[flat])[1]
    return footprint, perimeter, outline


def _elevation(
    mesh: _Mesh, normals: Float64, areas: Float64, on_elevation: npt.NDArray[np.bool_]
) -> Float64:
    """The shadows in the directions of x and y, of the shapes that they are wanted of."""
    elevation = np.zeros((mesh.count, 2))
    ends = np.searchsorted(mesh.owner, np.arange(mesh.count + 1))
    for place in np.flatnonzero(on_elevation).tolist():
        part = slice(ends[place], ends[place + 1])
        for axis, order in enumerate(([1, 2, 0], [0, 2, 1])):
            seen = normals[axis, part] > _SEEN
            shadow = areas[part][seen] * normals[axis, part][seen]
            faces = mesh.triangles[part][seen]
            elevation[place, axis] = shadow_area(mesh.vertices[:, order], faces, shadow)
    return elevation
