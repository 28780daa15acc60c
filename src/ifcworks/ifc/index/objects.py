"""The rows of ``elements`` and ``attributes``."""

from __future__ import annotations

from typing import Any

from ifcworks.ifc.index.columns import Columns
from ifcworks.ifc.index.gathering import Gathered, ref, refs
from ifcworks.ifc.index.hierarchy import Hierarchy, storey_of
from ifcworks.ifc.index.measuring import Units, in_si
from ifcworks.ifc.index.stream import Values
from ifcworks.ifc.index.values import number_of, text_of

_COLUMNS = frozenset(
    {"GlobalId", "OwnerHistory", "Name", "Description", "ObjectType", "ElementType"}
    | {"Tag", "LongName", "ObjectPlacement", "Representation", "RepresentationMaps"}
    | {"HasPropertySets", "RepresentationContexts", "UnitsInContext"}
)
_KIND = ("ObjectType", "ElementType", "ProcessType", "ResourceType")
"""No class has two of these."""


def elements(gathered: Gathered, hierarchy: Hierarchy) -> Columns:
    """The rows of ``elements``, by id."""
    rows = Columns(
        *("id", "global_id", "class", "predefined_type", "name", "description", "object_type"),
        *("tag", "long_name", "type_id", "container_id", "direct_container_id", "parent_id"),
        *("host_id", "ancestors", "storey_id", "has_geometry"),
    )
    types = hierarchy.types
    for number in gathered.objects:
        values = gathered.objects[number]
        get = values.get
        above = hierarchy.above(number)
        rows.add(
            number,
            text_of(get("GlobalId")),
            values["type"],
            _predefined_type(values, gathered.objects.get(types.get(number, 0))),
            text_of(get("Name")),
            text_of(get("Description")),
            text_of(next((values[name] for name in _KIND if name in values), None)),
            text_of(get("Tag")),
            text_of(get("LongName")),
            types.get(number),
            hierarchy.container(number),
            hierarchy.containers.get(number),
            hierarchy.wholes.get(number),
            hierarchy.voided.get(number) or hierarchy.openings.get(number),
            above,
            storey_of(gathered, above),
            _has_geometry(gathered, get("Representation") or get("RepresentationMaps")),
        )
    return rows


def attributes(gathered: Gathered, units: Units) -> Columns:
    """The rows of ``attributes``, by element."""
    rows = Columns("element_id", "position", "name", "value", "number", "si", "ifc_type")
    add, declared = rows.add, gathered.schema.attributes
    for number in gathered.objects:
        values = gathered.objects[number]
        for position, (name, ifc_type) in enumerate(declared(values["type"])):
            value = values.get(name)
            if value is None or name in _COLUMNS:
                continue
            if isinstance(value, dict) and "type" in value:
                ifc_type, value = value["type"], value["value"]
            amount = number_of(value)
            si = in_si(amount, units.of_type(ifc_type)) if amount is not None and ifc_type else None
            add(number, position, name, text_of(value), amount, si, ifc_type)
    return rows


def _has_geometry(gathered: Gathered, shape: Any) -> bool:
    single = ref(shape)
    return any(gathered.has(number) for number in (refs(shape) if single is None else (single,)))


def _predefined_type(values: Values, type_: Values | None) -> Any:
    """As ``ifcopenshell.util.element.get_predefined_type``: the type comes first."""
    for source in (type_, values if type_ is None else None):
        if source is None:
            continue
        if source is type_ or "RepresentationMaps" in source or "ProcessType" in source:
            found = _stated(source, "ElementType", "ProcessType")
            if found and found != "NOTDEFINED":
                return found
    return _stated(values, "ObjectType")


def _stated(values: Values, *instead: str) -> Any:
    found = values.get("PredefinedType")
    if found == "USERDEFINED" or not found:
        found = next((values[name] for name in instead if name in values), None)
    return found
