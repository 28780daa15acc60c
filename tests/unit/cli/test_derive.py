"""The command of an operation, from its declaration alone."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ifcworks.cli.call import Call
from ifcworks.cli.derive import derive
from ifcworks.errors import ParametersInvalid
from ifcworks.operations.base import Operation
from support.crafts.forge import Format, Part, forge, weigh
from support.toys.behave import Manner, behave

Run = Callable[..., Call]


def run(operation: Operation, *words: str) -> Call:
    """The call that a command line makes."""
    calls: list[Call] = []
    command = derive(operation, [], lambda call, packages: calls.append(call))
    command.main(list(words), prog_name="x", standalone_mode=False)
    [call] = calls
    return call


def forged(*words: str) -> Any:
    return run(forge, "a.txt", "b.txt", *words).params


def refused(operation: Operation, *words: str) -> list[dict[str, Any]]:
    """What is said of each parameter that is wrong."""
    with pytest.raises(ParametersInvalid) as error:
        run(operation, *words)
    errors: list[dict[str, Any]] = error.value.context.get("errors", [])
    return errors or [{"where": "", "what": error.value.detail}]


def test_file_references_without_default_are_positional() -> None:
    params = forged()
    assert (params.source, params.form) == ("a.txt", "b.txt")
    assert params.template is None


def test_further_file_references_are_options() -> None:
    params = forged("--template", "t.txt", "--others", "c.txt", "--others", "d.txt")
    assert params.template == "t.txt"
    assert params.others == ["c.txt", "d.txt"]


def test_defaults_are_those_of_the_declaration() -> None:
    params = forged()
    assert params == type(params)(source=params.source, form=params.form)


@pytest.mark.parametrize(
    ("words", "name", "value"),
    [
        (["--polish"], "polish", True),
        (["--no-polish"], "polish", False),
        (["--grade", "3"], "grade", 3),
        (["--format", "svg"], "format", Format.SVG),
        (["--heat", "4"], "heat", 4),
        (["--limit", "0.25"], "limit", 0.25),
        (["--words", "one, two", "--words", "three"], "words", ["one, two", "three"]),
        (["--offset", "1", "-2.5", "3"], "offset", (1.0, -2.5, 3.0)),
        (["--parts", '[{"name": "hilt", "weight": 2}]'], "parts", [Part(name="hilt", weight=2)]),
        (["--names", '{"a": 1}'], "names", {"a": 1}),
        (["--param-verbose"], "verbose", True),
    ],
)
def test_each_type_has_its_form(words: list[str], name: str, value: object) -> None:
    assert getattr(forged(*words), name) == value


def test_json_can_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "parts.json").write_text('[{"name": "blade"}]')
    assert forged("--parts", f"@{tmp_path}/parts.json").parts == [Part(name="blade")]


def test_everything_can_be_given_as_json(tmp_path: Path) -> None:
    everything = {"source": "s.txt", "form": "f.txt", "words": ["x"], "grade": 1}
    (tmp_path / "all.json").write_text(json.dumps(everything))
    call = run(forge, "--params", f"@{tmp_path}/all.json", "out.txt", "--grade", "3")
    assert call.output == "out.txt"
    assert call.params.model_dump(include={*everything}) == {**everything, "grade": 3}


def test_a_positional_that_json_does_not_give_is_still_taken() -> None:
    call = run(forge, "--params", '{"form": "f.txt"}', "s.txt", "out.obj")
    assert (call.params.model_dump()["source"], call.output) == ("s.txt", "out.obj")


def test_the_suffix_of_the_output_sets_its_parameter(tmp_path: Path) -> None:
    assert forged("out.SVG").format is Format.SVG
    assert forged("out.svg", "--format", "txt").format is Format.TXT
    assert forged(f"{tmp_path}/").format is Format.OBJ
    assert forged(str(tmp_path)).format is Format.OBJ


def test_an_output_whose_suffix_means_nothing_is_named_as_such() -> None:
    [error] = refused(forge, "a", "b", "out.xyz")
    assert error["where"] == "OUTPUT (.xyz)"
    [error] = refused(forge, "a", "b", "out")
    assert "no suffix" in error["what"]


def test_an_output_may_have_any_suffix_where_that_means_nothing() -> None:
    assert run(weigh, "a", "out.xyz").output == "out.xyz"


@pytest.mark.parametrize(
    ("words", "where", "what"),
    [
        ([], "SOURCE", "this parameter is required"),
        (["a", "b", "--limit", "x"], "--limit", "valid number"),
        (["a", "b", "--heat", "10"], "--heat", "less than or equal to 9"),
        (["a", "b", "--grade", "4"], "--grade", "input should be 1, 2 or 3"),
        (["a", "b", "--param-verbose", "--format", "zip"], "--format", "'obj', 'txt' or 'svg'"),
        (["a", "b", "--parts", "[{}]"], "--parts[0].name", "required"),
        (["a", "b", "--parts", "{"], "--parts", "this is not JSON"),
        (["a", "b", "--parts", "@missing.json"], "--parts", "cannot be read"),
        (["a", "b", "--params", '{"polsh": 1}'], "polsh", "did you mean 'polish'?"),
    ],
)
def test_a_wrong_parameter_is_called_what_it_is_here(
    words: list[str], where: str, what: str
) -> None:
    error = refused(forge, *words)[0]
    assert error["where"] == where
    assert what in error["what"]


def test_every_wrong_parameter_is_named() -> None:
    errors = refused(behave, "--manner", "odd", "--number", "x", "--seconds", "-1")
    assert [error["where"] for error in errors] == ["--manner", "--number", "--seconds"]


def test_too_many_words_are_refused() -> None:
    with pytest.raises(Exception, match="unexpected extra argument"):
        run(weigh, "a", "b", "c")
    [error] = refused(forge, "--params", '{"source": "s", "form": "f"}', "out.obj", "more")
    assert "one word too many" in error["what"]


def test_params_must_be_an_object() -> None:
    [error] = refused(weigh, "--params", "[1]")
    assert "a JSON object is needed" in error["what"]


def test_an_operation_may_have_no_positional() -> None:
    call = run(behave, "--manner", "count")
    assert call.params.model_dump()["manner"] is Manner.COUNT
    assert call.output is None


def test_help_tells_everything_in_80_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    derive(forge, []).main(["--help"], prog_name="ifcworks forge", standalone_mode=False)
    shown = capsys.readouterr().out
    text = " ".join(shown.split())
    assert max(len(line) for line in shown.splitlines()) <= 80
    assert "[OPTIONS] SOURCE FORM [OUTPUT]" in text
    assert "Forge something from a source. The second paragraph says more." in text
    assert "--[no-]polish Whether to polish it. [default: yes]" in text
    assert "--grade <choice> How fine. [one of: 1, 2, 3; default: 2]" in text
    assert "--heat <integer> How hot. [1 to 9]" in text
    assert "--limit <number> A limit. [more than 0; default: 0.5]" in text
    assert "--words <text> Words to stamp on it. [may be repeated]" in text
    assert "--offset <number> <number> <number>" in text
    assert "--parts <json> Its parts. [JSON, or @file.json]" in text
    assert "--template <path> Another file." in text
    assert "--timeout <duration>" in text
