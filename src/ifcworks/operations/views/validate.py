"""The result of ``validate`` for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from ifcworks.operations.validate import IdsVerdict, ValidateResult

_COLOURS = {"passed": "green", "failed": "red", "not applicable": "cyan"}
_SHOWN = 10


def render(result: ValidateResult) -> RenderableType:
    """The specifications with their requirements, and the first failures."""
    parts: list[RenderableType] = [_table(ids) for ids in result.ids]
    for ids in result.ids:
        parts += [Text(f"! {problem}", style="yellow") for problem in ids.problems]
    for failure in result.failures[:_SHOWN]:
        who = f"{failure.ifc_class} {failure.global_id or f'#{failure.step_id}'}"
        named = f" '{failure.name}'" if failure.name else ""
        parts.append(Text(f"✗ {who}{named}: {failure.reason} ({failure.specification})", "red"))
    more = result.fail_count - min(len(result.failures), _SHOWN)
    if more > 0:
        parts.append(Text(f"  and {more:,} more failures", style="dim"))
    parts += [Text(f"i {note}", style="cyan") for note in result.notes]
    met = result.specifications - result.specifications_failed
    said = f"{met} of {result.specifications} specifications are met"
    parts.append(Text(said, style="bold green" if result.status else "bold red"))
    return Group(*parts)


def _table(ids: IdsVerdict) -> Table:
    table = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, title=escape(ids.title), title_justify="left"
    )
    table.add_column("specification, requirement")
    table.add_column("verdict")
    table.add_column("elements", justify="right")
    table.add_column("failed", justify="right")
    for specification in ids.specifications:
        table.add_row(
            f"[bold]{escape(specification.name)}[/bold] ({specification.cardinality})",
            _coloured(specification.verdict),
            f"{specification.elements:,}",
            f"{specification.failed:,}",
        )
        for requirement in specification.requirements:
            words = f"  {escape(requirement.requirement)}"
            table.add_row(words, _coloured(requirement.verdict), "", f"{requirement.failed:,}")
        if specification.reason:
            table.add_row(f"  [red]{escape(specification.reason)}[/red]", "", "", "")
    return table


def _coloured(verdict: str) -> str:
    return f"[{_COLOURS[verdict]}]{verdict}[/{_COLOURS[verdict]}]"
