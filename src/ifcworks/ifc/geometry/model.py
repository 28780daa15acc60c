"""What tessellation gives: distinct shapes, where they stand, and what went wrong on the way.

Lengths are metres, volumes cubic metres, the z axis points up. A shape is in its own
coordinates; an instance places it in the world of the model. Points multiply matrices from the
left as columns: ``world = matrix @ (x, y, z, 1)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

Float64: TypeAlias = npt.NDArray[np.float64]
Float32: TypeAlias = npt.NDArray[np.float32]
UInt32: TypeAlias = npt.NDArray[np.uint32]
Int32: TypeAlias = npt.NDArray[np.int32]

_POINTS_AT_A_TIME = 1 << 18

Reason = Literal["crashed", "timed-out", "out-of-memory", "failed"]


@dataclass(frozen=True)
class Material:
    """How a surface looks.

    Attributes:
        name: the kernel's name, such as ``IfcSurfaceStyleRendering-3791``.
        step_id: the IFC style or material that it comes from; 0 for a default by class.
        colour: red, green, blue from 0 to 1, as in the file (sRGB).
        transparency: 0 opaque to 1 not to be seen.
    """

    name: str
    step_id: int
    colour: tuple[float, float, float]
    transparency: float


@dataclass(frozen=True, eq=False)
class Shape:
    """A distinct triangle mesh.

    Attributes:
        vertices: float32 (n, 3), near the origin, so that nothing is lost.
        triangles: uint32 (m, 3), indices of vertices, counter-clockwise seen from outside.
        materials: int32 (m,), per triangle the index of its material, -1 for none.
        volume: of a closed shape, else of no meaning.
        closed: every edge has a neighbour on either side and the faces look outward.
    """

    vertices: Float32
    triangles: UInt32
    materials: Int32
    volume: float
    closed: bool


@dataclass(frozen=True, eq=False)
class Instance:
    """One element showing one shape.

    Attributes:
        element: the element's step id.
        shape: index into ``Tessellation.shapes``.
        matrix: float64 (4, 4), from the shape's coordinates to the world.
    """

    element: int
    shape: int
    matrix: Float64


@dataclass(frozen=True)
class Trouble:
    """An element whose geometry did not come about the ordinary way.

    Attributes:
        reason: what happened with the kernel that was asked for.
        detail: the same as a sentence.
    """

    element: int
    reason: Reason
    detail: str


@dataclass(frozen=True, eq=False)
class Places:
    """Where elements without triangles stand.

    Attributes:
        elements: int64 (n,), step ids in rising order.
        matrices: float64 (n, 4, 4), their placements in the world, metres.
    """

    elements: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    matrices: Float64 = field(default_factory=lambda: np.empty((0, 4, 4)))


@dataclass(frozen=True)
class Tessellation:
    """The geometry of a set of elements; the same input always gives the same, in the same order.

    Attributes:
        instances: by element and, within an element, as the kernel gave them.
        fallbacks: elements that are there, but computed by the fallback kernel.
        left_out: elements that have a body which no kernel could compute.
        places: where elements stand that have no triangles.
    """

    shapes: Sequence[Shape]
    instances: Sequence[Instance]
    materials: Sequence[Material]
    fallbacks: Sequence[Trouble]
    left_out: Sequence[Trouble]
    kernel: str
    places: Places = field(default_factory=Places)


def world_vertices(shape: Shape, matrix: Float64) -> Float64:
    """The shape's vertices in the world, float64 (n, 3)."""
    points = shape.vertices.astype(np.float64) @ matrix[:3, :3].T
    return np.asarray(points + matrix[:3, 3], dtype=np.float64)


def world_bounds(tessellation: Tessellation) -> tuple[Float64, Float64]:
    """Smallest and largest corner of every instance: two float64 (n, 3)."""
    instances = tessellation.instances
    low, high = np.empty((len(instances), 3)), np.empty((len(instances), 3))
    of_shape: dict[int, list[int]] = {}
    matrices = np.empty((len(instances), 4, 4))
    for number, instance in enumerate(instances):
        of_shape.setdefault(instance.shape, []).append(number)
        matrices[number] = instance.matrix
    for shape, numbers in of_shape.items():
        vertices = tessellation.shapes[shape].vertices.astype(np.float64)
        step = max(_POINTS_AT_A_TIME // len(vertices), 1)
        for start in range(0, len(numbers), step):
            some = numbers[start : start + step]
            points = vertices @ matrices[some, :3, :3].transpose(0, 2, 1)
            moves = matrices[some, :3, 3]
            low[some], high[some] = points.min(axis=1) + moves, points.max(axis=1) + moves
    return low, high
