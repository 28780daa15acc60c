"""The result of ``check`` for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from ifcworks.operations.check import CheckFinding, CheckResult

_SHOWN = 20
_COLOURS = {"error": "red", "warning": "yellow"}


def render(result: CheckResult) -> RenderableType:
    """The rules that do not hold, each with its first finding."""
    parts: list[RenderableType] = []
    if result.rules:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for name in ("part", "rule", "findings", "the first"):
            table.add_column(name, justify="right" if name == "findings" else "left")
        for rule in result.rules[:_SHOWN]:
            colour = _COLOURS[rule.severity]
            first = _said(rule.listed[0]) if rule.listed else ""
            name = f"[{colour}]{escape(rule.rule)}[/{colour}]"
            table.add_row(rule.part, name, f"{rule.count:,}", escape(first))
        parts.append(table)
        if (more := len(result.rules) - _SHOWN) > 0:
            parts.append(Text(f"  and {more:,} more rules", style="dim"))
    parts += [Text(f"i {sentence}", style="cyan") for sentence in result.not_checked]
    if result.errors:
        parts.append(Text(f"{result.errors:,} errors", style="bold red"))
    elif result.not_checked:
        parts.append(Text("No errors in what was checked", style="bold cyan"))
    else:
        parts.append(Text("No errors", style="bold green"))
    return Group(*parts)


def _said(finding: CheckFinding) -> str:
    where = f"#{finding.step_id} {finding.ifc_class or ''}".strip() if finding.step_id else ""
    if finding.line is not None:
        column = f", column {finding.column}" if finding.column is not None else ""
        where = f"{where} line {finding.line}{column}".strip()
    return f"{where}: {finding.what}" if where else finding.what
