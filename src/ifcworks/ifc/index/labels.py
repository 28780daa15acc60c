"""What a viewer tells of elements, from the index of a model."""

from __future__ import annotations

from typing import Any

import duckdb

from ifcworks.ifc.geometry.viewer import Label

_STOREYS = """
SELECT s.id, s.global_id, s.name, (
    SELECT si FROM attributes a WHERE a.element_id = s.id AND a.name = 'Elevation' LIMIT 1
)
FROM elements s WHERE s.id IN (SELECT storey_id FROM elements) ORDER BY 4 NULLS LAST, 1
"""


def labels_of_index(connection: duckdb.DuckDBPyConnection) -> dict[int, Label]:
    """What is told of each object that has a shape, by step id."""
    found = connection.execute(
        "SELECT id, global_id, class, name, storey_id FROM elements WHERE has_geometry"
    ).fetchall()
    return {
        number: Label(global_id or "", ifc_class, name or "", storey or 0)
        for number, global_id, ifc_class, name, storey in found
    }


def storeys_of_index(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The storeys that something stands in, from below, as a viewer lists them."""
    return [
        {"stepId": number, "globalId": global_id, "name": name, "elevation": elevation}
        for number, global_id, name, elevation in connection.execute(_STOREYS).fetchall()
    ]
