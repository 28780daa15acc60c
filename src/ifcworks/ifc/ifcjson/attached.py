"""Instances that no other refers to, and what they stand with in ifcJSON.

Styles, layers, properties of materials and the like refer to what they are about, and nothing
refers to them. So they would be nowhere where only those instances are nested that an object
refers to. They stand with what they are about, under the name of its inverse attribute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import ifcopenshell
import ifcopenshell.ifcopenshell_wrapper as wrapper

_MANY = "IfcPresentationLayerAssignment"
"""A layer is told by every representation in it; naming all others each time has no end."""


@dataclass
class Attached:
    """What stands with what.

    Attributes:
        by_owner: of a nested instance, by its number, what is about it: the name of the inverse
            attribute, the instance, and which of its attributes refers back.
        loose: what stands with nothing, and so in the list itself.
    """

    by_owner: dict[int, list[tuple[str, ifcopenshell.entity_instance, str]]] = field(
        default_factory=dict
    )
    loose: list[ifcopenshell.entity_instance] = field(default_factory=list)


def without_owner(instance: ifcopenshell.entity_instance) -> str | None:
    """The attribute that is left out of an instance told by an inverse attribute of an object."""
    return "AssignedItems" if instance.is_a(_MANY) else None


def attached(
    model: ifcopenshell.file,
    is_listed: Callable[[int], bool],
    is_out: Callable[[ifcopenshell.entity_instance], bool],
    inverse: bool,
) -> Attached:
    """Where the instances stand that no other refers to.

    Args:
        model: the open model.
        is_listed: whether the instance of a number stands in the list.
        is_out: whether instances of its class are not wanted.
        inverse: whether those in the list tell their inverse attributes.
    """
    schema = wrapper.schema_by_name(model.schema_identifier)
    names: dict[tuple[str, str, str], str | None] = {}

    def inverse_name(
        owner: ifcopenshell.entity_instance, attribute: str, instance: ifcopenshell.entity_instance
    ) -> str | None:
        key = (owner.is_a(), attribute, instance.is_a())
        if key not in names:
            names[key] = _inverse_name(schema, owner, attribute, instance)
        return names[key]

    free = {
        number
        for number in model.entity_names()
        if not is_listed(number) and not model.get_total_inverses(model.by_id(number))
    }
    found = Attached()
    for number in sorted(free):
        instance = model.by_id(number)
        if is_out(instance):
            continue
        told: set[str] = set()
        untold: set[str] = set()
        for attribute, owner in _references(instance):
            name = inverse_name(owner, attribute, instance)
            if name is None:
                continue
            if is_listed(owner.id()):
                (told if inverse else untold).add(attribute)
            elif _is_used_elsewhere(model, owner, free):
                told.add(attribute)
                found.by_owner.setdefault(owner.id(), []).append((name, instance, attribute))
            else:
                untold.add(attribute)
        if not told or told & untold:
            found.loose.append(instance)
    return found


def _references(
    instance: ifcopenshell.entity_instance,
) -> Iterator[tuple[str, ifcopenshell.entity_instance]]:
    """What an instance refers to, and by which attribute."""
    for number, attribute in enumerate(instance.get_attribute_names()):
        value: Any = instance[number]
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, ifcopenshell.entity_instance) and item.id():
                yield attribute, item


def _is_used_elsewhere(
    model: ifcopenshell.file, owner: ifcopenshell.entity_instance, free: set[int]
) -> bool:
    return any(user.id() not in free for user in model.get_inverse(owner))


def _inverse_name(
    schema: Any,
    owner: ifcopenshell.entity_instance,
    attribute: str,
    instance: ifcopenshell.entity_instance,
) -> str | None:
    """The inverse attribute of an instance for another one's attribute; None if it has none."""
    for inverse in schema.declaration_by_name(owner.is_a()).as_entity().all_inverse_attributes():
        refers = inverse.attribute_reference().name() == attribute
        if refers and instance.is_a(inverse.entity_reference().name()):
            return str(inverse.name())
    return None
