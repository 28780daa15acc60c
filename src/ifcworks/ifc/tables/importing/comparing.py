"""A table beside its model: which cells say something else."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import ifcopenshell

from ifcworks.ifc.index.cells import Cells
from ifcworks.ifc.tables.importing.columns import Columns
from ifcworks.ifc.tables.importing.planning import Difference
from ifcworks.ifc.tables.importing.problems import Problem, Reason
from ifcworks.ifc.tables.importing.sameness import Sameness
from ifcworks.ifc.tables.reading.sheet import EMPTY_TEXT, NOTHING, Row, Sheet
from ifcworks.ifc.tables.writing.request import Summary, Wording
from ifcworks.ifc.tables.writing.values import ElementValues

_SUMMARY = re.compile(rf"(?:{'|'.join(s.value.title() for s in Summary)}): .*", re.DOTALL)
_EMPTY = (None, NOTHING, EMPTY_TEXT)


@dataclass(frozen=True)
class Compared:
    """A table beside its model.

    Attributes:
        elements: how many rows are about an element.
        cells: how many cells of these were compared.
        differences: the cells that say something else.
        problems: rows that are about no element, or about one of several.
    """

    elements: int
    cells: int
    differences: list[Difference]
    problems: list[Problem]


def compare(
    sheet: Sheet,
    columns: Columns,
    words: Wording,
    index: duckdb.DuckDBPyConnection,
    open_model: Callable[[], ifcopenshell.file],
    progress: Callable[[float], None] = lambda done: None,
) -> Compared:
    """Find the cells that say other than the model.

    Args:
        sheet: the table; it has a column of GlobalIds.
        columns: what its columns are about.
        words: how it writes what is no text or number.
        index: of the model.
        open_model: opens the model, for what the index does not know.
        progress: told how far it is, from 0 to 1.
    """
    problems: list[Problem] = []
    rows = _Rows(sheet, columns, index, problems).found()
    ids = sorted({number for _, _, numbers in rows for number in numbers})
    values = ElementValues(Cells(index), open_model)
    same = Sameness(sheet, words)
    there: list[dict[int, Any]] = []
    for place, column in enumerate(columns.values):
        progress(place / len(columns.values))
        there.append(dict(zip(ids, values.column(ids, column.query).values, strict=True)))

    def of_row(row: Row, global_id: str, number: int) -> list[Difference]:
        return [
            Difference(row.number, number, global_id, column, known[number], cell)
            for column, known in zip(columns.values, there, strict=True)
            if not same.holds(cell := cell_of(row, column.place), known[number])
        ]

    differences: list[Difference] = []
    for row, global_id, numbers in rows:
        found = [of_row(row, global_id, number) for number in numbers]
        if len(found) == 1:
            differences += found[0]
        elif all(found):
            problems.append(
                Problem(
                    Reason.AMBIGUOUS_ELEMENT,
                    f"{len(numbers)} elements of the model have this GlobalId, and the row says "
                    "what none of them does; it is not clear which one is meant.",
                    row.number,
                    None,
                    global_id,
                )
            )
    return Compared(len(rows), len(rows) * len(columns.values), differences, problems)


def cell_of(row: Row, place: int) -> Any:
    """A cell of a row; rows may be shorter than the header, as if the rest were empty."""
    return row.cells[place] if place < len(row.cells) else None


class _Rows:
    """Finds which elements the rows are about."""

    def __init__(
        self,
        sheet: Sheet,
        columns: Columns,
        index: duckdb.DuckDBPyConnection,
        problems: list[Problem],
    ) -> None:
        assert columns.global_id is not None
        self._sheet = sheet
        self._place = columns.global_id
        self._problems = problems
        self._numbers: dict[str, list[int]] = defaultdict(list)
        for number, global_id in index.execute(
            "SELECT id, global_id FROM elements WHERE global_id IS NOT NULL ORDER BY id"
        ).fetchall():
            self._numbers[global_id].append(number)

    def found(self) -> list[tuple[Row, str, Sequence[int]]]:
        """Rows with the GlobalId that they name and the elements that have it."""
        found: list[tuple[Row, str, Sequence[int]]] = []
        first: dict[str, int] = {}
        for place, row in enumerate(self._sheet.rows):
            cell = cell_of(row, self._place)
            is_last = place == len(self._sheet.rows) - 1
            if all(c in _EMPTY for c in row.cells) or (is_last and _sums_up(row)):
                continue
            if not isinstance(cell, str):
                self._refuse(row, Reason.NO_GLOBAL_ID, "The row names no element.")
                continue
            global_id = cell.strip()
            numbers = self._numbers.get(global_id, ())
            if not numbers:
                what = f"No element of the model has the GlobalId '{global_id[:50]}'."
                self._refuse(row, Reason.UNKNOWN_ELEMENT, what, global_id)
            elif global_id in first and len(numbers) == 1:
                what = f"Row {first[global_id]} is about the same element; only that one is read."
                self._refuse(row, Reason.DUPLICATE_ROW, what, global_id)
            else:
                first.setdefault(global_id, row.number)
                found.append((row, global_id, numbers))
        return found

    def _refuse(self, row: Row, reason: Reason, message: str, global_id: str | None = None) -> None:
        self._problems.append(Problem(reason, message, row.number, None, global_id))


def _sums_up(row: Row) -> bool:
    """Whether a row stands below the elements, as ``Sum: 12.5`` does."""
    filled = [cell for cell in row.cells if cell not in _EMPTY]
    return all(isinstance(cell, str) and _SUMMARY.fullmatch(cell) for cell in filled)
