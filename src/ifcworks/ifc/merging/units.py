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
_WITH_ENDS = ("IfcCurveSegment", "IfcRectangularTrimmedSurface")


class UnitsOfWhole:
    """The units of the models that were put together so far.

    Args:
        first: the first model, whose units stay.
    """

    def __init__(self, first: ifcopenshell.file) -> None:
        self._first = first
        self._scales = {kind: scale for kind, (scale, _) in _units(first).items()}

    def differing(self, other: ifcopenshell.file, name: str) -> dict[str, float]:
        """The types of units that differ, and by what values of another model are multiplied.

        Args:
            other: the model.
            name: how to call it in an error.

        Raises:
            ModelsDiffer: a unit differs of which values cannot be converted, or is nothing.
        """
        return _differing(self._first, self._scales, other, name)

    def further(self, other: ifcopenshell.file) -> list[int]:
        """The numbers of units of another model of types that were not there; now they are."""
        found = _units(other)
        new = found.keys() - self._scales.keys()
        self._scales |= {kind: found[kind][0] for kind in new}
        return sorted(found[kind][1] for kind in new)


def _differing(
    main: ifcopenshell.file, ours: dict[str, float], other: ifcopenshell.file, name: str
) -> dict[str, float]:
    theirs = {kind: scale for kind, (scale, _) in _units(other).items()}
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
    if _ANGLE in factors and (found := _with_other_ends(other)) is not None:
        raise ModelsDiffer(
            f"{name} measures angles in another unit than the first model, and #{found.id()}, an "
            f"{found.is_a()}, has ends that cannot be converted. Export it in the units of the "
            "first."
        )
    return factors


def _with_other_ends(file: ifcopenshell.file) -> entity_instance | None:
    """What has ends that may be angles, without it being clear which are."""
    for kind in _WITH_ENDS:
        try:
            found = file.by_type(kind)
        except RuntimeError:
            continue
        if found:
            return found[0]
    return None


def _units(file: ifcopenshell.file) -> dict[str, tuple[float, int]]:
    """Of each type of units that a model has, what a value in it is in SI, and its number."""
    found: dict[str, tuple[float, int]] = {}
    assignment = ifcopenshell.util.unit.get_unit_assignment(file)
    for unit in assignment.Units if assignment is not None else ():
        if unit.is_a("IfcMonetaryUnit") or unit.UnitType == "USERDEFINED":
            continue
        scale = float(ifcopenshell.util.unit.get_unit_scale(unit))
        found.setdefault(str(unit.UnitType), (scale, unit.id()))
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
    if _ANGLE in factors:
        _convert_ends(file, factors[_ANGLE])


def _convert_ends(file: ifcopenshell.file, factor: float) -> None:
    """Convert the ends of arcs: on a circle or an ellipse, parameters are angles."""
    for curve in file.by_type("IfcTrimmedCurve"):
        basis = curve.BasisCurve
        while basis is not None and basis.is_a("IfcTrimmedCurve"):
            basis = basis.BasisCurve
        if basis is None or not basis.is_a("IfcConic"):
            continue
        for end in (curve.Trim1, curve.Trim2):
            for value in end or ():
                if value.is_a("IfcParameterValue"):
                    value.wrappedValue = value.wrappedValue * factor


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
