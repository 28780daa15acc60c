"""A bill of quantities from files to files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from ifcworks.errors import ParametersInvalid
from ifcworks.ifc.cost.bill_pages import pages
from ifcworks.ifc.cost.matching import Matcher
from ifcworks.ifc.cost.pricing import Bill, price
from ifcworks.ifc.cost.rates import Rate, rates_of
from ifcworks.ifc.quantities import run as take_off
from ifcworks.ifc.quantities.request import Rules, Source
from ifcworks.ifc.quantities.rules import Kind
from ifcworks.ifc.quantities.sources import Progress
from ifcworks.ifc.quantities.values import TakeOff
from ifcworks.ifc.tables.books import BookFormat, write_book
from ifcworks.ifc.tables.reading.opening import read_table

_NO_TOLERANCE = float("inf")
_MOST_NOTES = 50


@dataclass(frozen=True)
class Priced:
    """A bill, how many elements it is about, the files made, and what there is to say."""

    bill: Bill
    elements: int
    artifacts: list[str]
    notes: list[str]


def run(
    model: Path,
    index: Path,
    geometry: Path,
    rates: Path,
    sheet: str | None,
    currency: str | None,
    scratch: Path,
    processes: int,
    selector: str,
    rules: Rules,
    prefer: Source,
    quantity_digits: int,
    money_digits: int,
    form: BookFormat,
    artifact: Callable[[str], Path],
    progress: Progress = lambda fraction, message: None,
) -> Priced:
    """Price the elements that a selector matches.

    Raises:
        FileRefused: model or table cannot be read.
        ParametersInvalid: a selector is malformed, or the table of rates has errors.
        NothingToDo: no element is to be priced.
    """
    progress(0, "reading the rates")
    found = rates_of(read_table(rates, sheet), currency)
    with take_off.run(
        model,
        index,
        geometry,
        scratch,
        processes,
        selector,
        _NO_TOLERANCE,
        rules=rules,
        progress=lambda done, message: progress(0.8 * done, message),
    ) as made:
        progress(0.8, f"pricing {len(made.taken.elements):,} elements")
        matcher = Matcher(made.index, made.taken.elements, lambda text: made.elements(text)[0])
        bill = price(
            made.taken,
            made.labels,
            found,
            lambda rate: _elements_of(matcher, rate),
            prefer,
            quantity_digits,
            money_digits,
        )
        facts = {"totals": bill.totals, "elements": len(made.taken.elements)}
        progress(0.9, "writing the bill")
        written = write_book(
            "bill",
            pages(bill, made.labels, quantity_digits, money_digits),
            form,
            artifact,
            scratch,
            facts,
        )
        return Priced(
            bill,
            len(made.taken.elements),
            written.artifacts,
            [*_remarks(bill, made.taken), *written.notes],
        )


def _elements_of(matcher: Matcher, rate: Rate) -> list[int]:
    try:
        return matcher.of(rate)
    except ParametersInvalid as error:
        where = f"row {rate.row}, selector"
        problem = {"where": where, "what": str(error), "got": rate.facets.get("selector")}
        raise ParametersInvalid(
            f"The table of rates has errors: {where}: {error}", errors=[problem]
        ) from error


def _remarks(bill: Bill, taken: TakeOff) -> list[str]:
    rates = [position.rate for position in bill.positions]
    notes = [
        f"The rate in row {position.rate.row} is for no element ("
        + ", ".join(f"{name} {text}" for name, text in position.rate.facets.items())
        + ")."
        for position in bill.positions
        if not position.shares
    ]
    names = {value.name.lower(): value.name for value in taken.values}
    for rate in rates:
        if rate.quantity is not None and rate.quantity.lower() not in names:
            near = get_close_matches(rate.quantity.lower(), names, 1)
            meant = f" Is {names[near[0]]} meant?" if near else ""
            notes.append(f"No element has the {rate.quantity} that row {rate.row} is for.{meant}")
    notes += _paid_twice(bill, taken)
    if len(notes) > _MOST_NOTES:
        more = len(notes) - _MOST_NOTES
        notes = [*notes[:_MOST_NOTES], f"The same is so of {more:,} more rates."]
    if any(not rate.currency for rate in rates):
        notes.append("Some rates name no currency; give 'currency' for those.")
    return notes


def _paid_twice(bill: Bill, taken: TakeOff) -> list[str]:
    """What is said of positions that are for a whole and for the parts that it is measured on."""
    notes = []
    for position in bill.positions:
        paid = {share.element.id for share in position.shares if share.amount is not None}
        wholes = [n for n in paid & taken.parts.keys() if paid.intersection(taken.parts[n])]
        if wholes and position.rate.unit.kind is not Kind.COUNT:
            first = taken.elements[min(wholes)]
            notes.append(
                f"The rate in row {position.rate.row} is for {len(wholes):,} wholes and for their "
                f"parts, so both are paid: {first.class_} {first.name or first.global_id}."
            )
    return notes
