"""Cancelling, retrying and stopping at every moment of a job's life."""

from __future__ import annotations

import random
import threading
import time
from pathlib import Path

import pytest

from ifcworks.errors import JobFinished
from ifcworks.jobs.job import Job, JobState
from support.processes import working_below
from support.services import Harness, StartService, wait_until


def test_a_running_job_is_cancelled_and_its_process_is_gone(service: Harness) -> None:
    job = service.submit(manner="hang")
    wait_until(lambda: working_below(service.service.settings.data))

    service.service.jobs.cancel(job.id)

    ended = service.wait_for(job)
    assert ended.state is JobState.CANCELLED
    assert ended.problem is None
    assert service.outcomes(job) == ["cancelled"]
    wait_until(lambda: not working_below(service.service.settings.data))


def test_a_waiting_job_is_cancelled_before_it_begins(start_service: StartService) -> None:
    service = start_service(slots=1)
    first = service.submit(seconds=0.5)
    waiting = service.submit(number=1)

    assert service.service.jobs.cancel(waiting.id).state is JobState.CANCELLED

    assert service.wait_for(first).state is JobState.SUCCEEDED
    assert service.finish(number=2).state is JobState.SUCCEEDED
    assert service.attempts(waiting) == []


def test_a_job_cancelled_and_retried_while_it_waits_runs(start_service: StartService) -> None:
    service = start_service(slots=1)
    service.submit(seconds=0.3)
    waiting = service.submit(number=1)

    service.service.jobs.cancel(waiting.id)
    service.service.jobs.retry(waiting.id)

    assert service.wait_for(waiting).state is JobState.SUCCEEDED


def test_a_retry_right_after_the_end_is_not_left_to_recovery(start_service: StartService) -> None:
    service = start_service(recovery_seconds=3600)
    for number in range(10):
        job = service.submit(manner="refuse", number=number)
        for _ in range(3):
            service.wait_for(job)
            service.service.jobs.retry(job.id)
        assert service.wait_for(job, seconds=20).attempt == 4


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_cancelled_at_any_moment_a_job_has_one_end(service: Harness, seed: int) -> None:
    chance = random.Random(seed)
    jobs: list[Job] = []
    for number in range(20):
        jobs.append(service.submit(number=number, manner=chance.choice(["well", "exit"])))
        time.sleep(chance.random() * 0.02)
        victim = chance.choice(jobs)
        try:
            service.service.jobs.cancel(victim.id)
            if chance.random() < 0.3:
                service.service.jobs.retry(victim.id)
        except JobFinished:
            continue

    for job in jobs:
        ended = service.wait_for(job)
        artifacts = service.service.ledger.artifacts(job.id)
        outcomes = service.outcomes(job)
        assert (ended.state is JobState.SUCCEEDED) == bool(artifacts) == (ended.result is not None)
        assert (ended.state is JobState.SUCCEEDED) == ("succeeded" in outcomes)
        assert None not in outcomes


def test_stopping_queues_what_runs_and_does_not_count_it(start_service: StartService) -> None:
    service = start_service()
    job = service.running(service.submit(manner="hang"))
    for _ in range(4):  # more often than an interrupted attempt is tried again
        began = time.monotonic()
        service.service.stop()
        assert time.monotonic() - began < 5
        assert service.job(job).state is JobState.QUEUED
        service = start_service()
        service.running(job)

    service.service.jobs.cancel(job.id)
    assert service.wait_for(job).state is JobState.CANCELLED
    assert service.outcomes(job) == ["stopped"] * 4 + ["cancelled"]


def test_stopping_while_jobs_begin_loses_none(start_service: StartService, tmp_path: Path) -> None:
    service = start_service()
    marker = tmp_path / "ran"
    jobs: list[Job] = []

    def submit() -> None:
        jobs.extend(
            service.submit(manner="count", marker=str(marker), number=number)
            for number in range(60)
        )

    thread = threading.Thread(target=submit)
    thread.start()
    time.sleep(0.15)
    service.service.stop()
    thread.join()

    again = start_service()
    states = [again.wait_for(job).state for job in jobs]
    assert states == [JobState.SUCCEEDED] * 60
    assert {int(line) for line in marker.read_text().split()} == set(range(60))


def test_a_job_whose_cancelling_was_only_noted_is_cancelled(service: Harness) -> None:
    job = service.running(service.submit(manner="hang"))

    service.service.ledger.cancel(job.id)  # and the runner is not told

    assert service.wait_for(job).state is JobState.CANCELLED
