"""Workbooks of reports, read back by a library that is not ours."""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from ifcworks.errors import TableTooLarge
from ifcworks.ifc.reports import Column, Fact, Sheet, Tone, facts_sheet, write_workbook
from ifcworks.ifc.tables.workbook.limits import MOST_CHARACTERS, MOST_ROWS
from ifcworks.ifc.tables.workbook.names import sheet_names

Form = Literal["xlsx", "ods"]
BOTH = pytest.mark.parametrize("form", ["xlsx", "ods"])
CREATED = datetime(2026, 1, 2, tzinfo=UTC)
COLUMNS = (
    Column("Name"),
    Column("Status", "choice", tones={"new": Tone.BAD, "old": Tone.PLAIN}),
    Column("Distance", "number", decimals=3),
    Column("Flag"),
)
ROWS: list[list[Any]] = [
    ["=1+1", "new", 1.23456, True],
    ["  ü <&>\n second ", "old", None, False],
    ["https://example.com", "new", 3, None],
    ["2O2Fr$t4X7Zf8NOew3FLOH", "", 0.1 + 0.2, True],
]


def read(path: Path) -> dict[str, list[list[Any]]]:
    with CalamineWorkbook.from_path(path) as book:
        return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def write(
    tmp_path: Path, form: Form, sheets: list[Sheet], name: str = "a"
) -> tuple[Path, list[str]]:
    path = tmp_path / f"{name}.{form}"
    return path, write_workbook(path, sheets, form, tmp_path, CREATED)


@BOTH
def test_numbers_are_numbers_and_text_is_text(form: Form, tmp_path: Path) -> None:
    about = facts_sheet([Fact("Model", "a.ifc"), Fact("Clashes", 4)])
    path, notes = write(tmp_path, form, [about, Sheet("All", COLUMNS, ROWS, 1)])
    assert notes == []
    found = read(path)
    assert list(found) == ["About", "All"]
    assert found["About"] == [["Fact", "Value"], ["Model", "a.ifc"], ["Clashes", 4]]
    assert found["All"] == [
        ["Name", "Status", "Distance", "Flag"],
        *[["" if value is None else value for value in row] for row in ROWS],
    ]
    content = content_of(path)
    assert "<f>" not in content
    assert "table:formula" not in content
    assert "hyperlink" not in content


def content_of(path: Path) -> str:
    with zipfile.ZipFile(path) as package:
        names = [name for name in package.namelist() if name.endswith((".xml", ".rels"))]
        return "".join(package.read(name).decode() for name in names)


@BOTH
def test_headers_stay_in_view_and_filter_and_tones_are_colours(form: Form, tmp_path: Path) -> None:
    path, _ = write(tmp_path, form, [Sheet("A's", COLUMNS, ROWS, 1), Sheet("B", COLUMNS, ())])
    content = content_of(path)
    if form == "xlsx":
        assert 'xSplit="1" ySplit="1"' in content
        assert content.count("<autoFilter") == 2
        assert "FFF8D3D1" in content
        assert 'formatCode="0.000"' in content
    else:
        assert content.count("VerticalSplitMode") == 2
        assert content.count('table:display-filter-buttons="true"') == 2
        assert "'A''s'.A1:'A''s'.D5" in content
        assert '"free-F8D3D1"' in content
        assert 'number:decimal-places="3"' in content


@BOTH
def test_the_same_sheets_give_the_same_bytes(form: Form, tmp_path: Path) -> None:
    made = [write(tmp_path, form, [Sheet("A", COLUMNS, ROWS)], name)[0] for name in "ab"]
    assert made[0].read_bytes() == made[1].read_bytes()


@BOTH
def test_what_is_too_long_for_a_cell_is_cut_off_and_said(form: Form, tmp_path: Path) -> None:
    rows = [["x" * (MOST_CHARACTERS + 1)], ["y" * MOST_CHARACTERS], ["😀" * MOST_CHARACTERS]]
    path, (note,) = write(tmp_path, form, [Sheet("A", [Column("A")], rows)])
    assert note.startswith("2 cells are longer")
    (first,), (second,), (third,) = read(path)["A"][1:]
    assert (len(first), first[-4:]) == (MOST_CHARACTERS, " […]"[-4:])
    assert second == rows[1][0]
    assert (len(third), third[0], third[-1]) == ((MOST_CHARACTERS - 4) // 2 + 4, "😀", "]")


@BOTH
def test_too_many_rows_are_refused(
    form: Form, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ifcworks.ifc.tables.workbook.limits.MOST_ROWS", 4)
    write(tmp_path, form, [Sheet("A", [Column("A")], [["x"]] * 3)])
    with pytest.raises(TableTooLarge, match="more than 3 rows"):
        write(tmp_path, form, [Sheet("A", [Column("A")], [["x"]] * 4)])
    assert MOST_ROWS == 1_048_576


def test_control_characters_are_replaced_in_ods_and_said(tmp_path: Path) -> None:
    path, (note,) = write(tmp_path, "ods", [Sheet("A", [Column("A\x02")], [["a\x00b"], ["c"]])])
    assert note.startswith("2 cells have characters")
    assert read(path)["A"] == [["A\ufffd"], ["a\ufffdb"], ["c"]]


cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters(), max_size=20),
)


@BOTH
@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    names=st.lists(st.text(st.characters(), max_size=40), min_size=1, max_size=3),
    values=st.lists(cells, max_size=5),
)
def test_whatever_there_is_makes_a_workbook(
    form: Form, names: list[str], values: list[Any], tmp_path: Path
) -> None:
    sheets = [Sheet(name, [Column("A"), Column("B")], [[v, "x"] for v in values]) for name in names]
    path, _ = write(tmp_path, form, sheets)
    found = read(path)
    assert len(found) == len(names)
    for rows in found.values():
        assert [row[1] for row in rows] == ["B", *["x"] * len(values)]


@given(st.lists(st.text(st.characters(), max_size=60), max_size=6))
def test_names_of_sheets_are_allowed_and_different(texts: list[str]) -> None:
    names = sheet_names(texts)
    assert len(names) == len(texts)
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) <= 62
        assert not re.search(r"[\[\]:*?/\\]", name)
        assert not name.startswith("'")
        assert not name.endswith("'")
        assert name.casefold() != "history"


def test_names_that_are_allowed_stay() -> None:
    assert sheet_names(["Wände", "A: b/c", "A b c", "x" * 40, "x" * 40]) == [
        "Wände",
        "A b c",
        "A b c (2)",
        "x" * 31,
        "x" * 27 + " (2)",
    ]
