"""The result of ``diff`` for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from ifcworks.operations.diff import DiffChange, DiffElement, DiffResult

_SHOWN, _CLASSES, _CHANGES = 20, 15, 3
_COLOURS = {"added": "green", "deleted": "red", "changed": "yellow", "rematched": "blue"}


def render(result: DiffResult) -> RenderableType:
    """Counts by class, the first elements, and what else is worth knowing."""
    parts: list[RenderableType] = []
    if result.elements_total:
        parts += [_counts(result), _elements(result)]
    else:
        parts.append(Text(f"Nothing differs in {result.unchanged:,} elements.", style="green"))
    parts.append(Text(_facts(result), style="dim"))
    if result.shift is not None:
        x, y, z = result.shift.translation
        turn = f", turned by {result.shift.angle:.4g}°" if result.shift.angle > 1e-6 else ""
        parts.append(
            Text(f"i The whole model was moved by ({x:.6g}, {y:.6g}, {z:.6g}) m{turn}.", "cyan")
        )
    parts += [
        Text(f"i {change.name}: {_word(change.old)} → {_word(change.new)}", style="cyan")
        for change in result.model_changes
    ]
    if result.shape_unknown:
        parts.append(
            Text(
                f"! {result.shape_unknown:,} shapes could not be computed in a version and were "
                "not compared.",
                style="yellow",
            )
        )
    parts += [Text(f"i {note}", style="cyan") for note in result.notes]
    return Group(*parts)


def _counts(result: DiffResult) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Class")
    for kind, colour in _COLOURS.items():
        table.add_column(kind.capitalize(), justify="right", style=colour)
    rows = sorted(
        result.classes, key=lambda row: -(row.added + row.deleted + row.changed + row.rematched)
    )
    for row in rows[:_CLASSES]:
        table.add_row(row.ifc_class, *(_count(getattr(row, kind)) for kind in _COLOURS))
    if len(rows) > _CLASSES:
        table.add_row(f"and {len(rows) - _CLASSES} more classes")
    if len(rows) > 1:
        table.add_section()
        table.add_row("all", *(_count(getattr(result, kind)) for kind in _COLOURS))
    return table


def _elements(result: DiffResult) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("", no_wrap=True)
    table.add_column("Element", overflow="ellipsis", no_wrap=True, max_width=36)
    # The only one that gives way where the terminal is narrow.
    table.add_column("What differs", overflow="fold")
    for element in result.elements[:_SHOWN]:
        name = f"{element.ifc_class} {element.name or element.global_id or ''}"
        table.add_row(
            Text(element.kind.value, style=_COLOURS[element.kind.value]),
            escape(" ".join(name.split())),
            escape(_said(element)),
        )
    if result.elements_total > _SHOWN:
        table.add_row("", f"and {result.elements_total - _SHOWN:,} more")
    return table


def _said(element: DiffElement) -> str:
    said = [_change(change) for change in element.changes[:_CHANGES]]
    if len(element.changes) > _CHANGES:
        said.append(f"and {len(element.changes) - _CHANGES:,} more")
    return "; ".join(said) or (element.recognised_by or "")


def _change(change: DiffChange) -> str:
    if change.what.value == "placement" and change.difference is not None:
        verb = "moved" if change.name == "position" else "turned"
        return f"{verb} by {change.difference:.4g} {change.new_unit}"
    unit = f" {change.new_unit or change.old_unit}" if change.new_unit or change.old_unit else ""
    return f"{change.name}: {_word(change.old)} → {_word(change.new)}{unit}"


def _facts(result: DiffResult) -> str:
    facts = [f"{result.unchanged:,} unchanged"]
    facts += [f"{count:,} differ in {aspect}" for aspect, count in result.aspects.items()]
    return " · ".join(facts)


def _count(count: int) -> str:
    return f"{count:,}" if count else ""


def _word(value: Any) -> str:
    """A value in a few words; nothing and an empty text can be told apart."""
    if value is None:
        return "none"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list):
        return ", ".join(_word(item) for item in value)
    return " ".join(str(value).split())
