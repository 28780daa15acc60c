"""Changes and problems as tables of text."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ifcworks.ifc.tables.importing.planning import Change
from ifcworks.ifc.tables.importing.problems import Problem

Plain = str | int | float | bool | None


def plain(value: Any) -> Plain:
    """A value as one that JSON has: several as one text, numbers that are none as text."""
    if isinstance(value, (list, tuple)):
        return ", ".join(str(plain(item)) for item in value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, (str, int, float)):
        return value
    return str(value)


def write_changes(changes: Iterable[Change], target: Path) -> None:
    """Write all changes as CSV."""
    head = ("row", "GlobalId", "class", "name", "column", "old", "new", "note")
    rows = (
        (c.row, c.global_id, c.class_, c.name, c.column, plain(c.old), plain(c.new), c.note)
        for c in changes
    )
    _write(target, head, rows)


def write_problems(problems: Iterable[Problem], target: Path) -> None:
    """Write all problems as CSV."""
    head = ("row", "column", "GlobalId", "reason", "message")
    _write(target, head, ((p.row, p.column, p.global_id, p.reason, p.message) for p in problems))


def _write(target: Path, head: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    with target.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(head)
        writer.writerows(rows)
