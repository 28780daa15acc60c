"""What the schemas say of classes and their direct attributes, as far as an IDS asks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from ifcopenshell import ifcopenshell_wrapper

_SIMPLE = {
    "string": "string",
    "binary": "binary",
    "boolean": "boolean",
    "logical": "logical",
    "integer": "integer",
    "real": "double",
    "number": "double",
}


@dataclass(frozen=True)
class AttributeSpec:
    """A direct attribute of a class that is not derived.

    Attributes:
        kind: value, entity, select or list.
        base: of a value: string, boolean, logical, integer, double, enumeration or binary.
        ifc_type: name of the declared type, such as IfcLabel; None for lists and simple types.
    """

    name: str
    position: int
    kind: str
    base: str
    ifc_type: str | None


@cache
def schema_of(name: str) -> Any:
    """The definition of a schema."""
    return ifcopenshell_wrapper.schema_by_name(name)


@cache
def classes_of(schema: str) -> dict[str, Any]:
    """All classes of a schema by their name in capitals."""
    return {str(entity.name()).upper(): entity for entity in schema_of(schema).entities()}


@cache
def subclasses(schema: str, ancestor: str) -> frozenset[str]:
    """A class and all its subtypes, in capitals; empty if the schema has no such class."""
    entity = classes_of(schema).get(ancestor.upper())
    if entity is None:
        return frozenset()
    found, waiting = set(), [entity]
    while waiting:
        current = waiting.pop()
        found.add(str(current.name()).upper())
        waiting.extend(current.subtypes())
    return frozenset(found)


@cache
def attribute_specs(schema: str, ifc_class: str) -> tuple[AttributeSpec, ...]:
    """The direct attributes of a class, in order."""
    entity = classes_of(schema).get(ifc_class.upper())
    if entity is None:
        return ()
    derived = entity.derived()
    return tuple(
        AttributeSpec(str(attribute.name()), position, *_type(attribute.type_of_attribute()))
        for position, attribute in enumerate(entity.all_attributes())
        if not derived[position]
    )


@cache
def attributes_of(schema: str) -> dict[str, dict[str, AttributeSpec]]:
    """All direct attributes of a schema by name: that of each class, in capitals, that has it."""
    found: dict[str, dict[str, AttributeSpec]] = {}
    for ifc_class in classes_of(schema):
        for spec in attribute_specs(schema, ifc_class):
            found.setdefault(spec.name, {})[ifc_class] = spec
    return found


@cache
def referred_to(schema: str, ifc_class: str, name: str) -> frozenset[str]:
    """The classes, in capitals, of what an attribute refers to; empty if the schema has it not."""
    entity = classes_of(schema).get(ifc_class.upper())
    waiting = [
        _declaration(attribute.type_of_attribute())
        for attribute in (() if entity is None else entity.all_attributes())
        if attribute.name() == name
    ]
    found: set[str] = set()
    while waiting:
        declared = waiting.pop()
        if declared.as_entity():
            found |= subclasses(schema, str(declared.name()))
        elif declared.as_select_type():
            waiting.extend(declared.select_list())
    return frozenset(found)


def _declaration(kind: Any) -> Any:
    """What a named type, or the elements of a list, are declared as."""
    while kind.as_aggregation_type():
        kind = kind.type_of_element()
    return kind.as_named_type().declared_type()


@cache
def base_of(schema: str, type_name: str) -> str | None:
    """What kind of value a defined type or enumeration is; None if there is no such type."""
    types = _types(schema)
    declaration = types.get(type_name.upper())
    return None if declaration is None else _declared(declaration)[1] or "list"


@cache
def _types(schema: str) -> dict[str, Any]:
    definition = schema_of(schema)
    return {
        str(declaration.name()).upper(): declaration
        for declaration in definition.declarations()
        if declaration.as_type_declaration() or declaration.as_enumeration_type()
    }


@cache
def enumeration_items(schema: str, ifc_class: str, name: str) -> tuple[str, ...] | None:
    """The words of an enumeration that an attribute of a class takes; None if it takes none."""
    entity = classes_of(schema).get(ifc_class.upper())
    for attribute in () if entity is None else entity.all_attributes():
        if attribute.name() == name:
            named = attribute.type_of_attribute().as_named_type()
            declared = named.declared_type().as_enumeration_type() if named else None
            return None if declared is None else tuple(declared.enumeration_items())
    return None


def _type(kind: Any) -> tuple[str, str, str | None]:
    """Kind, base and name of a type."""
    if kind.as_aggregation_type():
        return "list", "", None
    if simple := kind.as_simple_type():
        return "value", _SIMPLE[simple.declared_type()], None
    declaration = kind.as_named_type().declared_type()
    sort, base = _declared(declaration)
    return sort, base, str(declaration.name())


def _declared(declaration: Any) -> tuple[str, str]:
    if declaration.as_entity():
        return "entity", ""
    if declaration.as_select_type():
        return "select", ""
    if declaration.as_enumeration_type():
        return "value", "enumeration"
    sort, base, _ = _type(declaration.as_type_declaration().declared_type())
    return sort, base
