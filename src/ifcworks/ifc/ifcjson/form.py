"""Instances in the form of ifcJSON-4, as the converter ifc2json of buildingSMART writes it.

Every object with a GlobalId stands in one list, and so do shape representations, contexts and
owner histories, under identifiers made for them. What refers to one of these says its type and
identifier; all other instances are nested where they are used. Names of attributes begin with a
small letter; what has no value is left out.

That converter loses what nothing refers to, such as styles and properties of materials; here it
stands with what it is about (see ``attached``), or at the end of the list.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import ifcopenshell
import ifcopenshell.guid

from ifcworks.ifc.ifcjson.attached import attached, without_owner

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

_DEEPEST = 60
"""Levels that instances may be nested; those below stand in the list."""


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
        self._path: set[int] = set()
        self._later: list[int] = []
        self._identifiers = self._identified()
        self._attached = attached(
            model, self._identifiers.__contains__, self._is_out, choice.inverse
        )
        for instance in self._attached.loose:
            self._identifiers[instance.id()] = self._made_up(instance)

    def objects(self) -> Iterator[dict[str, Any]]:
        """Objects, what got an identifier here, relationships, and what stands nowhere else."""
        for number in list(self._identifiers):
            yield self._listed(number)
        while self._later:
            yield self._listed(self._later.pop())

    def _listed(self, number: int) -> dict[str, Any]:
        instance = self._model.by_id(number)
        identifier = self._identifiers[number]
        made = self._full(instance, identifier)
        if self._choice.inverse and not instance.is_a("IfcOwnerHistory"):
            self._add_inverse(instance, made)
        made.setdefault("globalId", identifier)
        return made

    def _identified(self) -> dict[int, str]:
        """Identifiers of all that stands in the list, in its order."""
        roots = [root for root in self._model.by_type("IfcRoot") if not self._is_out(root)]
        relations = [root for root in roots if root.is_a("IfcRelationship")]
        projects = self._model.by_type("IfcProject")
        self._seed = str(getattr(projects[0], "GlobalId", "")) if projects else ""
        found = {
            root.id(): self._of_root(root) for root in roots if not root.is_a("IfcRelationship")
        }
        for ifc_class in _SHARED:
            for instance in self._model.by_type(ifc_class):
                if not self._is_out(instance):
                    found[instance.id()] = self._made_up(instance)
        return found | {relation.id(): self._of_root(relation) for relation in relations}

    def _of_root(self, root: ifcopenshell.entity_instance) -> str:
        return uuid_of(root[0]) or self._made_up(root)

    def _made_up(self, instance: ifcopenshell.entity_instance) -> str:
        """An identifier for what has none; the same for the same model."""
        return str(uuid5(NAMESPACE_URL, f"{self._seed}#{instance.id()}"))

    def _full(
        self,
        instance: ifcopenshell.entity_instance,
        identifier: str | None = None,
        left_out: str | None = None,
    ) -> dict[str, Any]:
        """An instance with its attributes, without one, if that is left out."""
        ifc_class = instance.is_a()
        made: dict[str, Any] = {"type": ifc_class}
        for number, (attribute, name) in enumerate(self._attributes(instance)):
            if attribute == left_out:
                continue
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
            self._names[ifc_class] = tuple((name, _small(name)) for name in names)
        return self._names[ifc_class]

    def _add_inverse(self, instance: ifcopenshell.entity_instance, made: dict[str, Any]) -> None:
        for attribute in instance.get_inverse_attribute_names():
            told = [
                self._instance(item, without_owner(item)) for item in getattr(instance, attribute)
            ]
            if value := [item for item in told if item is not None]:
                made[_small(attribute)] = value

    def _add_attached(self, number: int, made: dict[str, Any]) -> None:
        """What is about a nested instance and stands nowhere else."""
        for name, instance, attribute in self._attached.by_owner.get(number, ()):
            told = self._instance(instance, attribute)
            if told is not None:
                made.setdefault(_small(name), []).append(told)

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

    def _instance(
        self, instance: ifcopenshell.entity_instance, left_out: str | None = None
    ) -> dict[str, Any] | None:
        number = instance.id()
        if number in self._identifiers:
            return self._reference(instance)
        if not number:
            return self._full(instance)
        if self._is_out(instance) or self._is_empty(instance):
            return None
        if number in self._path or len(self._path) == _DEEPEST:
            # It holds itself, which should not be, or nests without end: it goes into the list.
            self._identifiers[number] = self._made_up(instance)
            self._later.append(number)
            return self._reference(instance)
        self._path.add(number)
        made = self._full(instance, left_out=left_out)
        self._add_attached(number, made)
        self._path.remove(number)
        return made

    def _reference(self, instance: ifcopenshell.entity_instance) -> dict[str, Any]:
        reference = {"ref": self._identifiers[instance.id()]}
        return reference if self._choice.compact else {"type": instance.is_a(), **reference}

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


def _small(name: str) -> str:
    return name[:1].lower() + name[1:]


def uuid_of(global_id: Any) -> str | None:
    """A GlobalId as a UUID with hyphens; nothing where it is none, or has more than 128 bits."""
    if not isinstance(global_id, str) or len(global_id) != 22 or global_id[0] not in "0123":
        return None
    try:
        return str(UUID(ifcopenshell.guid.expand(global_id)))
    except (ValueError, KeyError, IndexError):
        return None


def _dimensions(unit: str) -> dict[str, Any]:
    """The exponents of an SI unit that are not zero; their names have capitals in this form."""
    exponents = zip(_DIMENSIONS, _EXPONENTS.get(unit, ()), strict=False)
    return {"type": "IfcDimensionalExponents", **{n: value for n, value in exponents if value}}
