"""Results of the operations that edit models, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table


def facts(rows: Iterable[tuple[str, object]]) -> RenderableType:
    """Names and values below each other."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    for name, value in rows:
        table.add_row(name, escape(str(value)))
    return table
