"""Units as people write them, and values in the unit that a model has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, cast

import ifcopenshell
import ifcopenshell.util.unit as units
from ifcopenshell import entity_instance

from ifcworks.ifc.summary.units import PREFIXES, SI_UNITS, scale_to_si

_ANGLE = "PLANEANGLEUNIT"
_TEMPERATURE = "THERMODYNAMICTEMPERATUREUNIT"
_FACTOR = re.compile(r"(?P<symbol>[^\W\d_]+|°[CF]?)\^?(?P<power>-?\d+)?")
_POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻μ", "0123456789-µ")
_OTHERS: dict[str, tuple[str, int, float]] = {
    "in": ("METRE", 1, 0.0254),
    "ft": ("METRE", 1, 0.3048),
    "yd": ("METRE", 1, 0.9144),
    "mi": ("METRE", 1, 1609.344),
    "l": ("METRE", 3, 1e-3),
    "L": ("METRE", 3, 1e-3),
    "ha": ("METRE", 2, 1e4),
    "t": ("GRAM", 1, 1e3),
    "lb": ("GRAM", 1, 0.45359237),
    "min": ("SECOND", 1, 60.0),
    "h": ("SECOND", 1, 3600.0),
    "d": ("SECOND", 1, 86400.0),
    "bar": ("PASCAL", 1, 1e5),
    "mbar": ("PASCAL", 1, 1e2),
    "psi": ("PASCAL", 1, 6894.757293168361),
    "Wh": ("JOULE", 1, 3.6e3),
    "kWh": ("JOULE", 1, 3.6e6),
    "MWh": ("JOULE", 1, 3.6e9),
    "Ohm": ("OHM", 1, 1.0),
    "°": ("RADIAN", 1, 0.017453292519943295),
    "deg": ("RADIAN", 1, 0.017453292519943295),
    "°C": ("KELVIN", 1, 1.0),
    "°F": ("KELVIN", 1, 5 / 9),
}
"""What is no SI unit: of which that is a multiple, to which power, and how many."""
_ZEROES = {"°C": 273.15, "°F": 459.67 * 5 / 9}
_MEASURES = (
    *("IfcLengthMeasure", "IfcAreaMeasure", "IfcVolumeMeasure", "IfcMassMeasure"),
    *("IfcTimeMeasure", "IfcThermodynamicTemperatureMeasure", "IfcForceMeasure"),
    *("IfcPressureMeasure", "IfcPowerMeasure", "IfcEnergyMeasure", "IfcElectricCurrentMeasure"),
    *("IfcElectricVoltageMeasure", "IfcElectricResistanceMeasure", "IfcLuminousFluxMeasure"),
    *("IfcIlluminanceMeasure",),
)


@dataclass(frozen=True)
class WrittenUnit:
    """A unit that somebody wrote.

    Attributes:
        text: as it was written.
        dimensions: powers of the seven base units, and of the angle.
        scale: coherent SI units per unit.
        zero: SI units where it is 0, such as 273.15 of °C.
    """

    text: str
    dimensions: tuple[int, ...]
    scale: float
    zero: float = 0.0

    @property
    def measure(self) -> str | None:
        """The type of values that have such units; None where there is more than one, or none."""
        if self.dimensions[7:] == (1,):
            return "IfcPlaneAngleMeasure" if not any(self.dimensions[:7]) else None
        for measure in _MEASURES:
            kind = units.get_measure_unit_type(cast(Any, measure))
            if tuple(units.named_dimensions.get(kind, ())) == self.dimensions[:7]:
                return measure
        return None


def written_unit(text: str) -> WrittenUnit | None:
    """The unit that a text such as ``mm``, ``W/(m²·K)`` or ``°C`` means; None if none is known."""
    plain = text.strip().translate(_POWERS).replace("(", "").replace(")", "")
    if plain in _ZEROES:
        return WrittenUnit(text, _dimensions("KELVIN"), _OTHERS[plain][2], _ZEROES[plain])
    dimensions, scale = [0] * 8, 1.0
    for place, part in enumerate(plain.split("/")):
        sign = -1 if place else 1
        for word in re.split(r"[·*. ]+", part.strip()):
            if word == "1" and not place:
                continue
            match = _FACTOR.fullmatch(word)
            known = match and _symbol(match["symbol"])
            if not match or not known:
                return None
            power = sign * int(match["power"] or 1)
            own, factor = known
            dimensions = [a + b * power for a, b in zip(dimensions, own, strict=True)]
            scale *= factor**power
    return WrittenUnit(text, tuple(dimensions), scale)


def _symbol(symbol: str) -> tuple[tuple[int, ...], float] | None:
    if symbol in _OTHERS:
        name, power, scale = _OTHERS[symbol]
        return tuple(n * power for n in _dimensions(name)), scale
    prefixes = {"": 1.0} | dict(PREFIXES.values())
    for name, (si_symbol, power, scale) in SI_UNITS.items():
        if power != 1 or si_symbol is None or not symbol.endswith(si_symbol):
            continue
        factor = prefixes.get(symbol.removesuffix(si_symbol))
        if factor is not None and name != "DEGREE_CELSIUS":
            return _dimensions(name), factor * scale
    return None


def _dimensions(si_name: str) -> tuple[int, ...]:
    return (*units.si_dimensions.get(cast(Any, si_name), (0,) * 7), int(si_name == "RADIAN"))


class UnitsOfModel:
    """The units in which a model has its values."""

    def __init__(self, model: ifcopenshell.file) -> None:
        self._model = model
        self._known: dict[str, entity_instance | None] = {}

    def of(self, measure: str) -> entity_instance | None:
        """The unit that the project has for a type of values."""
        if measure not in self._known:
            kind = units.get_measure_unit_type(cast(Any, measure))
            found = units.get_project_unit(self._model, cast(Any, kind))
            self._known[measure] = found
        return self._known[measure]


def converted(value: float, written: WrittenUnit, target: entity_instance) -> float | None:
    """A value in another unit; None if the one cannot be converted to the other."""
    scale = scale_to_si(target)
    is_angle = getattr(target, "UnitType", None) == _ANGLE
    dimensions = (*units.get_unit_dimensions(target), int(is_angle))
    if not scale or dimensions != written.dimensions:
        return None
    zero = 0.0
    if getattr(target, "UnitType", None) == _TEMPERATURE:
        zero = 273.15 if getattr(target, "Name", None) == "DEGREE_CELSIUS" else 0.0
    return float(f"{(value * written.scale + written.zero - zero) / scale:.15g}")
