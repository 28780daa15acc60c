"""Watching an attempt, with pipes that the test writes to and a real process to be ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ifcworks.errors import ServiceUnavailable
from ifcworks.jobs.sandbox import supervise
from ifcworks.jobs.sandbox.launcher import Handle
from ifcworks.jobs.sandbox.request import Outcome
from ifcworks.jobs.sandbox.supervise import LOG_BYTES, Ending, Limits, Supervisor, Wish
from support.processes import alive
from support.services import wait_until

REPORT = b'{"progress": 0.5, "message": "half"}\n'


class FakeAttempt:
    """The other ends of an attempt's pipes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        pairs = [os.pipe() for _ in range(3)]
        self.handle = Handle(*(reading for reading, _ in pairs))
        self.status, self.events, self.log = (os.fdopen(w, "wb", buffering=0) for _, w in pairs)
        self.reports: list[tuple[float, str]] = []
        self.process: subprocess.Popen[bytes] | None = None

    def begin(self) -> int:
        """Start a process that does nothing for long, and say that it is the attempt."""
        self.process = subprocess.Popen(
            [sys.executable, "-c", "import time; time.sleep(300)"], start_new_session=True
        )
        self.say(pid=self.process.pid)
        return self.process.pid

    def say(self, **message: Any) -> None:
        self.status.write(json.dumps(message).encode() + b"\n")

    def end(self, exit_code: int = 0) -> None:
        """End well: with an outcome and the process gone."""
        Outcome(None, []).write(self.folder)
        self.say(exit=exit_code, peak_memory=5, cpu_seconds=0.5)
        self.status.close()

    def watch(
        self,
        wish: Callable[[], Wish | None] = lambda: None,
        on_progress: Callable[[float, str], None] | None = None,
        timeout: float = 60,
    ) -> Ending:
        report = on_progress or (lambda fraction, message: self.reports.append((fraction, message)))
        return Supervisor(self.handle, self.folder, Limits(timeout, 0), report, wish).watch()

    def close(self) -> None:
        for pipe in (self.status, self.events, self.log):
            pipe.close()
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def attempt(tmp_path: Path) -> Iterator[FakeAttempt]:
    attempt = FakeAttempt(tmp_path)
    yield attempt
    attempt.close()


def write(pipe: Any, *parts: bytes, then: Callable[[], None]) -> None:
    """Write to a pipe while somebody else reads."""

    def work() -> None:
        for part in parts:
            pipe.write(part)
        then()

    threading.Thread(target=work, daemon=True).start()


def test_a_good_end(attempt: FakeAttempt) -> None:
    attempt.say(pid=os.getpid())
    attempt.events.write(REPORT)
    attempt.log.write("gr\u00fc\u00dfe\0\n".encode() + b"\xff")
    attempt.end()

    ending = attempt.watch()

    assert ending == Ending(Outcome(None, []), "gr\u00fc\u00dfe\ufffd\n\ufffd", 5, 0.5)
    assert attempt.reports == [(0.5, "half")]


@pytest.mark.parametrize(
    "line",
    [
        b"not JSON\n",
        b"[]\n",
        b"{}\n",
        b'{"progress": "x", "message": "m"}\n',
        b'{"progress": NaN, "message": "m"}\n',
        b'{"progress": Infinity, "message": "m"}\n',
        b"\xff\xfe\n",
        b"\n\n",
    ],
)
def test_a_line_that_reports_nothing_is_passed_over(attempt: FakeAttempt, line: bytes) -> None:
    attempt.events.write(line)
    attempt.end()

    assert attempt.watch().outcome == Outcome(None, [])
    assert attempt.reports == []


def test_what_no_database_can_hold_is_replaced(attempt: FakeAttempt) -> None:
    attempt.events.write(b'{"progress": 7, "message": "a\\ud800b\\u0000c"}\n')
    attempt.end()
    attempt.watch()

    assert attempt.reports == [(1.0, "a\ufffdb\ufffdc")]


