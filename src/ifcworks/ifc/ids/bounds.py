"""World bounds of elements, from the index that has them or from the geometry."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from ifcworks.ifc.ids.reports.issues import Bounds

_COLUMNS = "min_x, min_y, min_z, max_x, max_y, max_z"


def bounds_of(
    connection: duckdb.DuckDBPyConnection, geometry: Callable[[], Path]
) -> dict[int, Bounds]:
    """The bounds of all elements that have a shape, in metres, by id.

    Args:
        connection: to the index.
        geometry: gives the geometry cache; asked where the index does not have the bounds.
    """
    rows = connection.execute(
        f"SELECT id, {_COLUMNS} FROM elements WHERE min_x IS NOT NULL"
    ).fetchall()
    known = connection.execute("SELECT geometry FROM model").fetchone()
    if known is not None and known[0]:
        return {row[0]: row[1:] for row in rows}
    from ifcworks.ifc.geometry.cache import open_cache
    from ifcworks.ifc.geometry.model import world_bounds

    tessellation = open_cache(geometry())
    low, high = world_bounds(tessellation)
    found: dict[int, Bounds] = {}
    for number, instance in enumerate(tessellation.instances):
        corners = (*low[number].tolist(), *high[number].tolist())
        known_box = found.get(instance.element)
        if known_box is not None:
            corners = (
                *map(min, known_box[:3], corners[:3]),
                *map(max, known_box[3:], corners[3:]),
            )
        x, y, z, to_x, to_y, to_z = corners
        found[instance.element] = (x, y, z, to_x, to_y, to_z)
    return found
