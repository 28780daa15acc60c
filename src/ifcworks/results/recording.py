"""Rows in the tables of results, written in the transaction in which a job ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from ifcworks.database.tables import RESULTS, clash_results, jobs, projects
from ifcworks.operations.workspace import Record
from ifcworks.results.clash_history import Run, judge, note

FILE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "conversion_results": ("input_filename",),
    "tester_results": ("ifc_filename", "ids_filename"),
    "diff_results": ("old_file", "new_file"),
}
"""Columns that hold names of input files. Their bytes may have other names in another job."""


@dataclass(frozen=True)
class Origin:
    """The job that rows come from.

    Attributes:
        files: the name of the input file behind each reference.
        saves: the name under which an artifact is kept as a file, by its own.
    """

    job_id: str
    project_id: str
    files: Mapping[str, str]
    saves: Mapping[str, str]


def record(connection: sa.Connection, origin: Origin, records: Iterable[Record]) -> None:
    """Enter what an attempt has left for the tables of results."""
    now = datetime.now(UTC)
    for item in records:
        values = {
            **item.values,
            **{column: origin.files[ref] for column, ref in item.files.items()},
            "created_at": now,
            "job_id": origin.job_id,
            "project_id": origin.project_id,
        }
        if name := values.get("output_filename"):
            values["output_filename"] = origin.saves.get(name, name)
        if item.table == clash_results.name:
            _record_clashes(connection, origin, item, values)
        else:
            connection.execute(RESULTS[item.table].insert().values(values))


def _record_clashes(
    connection: sa.Connection, origin: Origin, item: Record, values: dict[str, Any]
) -> None:
    # Two runs of a set may end at once: one compares itself with the other, not both with neither.
    connection.execute(
        sa.select(projects.c.id)
        .where(projects.c.id == origin.project_id)
        .with_for_update(key_share=True)
    )
    name = values["clash_set_name"]
    run = Run(
        project_id=origin.project_id,
        clash_set=name,
        found={clash["id"]: clash for clash in values["clash_data"]["clashes"]},
        coverage=item.coverage,
        moment=values["created_at"],
    )
    before, overtaken = _runs_around(connection, origin, name)
    verdict = None if overtaken else judge(connection, run)
    values["original_clash_id"] = before
    values["clash_data"] = {
        **values["clash_data"],
        "history": verdict.counts() if verdict is not None else None,
    }
    number = connection.scalar(clash_results.insert().values(values).returning(clash_results.c.id))
    assert number is not None
    if verdict is not None:
        note(connection, run, number, verdict)


def _runs_around(
    connection: sa.Connection, origin: Origin, clash_set: str
) -> tuple[int | None, bool]:
    """The run asked for before, and whether one that was asked for later has ended already.

    What that has said is newer: an old job that is tried again does not take it back.
    """
    asked = sa.select(jobs.c.created_at).where(jobs.c.id == origin.job_id).scalar_subquery()
    runs = (
        sa.select(clash_results.c.id)
        .join(jobs, jobs.c.id == clash_results.c.job_id)
        .where(
            clash_results.c.project_id == origin.project_id,
            clash_results.c.clash_set_name == clash_set,
        )
        .order_by(jobs.c.created_at.desc(), clash_results.c.id.desc())
        .limit(1)
    )
    before: int | None = connection.scalar(runs.where(jobs.c.created_at <= asked))
    later = connection.scalar(runs.where(jobs.c.created_at > asked))
    return before, later is not None


def copy(
    connection: sa.Connection, source_id: str, origin: Origin, names: Mapping[str, str]
) -> None:
    """Give a job that was answered with the result of another (``source_id``) the rows of that one.

    ``names`` has what files of the same bytes are called here, by what they are called there.
    """
    now = datetime.now(UTC)
    for name, columns in FILE_COLUMNS.items():
        table = RESULTS[name]
        for row in connection.execute(
            sa.select(table).where(table.c.job_id == source_id).order_by(table.c.id)
        ):
            values = dict(row._mapping)
            del values["id"]
            for column in columns:
                values[column] = names.get(values[column], values[column])
            values |= {
                "created_at": now,
                "job_id": origin.job_id,
                "project_id": origin.project_id,
            }
            connection.execute(table.insert().values(values))
