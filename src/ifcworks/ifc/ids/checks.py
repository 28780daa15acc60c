"""One facet against many instances: which of them do not meet it, and why.

Sources: the facets' pages of the IDS user manual, and facet-configurations.md.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache
from typing import Any

from ifcworks.ifc.ids.constraints import Constraint, Restriction, Simple, equals, within
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
from ifcworks.ifc.ids.facts import Attribute, Classified, Facts, Predefined, Property, Sets
from ifcworks.ifc.ids.outcome import Failure, Reason

Failures = dict[int, Failure]
_PROHIBITED = Failure(Reason.PROHIBITED)
_MANY = 10


def failures(facet: Facet, ids: Collection[int], facts: Facts) -> Failures:
    """The instances that do not meet a facet, by its cardinality."""
    match facet:
        case EntityFacet():
            found = _entities(facet, ids, facts)
        case AttributeFacet():
            attributes = facts.attributes(ids, facet.name)
            found = {n: _attribute(facet, attributes[n]) for n in ids}
        case PropertyFacet():
            sets = facts.sets(ids, facet.property_set, facet.base_name)
            judge = _judge(facet)
            found = {n: _properties(facet, sets.get(n, {}), judge) for n in ids}
        case ClassificationFacet():
            classified = facts.classifications(ids)
            found = {n: _classification(facet, classified.get(n, [])) for n in ids}
        case MaterialFacet():
            materials = facts.materials(ids)
            found = {n: _material(facet, materials.get(n)) for n in ids}
        case PartOfFacet():
            found = _parts(facet, ids, facts)
        case _:
            raise TypeError(f"no such facet: {type(facet).__name__}")
    return {number: failure for number, failure in found.items() if failure is not None}


def _entities(facet: EntityFacet, ids: Collection[int], facts: Facts) -> dict[int, Failure | None]:
    classes = facts.classes(ids)
    predefined = facts.predefined(ids) if facet.predefined_type is not None else {}
    found: dict[int, Failure | None] = {}
    for number in ids:
        if not any(facet.name.matches(name) for name in classes[number]):
            found[number] = Failure(Reason.NAME, classes[number][-1])
        elif facet.predefined_type is None:
            found[number] = None
        else:
            stated = predefined[number]
            fits = fits_predefined(facet.predefined_type, stated)
            found[number] = (
                None if fits else Failure(Reason.PREDEFINED_TYPE, stated.value or "none")
            )
    return found


def fits_predefined(wanted: Constraint, stated: Predefined) -> bool:
    """Whether a predefined type is meant: the user's word, or USERDEFINED itself."""
    if stated.is_user_defined and wanted.matches("USERDEFINED"):
        return True
    return stated.value is not None and wanted.matches(stated.value)


def _attribute(facet: AttributeFacet, attributes: list[Attribute]) -> Failure | None:
    if facet.cardinality is Cardinality.PROHIBITED:
        return _prohibited_attribute(facet, attributes)
    stated = [a for a in attributes if not a.is_null]
    if facet.cardinality is Cardinality.OPTIONAL and not stated:
        return None
    if not attributes:
        return Failure(Reason.NO_VALUE)
    filled = [a for a in stated if not a.is_empty]
    if not filled:
        return Failure(Reason.EMPTY, "" if stated else "none")
    if facet.value is None:
        return None
    for attribute in filled:
        if not attribute.is_simple or not facet.value.matches(attribute.value):
            return Failure(Reason.VALUE, _said(attribute.value))
    return None


def _prohibited_attribute(facet: AttributeFacet, attributes: list[Attribute]) -> Failure | None:
    if facet.value is None:
        return _PROHIBITED if any(not a.is_null for a in attributes) else None
    found = (a.is_simple and not a.is_null and facet.value.matches(a.value) for a in attributes)
    return _PROHIBITED if any(found) else None


def _judge(facet: PropertyFacet) -> Callable[[Property], Failure | None]:
    """What is wrong with a property: many elements share one, so it is judged once."""
    judged: dict[int, tuple[Property, Failure | None]] = {}

    def judge(prop: Property) -> Failure | None:
        known = judged.get(id(prop))
        if known is None:
            known = judged[id(prop)] = prop, _property(facet, prop)
        return known[1]

    return judge


def _properties(
    facet: PropertyFacet, sets: Sets, judge: Callable[[Property], Failure | None]
) -> Failure | None:
    """All matching sets must have the property, and all matching properties must be right."""
    if facet.cardinality is Cardinality.PROHIBITED:
        found = (prop for held in sets.values() for prop in held)
        if facet.data_type is None and facet.value is None:
            return _PROHIBITED if any(True for _ in found) else None
        return _PROHIBITED if any(judge(prop) is None for prop in found) else None
    optional = facet.cardinality is Cardinality.OPTIONAL
    if not sets:
        return None if optional else Failure(Reason.NO_SET)
    for held in sets.values():
        filled = [p for p in held if p.kind == "unsupported" or not _is_empty(p, optional)]
        if not filled and not optional:
            return Failure(Reason.NO_VALUE)
        for prop in filled:
            if (failure := judge(prop)) is not None:
                return failure
    return None


