"""Jobs for tests of the ledger, with everything that a test does not care about filled in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from ifcworks.files.catalog import Project
from ifcworks.jobs.entering import Entry
from ifcworks.jobs.job import Job

PROBLEM = {"code": "attempt-crashed", "detail": "It crashed."}


def new_job(project: Project, **values: Any) -> Job:
    """A queued job that is in no ledger yet."""
    given: dict[str, Any] = {
        "id": str(uuid4()),
        "project_id": project.id,
        "operation": "behave",
        "operation_version": 1,
        "queue": "default",
        "params": {},
        "inputs": (),
        "fingerprint": "f" * 64,
        "created_at": datetime.now(UTC),
        **values,
    }
    return Job(**given)


def new_entry(project: Project, **values: Any) -> Entry:
    """The entry of such a job, whatever other jobs there are."""
    return Entry(new_job(project, **values), force=True)
