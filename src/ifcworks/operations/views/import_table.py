"""The result of ``import-table`` for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from ifcworks.operations.views.words import word

if TYPE_CHECKING:
    from ifcworks.operations.import_table import ImportTableResult

_SHOWN = 20
_ROW_WIDTH = 3
_COLUMN_WIDTH = 30


def render(result: ImportTableResult) -> RenderableType:
    """Old and new values, problems, and what to do next."""
    parts: list[RenderableType] = []
    if result.changes:
        parts.append(_changes(result))
    if result.problems:
        parts.append(_problems(result))
    facts = (
        f"{result.elements:,} elements compared, {result.changes_total:,} values of "
        f"{result.elements_changed:,} elements differ, {result.problems_total:,} problems"
    )
    parts.append(Text(f"{facts} · {result.table}", style="dim"))
    parts.append(_next(result))
    return Group(*parts)


def _changes(result: ImportTableResult) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Row", no_wrap=True, min_width=_ROW_WIDTH)
    for header in ("Element", "Column", "Old", "New"):
        table.add_column(header, overflow="ellipsis", no_wrap=True, max_width=_COLUMN_WIDTH)
    table.add_column("")
    for change in result.changes[:_SHOWN]:
        element = f"{change.class_} {change.name or change.global_id}"
        cells = (str(change.row), element, change.column, word(change.old), word(change.new))
        table.add_row(*map(escape, cells), Text(change.note, style="dim"))
    _add_more(table, result.changes_total, "changes.csv")
    return table


def _problems(result: ImportTableResult) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Row", no_wrap=True, min_width=_ROW_WIDTH)
    table.add_column("Column", overflow="ellipsis", no_wrap=True, max_width=_COLUMN_WIDTH)
    table.add_column("Problem", style="yellow")
    for problem in result.problems[:_SHOWN]:
        row = "" if problem.row is None else str(problem.row)
        table.add_row(row, escape(problem.column or ""), escape(problem.message))
    _add_more(table, result.problems_total, "problems.csv")
    return table


def _add_more(table: Table, total: int, name: str) -> None:
    if total > _SHOWN:
        table.add_row("", f"and {total - _SHOWN:,} more in {name}")


def _next(result: ImportTableResult) -> Text:
    if result.written:
        edited = f"{result.instances_edited:,} instance{'s' * (result.instances_edited != 1)}"
        added = f", {result.instances_added:,} added" if result.instances_added else ""
        return Text(
            f"The new version has {edited} edited{added}; all others are as they were.",
            style="green",
        )
    if not result.changes_total:
        return Text("There is nothing to write.", style="cyan")
    if result.problems_total:
        return Text(
            "Nothing was written. Mend the problems, or add '--on-problem skip' to leave them out; "
            "'--write' makes the new version.",
            style="yellow",
        )
    return Text("Nothing was written. '--write' makes the new version of the model.", style="cyan")
