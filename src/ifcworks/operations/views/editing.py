"""Results of the operations that edit models, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich import box
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text


def facts(rows: Iterable[tuple[str, object]]) -> RenderableType:
    """Names and values below each other."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    for name, value in rows:
        table.add_row(name, escape(str(value)))
    return table


def counted(numbers: Mapping[str, int], most: int = 8) -> str:
    """Words with their numbers in a line, the most first."""
    ordered = sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    listed = [f"{count:,} {word}" for word, count in ordered[:most]]
    more = [f"{len(ordered) - most} more kinds"] if len(ordered) > most else []
    return ", ".join([*listed, *more])


def parts(rows: Iterable[tuple[str, str, str, str]], summary: str) -> RenderableType:
    """Parts of a model with their numbers of elements and instances, and a line below."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Part", overflow="ellipsis", no_wrap=True, max_width=40)
    table.add_column("Elements", justify="right")
    table.add_column("Instances", justify="right")
    table.add_column("File", overflow="ellipsis", no_wrap=True)
    for row in rows:
        table.add_row(*map(escape, row))
    return Group(table, Text(summary, style="dim"))
