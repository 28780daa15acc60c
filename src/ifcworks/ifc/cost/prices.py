"""Prices as people write them: ``1 890,55``, ``1,890.55``, ``1'890.55``."""

from __future__ import annotations

import math
import re
from decimal import Decimal, InvalidOperation
from typing import Any

_BLANKS = re.compile(r"(?<=\d)[\s\u00a0\u202f'\u2019](?=\d)")
"""Between digits these set thousands apart, whatever the language."""
_THOUSANDS = {mark: re.compile(rf"[+-]?[1-9]\d{{0,2}}(?:\{mark}\d{{3}})+") for mark in ",."}
_DIGITS = 15
"""Before the point; more is no price."""


class NoPrice(Exception):
    """A cell is no price; says why, as a clause."""


def price_in(cell: Any, decimal_comma: bool) -> Decimal:
    """The price that a cell says, with the digits that it has there.

    Args:
        cell: a number or a text.
        decimal_comma: a comma may stand for the point in this table.

    Raises:
        NoPrice: it says none, or may mean two.
    """
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and math.isfinite(cell):
        number = Decimal(repr(cell))
    elif isinstance(cell, str) and cell.strip():
        number = _in_text(_BLANKS.sub("", cell.strip()), cell, decimal_comma)
    else:
        raise NoPrice("nothing is there" if cell in (None, "") else f"'{cell}' is no number")
    if number.adjusted() >= _DIGITS:
        raise NoPrice(f"'{cell}' is more than anything costs")
    return number


def _in_text(text: str, cell: str, decimal_comma: bool) -> Decimal:
    point, comma = text.rfind("."), text.rfind(",")
    if point >= 0 and comma >= 0:
        mark, group = (".", ",") if point > comma else (",", ".")
        whole, _, rest = text.rpartition(mark)
        # What sets thousands apart has three digits behind it each time, and stands before.
        text = f"{whole.replace(group, '')}.{rest}" if _THOUSANDS[group].fullmatch(whole) else cell
    elif comma >= 0:
        text = _with_one_mark(text, cell, ",", is_point=decimal_comma)
    elif point >= 0:
        text = _with_one_mark(text, cell, ".", is_point=not decimal_comma)
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite():
        raise NoPrice(
            f"'{cell}' is no number; a currency has a column of its own"
            if re.search(r"\d", cell)
            else f"'{cell}' is no number"
        )
    return number


def _with_one_mark(text: str, cell: str, mark: str, is_point: bool) -> str:
    """A number that has only points or only commas, with a point."""
    if text.count(mark) > 1 and _THOUSANDS[mark].fullmatch(text):
        return text.replace(mark, "")
    if not is_point and _THOUSANDS[mark].fullmatch(text):
        whole, part = text.replace(mark, ""), text.replace(mark, "." if mark == "," else ",")
        raise NoPrice(f"'{cell}' can be read in two ways; write {whole}, or {part}0")
    return text.replace(mark, ".")
