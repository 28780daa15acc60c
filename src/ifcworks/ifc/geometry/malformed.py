"""Entities that are not what the schema says: missing values, values of a wrong kind, circles."""

from __future__ import annotations

from typing import Any

from ifcworks.ifc.summary.values import get

MALFORMED = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What it can raise to work with an entity whose attributes may be anything.

``RuntimeError`` is what ifcopenshell raises over a value that cannot be read, and covers the
``RecursionError`` of an entity that holds itself.
"""


def text_of(entity: Any, name: str) -> str | None:
    """An attribute of an entity if it is a text."""
    value = get(entity, name)
    return value if isinstance(value, str) else None
