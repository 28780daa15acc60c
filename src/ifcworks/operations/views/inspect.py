"""The result of ``inspect`` for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.columns import Columns
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from ifcworks.ifc.summary.georeference import Georeference
from ifcworks.ifc.summary.problems import Problem
from ifcworks.ifc.summary.structure import SpatialPart

if TYPE_CHECKING:
    from ifcworks.operations.inspect import InspectResult

_ROWS = 15
_COLOURS = {"error": "bold red", "warning": "yellow", "info": "cyan"}
_SIGNS = {"error": "✗", "warning": "!", "info": "i"}


def render(result: InspectResult) -> RenderableType:
    """A panel of facts, then tables of storeys, classes and materials, then the problems."""
    parts: list[RenderableType] = [_facts(result)]
    if result.structure.storeys:
        parts.append(_storeys(result.structure.storeys))
    classes = [(c.ifc_class, c.count) for c in result.classes]
    materials = [(m.name or "(no name)", m.elements) for m in result.materials]
    tables = [
        _counts(title, rows)
        for title, rows in (("Classes", classes), ("Materials (elements)", materials))
        if rows
    ]
    if tables:
        parts.append(Columns(tables, padding=(0, 4)))
    parts.append(_problems(result.problems))
    return Group(*parts)


def _facts(result: InspectResult) -> Panel:
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    header, project, size = result.header, result.project, result.size
    tools = [" ".join(filter(None, (a.name, a.version))) for a in result.applications]
    rows = [
        ("Project", " · ".join(filter(None, (project.name, project.long_name))) if project else ""),
        ("Phase", project.phase if project else None),
        ("File", header.name),
        ("Written", header.timestamp),
        ("View", ", ".join(header.view_definitions)),
        ("Made with", ", ".join(tools) or header.originating_system),
        ("By", ", ".join((*header.author, *header.organisation))),
        ("Units", ", ".join(u.symbol or u.name for u in result.units)),
        ("Place", _place(result.georeference)),
        (
            "Size",
            f"{size.elements:,} elements, {size.products:,} products, {size.entities:,} entities",
        ),
    ]
    for name, value in rows:
        if value:
            facts.add_row(name, escape(value))
    title = f"[bold]{result.schema_identifier}[/bold]"
    return Panel(facts, title=title, title_align="left", border_style="blue", expand=False)


def _place(place: Georeference) -> str:
    said = []
    if conversion := place.map_conversion:
        said.append(conversion.crs or "unnamed map")
        if conversion.eastings is not None and conversion.northings is not None:
            said.append(f"E {conversion.eastings:,.2f} m, N {conversion.northings:,.2f} m")
    for site in place.sites[:1]:
        if site.latitude is not None and site.longitude is not None:
            said.append(f"{site.latitude:.5f}°, {site.longitude:.5f}°")
        if site.elevation:
            said.append(f"{site.elevation:,.2f} m above sea level")
    if place.true_north:
        said.append(f"true north {place.true_north:+.2f}°")
    return " · ".join(said)


def _table(title: str) -> Table:
    return Table(
        title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False
    )


def _storeys(storeys: list[SpatialPart]) -> Table:
    table = _table("Storeys")
    table.add_column("Storey")
    table.add_column("Elevation", justify="right")
    table.add_column("Elements", justify="right")
    for storey in reversed(storeys):  # the highest on top, as they stand
        height = "[yellow]none" if storey.elevation is None else f"{storey.elevation:+,.3f} m"
        table.add_row(escape(storey.name or "(no name)"), height, f"{storey.elements:,}")
    return table


def _counts(title: str, rows: list[tuple[str, int]]) -> Table:
    table = _table(title)
    table.add_column("Name")
    table.add_column("Count", justify="right", style="cyan")
    for name, count in rows[:_ROWS]:
        table.add_row(escape(name), f"{count:,}")
    if len(rows) > _ROWS:
        table.add_row(f"[dim]… {len(rows) - _ROWS:,} more", "")
    return table


def _problems(problems: list[Problem]) -> RenderableType:
    if not problems:
        return Text("✓ No problems found.", style="green")
    table = Table.grid(padding=(0, 1))
    for problem in problems:
        colour = _COLOURS[problem.severity]
        where = problem.details or [f"#{step_id}" for step_id in problem.step_ids]
        where = where or problem.global_ids
        text = Text(problem.message)
        for line in where[:3]:
            text.append(f"\n{line}", style="dim")
        if len(where) > 3:
            text.append(f"\n… {problem.count - 3:,} more", style="dim")
        table.add_row(
            Text(_SIGNS[problem.severity], style=colour),
            Text(f"{problem.code} ({problem.count:,})", style=colour),
            text,
        )
    return Panel(table, title="Problems", title_align="left", border_style="red", expand=False)
