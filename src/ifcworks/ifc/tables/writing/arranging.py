"""Grouping, sorting and summing up, as ifccsv does, but always in the same way.

Rows come by step id and equal ones keep that order. Where ifccsv would end with an error, because
values of several types cannot be compared or there is no number, numbers stand before text and
nothing is what comes out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from statistics import mean
from typing import Any

from ifcworks.ifc.tables.writing.request import (
    GLOBAL_ID,
    Column,
    Grouping,
    SortKey,
    Wording,
)
from ifcworks.ifc.tables.writing.wordings import all_shown

Columns = list[list[Any]]

_DIGITS = re.compile("([0-9]+)")
_OF_NUMBERS: dict[str, Callable[[list[float]], float]] = {
    "SUM": sum,
    "AVERAGE": mean,
    "MIN": min,
    "MAX": max,
}


def grouped(columns: Columns, of: Sequence[Column], wording: Wording) -> Columns:
    """One row for all that are equal in the columns of ``GROUP``.

    Columns that are not told what to do keep the value of the last of these rows.
    """
    if not any(column.group for column in of):
        return columns
    keys = [
        all_shown(values, wording)
        for values, column in zip(columns, of, strict=True)
        if column.group is Grouping.GROUP
    ]
    members: dict[str, list[int]] = {}
    for row in range(len(columns[0])):
        members.setdefault("-".join(str(values[row]) for values in keys), []).append(row)
    rows = list(members.values())
    return [
        [_one(values, group, column, wording) for group in rows]
        for values, column in zip(columns, of, strict=True)
    ]


def _one(values: list[Any], rows: list[int], column: Column, wording: Wording) -> Any:
    last = values[rows[-1]]
    if column.group is None or column.group is Grouping.GROUP:
        return last
    words = all_shown((values[row] for row in rows), wording)
    if column.group is Grouping.CONCAT:
        if all(values[row] is None for row in rows) or all(values[row] == "" for row in rows):
            return last
        return ", ".join(dict.fromkeys(map(str, words)))
    if column.group is Grouping.VARIES:
        return column.varies if len(set(map(str, words))) > 1 else last
    return _summed(column.group.value, words)


def summaries(columns: Columns, of: Sequence[Column], wording: Wording) -> list[str | None]:
    """What stands below the columns, such as ``Sum: 12.5``."""
    found: list[str | None] = []
    for values, column in zip(columns, of, strict=True):
        if column.summary is None:
            found.append(None)
            continue
        total = _summed(column.summary.value, all_shown(values, wording))
        word = wording.null if total is None else total
        found.append(f"{column.summary.value.title()}: {word}")
    return found


def _summed(how: str, words: list[Any]) -> float | None:
    numbers = []
    for word in words:
        try:
            numbers.append(float(word))
        except (TypeError, ValueError, OverflowError):
            continue
    if not numbers and how != "SUM":
        return None
    return _OF_NUMBERS[how](numbers)


def in_order(
    columns: Columns, of: Sequence[Column], keys: Sequence[SortKey], wording: Wording
) -> Columns:
    """The rows sorted; if there are no keys by the first column that is no GlobalId in front."""
    order = list(range(len(columns[0])))
    has_global_id = of[0].query == GLOBAL_ID
    if keys:
        queries = [column.query for column in of]
        for key in reversed(keys):
            words = all_shown(columns[queries.index(key.query)], wording)
            ranks = [_natural(word) for word in words]
            order.sort(key=ranks.__getitem__, reverse=key.descending)
    elif len(columns) > has_global_id:
        first = [_plain(word) for word in all_shown(columns[int(has_global_id)], wording)]
        order.sort(key=first.__getitem__)
    return [[values[row] for row in order] for values in columns]


def _plain(word: Any) -> tuple[int, Any]:
    return (1, word) if isinstance(word, str) else (0, word)


def _natural(word: Any) -> tuple[int, Any]:
    """Digits within text count as the number that they are."""
    if not isinstance(word, str):
        return (0, word)
    parts = _DIGITS.split(word)
    return (1, [int(p) if place % 2 else p.lower() for place, p in enumerate(parts)])
