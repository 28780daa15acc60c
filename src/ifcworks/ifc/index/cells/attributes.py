"""Direct attributes of objects, as ``getattr`` of ifcopenshell gives them."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import cache
from typing import Any

import ifcopenshell
from ifcopenshell import ifcopenshell_wrapper

from ifcworks.ifc.index.cells.questions import NotInIndex, Questions
from ifcworks.ifc.index.values import typed

_COLUMNS = {
    "GlobalId": "global_id",
    "Name": "name",
    "Description": "description",
    "ObjectType": "object_type",
    "ElementType": "object_type",
    "ProcessType": "object_type",
    "Tag": "tag",
    "LongName": "long_name",
}
_TRUTHS = {"true": True, "false": False}
_OF_PYTHON = frozenset(dir(ifcopenshell.entity_instance)) | {"this"}
_LIST, OTHER = "list", "other"


def attribute(questions: Questions, numbers: Collection[int], name: str) -> dict[int, Any] | None:
    """The values of an attribute by id, without those that have none.

    Returns:
        None where no class of these objects has such an attribute.

    Raises:
        NotInIndex: a value is an instance, or is not kept.
    """
    schema = questions.schema.name
    kinds = {kind: declared(schema, kind, name) for kind in questions.classes_of(numbers)}
    if name in _OF_PYTHON or "inverse" in kinds.values():
        raise NotInIndex(f"attribute {name}")
    if not any(kinds.values()):
        return None
    if name in _COLUMNS:
        found = questions.column(numbers, _COLUMNS[name])
        return {n: value for n, value in found.items() if kinds.get(questions.classes[n])}
    if "unkept" in kinds.values():
        raise NotInIndex(f"attribute {name}")
    values: dict[int, Any] = {}
    wanted = set(numbers)
    for number, value, amount, ifc_type in questions.about(
        numbers,
        "SELECT element_id, value, number, ifc_type FROM attributes WHERE name = ? AND element_id",
        name,
    ):
        if number not in wanted:
            continue
        kind = kinds[questions.classes[number]]
        if kind == OTHER:
            raise NotInIndex(f"attribute {name}")
        values[number] = value_of(kind, value, amount, ifc_type)
    return values


def value_of(kind: str | None, value: str, number: float | None, ifc_type: str | None) -> Any:
    """The value of an attribute that is declared as ``kind``; several are a tuple."""
    if kind == _LIST:
        return tuple(json.loads(value))
    if kind in ("boolean", "logical"):
        return _TRUTHS.get(value, value)
    return typed("attribute", value, number, ifc_type)


_UNKEPT = frozenset(
    {"OwnerHistory", "ObjectPlacement", "Representation", "RepresentationMaps", "HasPropertySets"}
    | {"RepresentationContexts", "UnitsInContext"}
)


@cache
def declared(schema: str, kind: str, name: str) -> str | None:
    """How an attribute of a class is declared.

    Returns:
        The EXPRESS type that is behind it, such as ``string`` or ``real``; ``enumeration``;
        ``list`` of such; ``inverse``; ``unkept`` where the index does not have it; ``other`` for
        instances and selections; None if there is no such attribute.
    """
    entity: Any = ifcopenshell_wrapper.schema_by_name(schema).declaration_by_name(kind).as_entity()
    for found in entity.all_attributes():
        if found.name() == name:
            return "unkept" if name in _UNKEPT else _behind(found.type_of_attribute())
    if any(found.name() == name for found in entity.all_inverse_attributes()):
        return "inverse"
    return None


def _behind(type_: Any) -> str:
    if type_.as_named_type() is not None:
        declaration = type_.as_named_type().declared_type()
        if declaration.as_enumeration_type() is not None:
            return "enumeration"
        definition = declaration.as_type_declaration()
        return OTHER if definition is None else _behind(definition.declared_type())
    if type_.as_aggregation_type() is not None:
        within = _behind(type_.as_aggregation_type().type_of_element())
        return _LIST if within not in (OTHER, _LIST) else OTHER
    return str(type_.as_simple_type().declared_type())


@cache
def is_defined(schema: str, name: str | None) -> bool:
    """Whether a name is that of a defined type, such as IfcLabel; else of a selection or class."""
    if name is None:
        return False
    declaration: Any = ifcopenshell_wrapper.schema_by_name(schema).declaration_by_name(name)
    return declaration.as_type_declaration() is not None


@cache
def is_list(schema: str, name: str) -> bool:
    """Whether values of a defined type are lists, such as degrees, minutes and seconds."""
    declaration: Any = ifcopenshell_wrapper.schema_by_name(schema).declaration_by_name(name)
    definition = declaration.as_type_declaration()
    return definition is not None and _behind(definition.declared_type()) == _LIST
