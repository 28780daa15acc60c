"""A bill of quantities as pages of a book."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ifcworks.ifc.cost.pricing import Bill, totals_by
from ifcworks.ifc.quantities.labels import Labels
from ifcworks.ifc.tables.books import Page


def pages(bill: Bill, labels: Labels, quantity_digits: int, money_digits: int) -> list[Page]:
    """Bill, sums, elements, those without a rate, and those with several."""
    return [
        _bill(bill, {"Quantity": quantity_digits, "Total": money_digits}),
        _sums(bill, labels, money_digits),
        _elements(bill),
        _unmatched(bill),
        _several(bill),
    ]


def _bill(bill: Bill, decimals: dict[str, int]) -> Page:
    headers = (
        *("Position", "Code", "Description", "For", "Measured", "Quantity", "Unit", "Rate"),
        *("Total", "Currency", "Elements", "Missing", "Row"),
    )
    rows: list[tuple[Any, ...]] = []
    for position in bill.positions:
        rate = position.rate
        names = Counter(share.quantity for share in position.shares if share.amount is not None)
        rows.append(
            (
                *(position.number, rate.code, rate.description),
                ", ".join(f"{name}: {text}" for name, text in rate.facets.items()),
                ", ".join(names) or rate.quantity,
                *(position.quantity, rate.unit.symbol, rate.price, position.total, rate.currency),
                *(len(position.shares), position.missing, rate.row),
            )
        )
    return Page("Bill", headers, rows, decimals)


def _sums(bill: Bill, labels: Labels, money_digits: int) -> Page:
    rows: list[tuple[Any, ...]] = [
        ("All", None, total, currency, None) for currency, total in bill.totals.items()
    ]
    for what, key in (
        ("Storey", lambda element: element.storey),
        ("Class", lambda element: element.class_),
        ("Classification", lambda element: labels.classification(element.id)),
    ):
        rows += [
            (what, name, total, currency, count)
            for name, currency, total, count in totals_by(bill, key, money_digits)
        ]
    headers = ("By", "Name", "Total", "Currency", "Elements")
    return Page("Sums", headers, rows, {"Total": money_digits})


def _elements(bill: Bill) -> Page:
    headers = (
        *("Position", "Code", "GlobalId", "Class", "Name", "Type", "Storey"),
        *("Measured", "Quantity", "Unit", "Source", "Why missing"),
    )
    rows = [
        (
            *(position.number, position.rate.code, share.element.global_id, share.element.class_),
            *(share.element.name, share.element.type, share.element.storey, share.quantity),
            None if share.amount is None else float(share.amount),
            position.rate.unit.symbol,
            None if share.source is None else share.source.value,
            share.reason,
        )
        for position in bill.positions
        for share in position.shares
    ]
    return Page("Elements", headers, rows)


def _unmatched(bill: Bill) -> Page:
    headers = ("GlobalId", "Class", "Name", "Type", "Storey")
    rows = [(e.global_id, e.class_, e.name, e.type, e.storey) for e in bill.unmatched]
    return Page("Without a rate", headers, rows)


def _several(bill: Bill) -> Page:
    headers = ("GlobalId", "Class", "Name", "Type", "Storey", "Positions")
    elements = {share.element.id: share.element for p in bill.positions for share in p.shares}
    rows = []
    for number, positions in sorted(bill.several.items()):
        found = elements[number]
        listed = ", ".join(map(str, positions))
        rows.append((found.global_id, found.class_, found.name, found.type, found.storey, listed))
    return Page("With several rates", headers, rows)