def _is_empty(prop: Property, optional: bool) -> bool:
    """Without any value; an empty text is none where one is required."""
    if prop.kind == "single" and prop.columns:
        return not optional and prop.columns[0].items == ("",)
    return not prop.columns


def _property(facet: PropertyFacet, prop: Property) -> Failure | None:
    if prop.kind == "unsupported":
        return Failure(Reason.NO_VALUE)
    columns = prop.columns
    if facet.data_type is not None:
        columns = tuple(c for c in columns if (c.ifc_type or "").upper() == facet.data_type)
        if not columns:
            types = " and ".join(dict.fromkeys(c.ifc_type or "none" for c in prop.columns))
            return Failure(Reason.DATA_TYPE, types)
    if facet.value is None:
        return None
    values = [value for column in columns for value in column.items]
    bounds = facet.value.bounds if isinstance(facet.value, Restriction) else ()
    if prop.kind == "bounded":
        fits = _fits_bounded(facet.value, prop, values)
    elif prop.kind != "single" and bounds:
        fits = bool(values) and all(facet.value.matches(value) for value in values)
    else:
        fits = any(facet.value.matches(value) for value in values)
    return None if fits else Failure(Reason.VALUE, _said(values))


def _fits_bounded(wanted: Constraint, prop: Property, values: list[Any]) -> bool:
    """The table of bounded values of the property facet's page.

    A set point says which value of the range it is, so then others within the range are not meant.
    """
    if isinstance(wanted, Simple):
        if any(equals(wanted.value, value) for value in values):
            return True
        if prop.set_point is not None or (prop.lower is None and prop.upper is None):
            return False
        value = _number(wanted.value)
        return (prop.lower is None or within(value, "minInclusive", str(prop.lower))) and (
            prop.upper is None or within(value, "maxInclusive", str(prop.upper))
        )
    if not wanted.bounds:
        return any(wanted.matches(value) for value in values)
    if prop.lower is None and any(kind.startswith("min") for kind in wanted.bounds):
        return False
    if prop.upper is None and any(kind.startswith("max") for kind in wanted.bounds):
        return False
    return bool(values) and all(wanted.matches(value) for value in values)


def _number(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text


def _classification(facet: ClassificationFacet, found: list[Classified]) -> Failure | None:
    of_system = [
        c
        for c in found
        if facet.system is None or (c.system is not None and facet.system.matches(c.system))
    ]
    fitting = [
        c
        for c in of_system
        if facet.value is None or any(facet.value.matches(code) for code in c.codes)
    ]
    if facet.cardinality is Cardinality.PROHIBITED:
        return _PROHIBITED if fitting else None
    if fitting or (facet.cardinality is Cardinality.OPTIONAL and not found):
        return None
    if not found:
        return Failure(Reason.NO_VALUE)
    if not of_system:
        return Failure(Reason.SYSTEM, _said(c.system for c in found))
    return Failure(Reason.VALUE, _said(code for c in of_system for code in c.codes))


def _material(facet: MaterialFacet, names: frozenset[str] | None) -> Failure | None:
    fits = names is not None and (
        facet.value is None or any(facet.value.matches(name) for name in names)
    )
    if facet.cardinality is Cardinality.PROHIBITED:
        return _PROHIBITED if fits else None
    if fits or (names is None and facet.cardinality is Cardinality.OPTIONAL):
        return None
    return (
        Failure(Reason.NO_VALUE) if names is None else Failure(Reason.VALUE, _said(sorted(names)))
    )


def _parts(facet: PartOfFacet, ids: Collection[int], facts: Facts) -> dict[int, Failure | None]:
    wholes = facts.wholes(ids, facet.relation)
    above = {whole for found in wholes.values() for whole in found}
    classes = facts.classes(above)
    predefined = facts.predefined(above)

    @cache
    def fits(whole: int) -> bool:
        if not any(facet.name.matches(name) for name in classes[whole]):
            return False
        wanted = facet.predefined_type
        return wanted is None or fits_predefined(wanted, predefined[whole])

    def judged(found: list[int]) -> Failure | None:
        met = any(fits(whole) for whole in found)
        if facet.cardinality is Cardinality.PROHIBITED:
            return _PROHIBITED if met else None
        if met:
            return None
        if not found:
            return Failure(Reason.NO_VALUE)
        return Failure(Reason.ENTITY, _said(classes[whole][-1] for whole in found))

    return {number: judged(wholes.get(number, [])) for number in ids}


def _said(values: Any) -> str:
    """Values in words, not too many of them."""
    if values is None or isinstance(values, (str, bool, int, float)):
        return _word(values)
    words = [_word(value) for value in values]
    more = f" and {len(words) - _MANY} more" if len(words) > _MANY else ""
    return ", ".join(words[:_MANY]) + more


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.12g}"
    return "none" if value is None else str(value)
