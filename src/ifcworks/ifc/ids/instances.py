"""Parts of a model read from its opened file: properties, materials, classifications."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

import ifcopenshell

from ifcworks.ifc.ids.facts import Classified, Property, Values
from ifcworks.ifc.ids.semantics import in_si, known, single, unsupported
from ifcworks.ifc.index.measuring import Measured, Units

_DEPTH = 20
_PARTS = ("MaterialLayers", "MaterialProfiles", "MaterialConstituents", "Materials")


class _Model:
    """An opened file as the units want it."""

    def __init__(self, file: ifcopenshell.file) -> None:
        self._file = file
        self.by_type = file.by_type

    def get(self, number: int) -> Any:
        try:
            return self._file.by_id(number)
        except RuntimeError:
            return None


class Instances:
    """Reads instances of an opened file. What is malformed reads as nothing.

    Args:
        file: the opened file.
    """

    def __init__(self, file: ifcopenshell.file) -> None:
        self.file = file
        self.units = Units(cast(Any, _Model(file)))
        self.property = cache(self._property)
        self.material_names = cache(self._material_names)
        self.classified = cache(self._classified)

    def by_id(self, number: int) -> Any:
        """An instance."""
        return self.file.by_id(number)

    def converted(self, value: Any, ifc_type: str | None, unit: Any = None) -> Any:
        """A value in SI, by its own unit or that of the project; None for an unknown LOGICAL."""
        if ifc_type == "IfcLogical" and value == "UNKNOWN":
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return value
        own: Measured = self.units.of_value(None if unit is None else unit.id(), ifc_type)
        return in_si(value, own.scale, own.symbol)

    def _property(self, number: int) -> Property:
        """A property or quantity."""
        instance = self.by_id(number)
        name = get(instance, "Name") or ""
        kind = instance.is_a()
        unit = get(instance, "Unit")
        if kind == "IfcPropertySingleValue":
            return single(name, *self._typed(get(instance, "NominalValue"), unit))
        if kind == "IfcPropertyEnumeratedValue":
            unit = get(get(instance, "EnumerationReference"), "Unit")
            return self._several(name, get(instance, "EnumerationValues"), unit)
        if kind == "IfcPropertyListValue":
            return self._several(name, get(instance, "ListValues"), unit)
        if kind == "IfcPropertyBoundedValue":
            return self._bounded(name, instance, unit)
        if kind == "IfcPropertyTableValue":
            columns = [
                self._values(get(instance, f"{side}Values"), get(instance, f"{side}Unit"))
                for side in ("Defining", "Defined")
            ]
            return Property(name, "table", tuple(column for column in columns if column.items))
        if instance.is_a("IfcPhysicalSimpleQuantity"):
            ifc_type = declared_type(instance, 3)
            return single(name, ifc_type, self.converted(at(instance, 3), ifc_type, unit))
        return unsupported(name)

    def _typed(self, value: Any, unit: Any) -> tuple[str | None, Any]:
        if value is None:
            return None, None
        ifc_type = value.is_a()
        return ifc_type, self.converted(value.wrappedValue, ifc_type, unit)

    def _values(self, given: Any, unit: Any) -> Values:
        found = [self._typed(value, unit) for value in given or ()]
        ifc_type = found[0][0] if found else None
        return Values(ifc_type, known((value for _, value in found), lambda value: value))

    def _several(self, name: str, given: Any, unit: Any) -> Property:
        values = self._values(given, unit)
        return Property(name, "several", (values,) if values.items else ())

    def _bounded(self, name: str, instance: Any, unit: Any) -> Property:
        found = {
            side: self._typed(get(instance, side), unit)
            for side in ("UpperBoundValue", "LowerBoundValue", "SetPointValue")
        }
        stated = [pair for pair in found.values() if pair[1] is not None]
        columns = (Values(stated[0][0], tuple(pair[1] for pair in stated)),) if stated else ()
        return Property(
            name,
            "bounded",
            columns,
            lower=found["LowerBoundValue"][1],
            upper=found["UpperBoundValue"][1],
            set_point=found["SetPointValue"][1],
        )

    def _material_names(self, number: int) -> frozenset[str]:
        """Names and categories of a material definition and all its parts."""
        found: set[str] = set()
        self._collect(self.by_id(number), found, 0)
        return frozenset(found)

    def _collect(self, definition: Any, found: set[str], depth: int) -> None:
        if definition is None or depth > _DEPTH:
            return
        for name in ("Name", "LayerSetName", "Category"):
            if text := get(definition, name):
                found.add(text)
        for name in ("ForLayerSet", "ForProfileSet", "ForProfileEndSet", "Material"):
            self._collect(get(definition, name), found, depth + 1)
        for name in _PARTS:
            for part in get(definition, name) or ():
                self._collect(part, found, depth + 1)

    def _classified(self, number: int) -> tuple[int | None, Classified]:
        """Number of the system, and what a reference says."""
        instance, codes = self.by_id(number), []
        for _ in range(_DEPTH):
            if instance is None or instance.is_a("IfcClassification"):
                break
            code = get(instance, "Identification") or get(instance, "ItemReference")
            if code:
                codes.append(code)
            if instance.is_a("IfcClassificationNotation"):
                facets = get(instance, "NotationFacets") or ()
                codes.append(" ".join(get(facet, "NotationValue") or "" for facet in facets))
            instance = get(instance, "ReferencedSource")
        is_system = instance is not None and instance.is_a("IfcClassification")
        system = get(instance, "Name") if is_system else None
        return instance.id() if is_system else None, Classified(system, tuple(codes))


def get(instance: Any, name: str) -> Any:
    """An attribute; None where there is no such, or it cannot be read."""
    # Of one that there is not, ifcopenshell would load the rules of the schema to derive it.
    if instance is None or not instance.get_attribute_category(name):
        return None
    try:
        return getattr(instance, name)
    except (AttributeError, RuntimeError, UnicodeDecodeError):
        return None


def at(instance: Any, position: int) -> Any:
    """The attribute at a position; None where it cannot be read."""
    try:
        return instance[position]
    except (IndexError, RuntimeError, UnicodeDecodeError):
        return None


def declared_type(instance: Any, position: int) -> str | None:
    """The name of the type that the schema states for an attribute."""
    attribute = instance.declaration.as_entity().attribute_by_index(position)
    named = attribute.type_of_attribute().as_named_type()
    return None if named is None else str(named.declared_type().name())
