"""What clients of the dialect asked for, kept beside the jobs that came of it.

A job does not know in whose words it was asked for; its result is told in those.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ifcworks.database.engine import Database
from ifcworks.database.tables import dialect_jobs


@dataclass(frozen=True)
class Asked:
    """A request for a job.

    Attributes:
        route: such as ``/ifccsv``.
        artifact: the job's artifact that is the output asked for, if it has one.
        request: the fields of the request, with defaults filled in.
        notes: what of it could not be done as asked, as sentences.
    """

    route: str
    artifact: str | None
    request: dict[str, Any]
    notes: list[str]


class AskedJobs:
    """The requests by the ids of their jobs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, job_id: str, asked: Asked) -> None:
        """Note what a job came of."""
        with self._database.write() as connection:
            connection.execute(dialect_jobs.insert().values(job_id=job_id, **vars(asked)))

    def find(self, job_id: str) -> Asked | None:
        """What a job came of; None if it was asked for in other words."""
        query = sa.select(dialect_jobs).where(dialect_jobs.c.job_id == job_id)
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        return Asked(row.route, row.artifact, row.request, row.notes)
