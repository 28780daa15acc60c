"""Questions to the tables of results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from ifcworks.database.engine import Database
from ifcworks.database.tables import RESULTS
from ifcworks.errors import ResultNotFound
from ifcworks.results.recording import FILE_COLUMNS


class Kind(StrEnum):
    """The kinds of results that have a table."""

    CLASH = "clash"
    CONVERSION = "conversion"
    TESTER = "tester"
    DIFF = "diff"


DATA: dict[Kind, str] = {
    Kind.CLASH: "clash_data",
    Kind.CONVERSION: "conversion_options",
    Kind.TESTER: "test_results",
    Kind.DIFF: "diff_data",
}
"""The column of each kind that may be large."""

_NAMES: dict[Kind, tuple[str, ...]] = {
    Kind.CLASH: ("output_filename",),
    Kind.CONVERSION: ("input_filename", "output_filename"),
    Kind.TESTER: FILE_COLUMNS["tester_results"],
    Kind.DIFF: FILE_COLUMNS["diff_results"],
}


@dataclass(frozen=True)
class Wanted:
    """Which rows are asked for; None is no condition.

    Attributes:
        file: a part of the name of a file that the row is about.
        clash_set: name of the clash set, for clashes.
        since, until: moments between which it was written: from, and before.
        below: only ids below this one.
    """

    project_id: str | None = None
    job_id: str | None = None
    file: str | None = None
    clash_set: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    below: int | None = None


class Results:
    """The tables of results.

    Args:
        database: where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def rows(self, kind: Kind, wanted: Wanted, limit: int, data: bool) -> list[dict[str, Any]]:
        """Rows of a kind, the newest first; with the large column if ``data``."""
        table = RESULTS[f"{kind}_results"]
        columns = [column for column in table.c if data or column.name != DATA[kind]]
        query = sa.select(*columns).order_by(table.c.id.desc()).limit(limit)
        for condition in _conditions(table, kind, wanted):
            query = query.where(condition)
        with self._database.read() as connection:
            return [dict(row._mapping) for row in connection.execute(query)]

    def row(self, kind: Kind, number: int) -> dict[str, Any]:
        """One row with all its columns.

        Raises:
            ResultNotFound: there is none.
        """
        table = RESULTS[f"{kind}_results"]
        with self._database.read() as connection:
            row = connection.execute(sa.select(table).where(table.c.id == number)).one_or_none()
        if row is None:
            raise ResultNotFound(f"There is no {kind} result {number}.")
        return dict(row._mapping)


def _conditions(table: sa.Table, kind: Kind, wanted: Wanted) -> Sequence[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.project_id is not None:
        found.append(table.c.project_id == wanted.project_id)
    if wanted.job_id is not None:
        found.append(table.c.job_id == wanted.job_id)
    if wanted.file is not None:
        names = (table.c[name].icontains(wanted.file, autoescape=True) for name in _NAMES[kind])
        found.append(sa.or_(*names))
    if wanted.clash_set is not None:
        found.append(table.c.clash_set_name == wanted.clash_set)
    if wanted.since is not None:
        found.append(table.c.created_at >= wanted.since)
    if wanted.until is not None:
        found.append(table.c.created_at < wanted.until)
    if wanted.below is not None:
        found.append(table.c.id < wanted.below)
    return found
