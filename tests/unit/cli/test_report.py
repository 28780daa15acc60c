"""How errors are told, and the exit code that goes with each."""

import json

import pytest

from ifcworks import errors
from ifcworks.cli import report


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.ParametersInvalid, 2),
        (errors.FileNotFound, 2),
        (errors.NameTaken, 2),
        (errors.ModelUnreadable, 1),
        (errors.OperationFailed, 1),
        (errors.StorageUnavailable, 1),
        (errors.AttemptCrashed, 3),
        (errors.AttemptTimedOut, 3),
        (errors.AttemptOutOfMemory, 3),
        (errors.ServerUnreachable, 4),
        (errors.ServerRefused, 4),
    ],
)
def test_exit_codes(error: type[errors.IfcworksError], code: int) -> None:
    assert report.exit_code(error("No.")) == code


@pytest.mark.parametrize("kind", list(errors.tree()))
def test_a_problem_object_becomes_the_error_it_stands_for(
    kind: type[errors.IfcworksError],
) -> None:
    problem = kind("It was so.", signal="SIGSEGV").problem()
    again = errors.from_problem(problem)
    assert type(again) is kind or kind.code == errors.InternalError.code
    assert again.problem() == problem


def test_an_unknown_code_is_kept() -> None:
    problem = {"code": "from-the-future", "title": "New", "detail": "Yes.", "status": 400}
    assert errors.from_problem(problem).problem().items() >= problem.items()


def test_an_error_has_a_title_a_sentence_a_code_and_a_hint(
    capsys: pytest.CaptureFixture[str],
) -> None:
    error = errors.OperationFailed("It is [too] heavy.")
    error.add_note("Take a lighter one.")
    assert report.failure(error, as_json=False) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert [line.rstrip() for line in told.err.splitlines()] == [
        "✗ The operation failed [operation-failed]",
        "  It is [too] heavy.",
        "  → Take a lighter one.",
    ]


def test_wrong_parameters_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    errors_ = [{"where": "--a", "what": "is wrong", "got": "'x'"}, {"where": "--b", "what": "too"}]
    report.failure(errors.ParametersInvalid("All of it.", errors=errors_), as_json=False)
    lines = [line.strip() for line in capsys.readouterr().err.splitlines()]
    assert lines[1:] == ["--a: is wrong (got 'x')", "--b: too"]


def test_as_json_an_error_is_its_problem(capsys: pytest.CaptureFixture[str]) -> None:
    error = errors.AttemptCrashed("It crashed.", signal="SIGSEGV")
    assert report.failure(error, as_json=True) == 3
    told = capsys.readouterr()
    assert told.out == ""
    assert json.loads(told.err) == error.problem()


def test_what_nobody_foresaw_is_told_with_its_trace(capsys: pytest.CaptureFixture[str]) -> None:
    assert report.unexpected(KeyError("x"), as_json=False) == 1
    assert "KeyError: 'x'" in capsys.readouterr().err
