"""What the other schema wants and the model does not say, or says in another way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ifcopenshell
import ifcopenshell.util.element
from ifcopenshell import entity_instance, ifcopenshell_wrapper

_UNKNOWN = ("NOTDEFINED", "USERDEFINED", "UNSET")
_COMPLETE = "IfcRepresentationItem"
"""Shapes are translated as a whole; there are too many of them to look at each."""


def mend(file: ifcopenshell.file) -> list[tuple[int, str]]:
    """Make a translated model one that the schema allows.

    Enumerations without a value become NOTDEFINED and texts empty; what lacks something that
    cannot be made up, such as a relationship of which one side is gone, is removed.

    Returns:
        Number and class of each instance that was removed.
    """
    if file.schema == "IFC2X3":
        _assign_styles(file)
    removed: list[tuple[int, str]] = []
    while incomplete := list(_incomplete(file)):
        for instance in incomplete:
            removed.append((instance.id(), instance.is_a()))
            file.remove(instance)
    _remove_shapes_of_nothing(file)
    return removed


def _assign_styles(file: ifcopenshell.file) -> None:
    """Put styles into assignments, without which IFC2X3 has none."""
    known: dict[tuple[int, ...], entity_instance] = {}
    for item in file.by_type("IfcStyledItem"):
        styles = [style for style in item.Styles or () if not style.is_a("IfcPresentationStyle")]
        plain = [style for style in item.Styles or () if style.is_a("IfcPresentationStyle")]
        if plain:
            key = tuple(style.id() for style in plain)
            if key not in known:
                known[key] = file.create_entity("IfcPresentationStyleAssignment", plain)
            item.Styles = [*styles, known[key]]


def _incomplete(file: ifcopenshell.file) -> Iterator[entity_instance]:
    """What lacks something that cannot be made up; what can be is."""
    schema: Any = ifcopenshell_wrapper.schema_by_name(file.schema_identifier)
    for name in list(file.types()):
        class_ = schema.declaration_by_name(name).as_entity()
        if class_ is None or class_._is(_COMPLETE):
            continue
        derived = class_.derived()
        wanted = [
            (place, _made_up(attribute.type_of_attribute()))
            for place, attribute in enumerate(class_.all_attributes())
            if not attribute.optional() and not derived[place]
        ]
        for instance in file.by_type(name, include_subtypes=False):
            missing = [
                (place, value)
                for place, value in wanted
                if instance[place] is None or (instance[place] == () != value)
            ]
            for place, value in missing:
                if value is not None:
                    instance[place] = value
            if any(value is None for _, value in missing):
                yield instance


def _made_up(type_: Any) -> str | tuple[()] | None:
    """What stands for a value of a type that nobody knows; None if nothing can."""
    if type_.as_simple_type() is not None:
        return "" if type_.as_simple_type().declared_type() == "string" else None
    if (several := type_.as_aggregation_type()) is not None:
        return None if several.bound1() else ()
    if type_.as_named_type() is None:
        return None
    declared = type_.as_named_type().declared_type()
    if (enumeration := declared.as_enumeration_type()) is not None:
        items = enumeration.enumeration_items()
        return next((item for item in _UNKNOWN if item in items), None)
    defined = declared.as_type_declaration()
    return None if defined is None else _made_up(defined.declared_type())


def _remove_shapes_of_nothing(file: ifcopenshell.file) -> None:
    """Remove the shapes and places of what was left out."""
    for shape in file.by_type("IfcProductDefinitionShape"):
        if not shape.ShapeOfProduct and not file.get_total_inverses(shape):
            ifcopenshell.util.element.remove_deep2(file, shape)
    while file.schema == "IFC2X3" and (idle := list(_idle_placements(file))):
        for placement in idle:
            file.remove(placement)


def _idle_placements(file: ifcopenshell.file) -> Iterator[entity_instance]:
    for placement in file.by_type("IfcLocalPlacement"):
        if not placement.PlacesObject and not file.get_total_inverses(placement):
            yield placement
