"""Operations that misbehave, through the whole service: ledger, runner, template, attempt."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ifcworks.jobs.job import JobState
from ifcworks.jobs.sandbox.supervise import LOG_BYTES
from support.processes import alive, working_below
from support.services import Harness, StartService, wait_until

ENDINGS = [
    ("behave", {"manner": "segfault"}, "attempt-crashed", "ended by SIGSEGV"),
    ("behave", {"manner": "exit"}, "attempt-crashed", "exit code 3 and without an answer"),
    ("behave", {"manner": "raise"}, "attempt-raised", "KeyError: 'no such thing'"),
    ("behave", {"manner": "refuse"}, "operation-failed", "This was asked to fail."),
    ("behave", {"manner": "allocate"}, "attempt-out-of-memory", "limit of 512 MiB"),
    ("behave", {"manner": "allocate-in-helpers"}, "attempt-out-of-memory", "limit of 512 MiB"),
    ("brief", {"manner": "hang"}, "attempt-timed-out", "longer than its limit of 1 s"),
    ("brief", {"manner": "spin"}, "attempt-timed-out", "longer than its limit of 1 s"),
    ("odd", {"manner": "small-allocations"}, "attempt-out-of-memory", "limit of 512 MiB"),
    ("odd", {"manner": "sys-exit"}, "attempt-raised", "SystemExit: the library thought"),
    ("odd", {"manner": "odd-context"}, "operation-failed", "carries a path"),
    ("odd", {"manner": "artifact-link"}, "attempt-raised", "'link.txt' that the attempt left"),
    ("odd", {"manner": "artifact-folder"}, "attempt-raised", "is not a plain file"),
    ("odd", {"manner": "artifact-path"}, "attempt-raised", "under a name that is a path"),
    ("odd", {"manner": "artifacts-removed"}, "attempt-raised", "'b.txt' of the attempt has gone"),
    ("odd", {"manner": "folder-removed"}, "attempt-crashed", "without an answer"),
    ("odd", {"manner": "terminate"}, "attempt-interrupted", "with SIGTERM"),
]


@pytest.mark.parametrize(
    ("operation", "params", "code", "sentence"),
    ENDINGS,
    ids=[f"{operation}-{params['manner']}" for operation, params, _, _ in ENDINGS],
)
def test_a_misbehaving_operation_fails_its_job_and_nothing_else(
    service: Harness, operation: str, params: dict[str, Any], code: str, sentence: str
) -> None:
    job = service.finish(operation, **params)

    assert job.state is JobState.FAILED
    assert job.problem is not None
    assert job.problem["code"] == code
    assert sentence in job.problem["detail"]
    assert job.finished_at is not None
    assert service.service.ledger.artifacts(job.id) == []
    assert service.finish(number=7).result == {"number": 7, "text": ""}
    wait_until(lambda: not working_below(service.service.settings.data))
    assert list((service.service.settings.data / "attempts").iterdir()) == []


@pytest.mark.parametrize("manner", ["nan-progress", "long-progress", "artifact-missing"])
def test_oddities_that_do_no_harm_succeed(service: Harness, manner: str) -> None:
    job = service.finish("odd", manner=manner)

    assert job.problem is None
    assert job.result == {"manner": manner}


def test_odd_progress_is_told_as_far_as_it_can_be(service: Harness) -> None:
    job = service.submit("odd", manner="long-progress")

    wait_until(lambda: service.job(job).progress == 0.5)
    assert service.job(job).message == "x" * 500


def test_a_long_error_is_cut(service: Harness) -> None:
    job = service.finish("odd", manner="long-error")

    assert job.problem is not None
    assert len(json.dumps(job.problem)) < 2000


def test_the_end_of_ten_megabytes_of_output_is_kept(service: Harness) -> None:
    job = service.finish(manner="print")

    assert job.state is JobState.SUCCEEDED
    [attempt] = service.attempts(job)
    assert attempt.log.endswith("the last line\n")
    assert "bytes before this are not kept" in attempt.log.splitlines()[0]
    assert LOG_BYTES <= len(attempt.log) < LOG_BYTES + 100


def test_a_result_of_fifty_megabytes_is_kept_whole(service: Harness) -> None:
    job = service.finish(manner="large-result", number=5)

    assert job.state is JobState.SUCCEEDED
    assert job.result is None
    assert job.result_blob is not None
    content = b"".join(service.service.blobs.read(job.result_blob))
    assert json.loads(content) == {"number": 5, "text": "x" * (50 * 2**20)}


def test_a_crash_is_tried_twice_and_a_refusal_once(service: Harness) -> None:
    assert service.outcomes(service.finish(manner="segfault")) == ["attempt-crashed"] * 2
    assert service.outcomes(service.finish(manner="refuse")) == ["operation-failed"]


def test_a_crash_that_does_not_come_again_costs_nothing(service: Harness, tmp_path: Path) -> None:
    job = service.finish(manner="crash-first", marker=str(tmp_path / "crashed"))

    assert job.state is JobState.SUCCEEDED
    assert job.problem is None
    assert service.outcomes(job) == ["attempt-crashed", "succeeded"]


@pytest.mark.parametrize("manner", ["fork-and-hang", "leave-detached-helper", "spawn-and-crash"])
def test_helpers_end_with_their_attempt(service: Harness, tmp_path: Path, manner: str) -> None:
    marker = tmp_path / "helper"

    service.finish("brief", manner=manner, marker=str(marker))

    wait_until(lambda: not alive(int(marker.read_text())))


def test_helpers_end_when_the_job_is_cancelled(service: Harness, tmp_path: Path) -> None:
    marker = tmp_path / "helper"
    job = service.submit(manner="fork-and-hang", marker=str(marker))
    wait_until(lambda: marker.exists() and marker.read_text())

    service.service.jobs.cancel(job.id)

    assert service.wait_for(job).state is JobState.CANCELLED
    wait_until(lambda: not alive(int(marker.read_text())))


def test_helpers_end_when_the_service_stops(start_service: StartService, tmp_path: Path) -> None:
    marker = tmp_path / "helper"
    service = start_service()
    service.submit(manner="fork-and-hang", marker=str(marker))
    wait_until(lambda: marker.exists() and marker.read_text())

    service.service.stop()

    wait_until(lambda: not alive(int(marker.read_text())))
