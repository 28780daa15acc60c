"""What the standard says of properties and quantities that an element does not have yet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import ifcopenshell.util.pset

_QUANTITIES = {
    "Q_LENGTH": "IfcQuantityLength",
    "Q_AREA": "IfcQuantityArea",
    "Q_VOLUME": "IfcQuantityVolume",
    "Q_WEIGHT": "IfcQuantityWeight",
    "Q_COUNT": "IfcQuantityCount",
    "Q_TIME": "IfcQuantityTime",
    "Q_NUMBER": "IfcQuantityNumber",
}


@dataclass(frozen=True)
class Template:
    """A property or quantity of the standard.

    Attributes:
        class_: of the instance that holds it, such as IfcPropertySingleValue.
        type_: of the value; None for quantities.
        items: the values of an enumeration.
    """

    class_: str
    type_: str | None = None
    items: tuple[str, ...] = ()


def is_quantity_set(schema: str, set_name: str) -> bool:
    """Whether a set holds quantities: as the standard says, or else as its name says."""
    found = _sets(schema).get(set_name)
    if found is None:
        return set_name.startswith("Qto_") or set_name == "BaseQuantities"
    return any(t.class_.startswith("IfcQuantity") for t in found.values())


def template(schema: str, set_name: str, name: str) -> Template | None:
    """A property or quantity of the standard; None if it has no such."""
    return (_sets(schema).get(set_name) or {}).get(name)


class _Sets:
    """The sets of the standard, each read when it is asked for."""

    def __init__(self, schema: str) -> None:
        self._templates: Any = ifcopenshell.util.pset.get_template(schema)
        self._known: dict[str, dict[str, Template] | None] = {}

    def get(self, name: str) -> dict[str, Template] | None:
        if name not in self._known:
            found = self._templates.get_by_name(name)
            members = found and (found.HasPropertyTemplates or ())
            self._known[name] = found and {m.Name: _template(m) for m in members}
        return self._known[name]


@cache
def _sets(schema: str) -> _Sets:
    return _Sets(schema)


def _template(member: Any) -> Template:
    kind = getattr(member, "TemplateType", None) or "P_SINGLEVALUE"
    if kind in _QUANTITIES:
        return Template(_QUANTITIES[kind])
    items = getattr(member, "Enumerators", None)
    values = tuple(str(v.wrappedValue) for v in items.EnumerationValues) if items else ()
    classes = {
        "P_SINGLEVALUE": "IfcPropertySingleValue",
        "P_ENUMERATEDVALUE": "IfcPropertyEnumeratedValue",
        "P_LISTVALUE": "IfcPropertyListValue",
    }
    return Template(classes.get(kind, kind), member.PrimaryMeasureType or "IfcLabel", values)
