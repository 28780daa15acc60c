"""Entities that are not what the schema says: missing values, values of a wrong kind, circles."""

from __future__ import annotations

from typing import Any

MALFORMED = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What it can raise to work with an entity whose attributes may be anything.

``RuntimeError`` is what ifcopenshell raises over a value that cannot be read, and covers the
``RecursionError`` of an entity that holds itself.
"""


def value_of(entity: Any, name: str) -> Any:
    """An attribute of an entity; nothing where it has none or none that can be read."""
    try:
        return getattr(entity, name)
    except MALFORMED:
        return None


def text_of(entity: Any, name: str) -> str | None:
    """An attribute of an entity if it is a text."""
    value = value_of(entity, name)
    return value if isinstance(value, str) else None
