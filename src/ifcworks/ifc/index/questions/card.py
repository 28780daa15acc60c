"""The question ``card``: all about one object."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

from ifcworks.ifc.index.answers import (
    AttributeValue,
    Brief,
    Card,
    Classification,
    Document,
    MaterialPart,
    Materials,
    PropertyValue,
    Pset,
    Shape,
)
from ifcworks.ifc.index.questions.decoding import attribute_value
from ifcworks.ifc.index.questions.finding import SYSTEM, box, briefs, find
from ifcworks.ifc.index.questions.opened import Opened, Row
from ifcworks.ifc.index.values import typed

# Each begins with the number of the object that a row is about.
_ELEMENTS = """
SELECT id, predefined_type, description, object_type, tag, long_name, type_id, storey_id, host_id,
       ancestors, min_x, min_y, min_z, max_x, max_y, max_z, volume, area, is_closed, triangles,
       mesh_hash
FROM elements ORDER BY id
"""
_ATTRIBUTES = """
SELECT element_id, name, si, value, number, ifc_type FROM attributes ORDER BY element_id, position
"""
_SETS = """
SELECT l.element_id, l.pset_id, l.source, s.name, s.kind, s.class
FROM element_psets l JOIN psets s ON s.id = l.pset_id
ORDER BY l.element_id, l.source = 'instance', l.position
"""
_PROPERTIES = "pset_id, parent IS NULL, path, kind, value, number, ifc_type, si, unit"
_MATERIALS = """
SELECT element_id, definition_class, set_name, source, name, category, part_name, profile,
       thickness, fraction
