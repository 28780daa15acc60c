"""The result of ``export-table`` for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from ifcworks.operations.export_table import ExportTableResult

_COLUMNS = 8


def render(result: ExportTableResult) -> RenderableType:
    """The first rows, how many there are, and what else is worth knowing."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    shown = result.columns[:_COLUMNS]
    for column in shown:
        table.add_column(escape(column.header), overflow="ellipsis", no_wrap=True)
    for row in result.preview:
        table.add_row(*(escape(" ".join(cell.split())) for cell in row[:_COLUMNS]))
    parts: list[RenderableType] = [table, Text(_facts(result), style="dim")]
    sums = [(c.header, c.summary) for c in result.columns if c.summary is not None]
    parts += [Text(f"{header}  {summary}") for header, summary in sums]
    opened = [c.header for c in result.columns if c.source == "model"]
    if opened:
        parts.append(Text(f"i Not in the index, so from the model: {', '.join(opened)}", "cyan"))
    parts += [Text(f"i {note}", style="cyan") for note in result.notes]
    return Group(*parts)


def _facts(result: ExportTableResult) -> str:
    facts = [f"{result.rows:,} rows", f"{len(result.columns):,} columns"]
    if result.elements != result.rows:
        facts.append(f"{result.elements:,} elements")
    more = len(result.columns) - _COLUMNS
    if more > 0:
        facts.append(f"{more:,} more columns than shown here")
    return " · ".join([*facts, f"{result.artifact}, {result.size:,} bytes"])
