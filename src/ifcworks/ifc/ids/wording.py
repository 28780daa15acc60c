"""Facets and failures in words, and facets in the form in which ifctester's reports have them."""

from __future__ import annotations

from typing import Any

from ifcworks.ifc.ids.constraints import Constraint, Simple
from ifcworks.ifc.ids.document import (
    AttributeFacet,
    Cardinality,
    ClassificationFacet,
    EntityFacet,
    Facet,
    MaterialFacet,
    PartOfFacet,
    PropertyFacet,
)
from ifcworks.ifc.ids.outcome import Failure, Reason

_RELATIONS = {
    "IFCRELAGGREGATES": "an aggregated part of",
    "IFCRELASSIGNSTOGROUP": "a member of",
    "IFCRELCONTAINEDINSPATIALSTRUCTURE": "contained in",
    "IFCRELNESTS": "a nested part of",
    "IFCRELVOIDSELEMENT IFCRELFILLSELEMENT": "an opening or filling of",
    None: "a part of",
}
_VERBS = {
    Cardinality.REQUIRED: "must",
    Cardinality.OPTIONAL: "may only",
    Cardinality.PROHIBITED: "must not",
}


def facet_type(facet: Facet) -> str:
    """The kind of a facet, such as Entity or Property."""
    return type(facet).__name__.removesuffix("Facet")


def requirement_words(facet: Facet) -> str:
    """A requirement as a sentence without full stop."""
    verb = _VERBS[facet.cardinality]
    match facet:
        case EntityFacet():
            return f"Elements {verb} be {_entity(facet)}"
        case AttributeFacet():
            return f"The attribute {_named(facet.name)} {verb} {_have(facet.value)}"
        case PropertyFacet():
            place = f"{_named(facet.base_name)} in {_named(facet.property_set)}"
            kind = f" of type {facet.data_type}" if facet.data_type else ""
            return f"The property {place} {verb} {_have(facet.value)}{kind}"
        case ClassificationFacet():
            return f"Elements {verb} be classified {_classified(facet)}"
        case MaterialFacet():
            what = "" if facet.value is None else f" {_named(facet.value)}"
            return f"Elements {verb} have a material{what}"
        case PartOfFacet():
            return f"Elements {verb} be {_RELATIONS[facet.relation]} {_entity(facet)}"
    raise TypeError(type(facet).__name__)


def applicability_words(facet: Facet) -> str:
    """What elements a facet of an applicability picks, as a sentence without full stop."""
    match facet:
        case EntityFacet():
            return f"All {_entity(facet)}"
        case AttributeFacet():
            value = "is filled" if facet.value is None else f"is {_named(facet.value)}"
            return f"Elements whose attribute {_named(facet.name)} {value}"
        case PropertyFacet():
            value = "" if facet.value is None else f" is {_named(facet.value)}"
            place = f"{_named(facet.base_name)} in {_named(facet.property_set)}"
            return f"Elements {'whose' if value else 'with the'} property {place}{value}"
        case ClassificationFacet():
            return f"Elements classified {_classified(facet)}"
        case MaterialFacet():
            what = "" if facet.value is None else f" {_named(facet.value)}"
            return f"Elements with a material{what}"
        case PartOfFacet():
            return f"Elements that are {_RELATIONS[facet.relation]} {_entity(facet)}"
    raise TypeError(type(facet).__name__)


def failure_words(facet: Facet, failure: Failure) -> str:
    """Why an element fails, as a sentence."""
    actual = failure.actual
    what = {
        "Entity": "class",
        "PartOf": "relationship",
        "Property": "property",
    }.get(facet_type(facet), facet_type(facet).lower())
    match failure.reason:
        case Reason.NAME:
            return f'The class "{actual}" is not the one required.'
        case Reason.PREDEFINED_TYPE:
            return f'The predefined type "{actual}" is not the one required.'
        case Reason.NO_SET:
            return "There is no such property set."
        case Reason.NO_VALUE:
            if isinstance(facet, PropertyFacet):
                return "The property set has no such property with a value."
            if isinstance(facet, ClassificationFacet):
                return "The element is not classified."
            if isinstance(facet, PartOfFacet):
                return "The element has no such relationship."
            return f"The element has no such {what}."
        case Reason.EMPTY:
            return "The attribute is empty."
        case Reason.DATA_TYPE:
            wanted = facet.data_type if isinstance(facet, PropertyFacet) else ""
            return f'The data type "{actual}" is not "{wanted}".'
        case Reason.SYSTEM:
            return f'It is classified by "{actual}", not by the system required.'
        case Reason.ENTITY:
            return f'It is a part of "{actual}" only.'
        case Reason.PROHIBITED:
            return f"The {what} is there, and must not be."
    return f'The value "{actual}" does not meet the requirement.'


