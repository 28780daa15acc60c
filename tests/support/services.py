"""A real service on a folder of its own, with the toy operations, and ways to use it in a line."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest

from ifcworks.jobs.job import Attempt, Job, JobState
from ifcworks.settings import Settings
from ifcworks.wiring import Service, connect

T = TypeVar("T")
TESTS = Path(__file__).parent.parent
PATIENCE = 60.0
"""Seconds after which something that must happen has not happened."""


def wait_until(question: Callable[[], T], seconds: float = PATIENCE) -> T:
    """The first true answer to the question; fails when there is none for so long."""
    deadline = time.monotonic() + seconds
    while True:
        answer = question()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"did not happen within {seconds} s"
        time.sleep(0.005)


@dataclass
class Harness:
    """A service and the shortest ways to ask it for something."""

    service: Service

    def submit(self, operation: str = "behave", *, force: bool = False, **params: Any) -> Job:
        project = self.service.catalog.project("default")
        return self.service.jobs.submit(project, operation, params, force=force)

    def job(self, job: Job) -> Job:
        return self.service.ledger.job(job.id)

    def wait_for(self, job: Job, seconds: float = PATIENCE) -> Job:
        """The job when it has ended."""
        wait_until(lambda: self.job(job).state.final, seconds)
        return self.job(job)

    def running(self, job: Job) -> Job:
        """The job when its attempt runs."""
        wait_until(lambda: self.job(job).state is JobState.RUNNING)
        return self.job(job)

    def finish(self, operation: str = "behave", **params: Any) -> Job:
        """Ask for a job and wait for its end."""
        return self.wait_for(self.submit(operation, **params))

    def attempts(self, job: Job) -> list[Attempt]:
        return self.service.ledger.attempts(job.id)

    def outcomes(self, job: Job) -> list[str | None]:
        return [attempt.outcome for attempt in self.attempts(job)]


StartService = Callable[..., Harness]


def python_path() -> str:
    """PYTHONPATH with which another process finds the package ``support`` too."""
    before = os.environ.get("PYTHONPATH")
    return f"{TESTS}:{before}" if before else str(TESTS)


@pytest.fixture
def toys_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Template processes find the toys."""
    monkeypatch.setenv("PYTHONPATH", python_path())


@pytest.fixture
def start_service(tmp_path: Path, toys_found: None) -> Iterator[StartService]:
    """Starts services with the toys; all are stopped at the end."""
    started: list[Service] = []

    def start(data: Path = tmp_path / "data", **settings: Any) -> Harness:
        given = {"operations": ["support.toys"], "slots": 2, "recovery_seconds": 0.2, **settings}
        service = connect(Settings(data=data, **given))
        started.append(service)
        service.start()
        return Harness(service)

    yield start
    for service in started:
        service.stop()


@pytest.fixture
def service(start_service: StartService) -> Harness:
    """A running service with the toys."""
    return start_service()
