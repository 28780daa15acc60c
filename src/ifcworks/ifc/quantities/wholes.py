"""Wholes that have no body of their own: roofs of slabs, curtain walls of plates and members.

What their parts show is put together as one shape, along the axes of the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import shapely

from ifcworks.ifc.geometry.model import Float64, Places, Shape, world_vertices
from ifcworks.ifc.geometry.tables import shapes_as_table
from ifcworks.ifc.quantities.computing import Shaped
from ifcworks.ifc.quantities.rules import QuantitySet

_CHILDREN = "SELECT parent_id, id, class FROM elements WHERE parent_id IS NOT NULL ORDER BY id"


@dataclass(frozen=True)
class Whole:
    """What a whole consists of.

    Attributes:
        parts: step ids of all that has a shape, at whichever depth.
        sheets: those of them that its area is the sum of.
        along_itself: it is measured along its own length and not along its placement.
    """

    parts: Sequence[int]
    sheets: Sequence[int]
    along_itself: bool


def wholes_of(
    index: duckdb.DuckDBPyConnection,
    without_shape: Mapping[int, str],
    rules_class: Mapping[str, str],
    rules: Mapping[str, QuantitySet],
    shaped: Collection[int],
) -> dict[int, Whole]:
    """The elements that have parts to be measured by.

    A whole whose parts have the same quantities is none of them: its parts would count twice.

    Args:
        index: of the model.
        without_shape: the class that has their rules, by step id.
        rules_class: the same by class.
        rules: by that class.
        shaped: step ids of what has a shape.
    """
    if not without_shape:
        return {}
    below: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for parent, number, class_ in index.execute(_CHILDREN).fetchall():
        below[parent].append((number, class_))
    found = {}
    for number, class_ in without_shape.items():
        parts = [one for one in _all_below(number, below) if one[0] in shaped]
        ruled = {part: rules_class.get(part_class) for part, part_class in parts}
        sets = rules[class_]
        if not parts or class_ in ruled.values():
            continue
        if sets.sheets is None:
            found[number] = Whole([part for part, _ in parts], (), sets.along_itself)
        elif sheets := [part for part, _ in parts if ruled[part] == sets.sheets]:
            found[number] = Whole(sheets, sheets, sets.along_itself)
    return found


def _all_below(
    number: int, below: Mapping[int, Sequence[tuple[int, str]]]
) -> Iterable[tuple[int, str]]:
    seen = {number}
    waiting = list(below.get(number, ()))
    while waiting:
        part = waiting.pop(0)
        if part[0] not in seen:
            seen.add(part[0])
            yield part
            waiting += below.get(part[0], ())


def put_together(
    wholes: Mapping[int, Whole], shown: Mapping[int, Shaped], places: Places
) -> Shaped:
    """The shapes of wholes.

    Args:
        wholes: what each consists of.
        shown: where the shape of each part is to be found.
        places: of the elements that have no shape.
    """
    placed = dict(zip(places.elements.tolist(), places.matrices, strict=True))
    shapes, of, matrices = list[Shape](), dict[int, int](), dict[int, Float64]()
    for number, whole in wholes.items():
        parts = [
            (shown[part].shapes[shown[part].of[part]], shown[part].matrices[part])
            for part in whole.parts
        ]
        axes = placed.get(number, np.identity(4))
        if whole.along_itself:
            axes = _along(parts)
        of[number], matrices[number] = len(shapes), axes
        shapes.append(_one(parts, axes))
    return Shaped(shapes_as_table(shapes), of, matrices, {})


def _one(parts: Sequence[tuple[Shape, Float64]], axes: Float64) -> Shape:
    """Parts as one shape along some axes, near its origin."""
    vertices, triangles, before = [], [], 0
    turn, origin = axes[:3, :3], parts[0][1][:3, 3]
    for shape, matrix in parts:
        vertices.append((world_vertices(shape, matrix) - origin) @ turn)
        triangles.append(shape.triangles.astype(np.int64) + before)
        before += len(shape.vertices)
    count = sum(map(len, triangles))
    return Shape(
        vertices=np.concatenate(vertices).astype(np.float32),
        triangles=np.concatenate(triangles).astype(np.uint32),
        materials=np.full(count, -1, np.int32),
        volume=sum(shape.volume for shape, _ in parts),
        closed=all(shape.closed for shape, _ in parts),
    )


def _along(parts: Sequence[tuple[Shape, Float64]]) -> Float64:
    """Axes with x along the longer side of the narrowest rectangle around a plan, z upwards."""
    origin = parts[0][1][:3, 3]
    points = np.concatenate([world_vertices(shape, matrix) - origin for shape, matrix in parts])
    around = shapely.minimum_rotated_rectangle(shapely.multipoints(points[:, :2]))
    corners = shapely.get_coordinates(around)
    axes = np.identity(4)
    if len(corners) < 4:
        return axes
    sides = np.diff(corners[:3], axis=0)
    x, y = sides[np.linalg.norm(sides, axis=1).argmax()]
    length = float(np.hypot(x, y))
    if length > 0:
        axes[:2, 0] = x / length, y / length
        axes[:2, 1] = -y / length, x / length
    return axes
