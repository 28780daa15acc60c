"""Tables of every format and encoding, as cells."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from ifcworks.errors import FileRefused, ParametersInvalid, TableUnreadable
from ifcworks.ifc.tables.reading.opening import read_table
from ifcworks.ifc.tables.reading.sheet import EMPTY_TEXT, NOTHING, ErrorCell, Sheet
from ifcworks.ifc.tables.reading.text import _records


def read(tmp_path: Path, data: bytes, name: str = "t.csv", **options: str) -> Sheet:
    path = tmp_path / name
    path.write_bytes(data)
    return read_table(path, **options)


def cells(sheet: Sheet) -> list[list[object]]:
    return [list(row.cells) for row in sheet.rows]


def test_empty_cells_and_empty_texts(tmp_path: Path) -> None:
    sheet = read(tmp_path, b'GlobalId,a,b\r\nx,,""\r\n\r\ny,"1,""2""",\n"z\n","","q"w\n')
    assert list(sheet.headers) == ["GlobalId", "a", "b"]
    assert cells(sheet) == [
        ["x", None, EMPTY_TEXT],
        ["y", '1,"2"', None],
        ["z\n", EMPTY_TEXT, "qw"],
    ]
    assert [row.number for row in sheet.rows] == [2, 4, 5]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_delimiters_and_encodings(tmp_path: Path, delimiter: str, encoding: str) -> None:
    text = "Größe,x,GlobalId,Name\n1,y,2,é\n".replace(",", delimiter)
    sheet = read(tmp_path, text.encode(encoding))
    assert list(sheet.headers) == ["Größe", "x", "GlobalId", "Name"]
    assert cells(sheet) == [["1", "y", "2", "é"]]
    assert sheet.decimal_comma == (delimiter != ",")


def test_the_delimiter_is_that_which_parts_the_header(tmp_path: Path) -> None:
    sheet = read(tmp_path, b"GlobalId;a,b,c,d\nx;1,5\n")
    assert cells(sheet) == [["x", "1,5"]]


def test_excel_names_the_delimiter(tmp_path: Path) -> None:
    sheet = read(tmp_path, b"sep=|\r\nGlobalId|a\r\nx|1\r\n")
    assert cells(sheet) == [["x", "1"]]
    assert (sheet.header_row, sheet.rows[0].number) == (2, 3)


@pytest.mark.parametrize(
    ("data", "options", "match"),
    [
        (b'GlobalId,a\nx,"open\n', {}, "line 2"),
        (b"GlobalId,a\nx,\xff\n", {"encoding": "utf-8"}, "byte 13"),
        (b"GlobalId,a\nx,1\n", {"encoding": "klingon"}, "klingon"),
        (b"\x81\x8d\x8f text\n", {}, "UTF-8"),
        (b",\n", {}, "empty"),
    ],
)
def test_what_is_no_table(tmp_path: Path, data: bytes, options: dict[str, str], match: str) -> None:
    with pytest.raises(TableUnreadable, match=match):
        read(tmp_path, data, **options)


@given(
    st.lists(
        st.lists(
            st.none() | st.text(st.sampled_from('a"\n\r,; '), max_size=5), min_size=2, max_size=4
        ).filter(any),
        max_size=5,
    )
)
def test_records_are_what_was_written(rows: list[list[str | None]]) -> None:
    text = "".join(
        ",".join("" if c is None else '"' + c.replace('"', '""') + '"' for c in row) + "\r\n"
        for row in rows
    )
    wanted = [[EMPTY_TEXT if c == "" else c for c in row] for row in rows]
    assert list(_records(text, ",")) == wanted


def _book(tmp_path: Path) -> Path:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        hidden = book.add_worksheet("Hidden")
        sheet = book.add_worksheet("Rooms & more")
        hidden.hide()
        sheet.activate()
        sheet.set_first_sheet()
        for place, header in enumerate(("GlobalId", "a", "b", "c", "d", "e")):
            sheet.write_string(2, place + 1, header)
        sheet.write_string(4, 1, "x")
        sheet.write_number(4, 2, 12)
        sheet.write_boolean(4, 3, True)
        sheet.write_formula(4, 4, "=1/0", None, "#DIV/0!")
        sheet.write_datetime(
            4, 5, datetime.datetime(2020, 1, 2), book.add_format({"num_format": "yyyy-mm-dd"})
        )
        sheet.write_string(4, 6, "#DIV/0!")
        about = book.add_worksheet("ifcworks")
        about.hide()
        for place, word in enumerate(("column", "a", "Name")):
            about.write_string(0, place, word)
    return path


def test_a_book(tmp_path: Path) -> None:
    sheet = read_table(_book(tmp_path))
    assert (sheet.name, sheet.header_row) == ("Rooms & more", 3)
    assert list(sheet.headers) == ["", "GlobalId", "a", "b", "c", "d", "e"]
    [row] = sheet.rows
    assert row.number == 5
    assert row.cells[1:5] == ["x", 12.0, True, ErrorCell("#DIV/0!")]
    assert row.cells[5].isoformat().startswith("2020-01-02")
    assert row.cells[6] == "#DIV/0!"
    assert sheet.about == (("column", "a", "Name"),)


def test_a_sheet_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ParametersInvalid, match="Rooms & more"):
        read_table(_book(tmp_path), sheet="Room")


def test_json(tmp_path: Path) -> None:
    data = json.dumps([{"GlobalId": "x", "a": None}, {"GlobalId": "y", "b": "", "a": [1]}])
    sheet = read(tmp_path, data.encode(), "t.json")
    assert list(sheet.headers) == ["GlobalId", "a", "b"]
    assert cells(sheet) == [["x", None, NOTHING], ["y", [1], EMPTY_TEXT]]
    assert sheet.typed


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b'{"a": 1}', "t.json"),
        (b"[1, 2]", "t.json"),
        (b"[]", "t.json"),
        (b"PAR1 and nothing more", "t.parquet"),
        (b"%PDF-1.7 \n", "t.pdf"),
        (b"", "t.csv"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, data: bytes, name: str) -> None:
    with pytest.raises(FileRefused):
        read(tmp_path, data, name)
