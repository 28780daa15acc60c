"""What kind of value the schema wants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from ifcopenshell import ifcopenshell_wrapper


class Sort(StrEnum):
    """A sort of values, in words for a sentence."""

    TEXT = "a text"
    REAL = "a number"
    INTEGER = "a whole number"
    BOOLEAN = "true or false"
    LOGICAL = "true, false or unknown"
    ENUMERATION = "one of a list"


_SORTS = {
    "string": Sort.TEXT,
    "real": Sort.REAL,
    "number": Sort.REAL,
    "integer": Sort.INTEGER,
    "boolean": Sort.BOOLEAN,
    "logical": Sort.LOGICAL,
}


@dataclass(frozen=True)
class Kind:
    """A kind of values.

    Attributes:
        sort: what they are.
        name: of the type in the schema, such as IfcLabel.
        items: those of an enumeration.
    """

    sort: Sort
    name: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Attribute:
    """An attribute of a class.

    Attributes:
        place: from 0.
        kind: None for instances, lists and what may be of several types.
        optional: whether it may be without a value.
    """

    place: int
    kind: Kind | None
    optional: bool


@cache
def attribute(schema: str, class_: str, name: str) -> Attribute | None:
    """An attribute of a class; None if it has none of that name."""
    entity = _declaration(schema, class_).as_entity()
    derived = entity.derived()
    for place, found in enumerate(entity.all_attributes()):
        if found.name() == name:
            kind = None if derived[place] else _kind(found.type_of_attribute(), "")
            return Attribute(place, kind, bool(found.optional()))
    return None


def objects_of(schema: str, classes: Iterable[str]) -> set[str]:
    """Those of some classes that a row of a table can be about."""
    return {name for name in classes if _declaration(schema, name)._is("IfcObjectDefinition")}


@cache
def has_inverse(schema: str, class_: str, name: str) -> bool:
    """Whether others refer to instances of a class under a name."""
    entity = _declaration(schema, class_).as_entity()
    return any(found.name() == name for found in entity.all_inverse_attributes())


@cache
def kind_of(schema: str, name: str) -> Kind | None:
    """The kind of values of a defined type such as IfcLabel; None if they are none of these."""
    try:
        declaration = _declaration(schema, name)
    except RuntimeError:
        return None
    defined = declaration.as_type_declaration()
    return None if defined is None else _kind(defined.declared_type(), str(defined.name()))


@cache
def count_of_attributes(schema: str, class_: str) -> int:
    """How many attributes a class has."""
    return len(_declaration(schema, class_).as_entity().all_attributes())


def _declaration(schema: str, name: str) -> Any:
    return ifcopenshell_wrapper.schema_by_name(schema).declaration_by_name(name)


def _kind(type_: Any, name: str) -> Kind | None:
    if type_.as_simple_type() is not None:
        sort = _SORTS.get(str(type_.as_simple_type().declared_type()))
        return None if sort is None else Kind(sort, name)
    if type_.as_named_type() is None:
        return None
    declaration = type_.as_named_type().declared_type()
    name = name or str(declaration.name())
    if (enumeration := declaration.as_enumeration_type()) is not None:
        return Kind(Sort.ENUMERATION, name, tuple(enumeration.enumeration_items()))
    defined = declaration.as_type_declaration()
    return None if defined is None else _kind(defined.declared_type(), name)
