"""The rows and values of a table, from the index, or where it does not know from the model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb
import ifcopenshell
import ifcopenshell.util.element

from ifcworks.ifc.index.cells import Cells, NotInIndex
from ifcworks.ifc.index.selection import chosen
from ifcworks.ifc.reading import open_model
from ifcworks.ifc.selection import matches
from ifcworks.ifc.tables.writing.opened import opened_column

_MEMBERS = """
SELECT DISTINCT s.name, p.name
FROM element_psets l JOIN psets s ON s.id = l.pset_id JOIN properties p ON p.pset_id = s.id
WHERE s.name <> '' AND p.name <> 'id' AND p.parent IS NULL AND p.kind <> 'reference'
  AND l.element_id IN (SELECT unnest(?::BIGINT[]))
"""
Source = Literal["index", "model"]


@dataclass(frozen=True)
class ColumnValues:
    """The values of a column.

    Attributes:
        values: one for each element: None, text, numbers, booleans, lists of such.
        source: where they are from.
        failures: of how many elements the query could not be evaluated; their value is None.
        failure: why not, of the first of them.
    """

    values: list[Any]
    source: Source
    failures: int = 0
    failure: str | None = None


class ElementValues:
    """Answers selectors and queries.

    Args:
        cells: answers from the index; None to ask the model only.
        open_model: opens the model; called when it is needed first.
    """

    def __init__(self, cells: Cells | None, open_model: Callable[[], ifcopenshell.file]) -> None:
        self._cells = cells
        self._open_model = open_model
        self._model: ifcopenshell.file | None = None

    def elements(self, selector: str, where: str = "selector") -> tuple[list[int], Source]:
        """Step ids of what a selector matches, in ascending order.

        Raises:
            ParametersInvalid: it is malformed; ``where`` says which parameter that is.
        """
        if self._cells is not None:
            try:
                return chosen(self._cells, selector, where), "index"
            except NotInIndex:
                pass
        return [element.id() for element in matches(self._opened(), selector, where)], "model"

    def column(self, ids: Sequence[int], query: str) -> ColumnValues:
        """What a query says of elements.

        Raises:
            ParametersInvalid: it is malformed.
        """
        if self._cells is not None and self._knows(ids):
            try:
                return ColumnValues(self._cells.column(ids, query), "index")
            except NotInIndex:
                pass
        found = opened_column(self._opened(), ids, query)
        return ColumnValues(found.values, "model", found.failures, found.failure)

    def members(self, ids: Sequence[int]) -> list[tuple[str, str]]:
        """The properties and quantities of elements, or of their types, by set and name."""
        if self._cells is not None and self._knows(ids):
            rows = self._cells.questions.rows(_MEMBERS, list(ids))
            return sorted((set_name, name) for set_name, name in rows)
        found = set()
        for number in ids:
            sets = ifcopenshell.util.element.get_psets(self._opened().by_id(number))
            found |= {(s, name) for s, members in sets.items() for name in members if s}
        return sorted(member for member in found if member[1] != "id")

    def _knows(self, ids: Sequence[int]) -> bool:
        """Whether all are objects: a selector may also match property sets and the like."""
        assert self._cells is not None
        classes = self._cells.questions.classes
        return all(number in classes for number in ids)

    def _opened(self) -> ifcopenshell.file:
        if self._model is None:
            self._model = self._open_model()
        return self._model


def values_of(index: duckdb.DuckDBPyConnection, model: Path, scratch: Path) -> ElementValues:
    """Answers from an index, and where that does not know, from the model it was made of.

    Args:
        index: asked first.
        model: the file, opened only if need be.
        scratch: a folder to unpack it into.
    """
    return ElementValues(Cells(index), lambda: open_model(model, scratch, lazy=True))
