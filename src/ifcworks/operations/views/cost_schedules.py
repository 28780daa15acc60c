"""The result of ``cost-schedules`` for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from ifcworks.operations.cost_schedules import CostSchedule, CostSchedulesResult

_SHOWN = 25


def render(result: CostSchedulesResult) -> RenderableType:
    """Each schedule with its items."""
    return Group(*(part for schedule in result.schedules for part in _schedule(schedule)))


def _schedule(schedule: CostSchedule) -> list[RenderableType]:
    title = f"{schedule.name}: {schedule.total:,.2f} {schedule.currency}".rstrip()
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=escape(title), title_justify="left")
    table.add_column("", no_wrap=True)
    table.add_column("item", overflow="fold", max_width=40)
    for header in ("quantity", "rate", "total"):
        table.add_column(header, justify="right", no_wrap=True)
    for item in schedule.items[:_SHOWN]:
        name = " ".join(part for part in (item.identification, item.name) if part)
        quantity = "" if item.quantity is None else f"{item.quantity:,.2f}"
        rate = f"{item.rate:,.2f}" if item.rate else ""
        table.add_row(item.hierarchy, escape(name), quantity, rate, f"{item.total:,.2f}")
    parts: list[RenderableType] = [table]
    if schedule.items_total > _SHOWN:
        more = schedule.items_total - _SHOWN
        parts.append(Text(f"{more:,} more items in the table", style="dim"))
    parts += [Text(problem, style="yellow") for problem in schedule.problems[:_SHOWN]]
    return parts
