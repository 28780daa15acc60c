"""Facets of an IDS against one schema: names, values that fit, clauses that can meet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache

from ifcworks.ifc.ids.attribute_specs import (
    AttributeSpec,
    attributes_of,
    base_of,
    classes_of,
    enumeration_items,
    referred_to,
    subclasses,
)
from ifcworks.ifc.ids.audit_sets import set_problems
from ifcworks.ifc.ids.constraints import Constraint, Restriction, Simple, named
from ifcworks.ifc.ids.document import (
    AttributeFacet,
    Cardinality,
    ClassificationFacet,
    EntityFacet,
    Facet,
    MaterialFacet,
    PartOfFacet,
    PropertyFacet,
    Specification,
)
from ifcworks.ifc.ids.semantics import MADE_BY_TYPE
from ifcworks.ifc.ids.value_rules import base_type, value_problem
from ifcworks.ifc.schemas import SUPPORTED

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
        self._attributes = attributes_of(schema)
        self._made = _made(schema)
        self._classes = classes_of(schema).keys() | self._made.keys()

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
        """The classes that can meet all facets that are required; None for any."""
        for facet in facets:
            before = len(found)
            possible = self._facet(facet, found)
            if (
                possible is None
                or len(found) > before
                or facet.cardinality is not Cardinality.REQUIRED
            ):
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
        return f"{who} can meet the {kind} {name}".rstrip() + f" in {self._schema}"

    def _facet(self, facet: Facet, found: list[Found]) -> Classes | None:
        match facet:
            case EntityFacet():
                return self._entity(facet, found)
            case AttributeFacet():
                return self._attribute(facet, found)
            case PropertyFacet():
                return self._property(facet, found)
            case PartOfFacet():
                return self._part_of(facet, found)
            case MaterialFacet():
                return self._related("IfcRelAssociatesMaterial")
            case ClassificationFacet():
                resources = ("IfcExternalReferenceRelationship", "RelatedResourceObjects")
                return self._related("IfcRelAssociatesClassification") | referred_to(
                    self._schema, *resources
                )
        return None

    def _related(self, relationship: str) -> Classes:
        """What can be associated; what an occurrence is made by its type is an object too."""
        return referred_to(self._schema, relationship, "RelatedObjects") | self._made.keys()

    def _entity(self, facet: EntityFacet | PartOfFacet, found: list[Found]) -> Classes:
        line = facet.name.line or facet.line
        for text in _unknown(facet.name, self._classes, _all_classes()):
            hint = " Classes are written in capitals." if text.upper() in self._classes else ""
            found.append((line, f"{self._schema} has no class '{text}'.{hint}".rstrip(".")))
        possible = _fitting(facet.name, self._classes)
        if not possible and not named(facet.name):
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
            words.update(enumeration_items(self._schema, own, "PredefinedType") or ())
        if "USERDEFINED" not in words and not any(map(facet.predefined_type.matches, words)):
            line = facet.predefined_type.line or facet.line
            what = f"no class that is meant has a predefined type {facet.predefined_type}"
            found.append((line, f"{what} in {self._schema}"))

    def _attribute(self, facet: AttributeFacet, found: list[Found]) -> Classes | None:
        line = facet.name.line or facet.line
        unknown = _unknown(facet.name, self._attributes, _all_attributes())
        for text in unknown:
            found.append((line, f"no class of {self._schema} has a direct attribute '{text}'"))
        names = _fitting(facet.name, self._attributes)
        if not names and not unknown:
            found.append((line, f"no class of {self._schema} has an attribute {facet.name}"))
        if not names or unknown:
            return None
        if facet.value is not None:
            specs = (spec for name in sorted(names) for spec in self._attributes[name].values())
            what = _attribute_value(facet.value, dict.fromkeys(specs))
            if what is not None:
                found.append((facet.value.line or facet.line, what))
        return frozenset(kind for name in names for kind in self._attributes[name])

    def _property(self, facet: PropertyFacet, found: list[Found]) -> Classes | None:
        if facet.data_type is not None:
            what = self._data_type(facet.data_type, facet.value)
            if what is not None:
                line = facet.line if facet.value is None else facet.value.line or facet.line
                found.append((line, what))
        if facet.cardinality is not Cardinality.REQUIRED:
            return None
        problems, classes = set_problems(facet, self._schema)
        found.extend(problems)
        return classes

    def _data_type(self, name: str, value: Constraint | None) -> str | None:
        """Why values cannot be of a type, or not be compared with what is wanted."""
        base = base_of(self._schema, name)
        if base is None:
            return f"{self._schema} has no type {name}"
        if base == "list":
            return f"values of {name} are lists, which no property has"
        form = base_type(name, base)
        if value is None:
            return None
        problem = "they cannot be compared" if form is None else value_problem(value, form)
        return None if problem is None else f"{problem}, as {name} has it"

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


@cache
def auditor(schema: str) -> Auditor:
    """The auditor for a schema."""
    return Auditor(schema)


def _attribute_value(value: Constraint, specs: Iterable[AttributeSpec]) -> str | None:
    """Why no attribute of the name can have the value; None if one can."""
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


def _made(schema: str) -> dict[str, str]:
    """What occurrences of IFC2X3 are made by their type, with the class that they are of."""
    if schema != "IFC2X3":
        return {}
    return {made: occurrence for (occurrence, _), made in MADE_BY_TYPE.items()}


@cache
def _all_classes() -> Classes:
    found = (classes_of(schema).keys() | _made(schema).keys() for schema in SUPPORTED)
    return frozenset[str]().union(*found)


@cache
def _all_attributes() -> frozenset[str]:
    return frozenset[str]().union(*(attributes_of(schema) for schema in SUPPORTED))


def _fitting(name: Constraint, names: Collection[str]) -> frozenset[str]:
    """The names that are meant."""
    if isinstance(name, Simple):
        return frozenset({name.value} if name.value in names else ())
    return frozenset(text for text in names if name.matches(text))


def _unknown(name: Constraint, names: Collection[str], anywhere: Collection[str]) -> list[str]:
    """Of names that are given one by one, those that there are not.

    Of several it is enough if one is of this schema: the others can be of other schemas that the
    specification is for, but what no schema knows is a mistake.
    """
    missing = [text for text in named(name) if text not in names]
    if isinstance(name, Restriction) and len(missing) < len(named(name)):
        return [text for text in missing if text not in anywhere]
    return missing
