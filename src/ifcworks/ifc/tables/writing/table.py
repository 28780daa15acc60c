"""A table that is ready to be written."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from ifcworks.ifc.tables.writing.request import Column, Wording
from ifcworks.ifc.tables.writing.wordings import all_shown

SHEET = "Elements"
ABOUT_SHEET = "ifcworks"
"""Says which header means which query, so that the table can be read back into a model."""


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes:
        columns: what its columns are.
        values: of each column: None, text, numbers, booleans, lists of such.
        summaries: what stands below each column, if anything.
        wording: how values are written where there are only text and numbers.
    """

    columns: tuple[Column, ...]
    values: list[list[Any]]
    summaries: list[str | None]
    wording: Wording

    @property
    def headers(self) -> list[str]:
        """What stands above the columns."""
        return [column.header for column in self.columns]

    @property
    def rows(self) -> int:
        """How many rows of elements there are."""
        return len(self.values[0])

    def last_row(self) -> list[str | None] | None:
        """The row below; None if there is nothing in it."""
        return self.summaries if any(self.summaries) else None

    def words(self) -> list[list[Any]]:
        """The columns as text and numbers."""
        # What a format made are words already, also where it left nothing.
        formatted = replace(self.wording, empty="")
        return [
            all_shown(values, self.wording if column.format is None else formatted)
            for column, values in zip(self.columns, self.values, strict=True)
        ]

    def typed(self) -> list[list[Any]]:
        """The columns as text, numbers and booleans."""
        return [
            [value if isinstance(value, bool) else word for value, word in zip(*pair, strict=True)]
            for pair in zip(self.values, self.words(), strict=True)
        ]

    def about(self) -> list[tuple[str, str, str]]:
        """What must be known to read the table back, as rows of three cells.

        ``column``, header, query; or ``derived`` where the cells are not what the model says;
        and ``setting``, name, text.
        """
        columns = [
            ("derived" if column.is_derived else "column", column.header, column.query)
            for column in self.columns
        ]
        return columns + [("setting", *item) for item in vars(self.wording).items()]

    def about_json(self) -> str:
        """The same as JSON."""
        return json.dumps(self.about(), ensure_ascii=False)
