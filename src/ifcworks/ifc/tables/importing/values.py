"""What a cell says, as a value of the kind that is wanted, and as the text of a STEP file."""

from __future__ import annotations

import datetime
import math
import re
from typing import Any

from ifcopenshell import entity_instance

from ifcworks.ifc import encoding
from ifcworks.ifc.tables.importing.kinds import Kind, Sort
from ifcworks.ifc.tables.importing.problems import CellRefused, Reason
from ifcworks.ifc.tables.reading.sheet import EMPTY_TEXT, ErrorCell, Sheet
from ifcworks.ifc.tables.writing.request import Wording

_TRUE = frozenset(
    {"true", "t", "yes", "y", "1", ".t.", "wahr", "ja", "vrai", "oui", "verdadero", "vero", "waar"}
)
_FALSE = frozenset(
    {"false", "f", "no", "n", "0", ".f.", "falsch", "nein", "faux", "non", "falso", "onwaar"}
)
"""English words, and those that Excel itself writes in other languages."""
_UNKNOWN = frozenset({"unknown", "u", ".u."})
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_COMMA = re.compile(r"[+-]?\d*,\d+(?:[eE][+-]?\d+)?")
_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
_ERROR = re.compile(r"#(?:REF!|VALUE!|DIV/0!|NAME\?|N/A|NUM!|NULL!|SPILL!|CALC!)|Err:\d{3}")
"""What programs for sheets write for a formula without a value."""
_NO_NUMBER = frozenset({"nan", "NaN"})
"""What programs write into text and sheets for a number that is none; never what somebody calls
an element. Parquet and JSON have a value for it, so that this word is a word there."""
_NEVER_EMPTY = frozenset({"IfcDate", "IfcDateTime", "IfcTime", "IfcDuration"})
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

    def _is_null(self, cell: Any) -> bool:
        """Whether a cell says that there is no value: null, or the word for it."""
        if self._typed:
            return cell is None
        return bool(("" if cell is None else cell) == self._words.null)

    def is_empty(self, cell: Any) -> bool:
        """Whether a cell says nothing: an empty text, where the value is a text."""
        return cell is None or cell is EMPTY_TEXT or (not self._typed and cell == self._words.empty)

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
        if self._is_null(cell):
            return None
        if self.is_empty(cell):
            return "" if kind.sort is Sort.TEXT and kind.name not in _NEVER_EMPTY else None
        value = self._read(cell, kind)
        _check_range(value, kind)
        return value

    def stored(self, cell: Any, kind: Kind, unit: entity_instance | None) -> Any:
        """The value of a cell, as a property or quantity has it that may name its own unit.

        Raises:
            CellRefused: it is no value of that kind.
        """
        return self.value(cell, kind)

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
                if not self._typed and says_no_number(cell):
                    raise CellRefused(
                        Reason.WRONG_TYPE,
                        f"'{cell}' is what programs write where a number is missing. Leave the "
                        f"cell empty, or write {self._words.null or 'null'} for no value.",
                    )
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
            number = number_in(cell, self._decimal_comma)
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
            if (truth := truth_in(cell)) is not None:
                return truth
            if kind.sort is Sort.LOGICAL and cell.strip().lower() in _UNKNOWN:
                return UNKNOWN
        raise _refused(cell, kind)


def says_no_number(cell: Any) -> bool:
    """Whether a cell is the word of programs for a number that is missing."""
    return isinstance(cell, str) and cell in _NO_NUMBER


def truth_in(text: str) -> bool | None:
    """What a word says, whatever the wording of the table; None if it is none for truth."""
    word = text.strip().lower()
    return word in _TRUE if word in _TRUE or word in _FALSE else None


def number_in(text: str, decimal_comma: bool) -> float | int | None:
    """The number that a text is; None if it is none.

    Args:
        text: such as ``12``, ``-2.5`` or ``1e-05``.
        decimal_comma: whether a comma may stand for the point.
    """
    text = text.strip()
    if decimal_comma and _COMMA.fullmatch(text):
        text = text.replace(",", ".")
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return int(text)
    except ValueError:
        return float(text)


def as_text(cell: Any) -> str:
    """A cell as the text that one sees in it: the number 12.0 is ``12``."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT:
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        at_midnight = cell.time() == datetime.time() and cell.tzinfo is None
        return cell.date().isoformat() if at_midnight else cell.isoformat()
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
