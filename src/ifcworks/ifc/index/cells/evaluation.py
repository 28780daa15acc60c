"""The values of queries, by columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

from ifcworks.ifc.index.cells.objects import Objects
from ifcworks.ifc.index.cells.queries import keys_of
from ifcworks.ifc.index.cells.questions import NotInIndex, Questions
from ifcworks.ifc.index.cells.states import State, ones


class Cells:
    """Answers queries about the objects of a model from its index.

    Args:
        connection: to the index.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.questions = Questions(connection)

    def column(self, ids: Sequence[int], query: str) -> list[Any]:
        """The values of one query, in the order of ``ids``.

        None where there is none; text, numbers, booleans, and lists of such. They are what
        ``get_element_value`` gives, tuples as lists.

        Raises:
            ParametersInvalid: the query is malformed.
            NotInIndex: the index does not know; the opened file does.
            KeyError: an id is none of an object of the model.
        """
        keys = keys_of(query)

        def objects(numbers: list[int]) -> State:
            for number in numbers:
                self.questions.classes[number]
            return Objects(self.questions, numbers)

        state = ones(objects, ids)
        for key in keys:
            state = state.step(key)
        return [_listed(value) for value in state.values()]


def cells(
    connection: duckdb.DuckDBPyConnection, ids: Sequence[int], queries: Sequence[str]
) -> list[list[Any]]:
    """The values of queries about objects, one list for each query in the order of ``ids``.

    Args:
        connection: to the index.
        ids: step ids of objects, of those in the table ``elements``.
        queries: such as ``Name``, ``storey.Name``, ``Pset_WallCommon.FireRating``, in the syntax
            of ``ifcopenshell.util.selector``.

    Raises:
        ParametersInvalid: a query is malformed.
        NotInIndex: the index cannot answer one of them; ``query`` says which.
    """
    asked = Cells(connection)
    columns = []
    for query in queries:
        try:
            columns.append(asked.column(ids, query))
        except NotInIndex as error:
            error.query = query
            raise
    return columns


def _listed(value: Any) -> Any:
    return [_listed(item) for item in value] if isinstance(value, (list, tuple)) else value
