"""The scene of a geometry file, from the index of a model."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from ifcworks.ifc.geometry.scene import Entry, Scene, Structure, arrange

_OBJECTS = """
SELECT
    id, global_id, class, name, coalesce(parent_id, direct_container_id, place),
    CASE WHEN class IN (
        SELECT class FROM class_ancestors WHERE ancestor = 'IfcFeatureElementSubtraction'
    ) THEN host_id END
FROM elements
LEFT JOIN (
    -- What stands in a place where the schema does not let it stand is shown there all the same.
    SELECT related_id, arg_min(relating_id, id) AS place
    FROM relations WHERE class = 'IfcRelContainedInSpatialStructure' GROUP BY related_id
) ON related_id = elements.id
WHERE class NOT IN (SELECT class FROM class_ancestors WHERE ancestor = 'IfcTypeObject')
ORDER BY id
"""
_OF_CLASS = """
SELECT id FROM elements
WHERE class IN (SELECT class FROM class_ancestors WHERE ancestor = ?)
ORDER BY id
"""


def scene_of_index(connection: duckdb.DuckDBPyConnection, elements: Iterable[int]) -> Scene:
    """The same as ``scene_of`` of the open model."""
    found = connection.execute("SELECT schema, project_id FROM model").fetchone()
    assert found is not None
    schema, project_id = found
    entries: dict[int, Entry] = {}
    parents: dict[int, int] = {}
    hosts: dict[int, int] = {}
    for step_id, global_id, ifc_class, name, parent, host in connection.execute(
        _OBJECTS
    ).fetchall():
        entries[step_id] = Entry(step_id, global_id or "", ifc_class, name, 0)
        if parent is not None:
            parents[step_id] = parent
        if host is not None:
            hosts[step_id] = host
    structure = Structure(
        roots=_of_class(connection, "IfcProject"),
        spatial=_of_class(
            connection, "IfcSpatialStructureElement" if schema == "IFC2X3" else "IfcSpatialElement"
        ),
        spaces=frozenset(_of_class(connection, "IfcSpace")),
        parents=parents,
        hosts=hosts,
    )
    project = entries.get(project_id) if project_id is not None else None
    name = project.name if project is not None else None
    return arrange(schema, name or "", structure, elements, entries.__getitem__)


def _of_class(connection: duckdb.DuckDBPyConnection, ancestor: str) -> list[int]:
    return [row[0] for row in connection.execute(_OF_CLASS, [ancestor]).fetchall()]
