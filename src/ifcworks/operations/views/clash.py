"""The result of ``clash`` for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from ifcworks.ifc.clash.outcome import FoundClash
    from ifcworks.operations.clash import ClashResult

_ROWS = 10


def render(result: ClashResult) -> RenderableType:
    """The sets, the gravest clashes, and what was not tested."""
    parts: list[RenderableType] = [_sets(result)]
    if result.worst:
        parts.append(_worst(result))
    for one in result.clash_sets:
        for item in one.not_tested[:_ROWS]:
            text = (
                f"! not tested: {item.ifc_class} {item.name or ''} {item.global_id}: {item.detail}"
            )
            parts.append(Text(text, style="yellow"))
        if len(one.not_tested) > _ROWS:
            more = len(one.not_tested) - _ROWS
            parts.append(Text(f"! {more:,} more of '{one.name}' were not tested", style="yellow"))
        if one.repeated:
            what = f"i {len(one.repeated):,} GlobalIds are of several elements in '{one.name}'"
            parts.append(Text(what, style="cyan"))
    parts += [Text(f"i {note}", style="cyan") for note in result.notes]
    return Group(*parts)


def _sets(result: ClashResult) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Clash set", overflow="fold")
    table.add_column("Mode")
    for name in ("Elements", "Close pairs", "Known before", "Clashes", "Groups"):
        table.add_column(name, justify="right")
    for one in result.clash_sets:
        table.add_row(
            escape(one.name),
            one.mode,
            f"{one.a:,} × {one.b:,}",
            f"{one.pairs:,}",
            f"{one.reused:,}",
            Text(f"{one.clashes:,}", style="bold red" if one.clashes else "green"),
            f"{one.groups:,}",
        )
    return table


def _worst(result: ClashResult) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("Element a", "Element b", "Storey"):
        table.add_column(name, overflow="fold")
    table.add_column("Type")
    table.add_column("dm³", justify="right")
    table.add_column("mm", justify="right")
    for clash in result.worst[:_ROWS]:
        table.add_row(*_row(clash))
    if result.clashes > _ROWS:
        table.add_row(f"… {result.clashes - _ROWS:,} more", "", "", "", "", "")
    return table


def _row(clash: FoundClash) -> list[str]:
    return [
        escape(f"{clash.a_ifc_class} {clash.a_name or clash.a_global_id}"),
        escape(f"{clash.b_ifc_class} {clash.b_name or clash.b_global_id}"),
        escape(clash.storey or ""),
        clash.type,
        "" if clash.volume is None else f"{1000 * clash.volume:,.2f}",
        f"{1000 * clash.distance:,.1f}",
    ]
