"""Values as words, as ifccsv writes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ifcworks.ifc.tables.writing.request import Wording


def shown(value: Any, wording: Wording) -> Any:
    """A value as it stands in a cell of text: a word for nothing, for truth, for several values.

    Numbers stay numbers.
    """
    if value is None:
        return wording.null
    if isinstance(value, str):
        return value or wording.empty
    if isinstance(value, bool):
        return wording.bool_true if value else wording.bool_false
    if isinstance(value, list):
        return wording.concat.join(map(str, value))
    return value


def all_shown(values: Iterable[Any], wording: Wording) -> list[Any]:
    """The same of the values of a column."""
    return [shown(value, wording) for value in values]
