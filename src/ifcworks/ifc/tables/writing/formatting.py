"""Values written in ifcopenshell's language for formats, such as ``round({{value}}, 0.01)``."""

from __future__ import annotations

from typing import Any

import ifcopenshell.util.selector
from lark.exceptions import LarkError

from ifcworks.errors import ParametersInvalid
from ifcworks.ifc.tables.writing.request import Wording
from ifcworks.ifc.tables.writing.wordings import shown

_VALUE = "{{value}}"


def check_format(format_: str, where: str) -> None:
    """Refuse a format that no value could be written in.

    Raises:
        ParametersInvalid: it is malformed.
    """
    try:
        ifcopenshell.util.selector.format_grammar.parse(format_.replace(_VALUE, '"1"'))
    except LarkError as error:
        what = str(error).split("\n")[0].rstrip(".")
        raise ParametersInvalid(
            f"The format '{format_}' is malformed: {what}. Write for example "
            'upper({{value}}), round({{value}}, 0.01) or concat({{value}}, " m").',
            errors=[{"where": where, "what": what, "got": format_}],
        ) from None


class Formatter:
    """Writes the values of a column in a format, equal ones once.

    Attributes:
        failures: the words that could not be, such as text that was to be rounded; they stay.
    """

    def __init__(self, format_: str, wording: Wording) -> None:
        self._format = format_
        self._wording = wording
        self._known: dict[str, str] = {}
        self.failures: set[str] = set()

    def cell(self, value: Any) -> Any:
        """A value of the column; nothing stays nothing."""
        word = shown(value, self._wording)
        return value if word == self._wording.null else self._written(str(word))

    def summary(self, text: str | None) -> str | None:
        """What stands below the column: its number is written in the format."""
        if text is None:
            return None
        label, _, word = text.partition(": ")
        return f"{label}: {self.cell(word)}"

    def _written(self, word: str) -> str:
        if word not in self._known:
            self._known[word] = self._evaluated(word)
        return self._known[word]

    def _evaluated(self, word: str) -> str:
        quoted = '"' + word.replace('"', '\\"') + '"'
        try:
            written = ifcopenshell.util.selector.format(self._format.replace(_VALUE, quoted))
        except (LarkError, ArithmeticError, ValueError, TypeError):
            self.failures.add(word)
            return word
        return "" if written is None else str(written)
