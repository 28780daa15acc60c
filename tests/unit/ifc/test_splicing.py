"""Edits of the text of a STEP file, and values as such text."""

from __future__ import annotations

from pathlib import Path

import ifcopenshell
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifcworks.errors import ModelNotEditable
from ifcworks.ifc import encoding
from ifcworks.ifc.splicing import Edits, StepText
from support.step_files import step_file

_TRICKY = (
    "#1=IFCPERSON($,'a;b) #3=(',$,$,$,$,$,$);\n"
    "#2 =\n IFCORGANIZATION ( $ , /* , ; */ 'o''),' , $ , (#4 ,#4) , $ ) ; /* end; */\n"
    "#4=IFCPOSTALADDRESS($,$,$,$,('l1','l2'),$,$,$,$,$);#9=IFCPERSON($,\t'z',$,$,$,$,$,$);"
)


def _edited(tmp_path: Path, data: bytes, numbers: list[int], edits: Edits) -> bytes:
    source, target = tmp_path / "a.ifc", tmp_path / "b.ifc"
    source.write_bytes(data)
    StepText(source, numbers).write(target, edits)
    return target.read_bytes()


def test_only_the_argument_differs(tmp_path: Path) -> None:
    data = step_file(_TRICKY)
    edits = Edits()
    edits.set(2, 1, "'new'")
    edits.set(9, 1, "'y'")
    edits.added[10] = "IFCPERSON($,'n',$,$,$,$,$,$)"

    after = _edited(tmp_path, data, [1, 2, 4, 9], edits)

    wanted = data.replace(b" /* , ; */ 'o''),' ", b"'new'").replace(b"\t'z'", b"'y'")
    last = b"'y',$,$,$,$,$,$);"
    assert after == wanted.replace(last, last + b"\n#10=IFCPERSON($,'n',$,$,$,$,$,$);")


def test_nothing_to_edit_is_the_same_file(tmp_path: Path) -> None:
    data = step_file(_TRICKY)
    assert _edited(tmp_path, data, [1, 2, 4, 9], Edits()) == data


def test_line_ends_are_those_of_the_file(tmp_path: Path) -> None:
    data = step_file().replace(b"\n", b"\r\n")
    edits = Edits(added={3: "IFCPERSON($,'n',$,$,$,$,$,$)"})
    after = _edited(tmp_path, data, [1, 2], edits)
    assert b";\r\n#3=IFCPERSON($,'n',$,$,$,$,$,$);\r\nENDSEC;" in after


def test_parts_are_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "a.ifc"
    path.write_bytes(step_file("#1=IFCPERSON($, '\\S\\D',$,$,$,$,$,$);\n").replace(b"D", b"\xe4"))
    keyword, arguments = StepText(path, [1]).parts(1)
    assert (keyword, arguments[:2]) == ("IFCPERSON", ["$", " '\\S\\ä'"])


def test_numbers_in_comments_are_told_apart(tmp_path: Path) -> None:
    data = step_file("/*\n#1=IFCWALL(); */\n#1=IFCPERSON($,'\n#2=x',$,$,$,$,$,$);\n")
    edits = Edits()
    edits.set(1, 0, "'i'")
    after = _edited(tmp_path, data, [1], edits)
    assert after == data.replace(b"IFCPERSON($", b"IFCPERSON('i'")


@pytest.mark.parametrize(
    ("body", "numbers"),
    [
        ("#1=IFCPERSON($,$,$,$,$,$,$,$);\n#1=IFCPERSON($,$,$,$,$,$,$,$);\n", [1]),
        ("#1=IFCPERSON($,$,$,$,$,$,$,$);\n", [1, 2]),
        ("#1=IFCPERSON($,$,$);\n", [1]),
    ],
)
def test_what_is_not_clear_is_refused(tmp_path: Path, body: str, numbers: list[int]) -> None:
    edits = Edits()
    edits.set(1, 5, "$")
    with pytest.raises(ModelNotEditable):
        _edited(tmp_path, step_file(body), numbers, edits)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_strings_are_read_back(text: str) -> None:
    written = encoding.string(text)
    assert written.isascii()
    file = ifcopenshell.file.from_string(
        step_file(f"#1=IFCPERSON($,{written},$,$,$,$,$,$);\n").decode()
    )
    assert file.by_id(1).FamilyName == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_reals_are_read_back(number: float) -> None:
    written = encoding.real(number)
    assert "." in written
    mantissa, _, power = written.partition("E")
    assert float(f"{mantissa}0E{power or 0}") == number


@pytest.mark.parametrize(
    ("number", "text"), [(3.0, "3."), (0.1, "0.1"), (1e-05, "1.E-05"), (1e300, "1.E+300")]
)
def test_reals(number: float, text: str) -> None:
    assert encoding.real(number) == text


def test_a_number_that_is_none() -> None:
    with pytest.raises(ValueError, match="nan"):
        encoding.real(float("nan"))
