"""What makes an IDS impossible to meet, or is not allowed, though its XML is in order.

The rules are those of the IDS user manual and of the audit tool of buildingSMART, whose verdict
the official test cases go by.
"""

from __future__ import annotations

from collections.abc import Iterator

from ifcworks.ifc.ids.audit_facets import auditor
from ifcworks.ifc.ids.constraints import Constraint, Restriction
from ifcworks.ifc.ids.document import (
    AttributeFacet,
    Cardinality,
    ClassificationFacet,
    EntityFacet,
    Facet,
    Ids,
    MaterialFacet,
    PartOfFacet,
    PropertyFacet,
    Specification,
)
from ifcworks.ifc.ids.reading import IdsProblem
from ifcworks.ifc.ids.value_rules import form_problems


def audit(ids: Ids) -> list[IdsProblem]:
    """All that is wrong with an IDS, by the lines of the file."""
    found = [problem for spec in ids.specifications for problem in _specification(spec)]
    return sorted(dict.fromkeys(found), key=lambda problem: problem.line)


def _specification(spec: Specification) -> Iterator[IdsProblem]:
    def problem(line: int, what: str) -> IdsProblem:
        return IdsProblem(line, f"specification '{spec.name}'", what)

    if not spec.versions:
        yield problem(spec.line, "it names no IFC version")
    if not spec.applicability:
        yield problem(spec.line, "its applicability is empty, so it is about nothing")
    if spec.cardinality is Cardinality.PROHIBITED and spec.requirements:
        yield problem(spec.line, "it is prohibited, so it must not have requirements")
    for what in spec.wrong_occurs:
        yield problem(spec.line, what)
    broken = False
    for facet in (*spec.applicability, *spec.requirements):
        for constraint in constraints_of(facet):
            for what in form_problems(constraint):
                broken = True
                yield problem(constraint.line or facet.line, what)
        for name in _names_of(facet):
            if isinstance(name, Restriction) and name.base != "string":
                broken = True
                what = f"names are of xs:string, and not of xs:{name.base}"
                yield problem(name.line or facet.line, what)
    if broken:
        return
    for facet in spec.requirements:
        if said := _cardinality(facet):
            yield problem(facet.line, said)
    for facet in (*spec.applicability, *spec.requirements):
        if isinstance(facet, PropertyFacet) and facet.data_type is None and _says(facet.value):
            yield problem(facet.line, "a property with a value needs a dataType")
        if isinstance(facet, ClassificationFacet) and not _says(facet.system):
            yield problem(facet.line, "the system of a classification must not be empty")
    for schema in spec.versions:
        yield from (problem(line, what) for line, what in auditor(schema).problems(spec))


def constraints_of(facet: Facet) -> list[Constraint]:
    """All values and restrictions in a facet."""
    match facet:
        case AttributeFacet() | PropertyFacet():
            found = [*_names_of(facet), facet.value]
        case ClassificationFacet():
            found = [facet.system, facet.value]
        case MaterialFacet():
            found = [facet.value]
        case _:
            found = _names_of(facet)
    return [constraint for constraint in found if constraint is not None]


def _names_of(facet: Facet) -> list[Constraint | None]:
    """All names of things of the schema, and of sets and properties, in a facet."""
    match facet:
        case EntityFacet() | PartOfFacet():
            return [facet.name, facet.predefined_type]
        case AttributeFacet():
            return [facet.name]
        case PropertyFacet():
            return [facet.property_set, facet.base_name]
    return []


def _says(constraint: Constraint | None) -> bool:
    """Whether there is a restriction or a value that is not empty."""
    return isinstance(constraint, Restriction) or bool(constraint and constraint.value)


def _cardinality(facet: Facet) -> str | None:
    """Why the cardinality of a requirement makes no sense with what it says."""
    if isinstance(facet, PropertyFacet):
        if facet.cardinality is Cardinality.OPTIONAL and facet.data_type is None:
            return "an optional property needs a dataType, otherwise it can never fail"
        if facet.cardinality is Cardinality.PROHIBITED and facet.data_type is not None:
            return "a prohibited property must not have a dataType"
    elif isinstance(facet, (AttributeFacet, ClassificationFacet, MaterialFacet)):
        kind = type(facet).__name__.removesuffix("Facet").lower()
        if facet.cardinality is Cardinality.OPTIONAL and not _says(facet.value):
            return f"an optional {kind} needs a value, otherwise it can never fail"
    return None
