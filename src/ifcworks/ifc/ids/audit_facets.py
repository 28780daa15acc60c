"""Facets of an IDS against one schema: names, values that fit, clauses that can meet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ifcworks.ifc.ids.attribute_specs import (
    AttributeSpec,
    attribute_specs,
    base_of,
    classes_of,
    enumeration_items,
    subclasses,
)
from ifcworks.ifc.ids.constraints import Constraint, Restriction, Simple
from ifcworks.ifc.ids.document import (
    AttributeFacet,
    Cardinality,
    EntityFacet,
    Facet,
    PartOfFacet,
    PropertyFacet,
    Specification,
)
from ifcworks.ifc.ids.semantics import MADE_BY_TYPE
from ifcworks.ifc.ids.standard_sets import standard_sets
from ifcworks.ifc.ids.value_rules import base_type, value_problem

_PARTS = {  # what is a part by a relation, and of what
    "IFCRELAGGREGATES": ("IfcObjectDefinition", ("IfcObjectDefinition",)),
    "IFCRELASSIGNSTOGROUP": ("IfcObjectDefinition", ("IfcGroup",)),
    "IFCRELCONTAINEDINSPATIALSTRUCTURE": (
        "IfcProduct",
        ("IfcSpatialElement", "IfcSpatialStructureElement"),
    ),
    "IFCRELNESTS": ("IfcObjectDefinition", ("IfcObjectDefinition",)),
    "IFCRELVOIDSELEMENT IFCRELFILLSELEMENT": ("IfcElement", ("IfcElement",)),
}
Found = tuple[int, str]
Classes = frozenset[str]


class Auditor:
    """Audits specifications against one schema.

    Args:
        schema: IFC2X3, IFC4 or IFC4X3_ADD2.
    """

    def __init__(self, schema: str) -> None:
        self._schema = schema
        self._classes = frozenset(classes_of(schema))
        made = {made: occurrence for (occurrence, _), made in MADE_BY_TYPE.items()}
        self._made = made if schema == "IFC2X3" else {}

    def problems(self, specification: Specification) -> Iterator[Found]:
        """Line and reason of all that cannot be met in this schema."""
        found: list[Found] = []
        above = self._clause(specification.applicability, None, found)
        if above is not None and not above and not found:
            what = "no class of {0} can meet all conditions of the applicability"
            found.append((specification.line, what.format(self._schema)))
        self._clause(specification.requirements, above, found)
        yield from found

    def _clause(
        self, facets: Iterable[Facet], among: Classes | None, found: list[Found]
    ) -> Classes | None:
        """The classes that can meet all facets; None for any."""
        for facet in facets:
            before = len(found)
            possible = self._facet(facet, among, found)
            if possible is None or len(found) > before:
                continue
            narrowed = possible if among is None else among & possible
            if among and not narrowed:
                found.append((facet.line, self._clash(facet)))
                continue
            among = narrowed
        return among

    def _clash(self, facet: Facet) -> str:
        kind = type(facet).__name__.removesuffix("Facet").lower()
        name = (
            facet.property_set if isinstance(facet, PropertyFacet) else getattr(facet, "name", "")
        )
        who = "no element that the specification applies to"
        return f"{who} can meet the {kind} {name} in {self._schema}"

    def _facet(self, facet: Facet, among: Classes | None, found: list[Found]) -> Classes | None:
        match facet:
            case EntityFacet():
                return self._entity(facet, found)
            case AttributeFacet():
                return self._attribute(facet, among, found)
            case PropertyFacet():
                return self._property(facet, found)
            case PartOfFacet():
                return self._part_of(facet, found)
        return None

    def _entity(self, facet: EntityFacet | PartOfFacet, found: list[Found]) -> Classes:
        names = self._classes | self._made.keys()
        line = facet.name.line or facet.line
        for text in _texts(facet.name):
            if text not in names:
                hint = " Classes are written in capitals." if text.upper() in names else ""
                found.append((line, f"{self._schema} has no class '{text}'.{hint}".rstrip(".")))
        possible = frozenset(name for name in names if facet.name.matches(name))
        if not possible and not _texts(facet.name):
            found.append((line, f"no class of {self._schema} is {facet.name}"))
        if possible and facet.predefined_type is not None:
            self._predefined(facet, possible, found)
        # What an occurrence is made by its type has the attributes of the occurrence.
        return possible | {self._made[name] for name in possible if name in self._made}

    def _predefined(
        self, facet: EntityFacet | PartOfFacet, possible: Classes, found: list[Found]
    ) -> None:
        assert facet.predefined_type is not None
        words: set[str] = set()
        for name in possible:
            own = f"{name}TYPE" if name in self._made else name
            items = enumeration_items(self._schema, own, "PredefinedType")
            of_type = enumeration_items(self._schema, f"{name}TYPE", "PredefinedType")
            words.update(items or ())
            if items is None and of_type is not None and facet.predefined_type is None:
                words.update(of_type)
        if "USERDEFINED" not in words and not any(map(facet.predefined_type.matches, words)):
            line = facet.predefined_type.line or facet.line
            what = f"no class that is meant has a predefined type {facet.predefined_type}"
            found.append((line, f"{what} in {self._schema}"))

    def _attribute(
        self, facet: AttributeFacet, among: Classes | None, found: list[Found]
    ) -> Classes | None:
        line = facet.name.line or facet.line
        having: dict[str, list[AttributeSpec]] = {}
        for name in self._classes:
            specs = [s for s in attribute_specs(self._schema, name) if facet.name.matches(s.name)]
            if specs:
                having[name] = specs
        every = {spec.name for specs in having.values() for spec in specs}
        missing = [text for text in _texts(facet.name) if text not in every]
        found += [
            (line, f"no class of {self._schema} has a direct attribute '{text}'")
            for text in missing
        ]
        if missing:
            return None
        if not having:
            found.append((line, f"no class of {self._schema} has an attribute {facet.name}"))
            return None
        meant = [
            spec
            for name, specs in having.items()
            if among is None or name in among
            for spec in specs
        ]
        if facet.value is not None and meant:
            what = self._attribute_value(facet.value, meant)
            if what is not None:
                found.append((facet.value.line or facet.line, what))
        return frozenset(having)

    def _attribute_value(self, value: Constraint, specs: list[AttributeSpec]) -> str | None:
        """Why no attribute that is meant can have the value; None if one can."""
        said = None
        for spec in specs:
            if spec.kind != "value":
                kind = {"entity": "another instance", "list": "a list"}.get(spec.kind, "a choice")
                said = f"the attribute {spec.name} is {kind}, which cannot be compared with a value"
                continue
            base = base_type(spec.ifc_type and spec.ifc_type.upper(), spec.base)
            what = "it is binary" if base is None else value_problem(value, base)
            if what is None:
                return None
            said = f"{what}, as the attribute {spec.name} has it"
        return said

    def _property(self, facet: PropertyFacet, found: list[Found]) -> Classes | None:
        if facet.data_type is not None:
            base = base_of(self._schema, facet.data_type)
            if base is None:
                what = f"{self._schema} has no type {facet.data_type}"
                found.append((facet.line, what))
            elif facet.value is not None:
                form = base_type(facet.data_type, base)
                problem = (
                    "values of it cannot be compared"
                    if form is None
                    else value_problem(facet.value, form)
                )
                if problem is not None:
                    line = facet.value.line or facet.line
                    found.append((line, f"{problem}, as {facet.data_type} has it"))
        if facet.cardinality is not Cardinality.REQUIRED:
            return None
        return self._standard_set(facet, found)

    def _standard_set(self, facet: PropertyFacet, found: list[Found]) -> Classes | None:
        """A set that the standard defines has the properties that it defines, and no others."""
        sets = standard_sets(self._schema)
        for text in _texts(facet.property_set):
            if text.startswith("Pset_") and text not in sets:
                line = facet.property_set.line or facet.line
                what = "names that begin with Pset_ are reserved for the standard"
                found.append((line, f"{self._schema} has no set '{text}', and {what}"))
        if not isinstance(facet.property_set, Simple):
            return None  # a pattern can mean other sets too
        meant = sets.get(facet.property_set.value)
        if meant is None:
            return None
        fitting = {n: t for n, t in meant.properties.items() if facet.base_name.matches(n)}
        missing = [text for text in _texts(facet.base_name) if text not in meant.properties]
        line = facet.base_name.line or facet.line
        name = facet.property_set.value
        if missing or not fitting:
            said = f"'{missing[0]}'" if missing else str(facet.base_name)
            found.append((line, f"{name} of {self._schema} has no property {said}"))
        elif facet.data_type is not None and None not in fitting.values():
            types = {t for t in fitting.values() if t is not None}
            if facet.data_type not in types:
                known = " or ".join(sorted(types))
                what = f"{next(iter(fitting))} of {name} is of {known}, not {facet.data_type}"
                found.append((facet.line, f"{what}, in {self._schema}"))
        return meant.classes or None

    def _part_of(self, facet: PartOfFacet, found: list[Found]) -> Classes | None:
        before = len(found)
        names = self._entity(facet, found)
        required = facet.cardinality is Cardinality.REQUIRED
        if not required or facet.relation is None or len(found) > before:
            return None
        part, wholes = _PARTS[facet.relation]
        possible = frozenset[str]().union(*(subclasses(self._schema, name) for name in wholes))
        if not names & possible:
            line = facet.name.line or facet.line
            found.append((line, f"nothing can be a part of {facet.name} by {facet.relation}"))
        return subclasses(self._schema, part)


def _texts(constraint: Constraint) -> tuple[str, ...]:
    """The values that are named one by one."""
    if isinstance(constraint, Simple):
        return (constraint.value,)
    assert isinstance(constraint, Restriction)
    return constraint.conditions.get("enumeration", ())
