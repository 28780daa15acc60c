"""Jobs for tests of the ledger, with everything that a test does not care about filled in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from ifcworks.files.catalog import Project
from ifcworks.jobs.job import Job, JobState

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
        "state": JobState.QUEUED,
        "revision": 1,
        "attempt": 0,
        "attempts_counted_from": 0,
        "cancel_requested": False,
        "progress": 0.0,
        "message": "",
        "result": None,
        "result_blob": None,
        "problem": None,
        "answered_from": None,
        "created_at": datetime.now(UTC),
        "started_at": None,
        "finished_at": None,
        **values,
    }
    return Job(**given)
