"""Results that have no view of their own."""

import pytest
from rich.console import Console

from ifcworks.cli import render
from support.crafts.forge import ForgeResult, LeftOut


def forged(missing: int) -> ForgeResult:
    left_out = [LeftOut(name=f"part [{n}]", weight=n) for n in range(missing)]
    return ForgeResult(
        given={"a": 1, "b": [1234567, True]}, text="", left_out=left_out, complete=not missing
    )


def shown(result: ForgeResult) -> str:
    console = Console(width=80)
    with console.capture() as captured:
        console.print(render.generic(result))
    return captured.get()


def test_plain_values_and_tables() -> None:
    text = shown(forged(2))
    assert "given     a 1, b 1,234,567, yes" in text
    assert "complete  no" in text
    assert "left out (2)" in text
    assert "part [1]" in text
    assert "text" not in text


def test_long_lists_are_cut_and_say_so() -> None:
    text = shown(forged(500))
    assert "… and 480 more" in text
    assert "part [499]" not in text


def test_what_is_missing_is_said_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    render.warnings(forged(0))
    assert capsys.readouterr().err == ""
    render.warnings(forged(3))
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "! The result is not complete. 3 left out.\n"
