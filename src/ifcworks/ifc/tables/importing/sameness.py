"""Whether a cell says what the model says, so that nothing is to be done."""

from __future__ import annotations

import math
import re
from typing import Any

from ifcworks.ifc.tables.importing.values import as_text, number_in, says_no_number, truth_in
from ifcworks.ifc.tables.reading.sheet import EMPTY_TEXT, NOTHING, Sheet
from ifcworks.ifc.tables.writing.request import Wording
from ifcworks.ifc.tables.writing.wordings import shown

_LINE_ENDS = re.compile(r"\r\n?")
_NOT_OF_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_REPLACEMENT = "\ufffd"
_KEPT = 6e-15
"""How far a number may be off, as part of itself, that is saved with 15 digits, as sheets are."""
_LEAST_KEPT = 1e-20
"""How far it may be off at all: LibreOffice saves 20 digits behind the point."""
_EXACT = 1 << 53
_ROOM = 10
"""As many of them as Excel shows, and keeps in a file of text."""
_MOST_OF_POWER, _LEAST_OF_POWER = 1e-4, 1e11
"""Below and above, Excel shows a number with a power of ten."""


class Sameness:
    """Compares cells with values, as the export would have written them.

    Args:
        sheet: the table.
        words: how it writes what is no text or number.
    """

    def __init__(self, sheet: Sheet, words: Wording) -> None:
        self._typed = sheet.typed
        self._is_text = sheet.form == "csv"
        self._decimal_comma = sheet.decimal_comma
        self._words = words

    def holds(self, cell: Any, value: Any) -> bool:
        """Whether a cell is what an export writes for a value, or says the same."""
        if cell is NOTHING:
            return True
        if cell is None:
            return value is None or bool(not self._typed and shown(value, self._words) == "")
        if cell is EMPTY_TEXT:
            return bool(value == "")
        if not self._typed and says_no_number(cell) and value in (None, "", cell):
            return True
        if self._typed and (value is None or isinstance(value, list)):
            return bool(cell == value) or self._as_words(cell, value)
        return self._as_words(cell, value)

    def _as_words(self, cell: Any, value: Any) -> bool:
        if isinstance(value, bool) and isinstance(cell, bool):
            return value is cell
        word = shown(value, self._words)
        if isinstance(cell, str):
            if self._typed and value is None:
                return False
            return _plain(cell) == _plain(str(word)) or self._means(cell, value)
        if _is_number(cell) and _is_number(word):
            return same_number(cell, word)
        return not isinstance(value, bool) and isinstance(word, str) and as_text(cell) == word

    def _means(self, text: str, value: Any) -> bool:
        """Whether a text is another way to write a value, as programs for sheets choose one."""
        if self._typed:
            return False
        if isinstance(value, bool):
            return truth_in(text) is value
        if isinstance(value, str):
            return (
                self._decimal_comma
                and _plain(text).replace(",", ".") == value != text
                and (number_in(text, decimal_comma=True) is not None)
            )
        if not _is_number(value):
            return False
        number = number_in(text, self._decimal_comma)
        if number is None:
            return False
        return same_number(number, value) or (self._is_text and _is_shown_as(number, value))


def _is_shown_as(number: float, value: float) -> bool:
    """Whether Excel shows a value as this number, and so saves it in a file of text.

    It has room for ten digits and a point, and for six digits where a power of ten follows.
    """
    try:
        size = abs(float(value))
    except OverflowError:
        return False
    if size >= _LEAST_OF_POWER or size < _MOST_OF_POWER:
        return number == float(f"{value:.5e}")
    before = len(str(int(size))) if size >= 1 else 1
    return number == round(float(value), _ROOM - before)


def same_number(one: float, other: float) -> bool:
    """Whether two numbers are equal as far as a sheet keeps them."""
    if one == other:
        return True
    if isinstance(one, int) and isinstance(other, int):
        return False
    try:
        pair = float(one), float(other)
    except OverflowError:
        return False
    if not all(map(math.isfinite, pair)):
        return False
    if all(number.is_integer() and abs(number) < _EXACT for number in pair):
        return False
    # Not by rounding both, as the one may have been rounded before, on the edge of two digits.
    return abs(pair[0] - pair[1]) <= max(_KEPT * max(map(abs, pair)), _LEAST_KEPT)


def is_same(value: Any, old: Any) -> bool:
    """Whether a value that was read is the one that is there already."""
    if type(value) in (int, float) and type(old) in (int, float):
        return same_number(value, old)
    return type(value) is type(old) and bool(value == old)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _plain(text: str) -> str:
    """A text without what formats and programs change in it by themselves."""
    return _NOT_OF_XML.sub(_REPLACEMENT, _LINE_ENDS.sub("\n", text))
