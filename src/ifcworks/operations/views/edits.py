"""Results of the operations that set values, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from ifcworks.operations.views.words import word

if TYPE_CHECKING:
    from ifcworks.operations.edits import EditResult

_SHOWN = 20
_WIDTH = 40


def render(result: EditResult) -> RenderableType:
    """Old and new values, problems, and what to do next."""
    found: list[RenderableType] = []
    if result.changes:
        rows = [
            (f"{c.class_} {c.name or c.global_id}", word(c.old), word(c.new), c.note)
            for c in result.changes[:_SHOWN]
        ]
        found.append(_table(("Element", "Old", "New", ""), rows, result.changes_total, "changes"))
    if result.problems:
        rows = [
            (f"{p.class_} {p.name or p.global_id}", p.message, "", "")
            for p in result.problems[:_SHOWN]
        ]
        found.append(
            _table(("Element", "Problem", "", ""), rows, result.problems_total, "problems")
        )
    line = (
        f"{result.elements:,} elements, {result.changes_total:,} changes, "
        f"{result.unchanged:,} are so already, {result.problems_total:,} problems"
    )
    return Group(*found, Text(line, style="dim"), _next(result))


def _table(
    headers: tuple[str, ...], rows: Sequence[tuple[str, ...]], total: int, name: str
) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for header in headers:
        table.add_column(header, overflow="ellipsis", max_width=_WIDTH)
    for row in rows:
        table.add_row(*map(escape, row))
    if total > len(rows):
        table.add_row(f"and {total - len(rows):,} more in {name}.csv")
    return table


def _next(result: EditResult) -> Text:
    if result.written:
        return Text(
            f"The new version has {result.instances_edited:,} edited, {result.instances_added:,} "
            f"added and {result.instances_removed:,} removed instances; all others are as they "
            "were.",
            style="green",
        )
    if not result.changes_total:
        return Text("There is nothing to write.", style="cyan")
    if result.problems_total:
        return Text(
            "Nothing was written. '--on-problem skip' leaves out what cannot be edited; '--write' "
            "makes the new version.",
            style="yellow",
        )
    return Text("Nothing was written. '--write' makes the new version of the model.", style="cyan")
