"""Shapes before openings are cut out of them.

The geometry that is kept of a model has the openings cut out. So the elements that have any, and
only those, are computed again without: bare bodies, which takes the kernel a tenth of a second
where the cutting took seconds. It goes through the same child processes as all geometry.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np

from ifcworks.ifc.geometry.model import Tessellation
from ifcworks.ifc.geometry.options import GeometryOptions
from ifcworks.ifc.geometry.tables import ShapeTable, instance_table, shape_table
from ifcworks.ifc.geometry.tessellation import tessellate
from ifcworks.ifc.reading import ReadModel

_HOSTS = """
WITH RECURSIVE voided AS (
    SELECT DISTINCT relating_id AS id FROM relations
    WHERE class = 'IfcRelVoidsElement' AND relating_id IS NOT NULL AND related_id IS NOT NULL
    UNION
    -- What is cut out of a whole is cut out of its parts.
    SELECT e.id FROM elements e JOIN voided v ON e.parent_id = v.id
)
SELECT id FROM voided
"""


@dataclass(frozen=True, eq=False)
class Shaped:
    """Which shape each element has.

    Attributes:
        shapes: all shapes.
        of: the number of the shape by step id.
        up: the axis of the shape that is nearest to the vertical, by step id.
        trouble: why an element has none, as a sentence.
    """

    shapes: ShapeTable
    of: dict[int, int]
    up: dict[int, int]
    trouble: dict[int, str]


def shaped(tessellation: Tessellation) -> Shaped:
    """The shapes of a tessellation by element; the first, where there are several."""
    instances = instance_table(tessellation)
    elements, first = np.unique(instances.elements, return_index=True)
    up = np.abs(instances.matrices[first, 2, :3]).argmax(axis=1)
    return Shaped(
        shapes=shape_table(tessellation),
        of=dict(zip(elements.tolist(), instances.shapes[first].tolist(), strict=True)),
        up=dict(zip(elements.tolist(), up.tolist(), strict=True)),
        trouble={trouble.element: trouble.detail for trouble in tessellation.left_out},
    )


def with_openings(index: duckdb.DuckDBPyConnection) -> set[int]:
    """Step ids of the elements that something is cut out of."""
    return {row[0] for row in index.execute(_HOSTS).fetchall()}


def without_cuts(read: ReadModel, elements: Iterable[int], processes: int) -> Shaped:
    """The shapes of elements with nothing cut out of them.

    Args:
        read: the open model.
        elements: step ids.
        processes: how many may compute at a time.
    """
    products: Sequence[object] = [read.model.by_id(number) for number in sorted(elements)]
    options = GeometryOptions(openings=False)
    return shaped(tessellate(read.model, products, options, processes, text=read.plain))
