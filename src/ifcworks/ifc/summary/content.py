"""How much is in a model: entities, objects per class, property sets by name."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pydantic import Field

from ifcworks.ifc.summary.identity import Part
from ifcworks.ifc.summary.values import by_type, subtypes, text

if TYPE_CHECKING:
    import ifcopenshell

_NAMES = 500


class ClassCount(Part):
    """How many instances of exactly one class."""

    ifc_class: str = Field(description="Class, without its subtypes.")
    count: int = Field(description="Instances.")
    element: bool = Field(description="Whether it is a kind of IfcElement.")


class NameCount(Part):
    """How many of one name."""

    name: str = Field(description="Name.")
    count: int = Field(description="How many have it.")


class Size(Part):
    """How large the model is."""

    entities: int = Field(description="Instances of any class in the file.")
    products: int = Field(description="IfcProduct: all that has a place, also spaces and openings.")
    elements: int = Field(description="IfcElement: what is built, also openings.")
    types: int = Field(description="IfcTypeObject.")


def read_classes(model: ifcopenshell.file) -> list[ClassCount]:
    """Objects and types (IfcObjectDefinition) per exact class, the most frequent first."""
    present = {name.upper() for name in model.types()}
    elements = set(subtypes(model, "IfcElement"))
    counts = [
        ClassCount(ifc_class=name, count=len(model.by_type(name, False)), element=name in elements)
        for name in subtypes(model, "IfcObjectDefinition")
        if name.upper() in present
    ]
    return sorted((c for c in counts if c.count), key=lambda c: (-c.count, c.ifc_class))


def read_size(model: ifcopenshell.file) -> Size:
    """Totals."""
    return Size(
        entities=len(model.entity_names()),
        products=len(by_type(model, "IfcProduct")),
        elements=len(by_type(model, "IfcElement")),
        types=len(by_type(model, "IfcTypeObject")),
    )


def read_property_sets(model: ifcopenshell.file) -> list[NameCount]:
    """Names of property and quantity sets, the most frequent first, at most 500."""
    names: Counter[str] = Counter()
    for class_ in ("IfcPropertySet", "IfcElementQuantity"):
        names.update(text(pset, "Name") or "" for pset in by_type(model, class_))
    ordered = sorted(names.items(), key=lambda item: (-item[1], item[0]))
    return [NameCount(name=name, count=count) for name, count in ordered[:_NAMES]]
