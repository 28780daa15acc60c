"""A table of rates: which elements a rate is for, what of them is paid for, and how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ifcworks.errors import ParametersInvalid
from ifcworks.ifc.cost.prices import NoPrice, price_in
from ifcworks.ifc.cost.units import KNOWN, RateUnit, rate_unit
from ifcworks.ifc.quantities.rules import kinds_of
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
    "pos": "code",
    "pos.": "code",
    "bezeichnung": "description",
    "kurztext": "description",
    "einheit": "unit",
    "einheitspreis": "rate",
    "ep": "rate",
    "preis": "rate",
    "währung": "currency",
    "klasse": "class",
    "typ": "type",
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
    columns = _columns(sheet.headers)
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


def _columns(headers: Sequence[str]) -> dict[str, int]:
    """Where each column stands; the first of several is that which has the name itself."""
    found: dict[str, list[int]] = {}
    exact: dict[str, list[int]] = {}
    for place, header in enumerate(headers):
        word = " ".join(as_text(header or "").lower().replace("_", " ").split())
        found.setdefault(_SPELLED.get(word, word), []).append(place)
        exact.setdefault(word, []).append(place)
    for name in (*FACETS, "quantity", "unit", "rate", "currency"):
        if len(places := exact.get(name) or found.get(name, [])) > 1:
            listed = " and ".join(f"'{headers[place]}'" for place in places)
            raise _refused(f"{listed} are both its column '{name}'; leave one of them", name)
    columns = {name: exact.get(name, places)[0] for name, places in found.items()}
    for name in ("unit", "rate"):
        if name not in columns:
            listed = ", ".join(f"'{header}'" for header in headers if header)
            raise _refused(f"it has no column '{name}', only {listed or 'empty headers'}", name)
    _check_facets(columns)
    return columns


def _check_facets(columns: Mapping[str, int]) -> None:
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
    quantity = texts.get("quantity") or None
    counted = quantity is not None and quantity.lower() == "count"
    unit = rate_unit(texts["unit"] or ("pcs" if counted else ""))
    if unit is None:
        said = f"'{texts['unit']}' is no unit" if texts["unit"] else "no unit is there"
        wrong.append(("unit", f"{said}; write one of {', '.join(KNOWN)}", texts["unit"]))
    price = None
    try:
        place = columns["rate"]
        price = price_in(row.cells[place] if place < len(row.cells) else None, decimal_comma)
    except NoPrice as error:
        wrong.append(("rate", str(error), texts["rate"]))
    if unit is not None and (why := _not_in(unit, quantity)):
        wrong.append(("unit", why, texts["unit"]))
    quantity = None if counted else quantity
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


def _not_in(unit: RateUnit, quantity: str | None) -> str | None:
    """Why a quantity has not that unit, as a clause; None if it may have."""
    kinds = kinds_of(quantity or "")
    if not kinds or unit.kind in kinds:
        return None
    return f"{quantity} measures {' or '.join(sorted(kinds))}, and {unit.symbol} does not"


def _text(cell: Any) -> str:
    return as_text(cell).strip() if isinstance(cell, (str, int, float)) else ""


def _refused(what: str, where: str) -> ParametersInvalid:
    sentence = f"The table of rates cannot be used: {what}."
    return ParametersInvalid(sentence, errors=[{"where": where, "what": what, "got": None}])


def currencies_of(rates: Sequence[Rate]) -> list[str]:
    """The currencies of rates, in the order of the table."""
    return list(dict.fromkeys(rate.currency for rate in rates))
