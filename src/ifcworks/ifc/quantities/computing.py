"""Shapes that are not kept: before openings are cut out of them, and with finer facets.

The geometry that is kept of a model has the openings cut out. So the elements that have any, and
only those, are computed again without: bare bodies, which takes the kernel a tenth of a second
where the cutting took seconds. It goes through the same child processes as all geometry.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
from ifcopenshell.util.unit import calculate_unit_scale

from ifcworks.ifc.geometry.model import Float64, Shape, Tessellation
from ifcworks.ifc.geometry.options import GeometryOptions
from ifcworks.ifc.geometry.tables import ShapeTable, instance_table, shape_table, shapes_as_table
from ifcworks.ifc.geometry.tessellation import tessellate
from ifcworks.ifc.quantities.curved import finely
from ifcworks.ifc.quantities.cylinders import cylinder
from ifcworks.ifc.reading import ReadModel

_VOIDS = """
WITH RECURSIVE voids AS (
    SELECT DISTINCT relating_id AS host, related_id AS opening FROM relations
    WHERE class = 'IfcRelVoidsElement' AND relating_id IS NOT NULL AND related_id IS NOT NULL
    UNION
    -- What is cut out of a whole is cut out of its parts.
    SELECT e.id, v.opening FROM elements e JOIN voids v ON e.parent_id = v.host
)
SELECT host, opening FROM voids
"""


@dataclass(frozen=True, eq=False)
class Shaped:
    """Which shape each element has.

    Attributes:
        shapes: all shapes.
        of: the number of the shape by step id.
        matrices: float64 (4, 4), from its coordinates to the world, by step id.
        trouble: why an element has none, as a sentence.
    """

    shapes: ShapeTable
    of: dict[int, int]
    matrices: dict[int, Float64]
    trouble: dict[int, str]

    def up(self, number: int) -> int:
        """The axis of the shape of an element that is nearest to the vertical."""
        return int(np.abs(self.matrices[number][2, :3]).argmax())


def shaped(tessellation: Tessellation) -> Shaped:
    """The shapes of a tessellation by element; the first, where there are several."""
    instances = instance_table(tessellation)
    elements, first = np.unique(instances.elements, return_index=True)
    return Shaped(
        shapes=shape_table(tessellation),
        of=dict(zip(elements.tolist(), instances.shapes[first].tolist(), strict=True)),
        matrices=dict(zip(elements.tolist(), instances.matrices[first], strict=True)),
        trouble={trouble.element: trouble.detail for trouble in tessellation.left_out},
    )


def openings_of(index: duckdb.DuckDBPyConnection) -> dict[int, set[int]]:
    """What is cut out of elements: step ids of the openings by that of the element."""
    found: dict[int, set[int]] = defaultdict(set)
    for host, opening in index.execute(_VOIDS).fetchall():
        found[host].add(opening)
    return found


def computed(read: ReadModel, elements: Iterable[int], processes: int, openings: bool) -> Shaped:
    """The shapes of elements, round ones with many facets.

    Args:
        read: the open model.
        elements: step ids.
        processes: how many may compute at a time.
        openings: cut openings out of them.
    """
    products: Sequence[object] = [read.model.by_id(number) for number in sorted(elements)]
    options = finely(GeometryOptions(openings=openings))
    return shaped(tessellate(read.model, products, options, processes, text=read.plain))


def refined(
    read: ReadModel,
    elements: Iterable[int],
    kept: Shaped,
    openings: Container[int],
    processes: int,
) -> Shaped:
    """The shapes of round elements with many facets; what shows the same is computed once.

    Args:
        read: the open model.
        elements: step ids, all of them among ``kept``.
        kept: their shapes as they are kept.
        openings: step ids of what something is cut out of.
        processes: how many may compute at a time.
    """
    alike: dict[int, list[int]] = defaultdict(list)
    for number in sorted(elements):
        alike[kept.of[number]].append(number)
    unit = calculate_unit_scale(read.model)
    shapes, of, matrices = list[Shape](), dict[int, int](), dict[int, Float64]()
    others = []
    for first, *_ in alike.values():
        shape = None
        if first not in openings:
            shape = cylinder(read.model.by_id(first), unit)
        if shape is None:
            others.append(first)
        else:
            of[first], matrices[first] = len(shapes), kept.matrices[first]
            shapes.append(shape)
    found = computed(read, others, processes, openings=True) if others else None
    if found is not None:
        of |= {number: len(shapes) + place for number, place in found.of.items()}
        matrices |= found.matrices
        shapes += found.shapes
    for first, *same in alike.values():
        if first in of and same:
            moved = np.linalg.inv(kept.matrices[first]) @ matrices[first]
            of |= dict.fromkeys(same, of[first])
            matrices |= {number: kept.matrices[number] @ moved for number in same}
    return Shaped(shapes_as_table(shapes), of, matrices, {})
