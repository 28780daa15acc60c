"""Units of rates, as people write them in bills of quantities."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ifcworks.ifc.quantities.rules import Kind

# SI units per unit. Foot, yard and pound as agreed in 1959.
_FOOT, _YARD = Decimal("0.3048"), Decimal("0.9144")
_WORDS: dict[str, tuple[Kind, Decimal, str]] = {
    "m": (Kind.LENGTH, Decimal(1), "m lm rm lfm m1 metre meter metres meters"),
    "mm": (Kind.LENGTH, Decimal("0.001"), "mm"),
    "cm": (Kind.LENGTH, Decimal("0.01"), "cm"),
    "km": (Kind.LENGTH, Decimal(1000), "km"),
    "in": (Kind.LENGTH, _FOOT / 12, "in inch inches"),
    "ft": (Kind.LENGTH, _FOOT, "ft lf foot feet"),
    "yd": (Kind.LENGTH, _YARD, "yd yard yards"),
    "m²": (Kind.AREA, Decimal(1), "m2 m² qm sqm m^2"),
    "mm²": (Kind.AREA, Decimal("0.000001"), "mm2 mm² mm^2"),
    "ft²": (Kind.AREA, _FOOT**2, "ft2 ft² sf sqft sft ft^2"),
    "yd²": (Kind.AREA, _YARD**2, "yd2 yd² sy sqyd yd^2"),
    "m³": (Kind.VOLUME, Decimal(1), "m3 m³ cbm cum m^3"),
    "mm³": (Kind.VOLUME, Decimal("1e-9"), "mm3 mm³ mm^3"),
    "l": (Kind.VOLUME, Decimal("0.001"), "l litre liter litres liters"),
    "ft³": (Kind.VOLUME, _FOOT**3, "ft3 ft³ cf cuft cft ft^3"),
    "yd³": (Kind.VOLUME, _YARD**3, "yd3 yd³ cy cuyd yd^3"),
    "kg": (Kind.WEIGHT, Decimal(1), "kg"),
    "g": (Kind.WEIGHT, Decimal("0.001"), "g"),
    "t": (Kind.WEIGHT, Decimal(1000), "t to tonne tonnes"),
    "lb": (Kind.WEIGHT, Decimal("0.45359237"), "lb lbs pound pounds"),
    "pcs": (
        Kind.COUNT,
        Decimal(1),
        "pcs pc piece pieces stk st stück ea each nr no no. item u unit",
    ),
}


@dataclass(frozen=True)
class RateUnit:
    """What a rate is for one of.

    Attributes:
        symbol: as it stands in a bill.
        scale: SI units per unit.
    """

    symbol: str
    kind: Kind
    scale: Decimal

    def of(self, si: float) -> Decimal:
        """A number of SI units in this unit, unrounded."""
        return Decimal(repr(si)) / self.scale


_UNITS = {
    word: RateUnit(symbol, kind, scale)
    for symbol, (kind, scale, words) in _WORDS.items()
    for word in words.split()
}
KNOWN = tuple(_WORDS)
"""The symbols of all units."""


def rate_unit(text: str) -> RateUnit | None:
    """The unit that a text means; None if it is none that is known."""
    return _UNITS.get(text.strip().lower().replace(" ", ""))
