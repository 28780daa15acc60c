"""Tables in every format, models in every packing."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import ifcopenshell
import pyarrow as pa
import pyarrow.parquet
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ifcopenshell.util.element import get_pset

from operations.import_table.conftest import WALLS, Import, exported, guid
from support.step_files import step_file

HEADER = ("GlobalId", "Name", "Mine.Count", "Mine.Certain", "Tag", "ObjectType")
ROW = (guid(1), "New", 4, True, 12.0, None)


def _table(format_: str, folder: Path) -> Path:
    path = folder / f"t.{format_}"
    match format_:
        case "csv":
            words = ["" if v is None else str(v) for v in ROW]
            path.write_text(";".join(HEADER) + "\n" + ";".join(words), encoding="utf-16")
        case "xlsx":
            with xlsxwriter.Workbook(path) as book:
                sheet = book.add_worksheet("Walls")
                sheet.write_row(0, 0, HEADER)
                sheet.write_row(1, 0, ROW)
        case "json":
            path.write_text(json.dumps([dict(zip(HEADER, ROW, strict=True))]))
        case "parquet":
            pa.parquet.write_table(
                pa.table({h: [v] for h, v in zip(HEADER, ROW, strict=True)}), path
            )
    return path


@pytest.mark.parametrize("format_", ["csv", "xlsx", "json", "parquet"])
def test_each_format_says_the_same(
    format_: str, tmp_path: Path, walls: Path, imported: Import
) -> None:
    result, work = imported(walls, _table(format_, tmp_path), write=True)

    assert result.problems == []
    file = ifcopenshell.open(work.artifacts["model.ifc"])
    wall = file.by_guid(guid(1))
    mine = get_pset(wall, "Mine")
    assert (wall.Name, mine["Count"], mine["Certain"]) == ("New", 4, True)
    assert wall.Tag == ("12.0" if format_ == "csv" else "12")
    # An empty cell is not an edit of an empty text, but null is, where that can be said.
    assert wall.ObjectType == (None if format_ in ("json", "parquet") else "")


@pytest.mark.parametrize("format_", ["xlsx", "ods", "parquet"])
def test_a_table_says_itself_what_it_means(
    format_: str, tmp_path: Path, walls: Path, imported: Import
) -> None:
    columns = [
        {"query": "Name", "header": "Title"},
        {"query": "Description", "header": "About"},
        {"query": "Tag", "header": "upper", "format": "upper({{value}})"},
    ]
    table = exported(
        walls, tmp_path / "e", format=format_, columns=columns, null="N/A", empty="(empty)"
    )
    result, _ = imported(walls, table)
    assert (result.changes, result.problems, result.ignored) == ([], [], ["upper"])
    assert result.cells == 2 * 4


def test_error_cells(tmp_path: Path, walls: Path, imported: Import) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Walls")
        sheet.write_row(0, 0, ["GlobalId", "Name"])
        sheet.write(1, 0, guid(1))
        sheet.write_formula(1, 1, "=NA()", None, "#N/A")
    result, _ = imported(walls, path)
    assert [(p.row, p.reason) for p in result.problems] == [(2, "error-cell")]


@pytest.mark.parametrize("packing", ["zip", "gz"])
def test_a_packed_model_becomes_a_plain_one(
    packing: str, tmp_path: Path, walls: Path, imported: Import
) -> None:
    data = walls.read_bytes()
    packed = tmp_path / f"packed.{packing}"
    if packing == "gz":
        packed.write_bytes(gzip.compress(data))
    else:
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("walls.ifc", data)
    table = tmp_path / "t.csv"
    table.write_text(f"GlobalId,Tag\n{guid(1)},9\n")
    _, work = imported(packed, table, write=True)
    assert work.artifacts["model.ifc"].read_bytes() == data.replace(b"'007'", b"'9'")


def test_the_header_stays_where_another_edition_is_read(tmp_path: Path, imported: Import) -> None:
    model = tmp_path / "edition.ifc"
    model.write_bytes(step_file(WALLS, schema="IFC4_ADD2"))
    table = tmp_path / "t.csv"
    table.write_text(f"GlobalId,Tag\n{guid(1)},9\n")
    _, work = imported(model, table, write=True)
    written = work.artifacts["model.ifc"].read_bytes()
    assert written == model.read_bytes().replace(b"'007'", b"'9'")


def test_nothing_to_write_makes_no_version(tmp_path: Path, walls: Path, imported: Import) -> None:
    table = tmp_path / "t.csv"
    table.write_text(f"GlobalId,Tag\n{guid(1)},007\n")
    result, work = imported(walls, table, write=True)
    assert (result.written, work.artifacts, work.versions) == (False, {}, {})


_CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.floats(-1e9, 1e9),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8),
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cells=st.lists(st.tuples(_CELLS, _CELLS, _CELLS, _CELLS, _CELLS), min_size=4, max_size=4))
def test_what_was_written_needs_no_writing(
    cells: list[tuple[object, ...]], tmp_path: Path, walls: Path, imported: Import
) -> None:
    queries = ("Name", "Pset_WallCommon.Reference", "Pset_WallCommon.New", "Mine.Ratio", "Fresh.x")
    records = [
        {"GlobalId": guid(number), **dict(zip(queries, row, strict=True))}
        for number, row in enumerate(cells, 1)
    ]
    table = tmp_path / "t.json"
    table.write_text(json.dumps(records))

    first, work = imported(walls, table, write=True, on_problem="skip")

    if first.written:
        again, _ = imported(work.artifacts["model.ifc"], table, on_problem="skip")
        assert again.changes == []
        assert again.reasons == first.reasons
