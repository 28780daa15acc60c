"""Instances in the form of ifcJSON-4, as the converter ifc2json of buildingSMART writes it.

Every object with a GlobalId stands in one list, and so do shape representations, contexts and
owner histories, under identifiers made for them. What refers to one of these says its type and
identifier; all other instances are nested where they are used. Names of attributes begin with a
small letter; what has no value is left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import ifcopenshell
import ifcopenshell.guid

_SHARED = ("IfcShapeRepresentation", "IfcOwnerHistory", "IfcGeometricRepresentationContext")
"""Classes without GlobalId whose instances stand in the list, in this order."""

_GEOMETRY = (
    *("IfcObjectPlacement", "IfcRepresentationMap", "IfcGeometricRepresentationContext"),
    *("IfcProductRepresentation", "IfcRepresentation", "IfcRepresentationItem"),
    *("IfcPresentationLayerAssignment",),
)
"""What is left out where geometry is not wanted."""

# Exponents of length, mass, time, current, temperature, amount and intensity of the SI units, as
# IfcDimensionsForSiUnit of the standard gives them.
_EXPONENTS = {
    "METRE": (1, 0, 0, 0, 0, 0, 0),
    "SQUARE_METRE": (2, 0, 0, 0, 0, 0, 0),
    "CUBIC_METRE": (3, 0, 0, 0, 0, 0, 0),
    "GRAM": (0, 1, 0, 0, 0, 0, 0),
    "SECOND": (0, 0, 1, 0, 0, 0, 0),
    "AMPERE": (0, 0, 0, 1, 0, 0, 0),
    "KELVIN": (0, 0, 0, 0, 1, 0, 0),
    "MOLE": (0, 0, 0, 0, 0, 1, 0),
    "CANDELA": (0, 0, 0, 0, 0, 0, 1),
    "HERTZ": (0, 0, -1, 0, 0, 0, 0),
    "NEWTON": (1, 1, -2, 0, 0, 0, 0),
    "PASCAL": (-1, 1, -2, 0, 0, 0, 0),
    "JOULE": (2, 1, -2, 0, 0, 0, 0),
    "WATT": (2, 1, -3, 0, 0, 0, 0),
    "COULOMB": (0, 0, 1, 1, 0, 0, 0),
    "VOLT": (2, 1, -3, -1, 0, 0, 0),
    "FARAD": (-2, -1, 4, 2, 0, 0, 0),
    "OHM": (2, 1, -3, -2, 0, 0, 0),
    "SIEMENS": (-2, -1, 3, 2, 0, 0, 0),
    "WEBER": (2, 1, -2, -1, 0, 0, 0),
    "TESLA": (0, 1, -2, -1, 0, 0, 0),
    "HENRY": (2, 1, -2, -2, 0, 0, 0),
    "DEGREE_CELSIUS": (0, 0, 0, 0, 1, 0, 0),
    "LUMEN": (0, 0, 0, 0, 0, 0, 1),
    "LUX": (-2, 0, 0, 0, 0, 0, 1),
    "BECQUEREL": (0, 0, -1, 0, 0, 0, 0),
    "GRAY": (2, 0, -2, 0, 0, 0, 0),
    "SIEVERT": (2, 0, -2, 0, 0, 0, 0),
}
_DIMENSIONS = (
    *("LengthExponent", "MassExponent", "TimeExponent", "ElectricCurrentExponent"),
    *("ThermodynamicTemperatureExponent", "AmountOfSubstanceExponent", "LuminousIntensityExponent"),
)


@dataclass(frozen=True)
class Choice:
    """What is wanted of the form.

    Attributes:
        compact: references without the type of what they refer to.
        inverse: relations told by the objects that are related, too.
        empty_properties: properties without a value, too.
        owner_history: owner histories, and the references to them.
        geometry: placements and representations.
    """

    compact: bool = False
    inverse: bool = True
    empty_properties: bool = False
    owner_history: bool = True
    geometry: bool = True


class Form:
    """The objects of an open model in the form of ifcJSON-4."""

    def __init__(self, model: ifcopenshell.file, choice: Choice) -> None:
        self._model = model
        self._choice = choice
        self._names: dict[str, tuple[tuple[str, str], ...]] = {}
        self._left_out: dict[str, bool] = {}
        self._identifiers = self._identified()

    def objects(self) -> Iterator[dict[str, Any]]:
        """Objects, then what got an identifier here, then relationships."""
        for number, identifier in self._identifiers.items():
            instance = self._model.by_id(number)
            made = self._full(instance, identifier)
            if self._choice.inverse and not instance.is_a("IfcOwnerHistory"):
                self._add_inverse(instance, made)
            made.setdefault("globalId", identifier)
            yield made

    def _identified(self) -> dict[int, str]:
        """Identifiers of all that stands in the list, in its order."""
        roots = [root for root in self._model.by_type("IfcRoot") if not self._is_out(root)]
        relations = [root for root in roots if root.is_a("IfcRelationship")]
        projects = self._model.by_type("IfcProject")
        seed = str(getattr(projects[0], "GlobalId", "")) if projects else ""
        found = {
            root.id(): self._of_root(root, seed)
            for root in roots
            if not root.is_a("IfcRelationship")
        }
        for ifc_class in _SHARED:
            for instance in self._model.by_type(ifc_class):
                if not self._is_out(instance):
                    found[instance.id()] = _made_up(seed, instance)
        return found | {relation.id(): self._of_root(relation, seed) for relation in relations}

    def _of_root(self, root: ifcopenshell.entity_instance, seed: str) -> str:
        return uuid_of(root[0]) or _made_up(seed, root)

    def _full(
        self, instance: ifcopenshell.entity_instance, identifier: str | None = None
    ) -> dict[str, Any]:
        """An instance with its attributes."""
        ifc_class = instance.is_a()
        made: dict[str, Any] = {"type": ifc_class}
        for number, (attribute, name) in enumerate(self._attributes(instance)):
            if attribute == "GlobalId":
                # Also that of an object that is not in the list, because it is left out.
                value = identifier or uuid_of(instance[number])
            else:
                value = self._value(instance[number])
            if value is not None:
                made[name] = value
        if ifc_class == "IfcSIUnit":
            made["dimensions"] = _dimensions(instance.Name)
        return made

    def _attributes(self, instance: ifcopenshell.entity_instance) -> tuple[tuple[str, str], ...]:
        """Names of attributes in the schema and in JSON."""
        ifc_class = instance.is_a()
        if ifc_class not in self._names:
            # A value that says its type, such as IFCLABEL('x'), has one part without a name.
            names = instance.get_attribute_names() if instance.id() else ["value"]
            self._names[ifc_class] = tuple((n, n[:1].lower() + n[1:]) for n in names)
        return self._names[ifc_class]

    def _add_inverse(self, instance: ifcopenshell.entity_instance, made: dict[str, Any]) -> None:
        for attribute in instance.get_inverse_attribute_names():
            value = self._value(getattr(instance, attribute))
            if value:
                made[attribute[:1].lower() + attribute[1:]] = value

    def _value(self, value: Any) -> Any:
        if value is None or value == "":
            return None
        if isinstance(value, ifcopenshell.entity_instance):
            return self._instance(value)
        if isinstance(value, tuple):
            return [item for item in map(self._value, value) if item is not None]
        if isinstance(value, float) and not math.isfinite(value):
            return None
        return value

    def _instance(self, instance: ifcopenshell.entity_instance) -> dict[str, Any] | None:
        number = instance.id()
        if number in self._identifiers:
            reference = {"ref": self._identifiers[number]}
            return reference if self._choice.compact else {"type": instance.is_a(), **reference}
        if number and (self._is_out(instance) or self._is_empty(instance)):
            return None
        return self._full(instance)

    def _is_out(self, instance: ifcopenshell.entity_instance) -> bool:
        ifc_class = instance.is_a()
        if ifc_class not in self._left_out:
            out = () if self._choice.geometry else _GEOMETRY
            if not self._choice.owner_history:
                out = (*out, "IfcOwnerHistory")
            self._left_out[ifc_class] = any(instance.is_a(name) for name in out)
        return self._left_out[ifc_class]

    def _is_empty(self, instance: ifcopenshell.entity_instance) -> bool:
        """Whether it is a property without a value that nobody wants."""
        if self._choice.empty_properties or not instance.is_a("IfcProperty"):
            return False
        if instance.is_a("IfcPropertySingleValue"):
            value = instance.NominalValue
            return value is None or value[0] in (None, "")
        if instance.is_a("IfcPropertyEnumeratedValue"):
            return not instance.EnumerationValues
        if instance.is_a("IfcPropertyBoundedValue"):
            return instance.UpperBoundValue is None and instance.LowerBoundValue is None
        if instance.is_a("IfcPropertyTableValue"):
            return not instance.DefiningValues and not instance.DefinedValues
        return False


def uuid_of(global_id: Any) -> str | None:
    """A GlobalId as a UUID with hyphens; nothing where it is none."""
    if not isinstance(global_id, str) or len(global_id) != 22:
        return None
    try:
        return str(UUID(ifcopenshell.guid.expand(global_id)))
    except (ValueError, KeyError, IndexError):
        return None


def _made_up(seed: str, instance: ifcopenshell.entity_instance) -> str:
    """An identifier for what has none; the same for the same model."""
    return str(uuid5(NAMESPACE_URL, f"{seed}#{instance.id()}"))


def _dimensions(unit: str) -> dict[str, Any]:
    """The exponents of an SI unit that are not zero; their names have capitals in this form."""
    exponents = zip(_DIMENSIONS, _EXPONENTS.get(unit, ()), strict=False)
    return {"type": "IfcDimensionalExponents", **{n: value for n, value in exponents if value}}