def test_a_line_without_end_takes_no_memory_and_spoils_no_later_one(attempt: FakeAttempt) -> None:
    held: list[int] = []

    def look(fraction: float, message: str) -> None:
        held.append(len(supervisor._event))

    supervisor = Supervisor(
        attempt.handle, attempt.folder, Limits(60, 0), look, lambda: held.append(size()) or None
    )

    def size() -> int:
        return len(supervisor._event)

    def then() -> None:
        attempt.events.write(b"\n" + REPORT)
        attempt.end()

    write(attempt.events, *[b"x" * 2**20] * 30, then=then)
    supervisor.watch()

    assert max(held) <= supervise.LINE_BYTES
    assert held


def test_of_a_long_log_the_end_is_kept(attempt: FakeAttempt) -> None:
    write(attempt.log, *[b"x" * 2**20] * 5, b"the end", then=attempt.end)

    text = attempt.watch().log

    assert text.endswith("the end")
    assert len(text) < LOG_BYTES + 100


def test_progress_that_cannot_be_noted_does_not_end_the_attempt(attempt: FakeAttempt) -> None:
    def refuse(fraction: float, message: str) -> None:
        raise ServiceUnavailable("The database is away.")

    attempt.events.write(REPORT)
    attempt.end()

    assert attempt.watch(on_progress=refuse).outcome == Outcome(None, [])


@pytest.mark.parametrize("wish", list(Wish))
def test_a_wish_ends_the_process(attempt: FakeAttempt, wish: Wish) -> None:
    pid = attempt.begin()

    def reap() -> None:
        assert attempt.process is not None
        attempt.say(exit=attempt.process.wait(), peak_memory=1, cpu_seconds=0.0)
        attempt.status.close()

    threading.Thread(target=reap, daemon=True).start()

    assert attempt.watch(lambda: wish).outcome is wish
    assert not alive(pid)


def test_a_kill_that_comes_before_the_process_has_a_group_is_made_again(
    attempt: FakeAttempt,
) -> None:
    # Like an attempt between its fork and its setsid.
    late = "import os, time; time.sleep(0.7); os.setsid(); time.sleep(300)"
    attempt.process = subprocess.Popen([sys.executable, "-c", late])
    attempt.say(pid=attempt.process.pid)

    def reap() -> None:
        assert attempt.process is not None
        attempt.say(exit=attempt.process.wait(), peak_memory=1, cpu_seconds=0.0)
        attempt.status.close()

    threading.Thread(target=reap, daemon=True).start()

    assert attempt.watch(lambda: Wish.CANCEL).outcome is Wish.CANCEL


def test_an_end_that_comes_before_the_kill_counts(attempt: FakeAttempt) -> None:
    attempt.say(pid=2**22 + 1)  # nobody's
    attempt.end()

    assert attempt.watch(lambda: Wish.CANCEL).outcome == Outcome(None, [])


def test_an_error_in_the_watch_ends_the_process(attempt: FakeAttempt) -> None:
    pid = attempt.begin()

    def fail() -> Wish | None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        attempt.watch(fail)

    wait_until(lambda: not alive(pid))


def test_a_template_that_dies_takes_the_process_along(attempt: FakeAttempt) -> None:
    pid = attempt.begin()
    attempt.status.close()

    outcome = attempt.watch().outcome

    assert isinstance(outcome, Outcome)
    assert outcome.problem is not None
    assert outcome.problem["code"] == "attempt-interrupted"
    wait_until(lambda: not alive(pid))


def test_a_template_that_cannot_fork_says_why(attempt: FakeAttempt) -> None:
    attempt.say(failed="Resource temporarily unavailable")

    with pytest.raises(ServiceUnavailable, match="Resource temporarily unavailable"):
        attempt.watch()


def test_a_template_that_says_nothing_is_not_waited_for_for_ever(
    attempt: FakeAttempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervise, "BEGIN_SECONDS", 0.1)

    with pytest.raises(ServiceUnavailable, match="does not answer"):
        attempt.watch()


def test_an_outcome_without_a_good_end_does_not_count(attempt: FakeAttempt) -> None:
    attempt.end(exit_code=-11)

    outcome = attempt.watch().outcome

    assert isinstance(outcome, Outcome)
    assert outcome.problem is not None
    assert outcome.problem["signal"] == "SIGSEGV"
