"""Which shapes are drawn as instances, and which are put together with others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ifcworks.ifc.geometry.glb_parts import Appearance
from ifcworks.ifc.geometry.tables import InstanceTable, ShapeTable
from ifcworks.ifc.geometry.viewer.quantizing import WIDEST

MOST_GROUPS = 300
"""Each group of instances is drawn by calls of its own."""
_FEWEST_USES = 3
_RIGID = 1e-6
_FIELD = 8192.0
"""Metres: places of instances are float32, and half of this from their middle a quarter mm apart.

Most models fit into one field. Some have a part far away, such as a stray element at zero.
"""
# Bytes: of a vertex and a triangle in a batch, of an instance, and of what a group costs besides.
_VERTEX, _TRIANGLE, _INSTANCE, _GROUP = 12, 6, 24, 700


@dataclass(frozen=True, eq=False)
class Group:
    """Instances of one shape that look alike.

    Attributes:
        shape: number of the shape.
        appearance: how they look.
        rows: int64 (n,), rows of the table of instances.
    """

    shape: int
    appearance: Appearance
    rows: npt.NDArray[np.int64]


def sorted_out(
    shapes: ShapeTable, instances: InstanceTable, appearances: list[Appearance]
) -> tuple[list[Group], npt.NDArray[np.int64]]:
    """Groups to draw as instances, and the rows of all other instances.

    Args:
        shapes: of the model.
        instances: what shows them.
        appearances: of each instance.
    """
    turns = instances.matrices[:, :3, :3]
    uneven = np.abs(turns @ turns.transpose(0, 2, 1) - np.eye(3)).max(axis=(1, 2), initial=0)
    rigid = (uneven < _RIGID) & (np.linalg.det(turns) > 0)
    fields = np.rint(instances.bounds.mean(axis=1) / _FIELD).tolist()
    members: dict[tuple[int, Appearance, tuple[float, ...]], list[int]] = {}
    for row, (shape, field) in enumerate(zip(instances.shapes.tolist(), fields, strict=True)):
        if rigid[row]:
            members.setdefault((shape, appearances[row], tuple(field)), []).append(row)
    vertices = np.diff(shapes.vertex_starts)
    saved: list[tuple[int, int, Group]] = []
    for (shape, appearance, _), rows in members.items():
        size = _VERTEX * int(vertices[shape]) + _TRIANGLE * int(shapes.triangle_counts[shape])
        saving = (len(rows) - 1) * size - len(rows) * _INSTANCE - _GROUP
        if len(rows) >= _FEWEST_USES and saving > 0 and _width(shapes, shape) <= WIDEST:
            saved.append((-saving, rows[0], Group(shape, appearance, np.array(rows))))
    chosen = [group for _, _, group in sorted(saved, key=lambda entry: entry[:2])[:MOST_GROUPS]]
    chosen.sort(key=lambda group: int(group.rows[0]))
    taken = np.zeros(len(instances), bool)
    for group in chosen:
        taken[group.rows] = True
    return chosen, np.flatnonzero(~taken)


def _width(shapes: ShapeTable, shape: int) -> float:
    first, last = shapes.vertex_starts[shape], shapes.vertex_starts[shape + 1]
    points = shapes.vertices[first:last]
    return float((points.max(axis=0) - points.min(axis=0)).max())
