"""What is written comes back from readers that are not ours."""

from __future__ import annotations

import csv
import json
import math
import tempfile
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import hypothesis.strategies as st
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from python_calamine import CalamineWorkbook

from ifcworks.errors import TableTooLarge
from ifcworks.ifc.tables.export import write_table
from ifcworks.ifc.tables.writing import limits
from ifcworks.ifc.tables.writing.request import (
    GLOBAL_ID,
    Column,
    Grouping,
    TableFormat,
    TableRequest,
    Wording,
)
from ifcworks.ifc.tables.writing.table import Table

HARD = [
    *("", " ", "  two  blanks ", "tab\there", "line\nbreak", "=1+1", "+1", "-1", "@SUM(A1)", "007"),
    *("Grüße 🏠 片開", "\u202eright to left", '"quoted", and; more', "http://example.com", "1e5"),
    *("<b>&amp;</b>", "'", "TRUE", "_x0041_", "2024-02-30", "12:30", "a" * 32767, "\u0085", "-"),
]
NUMBERS = [
    0,
    -12,
    1.3510798882109854e16,
    0.1 + 0.2,
    999_999_999_999_999,
    0.1,
    -0.0,
    1.7e308,
    5e-324,
    1 / 3,
    True,
    False,
]
WORDING = Wording()


def table(
    *values: list[Any], summaries: list[str | None] | None = None, first: str = "q0"
) -> Table:
    queries = [first, *(f"q{place}" for place in range(1, len(values)))]
    columns = tuple(Column(query, query.upper()) for query in queries)
    return Table(columns, list(values), summaries or [None] * len(values), WORDING)


def write(made: Table, format_: TableFormat, folder: Path, **more: Any) -> tuple[Path, list[str]]:
    target = folder / f"table.{format_}"
    request = TableRequest(format_, "IfcElement", made.columns, **more)
    return target, write_table(made, request, target, folder)


