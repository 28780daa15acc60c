"""The result of ``quantities`` for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from ifcworks.operations.quantities import QuantitiesResult, QuantityTotal

_SHOWN = 25
_MAIN = ("Volume", "NetVolume", "NetArea", "NetSideArea", "NetFloorArea", "Length", "Area")


def render(result: QuantitiesResult) -> RenderableType:
    """The main sums, what is doubtful, and what was written."""
    parts: list[RenderableType] = [_sums(result)]
    facts = (
        f"{result.computed:,} of {result.values:,} values of {result.elements:,} elements "
        f"computed, {result.compared:,} compared with what the model states"
    )
    parts.append(Text(facts, style="dim"))
    if result.flags:
        flags = ", ".join(f"{count:,} {flag}" for flag, count in result.flags.items())
        parts.append(Text(f"Doubtful: {flags}", style="yellow"))
    if result.without_rules:
        classes = ", ".join(f"{count:,} {name}" for name, count in result.without_rules.items())
        parts.append(Text(f"Without base quantities: {classes}", style="dim"))
    if result.written is not None:
        parts.append(_written(result))
    return Group(*parts)


def _sums(result: QuantitiesResult) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for by in result.group_by:
        table.add_column(by.replace("-", " "), overflow="fold", max_width=24)
    table.add_column("quantity", no_wrap=True)
    for header in ("total", "elements", "missing"):
        table.add_column(header, justify="right", no_wrap=True)
    main = [total for total in result.totals if total.quantity in _MAIN] or result.totals
    for total in main[:_SHOWN]:
        keys = (escape(part or "none") for part in total.key)
        missing = f"[yellow]{total.missing:,}[/yellow]" if total.missing else ""
        table.add_row(*keys, escape(total.quantity), _value(total), f"{total.elements:,}", missing)
    more = result.totals_total - min(len(main), _SHOWN)
    if more > 0:
        rest = f"{more:,} more sums in {result.artifacts[0]}"
        table.add_row(Text(rest, style="dim", overflow="fold"))
    return table


def _value(total: QuantityTotal) -> str:
    if total.value is None:
        return "unknown"
    return f"{total.value:,.2f} {total.unit}".strip()


def _written(result: QuantitiesResult) -> Text:
    written = result.written
    assert written is not None
    if written.artifact is None:
        return Text("There was nothing to write into the model.", style="cyan")
    problems = sum(written.problems.values())
    text = (
        f"The new version has {written.added:,} quantities added and {written.replaced:,} "
        f"replaced; {written.kept:,} were there and stay."
    )
    if problems:
        text += f" {problems:,} could not be written: {'; '.join(written.problems)}"
    return Text(text, style="yellow" if problems else "green")
