"""The local runner and the races around it, with a carrier that does as the test says."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from ifcworks.jobs.local import LocalRunner
from ifcworks.jobs.sandbox.supervise import Wish
from support.services import wait_until

CarryOut = Callable[[str, Callable[[], Wish | None]], bool]


class Bench:
    """A runner over a scripted carrier."""

    def __init__(self, carry_out: CarryOut, slots: int = 1) -> None:
        self.carried: list[str] = []
        launcher = SimpleNamespace(warm_up=lambda: None, close=lambda: None)

        def carry(job_id: str, wish: Callable[[], Wish | None]) -> bool:
            self.carried.append(job_id)
            return carry_out(job_id, wish)

        carrier: Any = SimpleNamespace(launcher=launcher, carry_out=carry)
        self.runner = LocalRunner(carrier, slots)


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Holds an attempt until it is set."""
    gate = threading.Event()
    yield gate
    gate.set()


def test_jobs_are_carried_out_in_order() -> None:
    bench = Bench(lambda job_id, wish: False)
    for number in range(20):
        bench.runner.dispatch(f"{number}")

    bench.runner.start()

    wait_until(lambda: not any(bench.runner.knows(f"{number}") for number in range(20)))
    bench.runner.stop()
    assert bench.carried == [f"{number}" for number in range(20)]


def test_a_job_that_is_queued_again_is_carried_out_again() -> None:
    again = iter([True, True, False])
    bench = Bench(lambda job_id, wish: next(again))
    bench.runner.start()
    bench.runner.dispatch("job")

    wait_until(lambda: not bench.runner.knows("job"))
    bench.runner.stop()
    assert bench.carried == ["job"] * 3


def test_a_dispatch_while_the_job_is_known_is_not_forgotten(gate: threading.Event) -> None:
    bench = Bench(lambda job_id, wish: not gate.wait(20))
    bench.runner.start()
    bench.runner.dispatch("job")
    wait_until(lambda: bench.carried)

    bench.runner.dispatch("job")  # it was retried, just as its attempt came to its end
    gate.set()

    wait_until(lambda: not bench.runner.knows("job"))
    bench.runner.stop()
    assert bench.carried == ["job", "job"]


def test_an_error_around_a_job_does_not_end_the_runner() -> None:
    def carry_out(job_id: str, wish: Callable[[], Wish | None]) -> bool:
        raise RuntimeError("the database is away")

    bench = Bench(carry_out)
    bench.runner.start()
    for job_id in ("a", "b"):
        bench.runner.dispatch(job_id)
        wait_until(lambda job_id=job_id: not bench.runner.knows(job_id))
    bench.runner.stop()

    assert bench.carried == ["a", "b"]


def test_a_wish_to_cancel_reaches_its_job_only(gate: threading.Event) -> None:
    wishes: dict[str, Wish | None] = {}

    def carry_out(job_id: str, wish: Callable[[], Wish | None]) -> bool:
        gate.wait(20)
        wishes[job_id] = wish()
        return False

    bench = Bench(carry_out, slots=2)
    bench.runner.start()
    for job_id in ("a", "b"):
        bench.runner.dispatch(job_id)
    bench.runner.cancel("a")
    bench.runner.cancel("unknown")
    gate.set()

    wait_until(lambda: len(wishes) == 2)
    bench.runner.stop()
    assert wishes == {"a": Wish.CANCEL, "b": None}
    assert not bench.runner.knows("unknown")


def test_a_wish_to_cancel_does_not_outlive_its_attempt(gate: threading.Event) -> None:
    wishes: list[Wish | None] = []

    def carry_out(job_id: str, wish: Callable[[], Wish | None]) -> bool:
        gate.wait(20)
        wishes.append(wish())
        return len(wishes) == 1

    bench = Bench(carry_out)
    bench.runner.start()
    bench.runner.dispatch("job")
    bench.runner.cancel("job")
    gate.set()

    wait_until(lambda: len(wishes) == 2)
    bench.runner.stop()
    assert wishes == [Wish.CANCEL, None]


def test_stopping_ends_attempts_and_begins_none(gate: threading.Event) -> None:
    def carry_out(job_id: str, wish: Callable[[], Wish | None]) -> bool:
        gate.set()
        wait_until(lambda: wish() is Wish.STOP)
        return True

    bench = Bench(carry_out)
    bench.runner.start()
    for job_id in ("running", "waiting"):
        bench.runner.dispatch(job_id)
    gate.wait(20)
    bench.runner.stop()
    bench.runner.dispatch("late")

    assert bench.carried == ["running"]
    assert not bench.runner.knows("late")


def test_stopping_what_never_started() -> None:
    Bench(lambda job_id, wish: False).runner.stop()
