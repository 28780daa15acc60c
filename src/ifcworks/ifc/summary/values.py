"""Reading attributes of an instance that may be missing, derived, or of the wrong type."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any


def get(instance: Any, name: str) -> Any:
    """The value of an attribute; None if the class has none such or it is not readable."""
    if instance is None:
        return None
    try:
        return getattr(instance, name)
    except (AttributeError, RuntimeError, ValueError, TypeError, LookupError, ArithmeticError):
        return None


def text(instance: Any, name: str) -> str | None:
    """A string attribute; None if it is absent, blank or no string."""
    value = get(instance, name)
    return value.strip() or None if isinstance(value, str) else None


def number(instance: Any, name: str) -> float | None:
    """A number attribute (also inside a measure); None if absent, no number, or not finite."""
    return finite(unwrapped(get(instance, name)))


def finite(value: Any) -> float | None:
    """The value as a float if it is a finite number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if math.isfinite(value) else None


def unwrapped(value: Any) -> Any:
    """The plain value inside a measure such as ``IfcLengthMeasure(2.)``."""
    return get(value, "wrappedValue") if is_instance(value) and not value.id() else value


def reference(instance: Any, name: str, *classes: str) -> Any:
    """The instance that an attribute refers to, if of one of ``classes`` (any if none given)."""
    value = get(instance, name)
    return value if is_instance(value, *classes) else None


def references(instance: Any, name: str, *classes: str) -> list[Any]:
    """The instances that a list attribute refers to, those of one of ``classes`` only."""
    value = get(instance, name)
    if not isinstance(value, (list, tuple)):
        return []
    return [item for item in value if is_instance(item, *classes)]


def is_instance(value: Any, *classes: str) -> bool:
    """Whether a value is an instance, and of one of ``classes`` or their subtypes."""
    if not hasattr(value, "is_a"):
        return False
    return not classes or any(value.is_a(name) for name in classes)


def by_type(model: Any, name: str) -> tuple[Any, ...]:
    """The instances of a class and its subtypes; empty if the schema has no such class."""
    try:
        return tuple(model.by_type(name))
    except RuntimeError:
        return ()


def subtypes(model: Any, name: str) -> Iterator[str]:
    """A class and all its subtypes in the model's schema, as written there."""
    import ifcopenshell

    schema = ifcopenshell.schema_by_name(model.schema_identifier)
    try:
        waiting = [schema.declaration_by_name(name).as_entity()]
    except RuntimeError:
        return
    while waiting:
        entity = waiting.pop()
        yield entity.name()
        waiting.extend(entity.subtypes())


def strings(values: Any) -> list[str]:
    """The strings of a list attribute that are not blank."""
    if not isinstance(values, Iterable) or isinstance(values, str):
        return []
    return [value.strip() for value in values if isinstance(value, str) and value.strip()]
