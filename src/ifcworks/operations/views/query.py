"""The result of ``query`` for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from ifcworks.operations.query import QueryResult

_COLUMNS = 8
_NUMBERS = ("INT", "DECIMAL", "DOUBLE", "FLOAT", "BIGNUM")


def render(result: QueryResult) -> RenderableType:
    """The first rows, and how many there are."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in result.columns[:_COLUMNS]:
        number = not column.type.endswith("]") and any(word in column.type for word in _NUMBERS)
        table.add_column(
            escape(" ".join(column.name.split())),
            justify="right" if number else "left",
            overflow="ellipsis",
            no_wrap=True,
        )
    for row in result.preview:
        table.add_row(*(_cell(text) for text in row[:_COLUMNS]))
    return Group(table, Text(_facts(result), style="dim"))


def _cell(text: str | None) -> Text:
    return Text("NULL", style="dim") if text is None else Text(" ".join(text.split()))


def _facts(result: QueryResult) -> str:
    facts = [f"{result.rows:,} rows"]
    if len(result.preview) < result.rows:
        facts.append(f"the first {len(result.preview)} are shown")
    more = len(result.columns) - _COLUMNS
    if more > 0:
        facts.append(f"{more:,} columns are not shown here")
    return " · ".join([*facts, f"{result.artifact}, {result.size:,} bytes"])