def sheet(path: Path, name: str = "Elements") -> list[list[Any]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()


def equal(a: Any, b: Any) -> bool:
    """Sheets know no integers."""
    if isinstance(a, bool) or isinstance(b, bool) or isinstance(a, str) or isinstance(b, str):
        return type(a) is type(b) and bool(a == b)
    return float(a) == float(b)


@pytest.mark.parametrize("format_", [TableFormat.XLSX, TableFormat.ODS])
def test_sheets_keep_texts_numbers_and_booleans(format_: TableFormat, tmp_path: Path) -> None:
    made = table([f"row {i}" for i in range(len(HARD))], HARD)
    path, notes = write(made, format_, tmp_path)
    assert notes == []
    header, *rows = sheet(path)
    assert header == ["Q0", "Q1"]
    assert [row[1] for row in rows] == HARD
    path, _ = write(table([str(n) for n in NUMBERS], NUMBERS), format_, tmp_path)
    found = [row[1] for row in sheet(path)[1:]]
    assert all(equal(a, b) for a, b in zip(found, NUMBERS, strict=True)), found


@pytest.mark.parametrize("format_", [TableFormat.XLSX, TableFormat.ODS])
def test_sheets_have_words_for_nothing_and_for_several(
    format_: TableFormat, tmp_path: Path
) -> None:
    values = [None, ["a", None, 1.5, True], [], "x", 10**15, math.inf]
    path, _ = write(table(values, summaries=["Sum: 1.5"]), format_, tmp_path)
    cells = [row[0] for row in sheet(path)]
    expected = ["Q0", "-", "a, None, 1.5, True", "", "x", str(10**15), "inf", "Sum: 1.5"]
    assert cells == expected


@pytest.mark.parametrize("format_", [TableFormat.XLSX, TableFormat.ODS])
def test_a_hidden_sheet_says_what_the_columns_mean(format_: TableFormat, tmp_path: Path) -> None:
    columns = (
        Column("Name", "The name"),
        Column("Tag", "Tag", format="upper({{value}})"),
        Column("id", "Sum", group=Grouping.SUM),
    )
    made = Table(columns, [["a"], ["b"], [1]], [None] * 3, Wording(null="N/A"))
    path, _ = write(made, format_, tmp_path)
    names = CalamineWorkbook.from_path(path).sheets_metadata
    assert [(s.name, str(s.visible).rsplit(".")[-1]) for s in names] == [
        ("Elements", "Visible"),
        ("ifcworks", "Hidden"),
    ]
    assert sheet(path, "ifcworks") == [
        ["column", "The name", "Name"],
        ["derived", "Tag", "Tag"],
        ["derived", "Sum", "id"],
        ["setting", "null", "N/A"],
        ["setting", "empty", ""],
        ["setting", "bool_true", "YES"],
        ["setting", "bool_false", "NO"],
        ["setting", "concat", ", "],
    ]


def inside(path: Path, part: str) -> ElementTree.Element:
    with zipfile.ZipFile(path) as package:
        return ElementTree.fromstring(package.read(part))


def _style(cell: ElementTree.Element) -> int:
    return int(cell.attrib.get("s", 0))


def test_xlsx_locks_global_ids_and_nothing_else(tmp_path: Path) -> None:
    made = table(["a"], ["b"], first=GLOBAL_ID)
    path, _ = write(made, TableFormat.XLSX, tmp_path)
    root = inside(path, "xl/worksheets/sheet1.xml")
    space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    assert root.find("m:sheetProtection", space) is not None
    assert root.find("m:autoFilter", space) is not None
    pane = root.find(".//m:pane", space)
    assert pane is not None
    assert pane.attrib["topLeftCell"] == "B2"
    formats = inside(path, "xl/styles.xml").findall(".//m:cellXfs/m:xf", space)
    locked = [f.find("m:protection", space) is None for f in formats]
    cells = root.findall(".//m:c", space)
    assert [locked[_style(c)] for c in cells] == [True, True, True, False]
    styles = inside(path, "xl/styles.xml")
    font = styles.findall(".//m:fonts/m:font", space)[
        int(formats[_style(cells[0])].attrib["fontId"])
    ]
    assert font.find("m:b", space) is not None
    assert font.find("m:u", space) is None
    path, _ = write(made, TableFormat.XLSX, tmp_path, protect=False)
    root = inside(path, "xl/worksheets/sheet1.xml")
    assert root.find("m:sheetProtection", space) is None


def test_xlsx_has_no_formulas_and_no_links(tmp_path: Path) -> None:
    path, _ = write(table(HARD), TableFormat.XLSX, tmp_path)
    with zipfile.ZipFile(path) as package:
        written = package.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in written
    assert b"<hyperlink" not in written


def test_ods_says_at_its_beginning_what_it_is_and_is_protected(tmp_path: Path) -> None:
    path, _ = write(table(["a"], ["b"], first=GLOBAL_ID), TableFormat.ODS, tmp_path)
    assert path.read_bytes()[38:].startswith(b"application/vnd.oasis.opendocument.spreadsheet")
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    tables = inside(path, "content.xml").findall(f".//{{{urn}:table:1.0}}table")
    assert [t.get(f"{{{urn}:table:1.0}}protected") for t in tables] == ["true", None]
    path, _ = write(table(["a"], first=GLOBAL_ID), TableFormat.ODS, tmp_path, protect=False)
    [first, _] = inside(path, "content.xml").findall(f".//{{{urn}:table:1.0}}table")
    assert first.get(f"{{{urn}:table:1.0}}protected") is None


def test_ods_keeps_header_and_global_ids_in_view(tmp_path: Path) -> None:
    path, _ = write(table(["a"], ["b"], first=GLOBAL_ID), TableFormat.ODS, tmp_path)
    items = {
        next(v for k, v in found.attrib.items() if k.endswith("}name")): found.text
        for found in inside(path, "settings.xml").iter()
        if found.tag.endswith("}config-item")
    }
    assert (items["ActiveTable"], items["VerticalSplitMode"]) == ("Elements", "2")
    assert (items["VerticalSplitPosition"], items["HorizontalSplitPosition"]) == ("1", "1")


def test_ods_replaces_what_xml_cannot_have_and_says_so(tmp_path: Path) -> None:
    path, notes = write(table(["a\x00b", "c\x1f", "fine"]), TableFormat.ODS, tmp_path)
    assert [row[0] for row in sheet(path)] == ["Q0", "a\ufffdb", "c\ufffd", "fine"]
    assert notes[0].startswith("2 cells")


def test_xlsx_keeps_control_codes(tmp_path: Path) -> None:
    path, _ = write(table(["a\x01b"]), TableFormat.XLSX, tmp_path)
    assert [row[0] for row in sheet(path)] == ["Q0", "a\x01b"]


@pytest.mark.parametrize("format_", [TableFormat.XLSX, TableFormat.ODS])
def test_sheets_are_refused_what_they_cannot_hold(
    format_: TableFormat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = table(["1abc"], ["x" * 32768], first=GLOBAL_ID)
    with pytest.raises(TableTooLarge, match="'Q1' of 1abc has 32,768 characters"):
        write(long, format_, tmp_path)
    monkeypatch.setattr(limits, "MOST_ROWS", 4)
    write(table([1, 2, 3]), format_, tmp_path)
    with pytest.raises(TableTooLarge, match="has 5 rows"):
        write(table([1, 2, 3], summaries=["Sum: 6"]), format_, tmp_path)


@pytest.mark.parametrize(
    ("format_", "delimiter"), [(TableFormat.CSV, ";"), (TableFormat.TSV, "\t")]
)
def test_text_comes_back(format_: TableFormat, delimiter: str, tmp_path: Path) -> None:
    made = table(HARD, HARD[::-1], summaries=[None, "Max: 1"])
    path, _ = write(made, format_, tmp_path, delimiter=";", bom=True)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfQ0")
    with path.open(newline="", encoding="utf-8-sig") as stream:
        rows = list(csv.reader(stream, delimiter=delimiter))
    assert rows == [["Q0", "Q1"], *map(list, zip(HARD, HARD[::-1], strict=True)), ["", "Max: 1"]]


def test_parquet_has_types(tmp_path: Path) -> None:
    made = table(
        [1, None, 2],
        [1, 2.5, None],
        [True, None, False],
        ["a", "", None],
        [["a", "b"], None, []],
        [1, "a", True],
        [None, None, None],
        [2**70, 1, 2],
        [["a"], [1], [None]],
    )
    path, notes = write(made, TableFormat.PARQUET, tmp_path)
    found = pyarrow.parquet.read_table(path)
    assert [str(field.type) for field in found.schema] == [
        *("int64", "double", "bool", "string", "list<element: string>", "string", "string"),
        *("string", "string"),
    ]
    columns = found.to_pydict()
    for place in range(5):
        assert columns[f"Q{place}"] == made.values[place]
    assert columns["Q5"] == ["1", "a", "YES"]
    assert columns["Q7"] == [str(2**70), "1", "2"]
    assert columns["Q8"] == ["a", "1", "None"]
    assert notes == ["Columns with values of several types are text: 'Q5', 'Q7', 'Q8'."]
    about = json.loads(found.schema.metadata[b"ifcworks"])
    assert about[:2] == [["column", "Q0", "q0"], ["column", "Q1", "q1"]]


def test_json_is_an_array_of_records(tmp_path: Path) -> None:
    made = table(
        [None, "", [1, math.nan], math.inf, True], list("abcde"), summaries=["Sum: 1", None]
    )
    path, notes = write(made, TableFormat.JSON, tmp_path)
    records = json.loads(path.read_text(encoding="utf-8"))
    assert [record["Q0"] for record in records] == [None, "", [1, "nan"], "inf", True]
    assert [list(record) for record in records] == [["Q0", "Q1"]] * 5
    assert "in the result" in notes[0]


texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=40
)
numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**14), 10**14)
values = st.one_of(texts, numbers, st.booleans())


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(values, texts, numbers), min_size=1, max_size=20))
def test_any_values_come_back_from_any_format(rows: list[tuple[Any, ...]]) -> None:
    made = table(*(list(column) for column in zip(*rows, strict=True)))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for format_ in (TableFormat.XLSX, TableFormat.ODS):
            path, _ = write(made, format_, folder)
            found = sheet(path)[1:]
            assert len(found) == len(rows)
            for row, expected in zip(found, rows, strict=True):
                assert all(map(equal, row, expected)), (format_, row, expected)
        path, _ = write(made, TableFormat.JSON, folder)
        records = json.loads(path.read_text(encoding="utf-8"))
        assert [tuple(record.values()) for record in records] == rows
        path, _ = write(made, TableFormat.PARQUET, folder)
        columns = list(pyarrow.parquet.read_table(path).to_pydict().values())
        assert columns[1:] == made.values[1:]
        path, _ = write(made, TableFormat.CSV, folder)
        with path.open(newline="", encoding="utf-8") as stream:
            read = list(csv.reader(stream))[1:]
        shown = [
            [{True: "YES", False: "NO"}.get(c, c) if isinstance(c, bool) else c for c in row]
            for row in rows
        ]
        assert read == [[str(cell) for cell in row] for row in shown]
