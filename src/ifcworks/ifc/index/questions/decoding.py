"""Values of direct attributes, from what the index keeps of them."""

from __future__ import annotations

import json
from typing import Any

from ifcworks.ifc.index.cells.attributes import declared, is_defined, value_of
from ifcworks.ifc.index.values import typed


def attribute_value(
    schema: str, kind: str, name: str, value: str | None, number: float | None, ifc_type: str | None
) -> Any:
    """The value of an attribute of a class, as JSON has it.

    Text, a number, a bool, ``"UNKNOWN"`` for a LOGICAL; a list where the schema declares one, and
    ``{"ref": 12}`` for another instance.

    Args:
        schema: of the model.
        kind: the class that has the attribute.
        name: of the attribute.
        value: what stands in the index as text.
        number: and as a number.
        ifc_type: and as its type.
    """
    how = declared(schema, kind, name)
    if value is None:
        return None
    if how == "list" or (how == "other" and not is_defined(schema, ifc_type)):
        try:
            return json.loads(value)
        except ValueError:
            return value  # a value that does not fit its attribute
    if how == "other":
        return typed("attribute", value, number, ifc_type)
    return value_of(how, value, number, ifc_type)
