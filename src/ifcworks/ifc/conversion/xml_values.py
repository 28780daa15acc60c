"""How IfcConvert writes instances and their values into XML.

The format is that of IfcOpenShell's XmlSerializer: each simple attribute of an instance becomes an
attribute of the same name, GlobalId becomes ``id``, and lists and other instances are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

import ifcopenshell

from ifcworks.ifc.conversion.xml_placements import Placements

Entity: TypeAlias = ifcopenshell.entity_instance

_NAMED_UNITS = ("IfcConversionBasedUnit", "IfcContextDependentUnit")
_ANGLES = ("RefLatitude", "RefLongitude")
_LEFT_OUT = ("OwnerHistory", "Representation")
"""Attributes that are never simple; asking for them costs time."""


def identity(entity: Entity) -> str:
    """What others refer to an instance by: its GlobalId, or class and number if it has none."""
    return getattr(entity, "GlobalId", None) or f"{entity.is_a()}_{entity.id()}"


def link(entity: Entity) -> dict[str, str]:
    """The attributes of an element that stands for an instance written elsewhere."""
    return {"xlink:href": f"#{identity(entity)}"}


def number(value: float) -> str:
    """The shortest text that is read back as the same number."""
    return repr(value).removesuffix(".0")


class Values:
    """Texts of the attributes of instances of one model."""

    def __init__(self, file: ifcopenshell.file) -> None:
        self._placements = Placements(file)
        self._plans: dict[str, list[tuple[int, str, str]]] = {}

    def attributes(self, entity: Entity) -> dict[str, str]:
        """XML attributes of an instance: its simple attributes, in the order of the schema."""
        written = {}
        for index, name, kind in self._plan(entity):
            value = entity[index]
            if value is None:
                if name == "id":
                    written["id"] = identity(entity)
                continue
            text = _angle(value) if kind == "angle" else self.text(value, kind)
            if text is not None:
                written[name] = text
        return written

    def text(self, value: Any, kind: str = "") -> str | None:
        """A simple value as text; None for a list or an instance that has no short text.

        ``kind`` is what ``entity_instance.attribute_type`` says, or empty.
        """
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, float):
            return number(value)
        if isinstance(value, int):
            return str(value)
        if isinstance(value, str):
            return "unknown" if kind == "LOGICAL" and value == "UNKNOWN" else value
        if not isinstance(value, ifcopenshell.entity_instance):
            return None
        if not value.id():
            inner = value[0]
            return self.text(inner, value.attribute_type(0) if inner == "UNKNOWN" else "")
        return self._short(value)

    def values(self, entity: Entity, name: str) -> Iterator[tuple[str, str]]:
        """The values of a list attribute, each with the attribute's name."""
        for value in getattr(entity, name, None) or ():
            text = self.text(value)
            if text is not None:
                yield name, text

    def _short(self, entity: Entity) -> str | None:
        if entity.is_a("IfcSIUnit"):
            return f"{entity.Prefix or ''}{entity.Name or ''}"
        if any(entity.is_a(name) for name in _NAMED_UNITS):
            name: str | None = entity.Name
            return name
        if entity.is_a("IfcLocalPlacement"):
            matrix = self._placements.world(entity)
            # Column by column. Adding zero makes zero of minus zero.
            return (
                None
                if matrix is None
                else " ".join(number(part) for part in (matrix.T.ravel() + 0.0).tolist())
            )
        return None

    def _plan(self, entity: Entity) -> list[tuple[int, str, str]]:
        """Index, name in XML and kind of the attributes of a class that may be simple."""
        ifc_class = entity.is_a()
        plan = self._plans.get(ifc_class)
        if plan is None:
            plan = self._plans[ifc_class] = []
            for index in range(len(entity)):
                name, kind = entity.attribute_name(index), entity.attribute_type(index)
                if name in _ANGLES:
                    plan.append((index, name, "angle"))
                elif name not in _LEFT_OUT and not kind.startswith("AGGREGATE"):
                    plan.append((index, "id" if name == "GlobalId" else name, kind))
        return plan


def _angle(parts: tuple[int, ...]) -> str | None:
    """Degrees of an IfcCompoundPlaneAngleMeasure: degrees, minutes, seconds, millionths."""
    if len(parts) < 3:
        return None
    degrees = parts[0] + parts[1] / 60 + parts[2] / 3600
    if len(parts) == 3:
        return f"{degrees:.8g}"
    return f"{degrees + parts[3] / 3.6e9:.14g}"
