"""The words of errors make the clients' sub-workflow try again where that helps, and only there."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifcworks.api.dialect.words import error_text, moment
from ifcworks.errors import (
    AttemptCrashed,
    AttemptInterrupted,
    AttemptOutOfMemory,
    AttemptTimedOut,
    FileNotFound,
    FileRefused,
    IfcworksError,
    OperationFailed,
    ParametersInvalid,
    RequestError,
    ServiceUnavailable,
    StorageFull,
    StorageUnavailable,
    tree,
)

AGAIN = [
    *(r"Work-horse terminated", r"waitpid returned", r"signal \d+", r"timeout", r"timed out"),
    *(r"ConnectionError", r"MemoryError", r"ENOMEM", r"Temporary failure", r"kernel failure"),
    *(r"isolation strategies exhausted", r"Broken pipe", r"child.*exit"),
]
NEVER = [
    *(r"VisitError", r"SyntaxError", r"JSONDecodeError", r"Invalid.*selector", r"KeyError"),
    *(r"ValueError", r"FileNotFoundError", r"No such file", r"Recipe.*not found", r"Invalid JSON"),
]


def tried_again(text: str) -> bool:
    """As the sub-workflow that waits for jobs decides."""
    if any(re.search(pattern, text, re.IGNORECASE) for pattern in AGAIN):
        return True
    return not any(re.search(pattern, text, re.IGNORECASE) for pattern in NEVER)


WRONG = [
    error
    for error in (*tree(RequestError), *tree(FileRefused), *tree(OperationFailed))
    if error.code != "cache-unusable"
]


@pytest.mark.parametrize(
    "error",
    [
        *(AttemptCrashed, AttemptInterrupted, AttemptOutOfMemory, AttemptTimedOut),
        *(ServiceUnavailable, StorageUnavailable, StorageFull),
    ],
)
def test_what_may_pass_is_tried_again(error: type[IfcworksError]) -> None:
    assert tried_again(error_text(error("Something died.").problem()))


@pytest.mark.parametrize("error", WRONG)
def test_what_is_wrong_is_not(error: type[IfcworksError]) -> None:
    text = error_text(error("The file 'timeout signal 9.ifc' timed out: MemoryError.").problem())
    assert not tried_again(text)
    assert error.code in text


ASKING = st.sampled_from([*AGAIN, "signal 11", "ENOMEM", " ", "child exit"])


@given(st.lists(ASKING).map(" ".join))
def test_no_name_makes_a_wrong_input_be_tried_again(detail: str) -> None:
    assert not tried_again(error_text(ParametersInvalid(detail).problem()))


def test_errors_are_called_as_clients_know_them() -> None:
    assert error_text(FileNotFound("There is none.").problem()).startswith("FileNotFoundError: ")
    assert "Invalid selector" in error_text(ParametersInvalid("selector: no.").problem())


def test_moments_are_in_utc_with_z() -> None:
    east = timezone(timedelta(hours=2))
    assert moment(datetime(2026, 1, 2, 3, 4, 5, 6000, east)) == "2026-01-02T01:04:05.006000Z"
    assert moment(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)) == "2026-01-02T03:04:05Z"
    assert moment(None) is None
