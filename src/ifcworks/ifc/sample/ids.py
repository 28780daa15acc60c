"""The facets of an Information Delivery Specification (IDS 1.0) as XML.

Element and attribute names follow the schema of buildingSMART
(http://standards.buildingsmart.org/IDS/1.0/ids.xsd). Tags carry no namespace of their own: the
root declares the default one and `xs`, so the file reads as people write it.
"""

from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element, SubElement, indent, tostring

Cardinality = Literal["required", "optional", "prohibited"]

_ROOT = {
    "xmlns": "http://standards.buildingsmart.org/IDS",
    "xmlns:xs": "http://www.w3.org/2001/XMLSchema",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xsi:schemaLocation": (
        "http://standards.buildingsmart.org/IDS http://standards.buildingsmart.org/IDS/1.0/ids.xsd"
    ),
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A value that matches an XML Schema regular expression as a whole."""

    expression: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """A value out of a list."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A number not below a bound, in SI units."""

    bound: float


Allowed = str | Pattern | OneOf | AtLeast


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet: its tag, the values of its parameters, and its XML attributes."""

    tag: str
    parameters: tuple[tuple[str, Allowed], ...]
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clauses:
    """The body of a specification: what it applies to, how often, and what it then requires."""

    applicability: tuple[Facet, ...]
    requirements: tuple[Facet, ...] = ()
    min_occurs: int = 0
    max_occurs: int | None = None


def entity(name: Allowed, predefined: str | None = None) -> Facet:
    """Return an entity facet; class names in upper case."""
    parameters: tuple[tuple[str, Allowed], ...] = (("name", name),)
    if predefined is not None:
        parameters += (("predefinedType", predefined),)
    return Facet("entity", parameters)


def attribute(
    name: str, value: Allowed | None = None, cardinality: Cardinality | None = None
) -> Facet:
    """Return an attribute facet."""
    return Facet("attribute", _given(name=name, value=value), _given_text(cardinality=cardinality))


def classification(
    system: str, value: Allowed | None = None, cardinality: Cardinality | None = None
) -> Facet:
    """Return a classification facet."""
    return Facet(
        "classification", _given(value=value, system=system), _given_text(cardinality=cardinality)
    )


def prop(
    pset: str,
    name: str,
    data_type: str | None,
    value: Allowed | None = None,
    cardinality: Cardinality | None = None,
) -> Facet:
    """Return a property facet, which also speaks of quantities; data type in upper case."""
    return Facet(
        "property",
        _given(propertySet=pset, baseName=name, value=value),
        _given_text(dataType=data_type, cardinality=cardinality),
    )


def material(value: Allowed, cardinality: Cardinality | None = None) -> Facet:
    """Return a material facet."""
    return Facet("material", _given(value=value), _given_text(cardinality=cardinality))


def part_of(ifc_class: str, relation: str) -> Facet:
    """Return a facet for being a part of something of a class by a relation."""
    return Facet("partOf", (("entity", ifc_class),), (("relation", relation),))


def document(info: dict[str, str], specifications: list[tuple[dict[str, str], Clauses]]) -> bytes:
    """Return an IDS file: `info` in the order of the schema, attributes with each specification."""
    root = Element("ids", _ROOT)
    about = SubElement(root, "info")
    for tag, text in info.items():
        SubElement(about, tag).text = text
    container = SubElement(root, "specifications")
    for attributes, clauses in specifications:
        _add_specification(container, attributes, clauses)
    indent(root)
    text = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _given(**values: Allowed | None) -> tuple[tuple[str, Allowed], ...]:
    return tuple((name, value) for name, value in values.items() if value is not None)


def _given_text(**values: str | None) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in values.items() if value is not None)


def _add_specification(parent: Element, attributes: dict[str, str], clauses: Clauses) -> None:
    specification = SubElement(parent, "specification", attributes)
    maximum = "unbounded" if clauses.max_occurs is None else str(clauses.max_occurs)
    occurs = {"minOccurs": str(clauses.min_occurs), "maxOccurs": maximum}
    applicability = SubElement(specification, "applicability", occurs)
    for facet in clauses.applicability:
        _add_facet(applicability, facet)
    if clauses.requirements:
        requirements = SubElement(specification, "requirements")
        for facet in clauses.requirements:
            _add_facet(requirements, facet)


def _add_facet(parent: Element, facet: Facet) -> None:
    element = SubElement(parent, facet.tag, dict(facet.attributes))
    for name, value in facet.parameters:
        parameter = SubElement(element, name)
        if facet.tag == "partOf":
            # The whole is itself described by an entity.
            parameter = SubElement(parameter, "name")
        _add_value(parameter, value)


def _add_value(parent: Element, value: Allowed) -> None:
    match value:
        case str():
            SubElement(parent, "simpleValue").text = value
        case Pattern(expression):
            _add_restriction(parent, "xs:string", "xs:pattern", (expression,))
        case OneOf(values):
            _add_restriction(parent, "xs:string", "xs:enumeration", values)
        case AtLeast(bound):
            _add_restriction(parent, "xs:double", "xs:minInclusive", (repr(bound),))


def _add_restriction(parent: Element, base: str, facet: str, values: tuple[str, ...]) -> None:
    restriction = SubElement(parent, "xs:restriction", {"base": base})
    for value in values:
        SubElement(restriction, facet, {"value": value})
