"""What a service answers, as far as the command line reads it. The API documents all of it."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

FINAL = ("succeeded", "failed", "cancelled")


class Job(TypedDict):
    """A job."""

    id: str
    project: str
    operation: str
    state: str
    progress: float
    message: str
    parameters: dict[str, Any]
    inputs: list[dict[str, Any]]
    problem: dict[str, Any] | None
    cached: bool
    attempt: int
    created_at: str
    started_at: str | None
    finished_at: str | None


class Artifact(TypedDict):
    """A file that a job made."""

    name: str
    size: int
    media_type: str
    url: str


class Attempt(TypedDict):
    """One try at a job."""

    number: int
    outcome: str | None
    problem: dict[str, Any] | None
    log: str
    peak_memory: int | None
    cpu_seconds: float | None
    started_at: str
    finished_at: str | None


class ClashSet(TypedDict):
    """A clash set that has been run."""

    name: str
    runs: int
    last_run_at: str
    not_judged: int
    states: dict[str, int]
    statuses: dict[str, int]


class ClashEvent(TypedDict):
    """Something that happened to a clash."""

    what: str
    old: str | None
    new: str | None
    result_id: int | None
    author: str | None
    created_at: str


class Clash(TypedDict):
    """A clash through all runs; with its events only where one is asked for."""

    id: str
    clash_set_name: str
    state: str
    status: str
    reason: str | None
    assignee: str | None
    data: dict[str, Any]
    events: NotRequired[list[ClashEvent]]


class Version(TypedDict):
    """One version of a file."""

    number: int
    sha256: str
    size: int
    form: str
    ifc_schema: str | None
    created_at: str
    content_url: str


class File(TypedDict):
    """A file with its newest version."""

    id: str
    project: str
    name: str
    kind: str
    newest: Version


class Project(TypedDict):
    """A project."""

    name: str
    title: str
    created_at: str
