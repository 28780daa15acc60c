"""Placements that would place nothing, which IFC2X3 does not allow.

A door is placed relative to its opening, and that relative to its wall. Where these are left out,
their placements place nothing; so the door is placed relative to what is left, in the same place.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from ifcworks.errors import ModelNotEditable
from ifcworks.ifc import encoding
from ifcworks.ifc.subset.arguments import references, split
from ifcworks.ifc.subset.choosing import Part
from ifcworks.ifc.subset.graph import Flags, Graph

Matrix = npt.NDArray[np.float64]
_PLACEMENT = "IFCLOCALPLACEMENT"


def placed_anew(
    graph: Graph,
    part: Part,
    is_product: Flags,
    *,
    may_idle: bool = False,
    shift: Matrix | None = None,
) -> Part:
    """The part, without placements that place nothing, and moved to another origin.

    Args:
        graph: the statements of the model.
        part: a part of it.
        is_product: which statements are products.
        may_idle: whether placements may place nothing.
        shift: by what to move it; None for nothing.

    Raises:
        ModelNotEditable: what has to be moved is placed in a way that cannot be read.
    """
    is_placement = graph.of_classes({_PLACEMENT})
    placed = np.ones(len(graph), bool)
    if not may_idle:
        placed[:] = False
        placed[graph.referred(np.flatnonzero(part.kept & is_product))] = True
    idle = part.kept & is_placement & ~placed
    if not idle.any() and shift is None:
        return part
    reader = _Reader(graph)
    relative = np.flatnonzero(part.kept & is_placement & placed)
    rewritten: dict[int, bytes] = {}
    added: list[bytes] = []
    number = int(graph.numbers.max())
    for place in relative.tolist():
        to = reader.relative_to(place)
        if not (shift is not None if to is None else idle[to]):
            continue
        matrix = reader.matrix(place)
        while to is not None and idle[to] and matrix is not None:
            above = reader.matrix(to)
            matrix = None if above is None else above @ matrix
            to = reader.relative_to(to)
        if to is None and shift is not None and matrix is not None:
            matrix = shift @ matrix
        if matrix is None:
            if shift is not None:
                raise ModelNotEditable(
                    f"The placement #{int(graph.numbers[place])} cannot be read, so what it places "
                    "cannot be moved. Export the model again."
                )
            # A placement of another kind somewhere above: the chain stays as it is.
            _keep_chain(reader, place, idle)
            continue
        parent = "$" if to is None else f"#{int(graph.numbers[to])}"
        rewritten[place] = f"{_PLACEMENT}({parent},#{number + 1})".encode()
        added += _statements(matrix, number)
        number += 4
    kept = part.kept & ~idle
    return replace(part, kept=kept, rewritten=rewritten, added=added)


def _keep_chain(reader: _Reader, place: int, idle: Flags) -> None:
    to = reader.relative_to(place)
    while to is not None and idle[to]:
        idle[to] = False
        to = reader.relative_to(to)


class _Reader:
    """Reads placements."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._data = graph.path.read_bytes()

    def _arguments(self, place: int) -> list[bytes]:
        body = self._data[int(self._graph.bodies[place]) : int(self._graph.ends[place]) - 1]
        return split(body)[1]

    def _first(self, argument: bytes) -> int | None:
        found = self._graph.places(references(argument)[:1]).tolist()
        return int(found[0]) if found else None

    def relative_to(self, place: int) -> int | None:
        """What a placement is relative to; None for the origin."""
        return self._first(self._arguments(place)[0])

    def matrix(self, place: int) -> Matrix | None:
        """The matrix of a placement; None if it cannot be read."""
        axes = self._first(self._arguments(place)[1])
        if axes is None or self._class(axes) not in ("IFCAXIS2PLACEMENT3D", "IFCAXIS2PLACEMENT2D"):
            return None
        location, *others = (self._vector(a) for a in self._arguments(axes))
        axis, direction = [None, *others][-2:]
        if location is None:
            return None
        z = _unit(axis if axis is not None else np.array([0.0, 0.0, 1.0]))
        x = direction if direction is not None else np.array([1.0, 0.0, 0.0])
        x = x - (x @ z) * z
        if not x.any():
            return None
        x = _unit(x)
        matrix = np.eye(4)
        matrix[:3, 0], matrix[:3, 1], matrix[:3, 2] = x, np.cross(z, x), z
        matrix[:3, 3] = location
        return matrix

    def _class(self, place: int) -> str:
        return self._graph.classes[int(self._graph.codes[place])]

    def _vector(self, argument: bytes) -> Matrix | None:
        place = self._first(argument)
        if place is None:
            return None
        numbers = self._arguments(place)[0].strip()[1:-1].split(b",")
        values = [float(number) for number in numbers]
        return np.array([*values, 0.0, 0.0, 0.0][:3])


def _unit(vector: Any) -> Matrix:
    unit: Matrix = vector / np.linalg.norm(vector)
    return unit


def _statements(matrix: Matrix, number: int) -> list[bytes]:
    def listed(values: Matrix) -> str:
        return ",".join(encoding.real(float(value)) for value in values)

    n = number
    return [
        f"#{n + 1}=IFCAXIS2PLACEMENT3D(#{n + 2},#{n + 3},#{n + 4});".encode(),
        f"#{n + 2}=IFCCARTESIANPOINT(({listed(matrix[:3, 3])}));".encode(),
        f"#{n + 3}=IFCDIRECTION(({listed(matrix[:3, 2])}));".encode(),
        f"#{n + 4}=IFCDIRECTION(({listed(matrix[:3, 0])}));".encode(),
    ]
