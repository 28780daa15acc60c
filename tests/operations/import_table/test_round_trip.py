"""A table that was not edited changes nothing, in every format, for every model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ifcworks.ifc.index.build import build_index
from ifcworks.ifc.index.reader import open_index
from ifcworks.ifc.tables.importing.kinds import kind_of
from ifcworks.ifc.tables.importing.problems import CellRefused
from ifcworks.ifc.tables.importing.sameness import Sameness, is_same
from ifcworks.ifc.tables.importing.values import Cells
from ifcworks.ifc.tables.reading.opening import read_table
from ifcworks.ifc.tables.workbook.ods import write_ods
from ifcworks.ifc.tables.workbook.xlsx import write_xlsx
from ifcworks.ifc.tables.writing.request import Column, Wording
from ifcworks.ifc.tables.writing.sheets import sheets_of
from ifcworks.ifc.tables.writing.table import Table
from ifcworks.ifc.tables.writing.text import write_text
from ifcworks.ifc.tables.writing.typed import write_json, write_parquet
from operations.export_table.edges import EDGES
from operations.import_table.conftest import Import, exported
from operations.index.conftest import SAMPLE, model_path, sample
from support.corpus import SHAPED

__all__ = ["sample"]

_MOST_PROPERTIES = 60
_PROPERTIES = """
SELECT DISTINCT s.name, p.name FROM psets s JOIN properties p ON p.pset_id = s.id
WHERE p.parent IS NULL AND p.kind IN ('single', 'quantity', 'enumerated', 'list')
  AND NOT regexp_matches(s.name || p.name, '["\\\\]') ORDER BY 1, 2
"""
_ATTRIBUTES = (
    *("Name", "Description", "Tag", "ObjectType", "predefined_type", "class", "type.Name"),
    *("storey.Name", "OverallHeight", "materials.Name", "classification.Name", "x"),
)

"""Without the one that has no elements."""


@pytest.mark.parametrize("name", [*SHAPED, *SAMPLE, *EDGES])
def test_of_models(
    name: str, request: pytest.FixtureRequest, tmp_path: Path, imported: Import
) -> None:
    if name in EDGES:
        path = tmp_path / "model.ifc"
        path.write_bytes(EDGES[name])
    else:
        path = model_path(name, request)
    index = tmp_path / "index.duckdb"
    build_index(path, index, tmp_path / "scratch")
    with open_index(index) as connection:
        found = connection.execute(_PROPERTIES).fetchall()[:_MOST_PROPERTIES]
    columns = [*_ATTRIBUTES, *(f'"{set_}"."{member}"' for set_, member in found)]
    for format_ in ("csv", "xlsx"):
        table = exported(
            path,
            tmp_path / format_,
            index,
            format=format_,
            columns=columns,
            selector="IfcProduct, IfcTypeProduct",
        )
        result, work = imported(path, table, index=index, write=True)
        assert result.cells > 0
        assert (result.changes, result.problems) == ([], [])
        assert (result.written, work.artifacts) == (False, {})


_TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20
) | st.sampled_from(
    ["", "-", "YES", "NO", "007", "1e5", '"', '""', ";", "a,b", "\r\n", "=1+1", "x"]
)
_NUMBERS = st.integers(-(10**14), 10**14) | st.floats(allow_nan=False, allow_infinity=False)
_VALUES = st.one_of(st.none(), st.booleans(), _TEXTS, _NUMBERS, st.just("UNKNOWN"))


def _written(table: Table, format_: str, folder: Path) -> Path:
    path = folder / f"t.{format_}"
    match format_:
        case "csv":
            write_text(table, path, ",", bom=False)
        case "scsv":
            write_text(table, path, ";", bom=True)
        case "xlsx":
            write_xlsx(path, sheets_of(table, protect=True), folder)
        case "ods":
            write_ods(path, sheets_of(table, protect=False))
        case "parquet":
            write_parquet(table, path)
        case "json":
            write_json(table, path)
    return path


@pytest.mark.parametrize("format_", ["csv", "scsv", "xlsx", "ods", "parquet", "json"])
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(values=st.lists(_VALUES, min_size=1, max_size=8))
def test_of_values(format_: str, tmp_path: Path, values: list[Any]) -> None:
    names = ("GlobalId", "Name")
    columns = tuple(Column(name, name) for name in names)
    ids = [f"id{place}" for place in range(len(values))]
    table = Table(columns, [ids, values], [None, None], Wording())

    sheet = read_table(_written(table, format_, tmp_path))

    assert list(sheet.headers) == list(names)
    assert [row.cells[0] for row in sheet.rows] == ids
    same = Sameness(sheet, Wording())
    for row, value in zip(sheet.rows, values, strict=True):
        cell = row.cells[1] if len(row.cells) > 1 else None
        assert same.holds(cell, value), (cell, value)


_WORDS = st.text(st.characters(codec="ascii", min_codepoint=33), min_size=2).filter(
    lambda text: text not in ("nan", "NaN")
)
"""These two are what programs write for a number that is missing; they have a test of their own."""


@pytest.mark.parametrize("format_", ["csv", "xlsx", "ods", "parquet", "json"])
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_values_are_read_as_what_they_were(
    format_: str, tmp_path: Path, data: st.DataObject
) -> None:
    name, strategy = data.draw(
        st.sampled_from(
            [
                ("IfcReal", st.floats(-1e12, 1e12)),
                ("IfcInteger", st.integers(-(10**12), 10**12)),
                ("IfcBoolean", st.booleans()),
                ("IfcLogical", st.booleans() | st.just("UNKNOWN")),
                ("IfcLabel", _WORDS),
            ]
        )
    )
    values = data.draw(st.lists(strategy, min_size=1, max_size=5))
    columns = (Column("GlobalId", "GlobalId"), Column("Name", "Name"))
    table = Table(columns, [["id"] * len(values), list(values)], [None, None], Wording())
    sheet = read_table(_written(table, format_, tmp_path))
    kind = kind_of("IFC4", name)
    assert kind is not None
    read = [Cells(sheet, Wording()).value(row.cells[1], kind) for row in sheet.rows]
    wanted = [float(v) if name == "IfcReal" else v for v in values]
    assert all(
        is_same(float(r) if name == "IfcReal" else r, w) for r, w in zip(read, wanted, strict=True)
    )


@pytest.mark.parametrize("word", ["nan", "NaN"])
@pytest.mark.parametrize("format_", ["csv", "xlsx", "ods", "parquet", "json"])
def test_a_text_that_reads_like_no_number_stays_what_it_is(
    format_: str, word: str, tmp_path: Path
) -> None:
    columns = (Column("GlobalId", "GlobalId"), Column("Name", "Name"))
    sheet = read_table(
        _written(Table(columns, [["id"], [word]], [None, None], Wording()), format_, tmp_path)
    )
    [cell] = [row.cells[1] for row in sheet.rows]
    kind = kind_of("IFC4", "IfcLabel")
    assert kind is not None
    same, cells = Sameness(sheet, Wording()), Cells(sheet, Wording())
    assert same.holds(cell, word)
    assert not same.holds(cell, "other")
    if format_ in ("parquet", "json"):  # which have a value for a number that is none
        assert not same.holds(cell, None)
        assert cells.value(cell, kind) == word
    else:
        assert same.holds(cell, None)
        with pytest.raises(CellRefused, match="where a number is missing"):
            cells.value(cell, kind)
