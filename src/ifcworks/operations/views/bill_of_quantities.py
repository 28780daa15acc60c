"""The result of ``bill-of-quantities`` for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from ifcworks.operations.bill_of_quantities import BillOfQuantitiesResult

_SHOWN = 40


def render(result: BillOfQuantitiesResult) -> RenderableType:
    """The bill and what is not in it."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("", justify="right")
    table.add_column("position", overflow="fold", max_width=34)
    for header in ("quantity", "rate", "total"):
        table.add_column(header, justify="right", no_wrap=True)
    for found in result.positions[:_SHOWN]:
        name = " ".join(part for part in (found.code, found.description) if part)
        amount = f"{found.total:,} {found.currency}".rstrip()
        quantity = f"{found.quantity:,} {found.unit}"
        table.add_row(str(found.position), escape(name), quantity, f"{found.rate:,}", amount)
    parts: list[RenderableType] = [table]
    if result.positions_total > _SHOWN:
        more = result.positions_total - _SHOWN
        parts.append(Text(f"{more:,} more positions in {result.artifacts[0]}", style="dim"))
    for currency, total in result.totals.items():
        parts.append(Text(f"Total {total:,} {currency}".rstrip(), style="bold"))
    if result.unmatched_total:
        classes = ", ".join(f"{count:,} {name}" for name, count in result.unmatched_classes.items())
        parts.append(Text(f"Without a rate: {classes}", style="yellow"))
    if result.missing:
        text = f"{result.missing:,} quantities are not known and not in the bill"
        parts.append(Text(text, style="yellow"))
    if result.several_total:
        parts.append(Text(f"{result.several_total:,} elements have several rates", style="cyan"))
    parts += [Text(note, style="dim") for note in result.notes]
    return Group(*parts)
