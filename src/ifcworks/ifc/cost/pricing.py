"""From rates and quantities to the positions of a bill.

All amounts are decimals. The quantity of a position is the sum of those of its elements, rounded
half up to the digits asked for; its amount is that quantity times the rate, rounded half up to
the digits of money; a sum of the bill is the sum of these amounts. What a storey or a code comes
to is worked out from unrounded quantities and rounded once, so these sums can differ from the
bill by a few of the smallest coins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, localcontext

from ifcworks.ifc.cost.matching import fits
from ifcworks.ifc.cost.rates import Rate
from ifcworks.ifc.quantities.labels import NO_MATERIAL, Labels
from ifcworks.ifc.quantities.request import Source
from ifcworks.ifc.quantities.rules import Kind
from ifcworks.ifc.quantities.values import Element, TakeOff, Value

_USUAL: Mapping[Kind, tuple[str, ...]] = {
    Kind.LENGTH: ("Length", "Perimeter", "GrossPerimeter", "Height"),
    Kind.AREA: (
        *("NetSideArea", "NetArea", "NetFloorArea", "Area", "NetSurfaceArea"),
        *("GrossSideArea", "GrossArea", "GrossFloorArea", "OuterSurfaceArea"),
    ),
    Kind.VOLUME: ("NetVolume", "Volume", "GrossVolume"),
    Kind.WEIGHT: ("NetWeight", "Weight", "GrossWeight"),
}
"""What is paid for where a rate only names a unit: the first of these that an element has."""
_SHARED = (Kind.VOLUME, Kind.WEIGHT)
COUNT = "Count"
_PRECISION = 60


@dataclass(frozen=True)
class Share:
    """What an element has of a position.

    Attributes:
        quantity: the name of what is paid for.
        amount: in the unit of the rate, unrounded; None if it is not known.
        source: where it is from; None for counts and unknown ones.
        reason: why it is not known, as a clause.
    """

    element: Element
    quantity: str
    amount: Decimal | None
    source: Source | None
    reason: str | None = None


@dataclass(frozen=True)
class Position:
    """A line of the bill.

    Attributes:
        quantity: rounded; of all shares that are known.
        total: rounded.
    """

    number: int
    rate: Rate
    shares: Sequence[Share]
    quantity: Decimal
    total: Decimal

    @property
    def missing(self) -> int:
        """Elements whose quantity is not known, which the position lacks."""
        return sum(share.amount is None for share in self.shares)


@dataclass
class Bill:
    """A priced bill of quantities.

    Attributes:
        unmatched: elements that no rate is for.
        several: the numbers of the positions of elements that more than one rate is for.
    """

    positions: list[Position]
    unmatched: list[Element]
    several: dict[int, list[int]]
    totals: dict[str, Decimal] = field(default_factory=dict)


def price(
    taken: TakeOff,
    labels: Labels,
    rates: Sequence[Rate],
    matched: Callable[[Rate], Sequence[int]],
    prefer: Source,
    quantity_digits: int,
    money_digits: int,
) -> Bill:
    """Price elements.

    Args:
        taken: their quantities.
        labels: their materials.
        rates: the rates; each becomes a position, also if no element is found for it.
        matched: step ids of the elements of a rate.
        prefer: which value counts where there are both.
        quantity_digits: of quantities, behind the point.
        money_digits: of amounts.
    """
    of_element: dict[int, list[Value]] = defaultdict(list)
    for value in taken.values:
        of_element[value.element.id].append(value)
    positions, by_element = [], defaultdict[int, list[int]](list)
    with localcontext() as context:
        context.prec = _PRECISION
        for number, rate in enumerate(rates, 1):
            shares = []
            for element in matched(rate):
                by_element[element].append(number)
                found = taken.elements[element]
                shares.append(_share(found, of_element[element], rate, labels, prefer))
            known = (share.amount for share in shares if share.amount is not None)
            quantity = _rounded(sum(known, Decimal(0)), quantity_digits)
            total = _rounded(quantity * rate.price, money_digits)
            positions.append(Position(number, rate, shares, quantity, total))
        totals: dict[str, Decimal] = defaultdict(Decimal)
        for position in positions:
            totals[position.rate.currency] += position.total
    return Bill(
        positions=positions,
        unmatched=[e for number, e in taken.elements.items() if number not in by_element],
        several={number: found for number, found in by_element.items() if len(found) > 1},
        totals=dict(totals),
    )


def totals_by(
    bill: Bill, key: Callable[[Element], str | None], money_digits: int
) -> list[tuple[str | None, str, Decimal, int]]:
    """What elements with the same key come to: key, currency, amount and number of elements."""
    amounts: dict[tuple[str | None, str], Decimal] = defaultdict(Decimal)
    elements: dict[tuple[str | None, str], set[int]] = defaultdict(set)
    with localcontext() as context:
        context.prec = _PRECISION
        for position in bill.positions:
            for share in position.shares:
                if share.amount is not None:
                    found = (key(share.element), position.rate.currency)
                    amounts[found] += share.amount * position.rate.price
                    elements[found].add(share.element.id)
        ordered = sorted(amounts, key=lambda found: (found[0] is None, found[0] or "", found[1]))
        return [
            (*found, _rounded(amounts[found], money_digits), len(elements[found]))
            for found in ordered
        ]


def _share(
    element: Element, values: Sequence[Value], rate: Rate, labels: Labels, prefer: Source
) -> Share:
    if rate.unit.kind is Kind.COUNT and rate.quantity is None:
        return Share(element, COUNT, Decimal(1) / rate.unit.scale, None)
    candidates = [value for value in values if value.kind is rate.unit.kind]
    names = _USUAL.get(rate.unit.kind, ()) if rate.quantity is None else (rate.quantity,)
    reasons = []
    for name in names:
        for value in candidates:
            if value.name.lower() != name.lower():
                continue
            number, source = value.chosen(prefer)
            if number is None:
                reasons.append(value.reason)
                continue
            part = _part(element, rate, labels)
            if part is None:
                why = "its materials have no known shares"
                return Share(element, value.name, None, None, why)
            return Share(element, value.name, rate.unit.of(number) * part, source)
    wanted = rate.quantity or f"{rate.unit.kind} in {rate.unit.symbol}"
    reason = next((text for text in reasons if text), None) or f"it has no {wanted}"
    return Share(element, rate.quantity or "", None, None, reason)


def _part(element: Element, rate: Rate, labels: Labels) -> Decimal | None:
    """How much of an element a rate for a material is for; None if that is not known."""
    pattern = rate.facets.get("material")
    if pattern is None or rate.unit.kind not in _SHARED:
        return Decimal(1)
    shares = labels.materials.get(element.id, NO_MATERIAL)
    part = Decimal(0)
    for name, share in shares.items():
        if fits(name.lower(), pattern):
            if share is None:
                return None
            part += Decimal(repr(share))
    return part


def _rounded(number: Decimal, digits: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
