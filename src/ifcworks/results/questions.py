"""Questions to the tables of results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import accumulate
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from ifcworks.database.engine import Database
from ifcworks.database.tables import RESULTS, jobs
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

PAGE_BYTES = 32 * 2**20
"""About how much JSON of large columns one page has, if more than one row is in it."""

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
        file: a part of the name of a file that the row is about: of the columns that hold one,
            or of an input of its job.
        clash_set: name of the clash set, for clashes.
        since, until: moments between which it was written: from, and before.
        beyond: only rows that come after the one of this id.
        oldest_first: in the order in which they were written, and not the newest first.
    """

    project_id: str | None = None
    job_id: str | None = None
    file: str | None = None
    clash_set: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    beyond: int | None = None
    oldest_first: bool = False


@dataclass(frozen=True)
class Rows:
    """A page of rows.

    Attributes:
        more: whether there are more behind them.
        total: how many rows there are on all pages.
    """

    rows: list[dict[str, Any]]
    more: bool
    total: int


class Results:
    """The tables of results.

    Args:
        database: where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def rows(self, kind: Kind, wanted: Wanted, limit: int, data: bool) -> Rows:
        """Rows of a kind, the newest first unless asked otherwise.

        With the large column if ``data``; then they may be fewer than ``limit``, since all of them
        have to be in memory at once.
        """
        table = RESULTS[f"{kind}_results"]
        large = table.c[DATA[kind]]
        conditions = self._conditions(table, kind, wanted)
        here = conditions if wanted.beyond is None else [*conditions, _beyond(table, wanted)]
        order = table.c.id if wanted.oldest_first else table.c.id.desc()
        plain = [column for column in table.c if column is not large]
        size = sa.func.length(sa.cast(large, sa.Text)) if data else sa.literal(0)
        query = sa.select(*plain, size).where(*here).order_by(order).limit(limit + 1)
        total = sa.select(sa.func.count()).select_from(table).where(*conditions)
        with self._database.read() as connection:
            found = list(connection.execute(query))
            count = connection.scalar(total) or 0
            sizes = accumulate(row[-1] for row in found[:limit])
            fits = sum(1 for number, sum_ in enumerate(sizes) if not number or sum_ <= PAGE_BYTES)
            rows = [{column.name: row[n] for n, column in enumerate(plain)} for row in found[:fits]]
            if data:
                by_id = {row["id"]: row for row in rows}
                whole = sa.select(table.c.id, large).where(table.c.id.in_(by_id))
                for number, value in connection.execute(whole):
                    by_id[number][large.name] = value
        return Rows(rows, len(found) > len(rows), count)

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

    def _conditions(
        self, table: sa.Table, kind: Kind, wanted: Wanted
    ) -> list[sa.ColumnElement[bool]]:
        found: list[sa.ColumnElement[bool]] = []
        if wanted.project_id is not None:
            found.append(table.c.project_id == wanted.project_id)
        if wanted.job_id is not None:
            found.append(table.c.job_id == wanted.job_id)
        if wanted.file is not None:
            names = [table.c[name] for name in _NAMES[kind]]
            about = [name.icontains(wanted.file, autoescape=True) for name in names]
            found.append(sa.or_(*about, self._has_input(table, wanted.file)))
        if wanted.clash_set is not None:
            found.append(table.c.clash_set_name == wanted.clash_set)
        if wanted.since is not None:
            found.append(table.c.created_at >= wanted.since)
        if wanted.until is not None:
            found.append(table.c.created_at < wanted.until)
        return found

    def _has_input(self, table: sa.Table, file: str) -> sa.ColumnElement[bool]:
        """Whether the job of a row had an input whose name has this text in it."""
        if self._database.engine.dialect.name == "postgresql":
            item = sa.func.jsonb_array_elements(jobs.c.inputs).table_valued("value")
            name = sa.cast(item.c.value, postgresql.JSONB)["name"].astext
        else:
            item = sa.func.json_each(jobs.c.inputs).table_valued("value")
            name = sa.func.json_extract(item.c.value, "$.name")
        named = sa.select(sa.literal(1)).select_from(item)
        named = named.where(name.icontains(file, autoescape=True))
        return (
            sa.select(sa.literal(1))
            .where(jobs.c.id == table.c.job_id, named.correlate(jobs).exists())
            .correlate(table)
            .exists()
        )


def _beyond(table: sa.Table, wanted: Wanted) -> sa.ColumnElement[bool]:
    column: sa.ColumnElement[int] = table.c.id
    return column > wanted.beyond if wanted.oldest_first else column < wanted.beyond
