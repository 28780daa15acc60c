"""The question ``card``: all about one object."""

from __future__ import annotations

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
from ifcworks.ifc.index.questions.finding import box, briefs, find
from ifcworks.ifc.index.questions.opened import Opened, Row
from ifcworks.ifc.index.values import typed

_ELEMENT = """
SELECT predefined_type, description, object_type, tag, long_name, type_id, storey_id, host_id,
       ancestors, min_x, min_y, min_z, max_x, max_y, max_z, volume, area, is_closed, triangles,
       mesh_hash
FROM elements WHERE id = ?
"""
_ATTRIBUTES = """
SELECT name, si, value, number, ifc_type FROM attributes WHERE element_id = ? ORDER BY position
"""
_SETS = """
SELECT l.pset_id, l.source, s.name, s.kind
FROM element_psets l JOIN psets s ON s.id = l.pset_id
WHERE l.element_id = ?
ORDER BY l.source = 'instance', l.position
"""
_PROPERTIES = """
SELECT pset_id, path, kind, value, number, si, unit, ifc_type
FROM properties WHERE pset_id IN (SELECT unnest(?::BIGINT[])) ORDER BY pset_id, position
"""
_MATERIALS = """
SELECT definition_class, set_name, source, name, category, part_name, profile, thickness, fraction
FROM materials WHERE element_id = ? ORDER BY position
"""
_CLASSIFICATIONS = """
SELECT system, edition, identification, name, location, source
FROM classifications WHERE element_id = ? ORDER BY position
"""
_DOCUMENTS = """
SELECT identification, name, location, description, source
FROM documents WHERE element_id = ? ORDER BY position
"""
_RELATED = """
SELECT class, related_id, relating_id FROM relations
WHERE relating_id = ? OR related_id = ? ORDER BY id, position
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
    [found] = index.rows(_ELEMENT, number)
    type_id, storey_id, host_id, above = found[5:9]
    relations = index.rows(_RELATED, number, number) if number in index.related else []
    related = _Related(relations, number)
    known = briefs(
        index,
        {number, *above, *related.all(), *(i for i in (type_id, storey_id, host_id) if i)},
    )

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
            AttributeValue(name=name, value=typed("attribute", *value), si=si, ifc_type=value[2])
            for name, si, *value in _of(index, "attributes", _ATTRIBUTES, number)
        ],
        psets=_psets(index, number),
        type=known.get(type_id),
        materials=_materials(_of(index, "materials", _MATERIALS, number)),
        classifications=[
            Classification(**dict(zip(Classification.model_fields, row, strict=True)))
            for row in _of(index, "classifications", _CLASSIFICATIONS, number)
        ],
        documents=[
            Document(**dict(zip(Document.model_fields, row, strict=True)))
            for row in _of(index, "documents", _DOCUMENTS, number)
        ],
        ancestors=many(above),
        storey=known.get(storey_id),
        host=known.get(host_id),
        openings=many(related.openings),
        fillings=many(related.fillings),
        parts=many(related.parts),
        groups=many(related.groups),
        shape=_shape(found[9:]),
        same_global_id=same,
    )


class _Related:
    """Numbers of what an object is related to, by how."""

    def __init__(self, relations: list[Row], number: int) -> None:
        self.openings: list[int] = []
        self.fillings: list[int] = []
        self.parts: list[int] = []
        self.groups: list[int] = []
        lists = {
            "IfcRelVoidsElement": self.openings,
            "IfcRelFillsElement": self.fillings,
            "IfcRelAggregates": self.parts,
            "IfcRelNests": self.parts,
        }
        for ifc_class, related, relating in relations:
            if relating == number and ifc_class in lists and related is not None:
                lists[ifc_class].append(related)
            elif related == number and ifc_class.startswith("IfcRelAssignsToGroup"):
                self.groups.append(relating)

    def all(self) -> list[int]:
        return [*self.openings, *self.fillings, *self.parts, *self.groups]


def _of(index: Opened, table: str, sql: str, number: int) -> list[Row]:
    """What a table says of an object."""
    return index.rows(sql, number) if number in index.mentioned(table) else []


def _psets(index: Opened, number: int) -> list[Pset]:
    sets = _of(index, "element_psets", _SETS, number)
    if not sets:
        return []
    values: dict[int, list[Row]] = {}
    for pset_id, *row in index.rows(_PROPERTIES, [row[0] for row in sets]):
        values.setdefault(pset_id, []).append(tuple(row))
    kinds: dict[str | None, str] = {}
    merged: dict[str | None, dict[str, PropertyValue]] = {}
    for pset_id, source, name, kind in sets:
        kinds[name] = kind
        properties = merged.setdefault(name, {})
        for path, value_kind, value, amount, si, unit, ifc_type in values.get(pset_id, ()):
            properties[path] = PropertyValue(
                name=path,
                value=typed(value_kind, value, amount, ifc_type),
                si=si,
                unit=unit,
                ifc_type=ifc_type,
                kind=value_kind,
                source=source,
            )
    return [
        Pset(name=name, kind=kinds[name], properties=list(properties.values()))
        for name, properties in merged.items()
    ]


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


def _shape(values: Row) -> Shape | None:
    bounds = box(values[:6])
    if bounds is None:
        return None
    volume, area, is_closed, triangles, mesh_hash = values[6:]
    return Shape(
        bounds=bounds,
        volume=volume if is_closed else None,
        area=area,
        is_closed=is_closed,
        triangles=triangles,
        mesh_hash=mesh_hash,
    )
