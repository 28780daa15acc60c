"""A bill of quantities from files to files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ifcworks.ifc.cost.bill_pages import pages
from ifcworks.ifc.cost.matching import Matcher
from ifcworks.ifc.cost.pricing import Bill, price
from ifcworks.ifc.cost.rates import Rate, rates_of
from ifcworks.ifc.quantities import run as take_off
from ifcworks.ifc.quantities.request import Rules, Source
from ifcworks.ifc.quantities.sources import Progress
from ifcworks.ifc.tables.books import BookFormat, write_book
from ifcworks.ifc.tables.reading.opening import read_table

_NO_TOLERANCE = float("inf")


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
            made.taken, made.labels, found, matcher.of, prefer, quantity_digits, money_digits
        )
        facts = {"totals": bill.totals, "elements": len(made.taken.elements)}
        progress(0.9, "writing the bill")
        written = write_book(
            "bill", pages(bill, made.labels, money_digits), form, artifact, scratch, facts
        )
        return Priced(
            bill,
            len(made.taken.elements),
            written.artifacts,
            [*_remarks(bill, found), *written.notes],
        )


def _remarks(bill: Bill, rates: list[Rate]) -> list[str]:
    idle = [position.rate for position in bill.positions if not position.shares]
    notes = [
        f"The rate in row {rate.row} is for no element ("
        + ", ".join(f"{name} {text}" for name, text in rate.facets.items())
        + ")."
        for rate in idle
    ]
    if any(not rate.currency for rate in rates):
        notes.append("Some rates name no currency; give 'currency' for those.")
    return notes