FROM materials ORDER BY element_id, position
"""
_CLASSIFICATIONS = """
SELECT element_id, system, edition, identification, name, location, source
FROM classifications ORDER BY element_id, position
"""
_DOCUMENTS = """
SELECT element_id, identification, name, location, description, source
FROM documents ORDER BY element_id, position
"""
_RELATED = """
SELECT relating_id, class, related_id FROM relations
WHERE relating_id IS NOT NULL AND related_id IS NOT NULL AND class IN (
    'IfcRelVoidsElement', 'IfcRelFillsElement', 'IfcRelAggregates', 'IfcRelNests'
)
ORDER BY relating_id, id, position
"""
_ROLES = {
    "IfcRelVoidsElement": "openings",
    "IfcRelFillsElement": "fillings",
    "IfcRelAggregates": "parts",
    "IfcRelNests": "parts",
}
_GROUPS = f"""
SELECT related_id, relating_id, is_system
FROM relations r JOIN (SELECT id, {SYSTEM} AS is_system FROM elements) g ON g.id = relating_id
WHERE related_id IS NOT NULL AND r.class LIKE 'IfcRelAssignsToGroup%'
ORDER BY related_id, r.id, position
"""


def card(index: Opened, element: str) -> Card:
    """All about one object.

    Args:
        index: of the model.
        element: its GlobalId, or its number such as ``#12``.

    Raises:
        ElementNotFound: there is no such object.
    """
    number, *same = find(index, element)
    [found] = index.kept(_ELEMENTS).of(number)
    type_id, storey_id, host_id, above = found[5:9]
    related = _related(index, number)
    known = briefs(index, {number, type_id, storey_id, host_id, *above, *chain(*related.values())})
    psets = _psets(index, number)

    def many(numbers: list[int]) -> list[Brief]:
        return [known[i] for i in numbers if i in known]

    return Card(
        **dict(known[number]),
        predefined_type=found[0],
        description=found[1],
        object_type=found[2],
        tag=found[3],
        long_name=found[4],
        attributes=[
            AttributeValue(
                name=name,
                value=attribute_value(index.schema, known[number].ifc_class, name, *value),
                si=si,
                ifc_type=value[2],
            )
            for name, si, *value in index.kept(_ATTRIBUTES).of(number)
        ],
        psets=[pset for pset in psets if pset.kind != "qto"],
        quantities=[pset for pset in psets if pset.kind == "qto"],
        type=known.get(type_id),
        materials=_materials(index.kept(_MATERIALS).of(number)),
        classifications=[
            Classification(**dict(zip(Classification.model_fields, row, strict=True)))
            for row in index.kept(_CLASSIFICATIONS).of(number)
        ],
        documents=[
            Document(**dict(zip(Document.model_fields, row, strict=True)))
            for row in index.kept(_DOCUMENTS).of(number)
        ],
        ancestors=many(above),
        storey=known.get(storey_id),
        host=known.get(host_id),
        openings=many(related["openings"]),
        fillings=many(related["fillings"]),
        parts=many(related["parts"]),
        groups=many(related["groups"]),
        systems=many(related["systems"]),
        bounds=box(found[9:15]),
        shape=_shape(*found[15:]),
        same_global_id=same,
    )


def _related(index: Opened, number: int) -> dict[str, list[int]]:
    """Numbers of the openings, fillings and parts of an object, and of what it is grouped in.

    What fills an opening of it fills it too.
    """
    roles = ("openings", "fillings", "parts", "groups", "systems")
    found: dict[str, list[int]] = {role: [] for role in roles}
    kept = index.kept(_RELATED)
    for ifc_class, related in kept.of(number):
        found[_ROLES[ifc_class]].append(related)
    for opening in found["openings"]:
        found["fillings"] += [
            related for name, related in kept.of(opening) if _ROLES[name] == "fillings"
        ]
    for group, is_system in index.kept(_GROUPS).of(number):
        found["systems" if is_system else "groups"].append(group)
    return found


def _psets(index: Opened, number: int) -> list[Pset]:
    sets = index.kept(_SETS).of(number)
    values: dict[int, list[Row]] = {}
    for pset_id, *row in index.members(_PROPERTIES, {row[0] for row in sets}):
        values.setdefault(pset_id, []).append(tuple(row))
    kinds: dict[str | None, str] = {}
    merged: dict[str | None, dict[tuple[str, bool], list[PropertyValue]]] = {}
    for pset_id, source, name, kind, set_class in sets:
        kinds[name] = kind
        properties = merged.setdefault(name, {})
        whole: list[PropertyValue] = []
        for first, *row in values.get(pset_id, ()):
            if first:
                # A complex property takes the place of another with all its parts.
                whole = properties[row[0], row[1] == "reference"] = []
            whole.append(_property(index, set_class, source, row))
    return [
        Pset(name=name, kind=kinds[name], properties=list(chain(*properties.values())))
        for name, properties in merged.items()
    ]


def _property(index: Opened, set_class: str, source: str, row: Sequence[Any]) -> PropertyValue:
    path, kind, value, number, ifc_type, si, unit = row
    if kind == "attribute":
        plain = attribute_value(index.schema, set_class, path, value, number, ifc_type)
    else:
        plain = typed(kind, value, number, ifc_type)
    return PropertyValue(
        name=path, value=plain, si=si, unit=unit, ifc_type=ifc_type, kind=kind, source=source
    )


def _materials(parts: list[Row]) -> Materials | None:
    if not parts:
        return None
    definition, name, source = parts[0][:3]
    return Materials(
        definition=definition,
        name=name,
        source=source,
        parts=[
            MaterialPart(**dict(zip(MaterialPart.model_fields, part[3:], strict=True)))
            for part in parts
        ],
    )


def _shape(
    volume: float | None,
    area: float | None,
    is_closed: bool | None,
    triangles: int | None,
    mesh_hash: str | None,
) -> Shape | None:
    if area is None or triangles is None or mesh_hash is None:
        return None
    return Shape(
        volume=volume if is_closed else None,
        area=area,
        is_closed=bool(is_closed),
        triangles=triangles,
        mesh_hash=mesh_hash,
    )
