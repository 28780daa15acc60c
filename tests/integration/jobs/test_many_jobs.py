"""Two hundred tiny jobs from several threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from ifcworks.jobs.job import Job, JobState
from support.services import Harness


def _milliseconds(jobs: list[Job]) -> list[float]:
    return [
        (job.started_at - job.created_at).total_seconds() * 1000 for job in jobs if job.started_at
    ]


def test_two_hundred_jobs_run_once_each_in_order(service: Harness, tmp_path: Path) -> None:
    marker = tmp_path / "ran"

    def submit(number: int) -> Job:
        return service.submit(manner="count", number=number, marker=str(marker))

    with ThreadPoolExecutor(8) as threads:
        jobs = list(threads.map(submit, range(200)))
    ended = [service.wait_for(job) for job in jobs]

    assert [job.state for job in ended] == [JobState.SUCCEEDED] * 200
    assert sorted(int(line) for line in marker.read_text().split()) == list(range(200))
    assert {job.attempt for job in ended} == {1}
    by_arrival = sorted(ended, key=lambda job: job.created_at)
    by_start = sorted(ended, key=lambda job: str(job.started_at))
    # Roughly: eight submit at once, and who of them enters first is left to the system.
    assert max(abs(by_start.index(job) - place) for place, job in enumerate(by_arrival)) <= 60
    waited = median(_milliseconds(ended))
    print(f"200 at once: waited {waited:.0f} ms (median) for their turn")  # noqa: T201


def test_the_start_of_a_job_on_an_idle_service_is_measured(service: Harness) -> None:
    ended = [service.finish(number=number) for number in range(30)]

    assert {job.state for job in ended} == {JobState.SUCCEEDED}
    print(f"idle: started after {median(_milliseconds(ended)):.1f} ms (median)")  # noqa: T201
