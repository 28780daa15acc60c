"""Processes of a running service are killed or held from outside."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from pathlib import Path

import pytest

from ifcworks.jobs.job import JobState
from ifcworks.jobs.sandbox import supervise
from support.processes import alive, children, working_below
from support.services import Harness, wait_until


def template_of(service: Harness) -> int:
    """The process that forks this service's attempts: a child of ours that has worked here."""
    attempt = wait_until(lambda: working_below(service.service.settings.data))[0]
    stat = Path(f"/proc/{attempt}/stat").read_text().rpartition(")")[2].split()
    return int(stat[1])


def test_an_attempt_killed_from_outside_is_tried_again(service: Harness) -> None:
    job = service.submit(seconds=1.0)
    [attempt] = wait_until(lambda: working_below(service.service.settings.data))

    os.kill(attempt, signal.SIGKILL)

    assert service.wait_for(job).state is JobState.SUCCEEDED
    assert service.outcomes(job) == ["attempt-crashed", "succeeded"]
    [first, _] = service.attempts(job)
    assert first.problem is not None
    assert first.problem["signal"] == "SIGKILL"


def test_the_template_killed_with_attempts_under_it(service: Harness, tmp_path: Path) -> None:
    marker = tmp_path / "helper"
    jobs = [service.submit(seconds=1.0, number=number) for number in range(3)]
    hanging = service.submit("brief", manner="fork-and-hang", marker=str(marker))
    template = template_of(service)
    attempts = wait_until(lambda: working_below(service.service.settings.data))

    os.kill(template, signal.SIGKILL)

    for job in jobs:
        assert service.wait_for(job).state is JobState.SUCCEEDED
    assert "attempt-interrupted" in [o for job in jobs for o in service.outcomes(job)]
    problem = service.wait_for(hanging).problem
    assert problem is not None
    assert problem["code"] == "attempt-timed-out"
    wait_until(lambda: not working_below(service.service.settings.data))
    assert not any(alive(pid) for pid in [*attempts, int(marker.read_text())])


def test_helpers_of_attempts_whose_template_is_killed(service: Harness, tmp_path: Path) -> None:
    marker = tmp_path / "helper"
    service.submit(manner="fork-and-hang", marker=str(marker))
    helper = int(wait_until(lambda: marker.exists() and marker.read_text()))

    os.kill(template_of(service), signal.SIGKILL)

    wait_until(lambda: not alive(helper))


def test_a_template_that_dies_with_every_attempt_is_not_tried_for_ever(service: Harness) -> None:
    job = service.submit(seconds=30)
    for attempt in range(1, 4):
        wait_until(lambda attempt=attempt: service.job(job).attempt == attempt)
        os.kill(template_of(service), signal.SIGKILL)

    ended = service.wait_for(job)

    assert ended.state is JobState.FAILED
    assert service.outcomes(job) == ["attempt-interrupted"] * 3
    assert service.finish(number=1).state is JobState.SUCCEEDED


def test_a_template_that_does_not_answer_is_replaced(
    service: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = service.submit(seconds=0.5)
    template = template_of(service)
    service.wait_for(first)
    monkeypatch.setattr(supervise, "BEGIN_SECONDS", 0.5)

    os.kill(template, signal.SIGSTOP)
    job = service.finish(number=1)

    assert job.state is JobState.SUCCEEDED
    assert service.outcomes(job) == ["service-unavailable", "succeeded"]
    assert not alive(template)


def test_a_service_stops_though_its_template_does_not_answer(service: Harness) -> None:
    first = service.submit(seconds=0.5)
    template = template_of(service)
    service.wait_for(first)
    os.kill(template, signal.SIGSTOP)
    job = service.running(service.submit(number=1))

    service.service.stop()

    assert not alive(template)
    assert service.job(job).state is JobState.QUEUED


def test_the_template_survives_what_a_service_manager_sends_to_all(service: Harness) -> None:
    job = service.submit(seconds=1.0)
    template = template_of(service)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        os.kill(template, number)

    assert service.wait_for(job).state is JobState.SUCCEEDED
    assert service.outcomes(job) == ["succeeded"]


def everything_of_this_process() -> tuple[int, int, list[int]]:
    """Open descriptors (but for the pool of the database), threads, children."""
    descriptors = 0
    for entry in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            descriptors += "ifcworks.db" not in str(entry.readlink())
    return descriptors, threading.active_count(), sorted(children(os.getpid()))


def test_fifty_jobs_leave_nothing_behind(service: Harness) -> None:
    attempt = service.submit(seconds=0.5)
    template = template_of(service)
    service.wait_for(attempt)
    wait_until(lambda: not working_below(service.service.settings.data))
    before = everything_of_this_process()
    template_before = len(list(Path(f"/proc/{template}/fd").iterdir()))

    jobs = [service.submit(number=number) for number in range(40)]
    jobs += [service.submit(manner="exit", number=number) for number in range(5)]
    jobs += [service.submit("odd", manner="artifact-missing", size=n) for n in range(5)]
    for job in jobs:
        service.wait_for(job)

    # The last attempt's pipes and folder are given back a moment after its end is recorded.
    wait_until(lambda: everything_of_this_process() == before)
    assert len(list(Path(f"/proc/{template}/fd").iterdir())) == template_before
    wait_until(lambda: children(template) == [])
    wait_until(lambda: list((service.service.settings.data / "attempts").iterdir()) == [])
    assert list((service.service.settings.data / "files" / "incoming").iterdir()) == []
