"""What came of an operation, for people or as JSON."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from rich import box
from rich.console import Console, Group, RenderableType
from rich.filesize import decimal
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from ifcworks.cli.call import Call

_ROWS = 20
_COLUMNS = 6
_CELL = 60


def result(call: Call, answer: Path, written: list[Path], seconds: float) -> None:
    """Show the result in ``answer`` and the files written.

    Args:
        call: what was asked for.
        answer: the file that holds the result as JSON.
        written: the files that were made.
        seconds: how long it took.
    """
    if call.running.json:
        _json(answer)
    outcome = call.operation.result.model_validate_json(answer.read_bytes())
    warnings(outcome)
    if call.running.json or call.running.quiet:
        return
    console = Console(highlight=False)
    show = call.operation.show
    console.print(generic(outcome) if show is None else show(outcome))
    took = Text(f"✓ {call.operation.title}, {seconds:.1f} s", style="green")
    console.print(took)
    if written:
        console.print(Padding(file_list(written), (0, 0, 0, 2), expand=False))


def _json(answer: Path) -> None:
    sys.stdout.flush()
    if sys.stdout.isatty():
        typed = json.loads(answer.read_bytes())
        sys.stdout.write(json.dumps(typed, indent=2, ensure_ascii=False))
    else:
        with answer.open("rb") as reading:
            shutil.copyfileobj(reading, sys.stdout.buffer)
    sys.stdout.write("\n")


def warnings(outcome: BaseModel) -> None:
    """Say on standard error what a result itself says is missing.

    By convention a result that may be incomplete has a field ``complete``, and lists what is
    missing in ``left_out``.
    """
    if getattr(outcome, "complete", True):
        return
    missing = getattr(outcome, "left_out", None)
    count = f" {len(missing):,} left out." if isinstance(missing, list) else ""
    Console(stderr=True, highlight=False).print(
        Text(f"! The result is not complete.{count}", style="bold yellow")
    )


def file_list(paths: list[Path]) -> Table:
    """The files written, with their sizes."""
    table = Table.grid(padding=(0, 2))
    table.add_column(overflow="fold")
    table.add_column(justify="right", style="dim", no_wrap=True)
    for path in paths:
        table.add_row(str(path), decimal(path.stat().st_size))
    return table


def log(text: str) -> None:
    """Show what an attempt printed, on standard error."""
    console = Console(stderr=True, highlight=False)
    console.print(Rule("log of the attempt", style="dim"))
    console.print(Text(text.rstrip("\n")), style="dim", soft_wrap=True)
    console.print(Rule(style="dim"))


# -- results without a view of their own ------------------------------------------------------


def generic(outcome: BaseModel) -> RenderableType:
    """A result that has no view of its own: its plain values, then a table for each list."""
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    tables: list[RenderableType] = []
    for name in type(outcome).model_fields:
        value = getattr(outcome, name)
        title = name.replace("_", " ")
        if isinstance(value, list) and value and isinstance(value[0], BaseModel):
            tables.append(_table(title, value))
        elif value is not None and value != [] and value != "":
            facts.add_row(title, _text(value))
    return Group(facts, *tables)


def _table(title: str, rows: list[BaseModel]) -> Table:
    table = Table(
        title=f"{title} ({len(rows):,})",
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    names = list(type(rows[0]).model_fields)[:_COLUMNS]
    for name in names:
        numbers = all(isinstance(getattr(row, name), (int, float)) for row in rows)
        table.add_column(
            name.replace("_", " "), justify="right" if numbers else "left", overflow="fold"
        )
    for row in rows[:_ROWS]:
        table.add_row(*(_text(getattr(row, name)) for name in names))
    if len(rows) > _ROWS:
        table.caption = f"… and {len(rows) - _ROWS:,} more; --json has all"
    return table


def _text(value: Any) -> Text:
    """One value, in few words."""
    if isinstance(value, bool):
        words = "yes" if value else "no"
    elif isinstance(value, (int, float)):
        words = f"{value:,}"
    elif isinstance(value, BaseModel):
        parts = [(n, _text(getattr(value, n)).plain) for n in type(value).model_fields]
        words = ", ".join(f"{name} {part}" for name, part in parts if part)
    elif isinstance(value, dict):
        words = ", ".join(f"{key} {_text(item).plain}" for key, item in value.items())
    elif isinstance(value, (list, tuple)):
        words = ", ".join(_text(item).plain for item in value)
    else:
        words = "" if value is None else str(value)
    return Text(words if len(words) <= 10 * _CELL else words[: 10 * _CELL] + "…")
