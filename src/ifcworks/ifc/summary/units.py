"""The units of a model (IfcUnitAssignment of the project) and their scale to SI.

Scale to the coherent SI unit without prefix, so gram is 0.001 (kilogram) and a prefix on a square
or cubic unit counts twice or three times: MILLI SQUARE_METRE is 1e-6 m2 (IfcSIUnit, IFC 4.3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from ifcworks.ifc.summary.identity import Part
from ifcworks.ifc.summary.values import (
    by_type,
    finite,
    get,
    number,
    reference,
    references,
    text,
    unwrapped,
)

if TYPE_CHECKING:
    import ifcopenshell

PREFIXES = {
    "EXA": ("E", 1e18),
    "PETA": ("P", 1e15),
    "TERA": ("T", 1e12),
    "GIGA": ("G", 1e9),
    "MEGA": ("M", 1e6),
    "KILO": ("k", 1e3),
    "HECTO": ("h", 1e2),
    "DECA": ("da", 1e1),
    "DECI": ("d", 1e-1),
    "CENTI": ("c", 1e-2),
    "MILLI": ("m", 1e-3),
    "MICRO": ("µ", 1e-6),
    "NANO": ("n", 1e-9),
    "PICO": ("p", 1e-12),
    "FEMTO": ("f", 1e-15),
    "ATTO": ("a", 1e-18),
}
# IfcSIUnitName: symbol, power of the metre that a prefix applies to, scale to the coherent unit.
SI_UNITS = {
    "AMPERE": ("A", 1, 1.0),
    "BECQUEREL": ("Bq", 1, 1.0),
    "CANDELA": ("cd", 1, 1.0),
    "COULOMB": ("C", 1, 1.0),
    "CUBIC_METRE": ("m³", 3, 1.0),
    "DEGREE_CELSIUS": ("°C", 1, 1.0),
    "FARAD": ("F", 1, 1.0),
    "GRAM": ("g", 1, 1e-3),
    "GRAY": ("Gy", 1, 1.0),
    "HENRY": ("H", 1, 1.0),
    "HERTZ": ("Hz", 1, 1.0),
    "JOULE": ("J", 1, 1.0),
    "KELVIN": ("K", 1, 1.0),
    "LUMEN": ("lm", 1, 1.0),
    "LUX": ("lx", 1, 1.0),
    "METRE": ("m", 1, 1.0),
    "MOLE": ("mol", 1, 1.0),
    "NEWTON": ("N", 1, 1.0),
    "OHM": ("Ω", 1, 1.0),
    "PASCAL": ("Pa", 1, 1.0),
    "RADIAN": ("rad", 1, 1.0),
    "SECOND": ("s", 1, 1.0),
    "SIEMENS": ("S", 1, 1.0),
    "SIEVERT": ("Sv", 1, 1.0),
    "SQUARE_METRE": ("m²", 2, 1.0),
    "STERADIAN": ("sr", 1, 1.0),
    "TESLA": ("T", 1, 1.0),
    "VOLT": ("V", 1, 1.0),
    "WATT": ("W", 1, 1.0),
    "WEBER": ("Wb", 1, 1.0),
}
_CONVERSION_SYMBOLS = {
    "INCH": "in",
    "FOOT": "ft",
    "YARD": "yd",
    "MILE": "mi",
    "SQUARE INCH": "in²",
    "SQUARE FOOT": "ft²",
    "CUBIC INCH": "in³",
    "CUBIC FOOT": "ft³",
    "LITRE": "l",
    "POUND": "lb",
    "DEGREE": "°",
    "MINUTE": "min",
    "HOUR": "h",
    "DAY": "d",
}
_DEPTH = 10  # units are built from units; a circle among them must end


class Unit(Part):
    """One unit of the project."""

    type: str = Field(description="What it measures, such as LENGTHUNIT or MASSDENSITYUNIT.")
    name: str = Field(description="Its name, such as MILLIMETRE, FOOT or KILOGRAM/CUBIC_METRE.")
    prefix: str | None = Field(description="SI prefix, such as MILLI.")
    symbol: str | None = Field(description="Symbol, such as mm.")
    scale_to_si: float | None = Field(
        description="How many coherent SI units (m, m², kg, rad, …) one of it is; None if unknown."
    )


def read_units(model: ifcopenshell.file) -> list[Unit]:
    """The units that the project assigns."""
    return [read_unit(unit) for unit in assigned_units(model)]


def assigned_units(model: ifcopenshell.file) -> list[Any]:
    """The unit instances that the first project assigns."""
    projects = by_type(model, "IfcProject")
    context = reference(projects[0], "UnitsInContext", "IfcUnitAssignment") if projects else None
    return references(context, "Units")


def length_scale(model: ifcopenshell.file) -> float | None:
    """Metres per length unit of the model, or None if it states none that can be read."""
    for unit in assigned_units(model):
        if text(unit, "UnitType") == "LENGTHUNIT":
            return scale_to_si(unit)
    return None


def read_unit(unit: Any) -> Unit:
    """One unit, of any class of IfcUnit."""
    if unit.is_a("IfcMonetaryUnit"):
        currency = text(unit, "Currency") or "?"
        return Unit(
            type="MONETARYUNIT", name=currency, prefix=None, symbol=currency, scale_to_si=None
        )
    prefix = text(unit, "Prefix") if unit.is_a("IfcSIUnit") else None
    kind = text(unit, "UnitType") or "?"
    if kind == "USERDEFINED":
        kind = text(unit, "UserDefinedType") or kind
    return Unit(
        type=kind,
        name=_name(unit),
        prefix=prefix,
        symbol=_symbol(unit),
        scale_to_si=scale_to_si(unit),
    )


def scale_to_si(unit: Any, depth: int = 0) -> float | None:
    """How many coherent SI units one of this unit is, or None if that cannot be known."""
    if depth > _DEPTH or unit is None:
        return None
    if unit.is_a("IfcSIUnit"):
        _, power, own = SI_UNITS.get(text(unit, "Name") or "", (None, 1, None))
        _, factor = PREFIXES.get(text(unit, "Prefix") or "", ("", 1.0))
        return None if own is None else own * factor**power
    if unit.is_a("IfcConversionBasedUnitWithOffset"):
        # A factor alone does not convert 68 °F, and files and the standard's own example do not
        # agree on which way the factor and the offset work.
        return None
    if unit.is_a("IfcConversionBasedUnit"):
        measure = reference(unit, "ConversionFactor", "IfcMeasureWithUnit")
        value = finite(unwrapped(get(measure, "ValueComponent")))
        base = scale_to_si(reference(measure, "UnitComponent"), depth + 1)
        return None if value is None or base is None else value * base
    if unit.is_a("IfcDerivedUnit"):
        parts = _elements(unit)
        scale = 1.0
        for part, exponent in parts:
            base = scale_to_si(part, depth + 1)
            if not base:
                return None
            try:
                scale *= base**exponent
            except OverflowError:
                return None
        return finite(scale) if parts else None
    return None


def _elements(unit: Any) -> list[tuple[Any, float]]:
    return [
        (reference(element, "Unit"), number(element, "Exponent") or 0.0)
        for element in references(unit, "Elements", "IfcDerivedUnitElement")
    ]


def _name(unit: Any) -> str:
    if unit.is_a("IfcDerivedUnit"):
        parts = [(_name(part) if part else "?", power) for part, power in _elements(unit)]
        return _fraction(parts) or text(unit, "UserDefinedType") or "?"
    # Only SI units have a prefix: of one that there is not, ifcopenshell loads rules to derive it.
    prefix = text(unit, "Prefix") if unit.is_a("IfcSIUnit") else None
    return (prefix or "") + (text(unit, "Name") or "?")


def _symbol(unit: Any) -> str | None:
    if unit.is_a("IfcDerivedUnit"):
        parts = [(_symbol(part) if part else None, power) for part, power in _elements(unit)]
        known = [(symbol, power) for symbol, power in parts if symbol is not None]
        return _fraction(known) or None if len(known) == len(parts) else None
    name = text(unit, "Name") or ""
    if unit.is_a("IfcSIUnit"):
        symbol = SI_UNITS[name][0] if name in SI_UNITS else None
        return symbol and PREFIXES.get(text(unit, "Prefix") or "", ("", 1.0))[0] + symbol
    if unit.is_a("IfcConversionBasedUnit"):
        return _CONVERSION_SYMBOLS.get(name.upper().replace("_", " "))
    return name or None


def _fraction(parts: list[tuple[str, float]]) -> str:
    """``kg/m³`` from [("kg", 1), ("m", -3)]."""
    powers = str.maketrans("0123456789-.", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻·")

    def factors(sign: int) -> list[str]:
        return [
            name + (f"{abs(power):g}".translate(powers) if abs(power) != 1 else "")
            for name, power in parts
            if power * sign > 0
        ]

    above, below = "·".join(factors(1)), factors(-1)
    if not below:
        return above
    return f"{above or '1'}/" + (below[0] if len(below) == 1 else f"({'·'.join(below)})")
