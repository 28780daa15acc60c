"""Tables of rates as people write them, and what is wrong in them said by row."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifcworks.errors import ParametersInvalid
from ifcworks.ifc.cost.prices import NoPrice, price_in
from ifcworks.ifc.cost.rates import Rate, rates_of
from ifcworks.ifc.tables.reading.opening import read_table


def _rates(folder: Path, text: str) -> list[Rate]:
    path = folder / "rates.csv"
    path.write_text(text, encoding="utf-8")
    return rates_of(read_table(path, None), None)


@pytest.mark.parametrize(
    ("cell", "decimal_comma", "price"),
    [
        (12.5, False, "12.5"),
        ("1.234,56", True, "1234.56"),
        ("1.234,56", False, "1234.56"),
        ("1,234.56", False, "1234.56"),
        ("1'234.56", False, "1234.56"),
        ("1 234 567,8", True, "1234567.8"),
        ("1.234.567", True, "1234567"),
        ("12,5", False, "12.5"),
        ("0,125", True, "0.125"),
        ("0.125", True, "0.125"),
        ("1,234", True, "1.234"),
        ("1.234", False, "1.234"),
        ("-5", False, "-5"),
    ],
)
def test_prices(cell: str | float, decimal_comma: bool, price: str) -> None:
    assert price_in(cell, decimal_comma) == Decimal(price)


@pytest.mark.parametrize(
    ("cell", "decimal_comma", "why"),
    [
        ("1.234", True, "two ways"),
        ("1,234", False, "two ways"),
        ("€ 12.50", False, "column of its own"),
        ("1,23.4", False, "no number"),
        ("1E999999999", False, "more than anything costs"),
        (1e300, False, "more than anything costs"),
        ("NaN", False, "no number"),
        (float("inf"), False, "no number"),
        (True, False, "no number"),
        (None, False, "nothing is there"),
        (" ", False, "no number"),
    ],
)
def test_what_is_no_price(cell: object, decimal_comma: bool, why: str) -> None:
    with pytest.raises(NoPrice, match=why):
        price_in(cell, decimal_comma)


@given(
    number=st.decimals(-(10**9), 10**9, places=2), marks=st.sampled_from([",.", ".,", " .", "',"])
)
def test_prices_with_thousands_set_apart(number: Decimal, marks: str) -> None:
    group, point = marks
    text = f"{number:,.2f}".translate(str.maketrans(",.", group + point))
    assert price_in(text, point == ",") == number


@pytest.mark.parametrize(
    ("row", "where", "what"),
    [
        ("IfcWall,NetVolume,m2,1", "row 2, unit", "NetVolume measures volume, and m² does not"),
        ("IfcWall,Count,m,1", "row 2, unit", "Count measures count, and m does not"),
        ("IfcWall,,,1", "row 2, unit", "no unit is there"),
        ("IfcWall,,m3", "row 2, rate", "nothing is there"),
    ],
)
def test_errors_of_rows(tmp_path: Path, row: str, where: str, what: str) -> None:
    with pytest.raises(ParametersInvalid) as refused:
        _rates(tmp_path, f"class,quantity,unit,rate\n{row}\n")
    [error] = refused.value.context["errors"]
    assert error["where"] == where
    assert error["what"].startswith(what)


@pytest.mark.parametrize(
    ("headers", "what"),
    [
        ("class,unit,rate,rate", "'rate' and 'rate' are both its column 'rate'"),
        ("class,unit,price,unit price", "'price' and 'unit price'"),
        ("Class,Units,rate", "no column 'unit', only 'Class', 'Units', 'rate'"),
    ],
)
def test_columns_that_are_not_clear(tmp_path: Path, headers: str, what: str) -> None:
    with pytest.raises(ParametersInvalid, match=what):
        _rates(tmp_path, f"{headers}\nIfcWall,m,1,2\n")


def test_columns_by_other_names(tmp_path: Path) -> None:
    [rate] = _rates(
        tmp_path,
        "Pos;Bezeichnung;Klasse;Einheit;Einheitspreis;Währung\n1;Wand;IfcWall;m³;9,5;EUR\n",
    )
    assert (rate.code, rate.description, rate.facets) == ("1", "Wand", {"class": "IfcWall"})
    assert (rate.unit.symbol, rate.price, rate.currency) == ("m³", Decimal("9.5"), "EUR")


def test_a_name_of_its_own_counts_before_others(tmp_path: Path) -> None:
    [rate] = _rates(tmp_path, "class,unit,price,rate,name,description\nIfcWall,m,1,2,n,d\n")
    assert (rate.price, rate.description) == (2, "d")


def test_a_count_needs_no_unit(tmp_path: Path) -> None:
    [rate] = _rates(tmp_path, "class,quantity,unit,rate\nIfcWall,Count,,1\n")
    assert (rate.unit.symbol, rate.quantity) == ("pcs", None)
