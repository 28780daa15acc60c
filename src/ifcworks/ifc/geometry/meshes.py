"""From the kernel's buffers to a compact mesh. Runs in the child processes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ifcworks.ifc.geometry.model import Float32, Float64, Int32, Material, UInt32

FAR = 200.0
"""Metres from the origin at which float32 vertices would lose more than a hundredth of a mm."""

_NO_AREA = 1e-9
"""Of the square of its side: below that a triangle has no area."""


@dataclass(frozen=True, eq=False)
class Mesh:
    """A shape with its own materials, as a child process sends it.

    Attributes:
        origin: what was taken off the vertices to have them near zero; belongs to the matrix.
    """

    vertices: Float32
    triangles: UInt32
    material_numbers: Int32
    materials: tuple[Material, ...]
    volume: float
    closed: bool
    origin: Float64

    def key(self) -> bytes:
        """Digest of the content; equal meshes have equal keys. ``origin`` is not part of it."""
        digest = hashlib.blake2b(digest_size=16)
        for part in (self.vertices, self.triangles, self.material_numbers):
            digest.update(str(part.shape).encode())
            digest.update(part.tobytes())
        digest.update(repr(self.materials).encode())
        return digest.digest()


def mesh_of(geometry: Any) -> Mesh | None:
    """The mesh of a triangulation of the kernel; nothing where it has no triangle.

    Raises:
        ValueError: a coordinate is not a finite number.
    """
    points = np.frombuffer(geometry.verts_buffer, np.float64).reshape(-1, 3)
    triangles = np.frombuffer(geometry.faces_buffer, np.int32).reshape(-1, 3)
    numbers = np.frombuffer(geometry.material_ids_buffer, np.int32)
    a, b, c = triangles.T
    real = (a != b) & (b != c) & (c != a)
    if not real.all():
        triangles, numbers = triangles[real], numbers[real]
    if not len(triangles):
        return None
    if not np.isfinite(points).all():
        raise ValueError("The geometry kernel gave coordinates that are no finite numbers.")
    low, high = points.min(axis=0), points.max(axis=0)
    origin = np.zeros(3)
    if max(np.abs(low).max(), np.abs(high).max()) > FAR:
        origin = np.round((low + high) / 2)
    vertices = (points - origin).astype(np.float32)
    volume = signed_volume(points - low, triangles)
    closed = is_closed(triangles, len(points))
    if not closed and (thin := _without_area(points, triangles)).any():
        # A triangle on a line, which some exporters leave, hides nothing and opens nothing.
        closed = not thin.all() and is_closed(triangles[~thin], len(points))
    if closed and volume < 0:
        # Mirrored representations come out of some kernels inside out.
        triangles, volume = triangles[:, ::-1], -volume
    return Mesh(
        vertices=vertices,
        triangles=triangles.astype(np.uint32),
        material_numbers=numbers.copy(),
        materials=tuple(_material(style) for style in geometry.materials),
        volume=volume,
        closed=closed and volume > 0,
        origin=origin,
    )


def signed_volume(points: Float64, triangles: Any) -> float:
    """Volume inside triangles that look outward; negative where they look inward."""
    # Written out: on the many small meshes of a building numpy's cross takes three times as long.
    a, b, c = points[triangles].transpose(1, 2, 0)
    return (
        float(
            np.dot(a[0], b[1] * c[2] - b[2] * c[1])
            + np.dot(a[1], b[2] * c[0] - b[0] * c[2])
            + np.dot(a[2], b[0] * c[1] - b[1] * c[0])
        )
        / 6
    )


def _without_area(points: Float64, triangles: Any) -> npt.NDArray[np.bool_]:
    """Which triangles have their corners on a line."""
    a, b, c = points[triangles].transpose(1, 0, 2)
    doubled = np.linalg.norm(np.cross(b - a, c - a), axis=1)
    longest = np.maximum(((b - a) ** 2).sum(axis=1), ((c - a) ** 2).sum(axis=1))
    return np.asarray(doubled <= _NO_AREA * longest)


def is_closed(triangles: Any, vertices: int) -> bool:
    """Whether every edge is met by as many triangles in one direction as in the other."""
    start = triangles.astype(np.int64)
    end = start[:, [1, 2, 0]]
    there = np.sort((start * vertices + end).ravel())
    back = np.sort((end * vertices + start).ravel())
    return bool(np.array_equal(there, back))


def _material(style: Any) -> Material:
    colour = style.get_color()
    # NaN stands for "not given".
    transparency = style.transparency if style.has_transparency() else 0.0
    return Material(
        name=style.name,
        step_id=style.instance_id(),
        colour=(_unit(colour.r()), _unit(colour.g()), _unit(colour.b())),
        transparency=_unit(transparency),
    )


def _unit(value: float) -> float:
    # A colour that is not given is NaN; the comparison sends it to the middle grey.
    return min(max(float(value), 0.0), 1.0) if value == value else 0.5
