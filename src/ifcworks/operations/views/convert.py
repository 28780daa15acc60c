"""The result of ``convert`` for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from ifcworks.ifc.conversion.outcome import Bounds, Element, Point

if TYPE_CHECKING:
    from ifcworks.operations.convert import ConvertResult

_ROWS = 10


def render(result: ConvertResult) -> RenderableType:
    """A panel of facts, then what did not go the ordinary way."""
    parts: list[RenderableType] = [_facts(result)]
    if result.fallbacks:
        parts.append(
            _elements(f"Computed by opencascade ({len(result.fallbacks)})", result.fallbacks)
        )
    if result.left_out:
        parts.append(_elements(f"Left out ({len(result.left_out)})", result.left_out, "bold red"))
    notes = [f"{s.count:,} {s.ifc_class} are not in it: {s.why}" for s in result.skipped]
    parts += [Text(f"i {note}", style="cyan") for note in [*notes, *result.notes]]
    return Group(*parts)


def _facts(result: ConvertResult) -> Panel:
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    counts = {
        "elements": result.elements,
        "shapes": result.shapes,
        "triangles": result.triangles,
    }
    rows = [
        ("Holds", ", ".join(f"{n:,} {what}" for what, n in counts.items() if n is not None)),
        ("Box", _box(result.bounds) if result.bounds else ""),
        ("Moved by", _point(result.offset) if result.offset else ""),
        ("Storeys", ", ".join(result.storeys)),
        ("Kernel", result.kernel or ""),
        ("Files", ", ".join(result.artifacts)),
    ]
    for name, value in rows:
        if value:
            facts.add_row(name, escape(value))
    title = f"[bold]{result.format.upper()}[/bold]"
    colour = "blue" if result.complete else "red"
    return Panel(facts, title=title, title_align="left", border_style=colour, expand=False)


def _box(bounds: Bounds) -> str:
    sides = [high - low for low, high in zip(bounds.low, bounds.high, strict=True)]
    return f"{' × '.join(f'{side:,.2f}' for side in sides)} m"


def _point(point: Point) -> str:
    return f"{', '.join(f'{part:,.3f}' for part in point)} m"


def _elements(title: str, elements: Sequence[Element], style: str = "yellow") -> Table:
    table = Table(
        title=Text(title, style=style), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False
    )
    table.add_column("GlobalId", no_wrap=True)
    table.add_column("Element", overflow="fold")
    table.add_column("Why", overflow="fold")
    for element in elements[:_ROWS]:
        name = f" {element.name}" if element.name else ""
        table.add_row(
            escape(element.global_id), escape(element.ifc_class + name), escape(element.detail)
        )
    if len(elements) > _ROWS:
        table.add_row(f"… {len(elements) - _ROWS:,} more", "", "")
    return table
