"""What a cell says, as a value of the kind that is wanted, and as the text of a STEP file."""

from __future__ import annotations

import datetime
import math
import re
from typing import Any

from ifcworks.ifc import encoding
from ifcworks.ifc.tables.importing.kinds import Kind, Sort
from ifcworks.ifc.tables.importing.problems import CellRefused, Reason
from ifcworks.ifc.tables.reading.sheet import EMPTY_TEXT, ErrorCell, Sheet
from ifcworks.ifc.tables.writing.request import Wording

_TRUE = frozenset({"true", "t", "yes", "y", "1", ".t."})
_FALSE = frozenset({"false", "f", "no", "n", "0", ".f."})
_UNKNOWN = frozenset({"unknown", "u", ".u."})
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_COMMA = re.compile(r"[+-]?\d+,\d+")
_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
_ERROR = re.compile(r"#(?:REF!|VALUE!|DIV/0!|NAME\?|N/A|NUM!|NULL!|SPILL!|CALC!)|Err:\d{3}")
"""What programs for sheets write for a formula without a value."""
_EXACT = 1 << 53
UNKNOWN = "UNKNOWN"


class Cells:
    """Reads the cells of a table.

    Args:
        sheet: the table.
        words: how it writes what is no text or number; of no meaning where cells are typed.
    """

    def __init__(self, sheet: Sheet, words: Wording) -> None:
        self._typed = sheet.typed
        self._decimal_comma = sheet.decimal_comma
        self._words = words

    def is_null(self, cell: Any) -> bool:
        """Whether a cell says that there is no value."""
        return cell is None or (not self._typed and cell == self._words.null)

    def value(self, cell: Any, kind: Kind) -> Any:
        """The value of a cell: None, text, a number, a boolean or ``UNKNOWN``.

        Raises:
            CellRefused: it is no value of that kind.
        """
        if isinstance(cell, str) and not self._typed and _ERROR.fullmatch(cell):
            cell = ErrorCell(cell)
        if isinstance(cell, ErrorCell):
            raise CellRefused(
                Reason.ERROR_CELL, f"The formula of the cell has no value ({cell.text})."
            )
        if self.is_null(cell):
            return None
        if cell is EMPTY_TEXT or (not self._typed and cell == self._words.empty):
            return "" if kind.sort is Sort.TEXT else None
        value = self._read(cell, kind)
        _check_range(value, kind)
        return value

    def inferred(self, cell: Any) -> str:
        """The defined type that fits a cell, where nothing else says which it should be."""
        if isinstance(cell, str) and not self._typed:
            if cell in (self._words.bool_true, self._words.bool_false):
                return "IfcBoolean"
            if _PLAIN_NUMBER.fullmatch(cell):
                return "IfcReal" if "." in cell else "IfcInteger"
        if isinstance(cell, bool):
            return "IfcBoolean"
        if isinstance(cell, int):
            return "IfcInteger"
        if isinstance(cell, float):
            return "IfcInteger" if cell.is_integer() and abs(cell) < _EXACT else "IfcReal"
        return "IfcLabel"

    def _read(self, cell: Any, kind: Kind) -> Any:
        match kind.sort:
            case Sort.TEXT:
                return as_text(cell)
            case Sort.REAL:
                return self._number(cell, kind)
            case Sort.INTEGER:
                number = self._number(cell, kind)
                if isinstance(number, float) and not number.is_integer():
                    raise _refused(cell, kind)
                return int(number)
            case Sort.BOOLEAN | Sort.LOGICAL:
                return self._truth(cell, kind)
        text = as_text(cell).strip().strip(".").upper()
        if text not in kind.items:
            raise CellRefused(
                Reason.NOT_ALLOWED,
                f"'{as_text(cell)}' is no {kind.name}; that is one of {_listed(kind.items)}.",
            )
        return text

    def _number(self, cell: Any, kind: Kind) -> float | int:
        number = cell
        if isinstance(cell, str):
            text = cell.strip()
            if self._decimal_comma and _COMMA.fullmatch(text):
                text = text.replace(",", ".")
            if not _NUMBER.fullmatch(text):
                raise _refused(cell, kind)
            try:
                number = int(text)
            except ValueError:
                number = float(text)
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            raise _refused(cell, kind)
        try:
            finite = math.isfinite(number)
        except OverflowError:
            finite = False
        if not finite:
            raise _refused(cell, kind)
        return number

    def _truth(self, cell: Any, kind: Kind) -> Any:
        if isinstance(cell, bool):
            return cell
        if isinstance(cell, (int, float)) and cell in (0, 1):
            return bool(cell)
        if isinstance(cell, str):
            if not self._typed and cell == self._words.bool_true:
                return True
            if not self._typed and cell == self._words.bool_false:
                return False
            word = cell.strip().lower()
            if word in _TRUE or word in _FALSE:
                return word in _TRUE
            if kind.sort is Sort.LOGICAL and word in _UNKNOWN:
                return UNKNOWN
        raise _refused(cell, kind)


def as_text(cell: Any) -> str:
    """A cell as the text that one sees in it: the number 12.0 is ``12``."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT:
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        return cell.isoformat()
    if isinstance(cell, (datetime.date, datetime.time)):
        return cell.isoformat()
    return str(cell)


def step_text(value: Any, kind: Kind) -> str:
    """A value as it stands in a STEP file, without its type; ``$`` for none."""
    if value is None:
        return "$"
    match kind.sort:
        case Sort.TEXT:
            return encoding.string(value)
        case Sort.REAL:
            return encoding.real(value)
        case Sort.INTEGER:
            return str(value)
        case Sort.BOOLEAN | Sort.LOGICAL:
            return encoding.logical(None if value == UNKNOWN else value)
    return f".{value}."


def typed_text(value: Any, kind: Kind) -> str:
    """The same with its type, as a property has it: ``IFCLABEL('x')``."""
    return "$" if value is None else f"{kind.name.upper()}({step_text(value, kind)})"


def _check_range(value: Any, kind: Kind) -> None:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return
    if kind.name.startswith("IfcPositive") and value <= 0:
        what = "greater than 0"
    elif kind.name.startswith("IfcNonNegative") and value < 0:
        what = "0 or greater"
    elif kind.name == "IfcNormalisedRatioMeasure" and not 0 <= value <= 1:
        what = "between 0 and 1"
    else:
        return
    raise CellRefused(Reason.OUT_OF_RANGE, f"{value} is no {kind.name}; that is {what}.")


def _refused(cell: Any, kind: Kind) -> CellRefused:
    wanted = f"{kind.sort} ({kind.name})" if kind.name else str(kind.sort)
    shown = as_text(cell)
    return CellRefused(Reason.WRONG_TYPE, f"'{shown[:100]}' is not {wanted}.")


def _listed(items: tuple[str, ...]) -> str:
    return ", ".join(items[:30]) + (" and others" if len(items) > 30 else "")
