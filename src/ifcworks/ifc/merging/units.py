"""Models in the same units."""

from __future__ import annotations

import math
from typing import Any

import ifcopenshell
import ifcopenshell.util.unit
from ifcopenshell import entity_instance

from ifcworks.errors import ModelsDiffer

_EQUAL = 1e-9
_ANGLE = "PLANEANGLEUNIT"


def differing(main: ifcopenshell.file, other: ifcopenshell.file, name: str) -> dict[str, float]:
    """The types of units that differ, and by what values of the other model have to be multiplied.

    Args:
        main: the model whose units stay.
        other: another one.
        name: how to call that one in an error.

    Raises:
        ModelsDiffer: a unit differs of which values cannot be converted, or is nothing.
    """
    ours, theirs = _scales(main), _scales(other)
    for whose, scales in (("The first model", ours), (name, theirs)):
        if nothing := sorted(kind for kind, scale in scales.items() if not 0 < scale < math.inf):
            raise ModelsDiffer(
                f"{whose} says that its units of the types {', '.join(nothing)} are nothing or "
                "without end, so that nobody knows how large it is. Export it with proper units."
            )
    factors = {
        kind: float(f"{theirs[kind] / ours[kind]:.15g}")
        for kind in ours.keys() & theirs.keys()
        if not math.isclose(ours[kind], theirs[kind], rel_tol=_EQUAL)
    }
    refused = sorted(kind for kind in factors if not _has_measure(main, kind))
    if refused:
        raise ModelsDiffer(
            f"{name} has other units of the types {', '.join(refused)} than the first model, and "
            "their values cannot be converted. Export it in the units of the first."
        )
    if _ANGLE in factors and other.by_type("IfcTrimmedCurve"):
        raise ModelsDiffer(
            f"{name} measures angles in another unit than the first model, and has trimmed curves, "
            "whose ends cannot be converted. Export it in the units of the first."
        )
    return factors


def _scales(file: ifcopenshell.file) -> dict[str, float]:
    """What a value in the unit of each type is in SI, for the units that a model has."""
    found: dict[str, float] = {}
    assignment = ifcopenshell.util.unit.get_unit_assignment(file)
    for unit in assignment.Units if assignment is not None else ():
        if unit.is_a("IfcMonetaryUnit") or unit.UnitType == "USERDEFINED":
            continue
        found.setdefault(str(unit.UnitType), float(ifcopenshell.util.unit.get_unit_scale(unit)))
    return found


def _has_measure(file: ifcopenshell.file, kind: str) -> bool:
    schema = ifcopenshell.ifcopenshell_wrapper.schema_by_name(file.schema_identifier)
    try:
        schema.declaration_by_name(ifcopenshell.util.unit.get_unit_measure_class(kind))
    except RuntimeError:
        return False
    return True


def convert(file: ifcopenshell.file, factors: dict[str, float]) -> None:
    """Multiply all values of types of units, but for those that say their unit themselves."""
    for kind, factor in factors.items():
        measure = ifcopenshell.util.unit.get_unit_measure_class(kind)
        found = ifcopenshell.util.unit.iter_element_and_attributes_per_type(file, measure)
        for element, attribute, value in list(found):
            if _says_its_unit(element):
                continue
            if isinstance(value, entity_instance):
                value.wrappedValue = _scaled(value.wrappedValue, factor)
            else:
                setattr(element, attribute.name(), _scaled(value, factor))


def _says_its_unit(element: entity_instance) -> bool:
    if element.is_a("IfcMeasureWithUnit"):
        return True
    return any(
        getattr(element, name, None) is not None for name in ("Unit", "DefiningUnit", "MapUnit")
    )


def _scaled(value: Any, factor: float) -> Any:
    if isinstance(value, tuple):
        return tuple(_scaled(item, factor) for item in value)
    return value * factor
