"""GLB and OBJ from what is known of a model, without reading it or computing again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import duckdb
import ifcopenshell
import numpy as np

from ifcworks.errors import NothingToDo
from ifcworks.ifc.conversion.elements import choose_elements, classes_out, skipped
from ifcworks.ifc.conversion.outcome import Conversion, Element, Skipped
from ifcworks.ifc.conversion.request import Request, Work
from ifcworks.ifc.conversion.triangles import Triangles, write_triangles
from ifcworks.ifc.geometry.cache import open_cache
from ifcworks.ifc.geometry.model import Instance, Tessellation, Trouble
from ifcworks.ifc.index.reader import open_index
from ifcworks.ifc.index.scene import scene_of_index

_WITH_GEOMETRY = """
SELECT
    id,
    (SELECT ancestor FROM class_ancestors a
     WHERE a.class = e.class AND list_contains(?, ancestor) LIMIT 1)
FROM elements e
WHERE has_geometry
  AND class IN (SELECT class FROM class_ancestors WHERE ancestor = 'IfcProduct')
ORDER BY id
"""
_NAMES = "SELECT id, global_id, class, name FROM elements WHERE list_contains(?, id)"


def convert_known(
    index: Path,
    geometry: Path,
    open_model: Callable[[], ifcopenshell.file],
    request: Request,
    work: Work,
) -> Conversion:
    """Write triangles that were computed before.

    Args:
        index: the model's index.
        geometry: its geometry cache.
        open_model: opens the model, which is needed where selectors choose elements.
        request: what is wanted; GLB or OBJ.
        work: gives paths for the files written.

    Raises:
        ParametersInvalid: a selector is malformed, or a storey does not exist.
        NothingToDo: no element is left.
        CacheUnusable: the geometry cache is damaged or of another version.
    """
    work.progress(0.1, "reading the geometry")
    # All of it is read for the writing anyway, and a flipped bit would be a wrong building.
    tessellation = open_cache(geometry, verify=True)
    with open_index(index) as connection:
        if request.include or request.exclude or request.storeys:
            chosen = choose_elements(
                open_model(),
                request.format,
                request.include,
                request.exclude,
                request.storeys,
                request.spaces_and_openings,
            )
            wanted, out = {product.id() for product in chosen.products}, chosen.skipped
        else:
            wanted, out = _by_default(connection, request)
        part = _only(tessellation, wanted)
        told = partial(_told, connection)
        triangles = Triangles(
            tessellation=part,
            scene=partial(scene_of_index, connection),
            fallbacks=told(part.fallbacks),
            left_out=told(part.left_out),
            skipped=out,
        )
        work.progress(0.4, f"writing {len(part.instances):,} shapes")
        return write_triangles(triangles, request, work.artifact)


def _by_default(
    connection: duckdb.DuckDBPyConnection, request: Request
) -> tuple[set[int], Sequence[Skipped]]:
    out = classes_out(request.format, request.spaces_and_openings, named=False)
    rows = connection.execute(_WITH_GEOMETRY, [list(out)]).fetchall()
    if not rows:
        raise NothingToDo("The model has no geometry: no element in it has a representation.")
    counts = dict.fromkeys(out, 0)
    kept = set()
    for step_id, ancestor in rows:
        if ancestor is None:
            kept.add(step_id)
        else:
            counts[ancestor] += 1
    return kept, skipped(counts, bool(kept))


def _only(tessellation: Tessellation, wanted: set[int]) -> Tessellation:
    """The part of a tessellation that concerns some elements."""

    def troubles(all_: Iterable[Trouble]) -> list[Trouble]:
        return [trouble for trouble in all_ if trouble.element in wanted]

    all_ = tessellation.instances
    instances = [instance for instance in all_ if instance.element in wanted]
    if len(instances) < len(all_):
        tessellation = _renumbered(tessellation, instances)
    return replace(
        tessellation,
        fallbacks=troubles(tessellation.fallbacks),
        left_out=troubles(tessellation.left_out),
    )


def _renumbered(tessellation: Tessellation, instances: Sequence[Instance]) -> Tessellation:
    """Some instances with only their shapes and materials, in the order of their first use."""
    numbers: dict[int, int] = {}
    placed = [
        replace(instance, shape=numbers.setdefault(instance.shape, len(numbers)))
        for instance in instances
    ]
    materials: dict[int, int] = {-1: -1}
    shapes = []
    for number in numbers:
        shape = tessellation.shapes[number]
        for material in np.unique(shape.materials).tolist():
            materials.setdefault(material, len(materials) - 1)
        new = [materials[material] for material in shape.materials.tolist()]
        shapes.append(replace(shape, materials=np.array(new, dtype=np.int32)))
    del materials[-1]
    return replace(
        tessellation,
        instances=placed,
        shapes=shapes,
        materials=[tessellation.materials[number] for number in materials],
    )


def _told(connection: duckdb.DuckDBPyConnection, troubles: Sequence[Trouble]) -> list[Element]:
    rows = connection.execute(_NAMES, [[trouble.element for trouble in troubles]]).fetchall()
    names = {row[0]: row[1:] for row in rows}
    elements = []
    for trouble in troubles:
        global_id, ifc_class, name = names[trouble.element]
        elements.append(
            Element(
                global_id=global_id or "",
                ifc_class=ifc_class,
                name=name,
                step_id=trouble.element,
                reason=trouble.reason,
                detail=trouble.detail,
            )
        )
    return elements
