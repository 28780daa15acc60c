"""A model as plain JSON, from its index: the model, its tree, its elements and its types.

``docs/json.md`` describes the form; ``PLAIN_VERSION`` is raised when it changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb

from ifcworks.ifc.ifcjson.writing import writer
from ifcworks.ifc.index.questions import QUESTIONS
from ifcworks.ifc.index.questions.finding import of_class
from ifcworks.ifc.index.questions.opened import Opened, Row
from ifcworks.ifc.index.values import typed

PLAIN_VERSION = 1
_AT_ONCE = 2000

_TYPES = of_class("IfcTypeObject")
_TREE = """
SELECT id, global_id, class, name, long_name, ancestors[-1] FROM elements
WHERE len(ancestors) > 0 OR {project} ORDER BY len(ancestors), coalesce(name, ''), id
"""
_OBJECTS = """
SELECT e.id, e.global_id, e.class, e.predefined_type, e.name, e.description, e.object_type, e.tag,
       e.long_name, t.global_id, p.global_id, s.global_id,
       e.min_x, e.min_y, e.min_z, e.max_x, e.max_y, e.max_z,
       CASE WHEN e.is_closed THEN e.volume END, e.area
FROM elements e
LEFT JOIN elements t ON t.id = e.type_id
LEFT JOIN elements p ON p.id = e.ancestors[-1]
LEFT JOIN elements s ON s.id = e.storey_id
WHERE {where} AND e.id > ? ORDER BY e.id LIMIT {limit}
"""
_NAMES = (
    *("id", "global_id", "class", "predefined_type", "name", "description", "object_type", "tag"),
    *("long_name", "type", "parent", "storey"),
)
_BETWEEN = "element_id BETWEEN ? AND ?"
_ATTRIBUTES = f"""
SELECT element_id, name, value, number, ifc_type FROM attributes WHERE {_BETWEEN} ORDER BY position
"""
_SETS = f"""
SELECT l.element_id, l.pset_id, s.name, s.kind
FROM element_psets l JOIN psets s ON s.id = l.pset_id
WHERE {_BETWEEN} ORDER BY l.element_id, l.source = 'instance', l.position
"""
_PROPERTIES = """
SELECT pset_id, path, kind, value, number, unit, ifc_type
FROM properties WHERE pset_id IN (SELECT unnest(?::BIGINT[])) ORDER BY pset_id, position
"""
_MATERIALS = f"""
SELECT element_id, name, category, part_name, profile, thickness, fraction
FROM materials WHERE {_BETWEEN} ORDER BY element_id, position
"""
_CLASSIFICATIONS = f"""
SELECT element_id, system, identification, name, location
FROM classifications WHERE {_BETWEEN} ORDER BY element_id, position
"""
_DOCUMENTS = f"""
SELECT element_id, identification, name, location, description
FROM documents WHERE {_BETWEEN} ORDER BY element_id, position
"""
_PARTS = {
    "materials": (_MATERIALS, ("name", "category", "part", "profile", "thickness", "fraction")),
    "classifications": (_CLASSIFICATIONS, ("system", "identification", "name", "location")),
    "documents": (_DOCUMENTS, ("identification", "name", "location", "description")),
}


def write_plain(
    path: Path,
    connection: duckdb.DuckDBPyConnection,
    indent: int | None,
    progress: Callable[[float, str], None] = lambda fraction, message: None,
) -> int:
    """Write a model; how many elements stand in it.

    Args:
        path: the file.
        connection: to the index.
        indent: spaces of indentation; nothing for no line breaks.
        progress: told now and then.
    """
    index = Opened(connection)
    with writer(path, indent) as out:
        out.members({"format": "ifcworks-model", "version": PLAIN_VERSION})
        summary = QUESTIONS["summary"](index)
        out.members({"model": summary.model_dump(mode="json", by_alias=True)})
        out.members({"tree": _tree(index)})
        types = out.list("types", _objects(index, f"e.{_TYPES}"))
        progress(0.2, f"{types:,} types written")
        return out.list("elements", _told(_objects(index, f"e.{_TYPES} IS NOT TRUE"), progress))


def _told(
    objects: Iterator[dict[str, Any]], progress: Callable[[float, str], None]
) -> Iterator[dict[str, Any]]:
    for number, made in enumerate(objects):
        if number % _AT_ONCE == 0:
            progress(0.2 + 0.75 * (1 - 1 / (1 + number / 10_000)), f"{number:,} elements written")
        yield made


def _tree(index: Opened) -> list[dict[str, Any]]:
    """What stands in what, from the projects down."""
    nodes: dict[int, dict[str, Any]] = {}
    top = []
    project = of_class("IfcProject")
    for number, global_id, ifc_class, name, long_name, parent in index.rows(
        _TREE.format(project=project)
    ):
        node = _filled(
            id=number, global_id=global_id, **{"class": ifc_class}, name=name, long_name=long_name
        )
        nodes[number] = node
        if parent in nodes:
            nodes[parent].setdefault("children", []).append(node)
        else:
            top.append(node)
    return top


def _objects(index: Opened, where: str) -> Iterator[dict[str, Any]]:
    """Objects with all that is told of them, in the order of the file."""
    sql = _OBJECTS.format(where=where, limit=_AT_ONCE)
    last = -1
    while page := index.rows(sql, last):
        first, last = page[0][0], page[-1][0]
        more: dict[int, dict[str, Any]] = {}
        for number, name, value, amount, ifc_type in index.rows(_ATTRIBUTES, first, last):
            attributes = more.setdefault(number, {}).setdefault("attributes", {})
            attributes[name] = typed("attribute", value, amount, ifc_type)
        _add_sets(index, first, last, more)
        for part, (statement, names) in _PARTS.items():
            for number, *values in index.rows(statement, first, last):
                told = _filled(**dict(zip(names, values, strict=True)))
                more.setdefault(number, {}).setdefault(part, []).append(told)
        for row in page:
            yield _object(row) | more.get(row[0], {})


def _object(row: Row) -> dict[str, Any]:
    made = _filled(**dict(zip(_NAMES, row, strict=False)))
    low, high, volume, area = row[12:15], row[15:18], *row[18:]
    if low[0] is not None:
        made["bounds"] = [list(low), list(high)]
    return made | _filled(volume=volume, area=area)


def _add_sets(index: Opened, first: int, last: int, more: dict[int, dict[str, Any]]) -> None:
    """Property and quantity sets; those of the object itself win over those of its type."""
    sets = index.rows(_SETS, first, last)
    values: dict[int, dict[str, Any]] = {}
    for pset, path, kind, value, number, unit, ifc_type in index.rows(
        _PROPERTIES, sorted({row[1] for row in sets})
    ):
        told = typed(kind, value, number, ifc_type)
        if kind == "quantity":
            told = {"value": told, "unit": unit} if unit else {"value": told}
        values.setdefault(pset, {})[path] = told
    for number, pset, name, kind in sets:
        part = "quantities" if kind == "qto" else "psets"
        of_object = more.setdefault(number, {}).setdefault(part, {})
        of_object.setdefault(name or "", {}).update(values.get(pset, {}))


def _filled(**members: Any) -> dict[str, Any]:
    """The members that have a value."""
    return {name: value for name, value in members.items() if value is not None}
