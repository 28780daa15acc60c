"""A table of rates: which elements a rate is for, what of them is paid for, and how much."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from ifcworks.errors import ParametersInvalid
from ifcworks.ifc.cost.units import KNOWN, RateUnit, rate_unit
from ifcworks.ifc.quantities.rules import Kind
from ifcworks.ifc.tables.importing.values import as_text
from ifcworks.ifc.tables.reading.sheet import Row, Sheet

FACETS = ("selector", "class", "type", "material", "classification")
"""What a rate can say of the elements that it is for; all that it says has to be so."""
_OTHERS = ("code", "description", "quantity", "unit", "rate", "currency")
_LISTED = 20
_SPELLED = {
    "position": "code",
    "item": "code",
    "id": "code",
    "identification": "code",
    "name": "description",
    "price": "rate",
    "unit rate": "rate",
    "unit price": "rate",
    "ifcclass": "class",
    "ifc class": "class",
}


@dataclass(frozen=True)
class Rate:
    """A row of the table.

    Attributes:
        row: as a spreadsheet counts.
        facets: what the elements have to be, by name of the column.
        quantity: the quantity that is paid for; None for the usual one of the unit.
        price: for one unit.
        currency: as written; empty where nothing says so.
    """

    row: int
    code: str
    description: str
    facets: Mapping[str, str]
    quantity: str | None
    unit: RateUnit
    price: Decimal
    currency: str


def rates_of(sheet: Sheet, currency: str | None) -> list[Rate]:
    """The rates in a table.

    Args:
        sheet: with the columns code, description, selector, class, type, material,
            classification, quantity, unit, rate and currency, in any order. It needs unit, rate
            and one that says which elements.
        currency: of rows that do not say.

    Raises:
        ParametersInvalid: a column is missing, or rows are wrong; names all of them.
    """
    columns: dict[str, int] = {}
    for place, header in enumerate(sheet.headers):
        word = " ".join(as_text(header or "").lower().replace("_", " ").split())
        columns.setdefault(_SPELLED.get(word, word), place)
    _check_columns(columns)
    rates, problems = [], list[dict[str, Any]]()
    for row in sheet.rows:
        texts = {
            name: _text(row.cells[place]) if place < len(row.cells) else ""
            for name, place in columns.items()
            if name in (*FACETS, *_OTHERS)
        }
        if not any(texts.values()):
            continue
        wrong: list[tuple[str, str, str]] = []
        rate = _rate(row, texts, columns, sheet.decimal_comma, currency, wrong)
        problems += [
            {"where": f"row {row.number}, {name}", "what": what, "got": got}
            for name, what, got in wrong
        ]
        if rate is not None:
            rates.append(rate)
    if problems:
        first = problems[0]
        more = f", and {len(problems) - 1:,} more" if len(problems) > 1 else ""
        raise ParametersInvalid(
            f"The table of rates has errors: {first['where']}: {first['what']}{more}.",
            errors=problems[:_LISTED],
        )
    if not rates:
        raise _refused("it has no rows", "rates")
    return rates


def _check_columns(columns: Mapping[str, int]) -> None:
    for name in ("unit", "rate"):
        if name not in columns:
            raise _refused(f"it has no column '{name}'", "rates")
    if not any(name in columns for name in FACETS):
        names = ", ".join(FACETS)
        raise _refused(f"no column says which elements a rate is for; use one of {names}", "rates")


def _rate(
    row: Row,
    texts: Mapping[str, str],
    columns: Mapping[str, int],
    decimal_comma: bool,
    currency: str | None,
    wrong: list[tuple[str, str, str]],
) -> Rate | None:
    facets = {name: texts[name] for name in FACETS if texts.get(name)}
    if not facets:
        wrong.append(("selector", "nothing says which elements it is for", ""))
    unit = rate_unit(texts["unit"])
    if unit is None:
        what = f"'{texts['unit']}' is no unit; write one of {', '.join(KNOWN)}"
        wrong.append(("unit", what, texts["unit"]))
    price = _decimal(row.cells[columns["rate"]], decimal_comma)
    if price is None:
        wrong.append(("rate", f"'{texts['rate']}' is no number", texts["rate"]))
    quantity = texts.get("quantity") or None
    if quantity is not None and quantity.lower() == "count":
        quantity = None
        if unit is not None and unit.kind is not Kind.COUNT:
            wrong.append(("quantity", f"a count has no {unit.symbol}", texts["quantity"]))
    if wrong or unit is None or price is None:
        return None
    return Rate(
        row=row.number,
        code=texts.get("code", ""),
        description=texts.get("description", ""),
        facets=facets,
        quantity=quantity,
        unit=unit,
        price=price,
        currency=(texts.get("currency") or currency or "").strip(),
    )


def _text(cell: Any) -> str:
    return as_text(cell).strip() if isinstance(cell, (str, int, float)) else ""


def _decimal(cell: Any, decimal_comma: bool) -> Decimal | None:
    """The number of a cell, with the digits that it has there."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, (int, float)):
        return Decimal(repr(cell)) if math.isfinite(cell) else None
    if not isinstance(cell, str):
        return None
    text = cell.strip().replace("\u00a0", "").replace(" ", "")
    if decimal_comma and "," in text and "." not in text:
        text = text.replace(",", ".")
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _refused(what: str, where: str) -> ParametersInvalid:
    sentence = f"The table of rates cannot be used: {what}."
    return ParametersInvalid(sentence, errors=[{"where": where, "what": what, "got": None}])


def currencies_of(rates: Sequence[Rate]) -> list[str]:
    """The currencies of rates, in the order of the table."""
    return list(dict.fromkeys(rate.currency for rate in rates))
