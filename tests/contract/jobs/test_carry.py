"""What becomes of a job after each ending of an attempt: tries, cancelling, a database away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from ifcworks.database.engine import Database
from ifcworks.errors import (
    AttemptCrashed,
    AttemptInterrupted,
    AttemptTimedOut,
    IfcworksError,
    OperationFailed,
    ServiceUnavailable,
    StorageFull,
)
from ifcworks.files.blobs import BlobStore
from ifcworks.files.catalog import Project
from ifcworks.jobs import carry
from ifcworks.jobs.carry import Carrier
from ifcworks.jobs.job import Job, JobState
from ifcworks.jobs.knowledge import Knowledge
from ifcworks.jobs.ledger import Ledger
from ifcworks.jobs.local import LocalRunner
from ifcworks.jobs.recovery import Recovery
from ifcworks.jobs.sandbox.request import Outcome
from ifcworks.jobs.sandbox.supervise import Ending, Wish
from ifcworks.operations.registry import Registry
from support.jobs import new_entry

Script = list[Any]


@dataclass(frozen=True)
class Scripted(Carrier):
    """A carrier whose attempts end as the test says, without any process."""

    script: Script = field(default_factory=list)

    def _attempt(self, job: Job, folder: Path, wish: Callable[[], Wish | None]) -> Ending:
        step = self.script.pop(0)
        if callable(step):
            step = step(job, folder, wish)
        if isinstance(step, Wish):
            return Ending(step, "log", 1, 1.0)
        if isinstance(step, IfcworksError):
            return Ending(Outcome(step.problem(), []), "log", 1, 1.0)
        if isinstance(step, Exception):
            raise step
        (folder / "artifacts").mkdir()
        (folder / "artifacts" / "a.txt").write_text("content")
        (folder / "result.json").write_text('{"n": 1}')
        return Ending(Outcome(None, ["a.txt"]), "log", 1, 1.0)


WELL = object()


@pytest.fixture
def carrier(ledger: Ledger, blobs: BlobStore, tmp_path: Path) -> Scripted:
    launcher: Any = None
    return Scripted(
        ledger=ledger,
        blobs=blobs,
        registry=Registry(),
        knowledge=Knowledge(Registry(), ledger),
        launcher=launcher,
        folder=tmp_path / "data" / "attempts",
        processes=1,
    )


@pytest.fixture
def job(ledger: Ledger, project: Project) -> Job:
    return ledger.enter(new_entry(project))


def no_wish() -> Wish | None:
    return None


def carry_out_all(carrier: Scripted, job: Job, script: Script) -> Job:
    """The job after one attempt for each step of the script."""
    carrier.script[:] = script
    while carrier.script:
        carrier.carry_out(job.id, no_wish)
    return carrier.ledger.job(job.id)


CRASH, INTERRUPTED = AttemptCrashed("It crashed."), AttemptInterrupted("It was interrupted.")
TIMEOUT, REFUSED = AttemptTimedOut("It took long."), OperationFailed("No.")
NO_PROCESS, FULL = ServiceUnavailable("No process."), StorageFull("Full.")


@pytest.mark.parametrize(
    ("script", "state"),
    [
        ([WELL], "succeeded"),
        ([CRASH], "queued"),
        ([CRASH, CRASH], "failed"),
        ([CRASH, WELL], "succeeded"),
        ([INTERRUPTED, INTERRUPTED], "queued"),
        ([INTERRUPTED, INTERRUPTED, INTERRUPTED], "failed"),
        ([INTERRUPTED, CRASH, INTERRUPTED, WELL], "succeeded"),
        ([INTERRUPTED, CRASH, INTERRUPTED, CRASH], "failed"),
        ([NO_PROCESS, NO_PROCESS], "queued"),
        ([NO_PROCESS, NO_PROCESS, NO_PROCESS], "failed"),
        ([TIMEOUT], "failed"),
        ([REFUSED], "failed"),
        ([FULL], "failed"),
        ([OSError(28, "No space left on device")], "failed"),
        ([OSError(13, "Permission denied")], "queued"),
        ([RuntimeError("a bug")], "failed"),
        ([Wish.STOP] * 5, "queued"),
        ([CRASH, Wish.STOP, CRASH], "failed"),
        ([Wish.CANCEL], "cancelled"),
    ],
)
def test_tries(carrier: Scripted, job: Job, script: Script, state: str) -> None:
    assert carry_out_all(carrier, job, script).state == state


def test_a_problem_is_kept_with_the_attempt_and_the_job(carrier: Scripted, job: Job) -> None:
    ended = carry_out_all(carrier, job, [CRASH, CRASH])

    assert ended.problem == CRASH.problem()
    assert [attempt.problem for attempt in carrier.ledger.attempts(job.id)] == [ended.problem] * 2


def test_disk_full_and_bugs_have_their_own_codes(carrier: Scripted, job: Job) -> None:
    full = carry_out_all(carrier, job, [OSError(28, "No space left on device")])
    assert full.problem is not None
    assert full.problem["code"] == "storage-full"

    carrier.ledger.retry(job.id)
    bug = carry_out_all(carrier, job, [RuntimeError("secret")])
    assert bug.problem is not None
    assert bug.problem["code"] == "internal-error"
    assert "secret" not in bug.problem["detail"]


def test_a_retry_on_request_has_all_its_tries_again(carrier: Scripted, job: Job) -> None:
    carry_out_all(carrier, job, [CRASH, CRASH])
    carrier.ledger.retry(job.id)

    assert carry_out_all(carrier, job, [CRASH]).state is JobState.QUEUED
    assert carry_out_all(carrier, job, [WELL]).state is JobState.SUCCEEDED


@pytest.mark.parametrize(
    ("step", "again"), [(CRASH, True), (Wish.STOP, True), (NO_PROCESS, False), (WELL, False)]
)
def test_surroundings_that_fail_are_given_some_time(
    carrier: Scripted, job: Job, step: object, again: bool
) -> None:
    carrier.script[:] = [step]

    assert carrier.carry_out(job.id, no_wish) is again


@pytest.mark.parametrize("step", [CRASH, INTERRUPTED, NO_PROCESS, Wish.STOP])
def test_a_job_is_not_tried_again_after_a_wish_to_cancel(
    carrier: Scripted, job: Job, step: object
) -> None:
    def cancelled_meanwhile(job: Job, folder: Path, wish: object) -> object:
        carrier.ledger.cancel(job.id)
        return step

    ended = carry_out_all(carrier, job, [cancelled_meanwhile])

    assert ended.state is JobState.CANCELLED


def test_a_wish_to_cancel_that_the_ledger_does_not_know_is_passed_over(
    carrier: Scripted, job: Job
) -> None:
    seen: list[Wish | None] = []

    def look(job: Job, folder: Path, wish: Callable[[], Wish | None]) -> object:
        seen.append(wish())
        carrier.ledger.cancel(job.id)
        seen.append(wish())
        return WELL

    carrier.script[:] = [look]
    carrier.carry_out(job.id, lambda: Wish.CANCEL)

    assert seen == [None, Wish.CANCEL]


def test_a_job_that_is_not_queued_is_left_alone(carrier: Scripted, job: Job) -> None:
    carrier.ledger.cancel(job.id)

    assert carrier.carry_out(job.id, no_wish) is False
    assert carrier.ledger.attempts(job.id) == []


@pytest.mark.parametrize("step", [WELL, CRASH, RuntimeError("a bug"), Wish.CANCEL])
def test_no_folder_is_left(carrier: Scripted, job: Job, step: object) -> None:
    carry_out_all(carrier, job, [step])

    assert list(carrier.folder.iterdir()) == []


@contextmanager
def away(database: Database, times: int) -> Iterator[None]:
    """The database refuses so many statements."""
    left = [times]

    def refuse(*args: object) -> None:
        if left[0]:
            left[0] -= 1
            raise sa.exc.OperationalError("", {}, Exception("database is locked"))

    sa.event.listen(database.engine, "before_cursor_execute", refuse)
    yield
    sa.event.remove(database.engine, "before_cursor_execute", refuse)


def test_a_database_that_is_away_for_a_moment_costs_no_answer(
    carrier: Scripted, job: Job, database: Database
) -> None:
    def well_but_away(job: Job, folder: Path, wish: object) -> object:
        aways.__enter__()
        return WELL

    aways = away(database, 2)
    ended = carry_out_all(carrier, job, [well_but_away])
    aways.__exit__(None, None, None)

    assert ended.state is JobState.SUCCEEDED
    assert ended.attempt == 1


def test_a_database_that_is_away_for_long_is_left_to_recovery(
    carrier: Scripted, job: Job, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carry, "RECORD_SECONDS", 0.3)
    aways = away(database, 10**6)

    def well_but_away(job: Job, folder: Path, wish: object) -> object:
        aways.__enter__()
        return WELL

    carrier.script[:] = [well_but_away]
    with pytest.raises(ServiceUnavailable, match="database is locked"):
        carrier.carry_out(job.id, no_wish)
    aways.__exit__(None, None, None)

    runner = LocalRunner(carrier, slots=0)
    Recovery(carrier.ledger, carrier, runner).look()

    assert runner.knows(job.id)
    assert carrier.ledger.job(job.id).state is JobState.QUEUED
    assert [a.outcome for a in carrier.ledger.attempts(job.id)] == ["attempt-interrupted"]


def test_recovery_dispatches_what_is_queued_and_leaves_alone_what_is_known(
    carrier: Scripted, ledger: Ledger, project: Project
) -> None:
    runner = LocalRunner(carrier, slots=0)
    queued, known, done = (ledger.enter(new_entry(project)) for _ in range(3))
    ledger.cancel(done.id)
    runner.dispatch(known.id)
    running = ledger.start(known.id)

    Recovery(ledger, carrier, runner).look()

    assert runner.knows(queued.id)
    assert not runner.knows(done.id)
    assert ledger.job(known.id) == running


def test_recovery_cancels_what_was_to_be_cancelled_and_is_lost(
    carrier: Scripted, ledger: Ledger, job: Job
) -> None:
    runner = LocalRunner(carrier, slots=0)
    ledger.start(job.id)
    ledger.cancel(job.id)

    Recovery(ledger, carrier, runner).look()

    assert ledger.job(job.id).state is JobState.CANCELLED
    assert not runner.knows(job.id)


def test_recovery_that_never_started_can_be_stopped(carrier: Scripted) -> None:
    Recovery(carrier.ledger, carrier, LocalRunner(carrier, slots=0)).stop()
