"""The reason that is told for each way in which an attempt may die."""

from __future__ import annotations

import pytest

from ifcworks.jobs.sandbox.deaths import explain

LIMIT = 512 * 2**20


@pytest.mark.parametrize(
    ("code", "log", "expected", "words"),
    [
        (0, b"", "attempt-crashed", "exit code 0 and without an answer"),
        (3, b"", "attempt-crashed", "exit code 3 and without an answer"),
        (74, b"", "storage-full", "no room left"),
        (-11, b"", "attempt-crashed", "ended by SIGSEGV. Native code"),
        (-9, b"", "attempt-crashed", "ended by SIGKILL. The system may have run out of memory"),
        (-6, b"", "attempt-crashed", "ended by SIGABRT"),
        (-6, b"what():  std::bad_alloc\n", "attempt-out-of-memory", "limit of 512 MiB"),
        (-15, b"", "attempt-interrupted", "with SIGTERM"),
        (-35, b"", "attempt-crashed", "ended by signal 35"),
    ],
)
def test_a_death(code: int, log: bytes, expected: str, words: str) -> None:
    error = explain(code, log, LIMIT)

    assert error.code == expected
    assert words in error.detail


def test_without_a_limit_a_failed_allocation_is_a_crash() -> None:
    assert explain(-6, b"std::bad_alloc", 0).code == "attempt-crashed"
