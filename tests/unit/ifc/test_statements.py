"""Statements are found by their numbers, wherever and however they stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifcworks.ifc import statements
from ifcworks.ifc.statements import Statements

NUMBERS = st.lists(st.integers(1, 2**40), unique=True, max_size=40)
BETWEEN = st.sampled_from(["\n", "\r\n", "", "  ", "\n\t", "/* #7=not; */", "\n\n"])
BEFORE_EQUALS = st.sampled_from(["", " ", "  \n "])


def written(folder: Path, text: str) -> Statements:
    path = folder / "model.ifc"
    path.write_text(text, newline="")
    return Statements(path)


@given(
    numbers=NUMBERS,
    between=st.lists(BETWEEN, min_size=41, max_size=41),
    gaps=st.lists(BEFORE_EQUALS, min_size=41, max_size=41),
    chunk=st.integers(1, 200),
)
def test_each_statement_is_found(
    tmp_path_factory: pytest.TempPathFactory,
    numbers: list[int],
    between: list[str],
    gaps: list[str],
    chunk: int,
) -> None:
    text = "DATA;\n"
    for number, space, gap in zip(numbers, between, gaps, strict=False):
        text += f"#{number}{gap}=IFCTHING(#{number},'{number}',$);{space}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(statements, "_CHUNK", chunk)
        found = written(tmp_path_factory.mktemp("statements"), text + "ENDSEC;")
    # What a comment says counts too; then the numbers are not those of the model.
    comments = sum("#7" in space for _, space in zip(numbers, between, strict=False))
    assert found.numbers_are(numbers) == (comments == 0)
    for number in numbers:
        if not comments:
            start = f"IFCTHING(#{number},'{number}',$);".encode()
            assert found.text(number).startswith(start)


def test_what_is_not_there(tmp_path: Path) -> None:
    found = written(tmp_path, "DATA;\n#5=IFCWALL();\n#9=IFCDOOR(#5,#6);\nENDSEC;")
    assert found.numbers_are([9, 5])
    assert not found.numbers_are([5])
    for missing in (4, 6, 10):
        with pytest.raises(KeyError):
            found.text(missing)


def test_a_number_defined_twice_is_not_the_model(tmp_path: Path) -> None:
    assert not written(tmp_path, "#5=IFCWALL();\n#5=IFCDOOR();").numbers_are([5])


def test_a_file_without_statements(tmp_path: Path) -> None:
    assert written(tmp_path, "ISO-10303-21;").numbers_are([])