def label_and_value(facet: Facet) -> tuple[str | None, str]:
    """What a requirement is about and what is wanted of it, in few words."""
    match facet:
        case EntityFacet() if facet.predefined_type is not None:
            return "IFC Class / Predefined Type", f"{facet.name}.{facet.predefined_type}"
        case EntityFacet():
            return "IFC Class", str(facet.name)
        case AttributeFacet():
            return str(facet.name), _or_nothing(facet.value)
        case PropertyFacet():
            return f"{facet.property_set}.{facet.base_name}", _or_nothing(facet.value)
        case ClassificationFacet() if facet.value is not None:
            return "System / Reference", f"{facet.system} / {facet.value}"
        case ClassificationFacet():
            return "System", str(facet.system)
        case MaterialFacet():
            return "Name / Category", _or_nothing(facet.value)
        case PartOfFacet():
            more = "" if facet.predefined_type is None else f".{facet.predefined_type}"
            return facet.relation, f"{facet.name}{more}"
    raise TypeError(type(facet).__name__)


def metadata(facet: Facet) -> dict[str, Any]:
    """A requirement as ifctester's reports have it: the XML as a dictionary."""
    parts: dict[str, Constraint | None] = {}
    more: dict[str, Any] = {}
    match facet:
        case EntityFacet():
            parts = {"name": facet.name, "predefinedType": facet.predefined_type}
        case AttributeFacet():
            parts = {"name": facet.name, "value": facet.value}
        case PropertyFacet():
            parts = {"propertySet": facet.property_set, "baseName": facet.base_name}
            parts["value"] = facet.value
            more["@dataType"] = facet.data_type
        case ClassificationFacet():
            parts = {"value": facet.value, "system": facet.system}
        case MaterialFacet():
            parts = {"value": facet.value}
        case PartOfFacet():
            held = {"name": facet.name, "predefinedType": facet.predefined_type}
            more = {"@relation": facet.relation, "entity": _as_xml(held)}
    more["@uri"] = facet.uri
    if not isinstance(facet, EntityFacet):
        more["@cardinality"] = str(facet.cardinality)
    more["@instructions"] = facet.instructions
    return {**_as_xml(parts), **{name: value for name, value in more.items() if value is not None}}


def _as_xml(parts: dict[str, Constraint | None]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, constraint in parts.items():
        if isinstance(constraint, Simple):
            found[name] = {"simpleValue": constraint.value}
        elif constraint is not None:
            held: dict[str, Any] = {"@base": f"xs:{constraint.base}"}
            for kind, given in constraint.conditions.items():
                held[f"xs:{kind}"] = [{"@value": value} for value in given]
            found[name] = {"xs:restriction": [held]}
    return found


def _entity(facet: EntityFacet | PartOfFacet) -> str:
    more = "" if facet.predefined_type is None else f" of type {_named(facet.predefined_type)}"
    return f"{_named(facet.name)}{more}"


def _classified(facet: ClassificationFacet) -> str:
    by = f"by {_named(facet.system)}" if facet.system is not None else "by any system"
    return by if facet.value is None else f"{by} as {_named(facet.value)}"


def _have(value: Constraint | None) -> str:
    return "have a value" if value is None else f"be {_named(value)}"


def _named(constraint: Constraint) -> str:
    return constraint.value if isinstance(constraint, Simple) else str(constraint)


def _or_nothing(value: Constraint | None) -> str:
    return "" if value is None else str(value)
