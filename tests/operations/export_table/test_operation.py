"""The operation ``export-table`` as any caller runs it."""

from __future__ import annotations

import csv
import importlib
import io
import json
import subprocess
import sys
from typing import Any

import pytest
from pydantic import ValidationError
from python_calamine import CalamineWorkbook
from rich.console import Console

from ifcworks.errors import NothingToDo, ParametersInvalid
from ifcworks.ifc.tables.reading.opening import read_table
from ifcworks.ifc.tables.writing.request import TableFormat
from ifcworks.operations.base import ModelRef
from ifcworks.operations.export_table import ExportTableParams, ExportTableResult, export_table
from ifcworks.operations.registry import Registry
from operations.export_table.conftest import Export, Known


def shown(result: ExportTableResult) -> str:
    out = io.StringIO()
    assert export_table.show is not None
    Console(file=out, width=200).print(export_table.show(result))
    return out.getvalue()


def test_it_is_registered() -> None:
    assert Registry.discover().get("export-table") is export_table


def test_the_module_is_cheap_to_import() -> None:
    code = (
        "import sys, ifcworks.operations.export_table;"
        "print({'ifcopenshell', 'duckdb', 'pyarrow', 'xlsxwriter', 'rich'} & set(sys.modules))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "set()"


def test_preload_names_modules_that_exist() -> None:
    for name in export_table.preload:
        importlib.import_module(name)


@pytest.mark.parametrize("format_", list(TableFormat))
def test_every_format_is_written_with_the_defaults(
    known_one: Known, exported: Export, format_: TableFormat
) -> None:
    result, path = exported(known_one.path, known_one.index_path, format=format_)
    assert path.name == result.artifact == f"table.{format_}"
    assert result.size == path.stat().st_size
    assert (result.rows, result.elements, len(result.columns)) == (5, 5, 7)
    assert result.columns[0].header == "GlobalId"
    assert {column.source for column in result.columns} == {"index"}
    assert [column.empty for column in result.columns if column.query == "Name"] == [0]
    assert len(result.preview) == 5


def test_an_index_is_built_where_there_is_none(known_one: Known, exported: Export) -> None:
    with_index, one = exported(known_one.path, known_one.index_path)
    without, other = exported(known_one.path)
    assert with_index == without
    assert one.read_bytes() == other.read_bytes()


def test_columns_as_texts_and_with_more(known_one: Known, exported: Export) -> None:
    result, path = exported(
        known_one.path,
        known_one.index_path,
        format="xlsx",
        selector="IfcElement",
        columns=["Name", {"query": "storey.Name", "header": "Storey"}, "x"],
        include_global_id=False,
        sort=["-storey.Name", "Name"],
    )
    header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert header == ["Name", "Storey", "x"]
    assert [row[:2] for row in rows] == [[r[0], r[1]] for r in result.preview]
    # W1 stands in a storey too, but is named first in the space above the other one.
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert [column.source for column in result.columns] == ["index", "index", "model"]
    assert "from the model: x" in shown(result)
    assert "5 rows · 3 columns" in shown(result)


def test_groups_and_summaries(known_one: Known, exported: Export) -> None:
    result, path = exported(
        known_one.path,
        known_one.index_path,
        columns=[
            {"query": "class", "group": "GROUP"},
            {"query": "count", "header": "How many", "group": "SUM", "summary": "SUM"},
        ],
        include_global_id=False,
    )
    with path.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.reader(stream))
    assert ["IfcWall", "2.0"] in rows
    assert rows[-1] == ["", "Sum: 5.0"]
    assert (result.rows, result.elements) == (4, 5)
    assert [column.summary for column in result.columns] == [None, "Sum: 5.0"]
    assert "5 elements" in shown(result)


@pytest.mark.parametrize(
    ("params", "where"),
    [
        ({"selector": "IfcFoo"}, "selector"),
        ({"columns": ["Name", "a b"]}, "columns[2].query"),
        ({"columns": [{"query": "Name", "format": "upper({{value}}"}]}, "columns[1].format"),
        ({"columns": ["Name", {"query": "class", "header": "Name"}]}, "columns"),
        ({"sort": ["-Tag"]}, "sort[0]"),
        ({"format": "json", "delimiter": ";"}, "delimiter"),
        ({"format": "xlsx", "bom": True}, "bom"),
        ({"format": "csv", "protect": False}, "protect"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_place(
    known_one: Known, exported: Export, params: dict[str, Any], where: str
) -> None:
    with pytest.raises(ParametersInvalid) as caught:
        exported(known_one.path, known_one.index_path, **params)
    [error] = caught.value.context["errors"]
    assert error["where"] == where


def test_a_selector_without_elements(known_one: Known, exported: Export) -> None:
    with pytest.raises(NothingToDo, match="'IfcRoof' matches no element"):
        exported(known_one.path, known_one.index_path, selector="IfcRoof")


@pytest.mark.parametrize("format_", TableFormat)
def test_a_table_without_rows_is_a_table(
    known_one: Known, exported: Export, format_: TableFormat
) -> None:
    params = {"selector": "IfcRoof", "allow_empty": True, "columns": ["Name", "Pset_*.*"]}
    result, path = exported(known_one.path, known_one.index_path, format=format_, **params)
    assert (result.rows, result.elements, result.preview) == (0, 0, [])
    if format_ is TableFormat.JSON:
        assert json.loads(path.read_bytes()) == []
        return
    sheet = read_table(path)
    assert (sheet.headers, list(sheet.rows)) == (["GlobalId", "Name"], [])


@pytest.mark.parametrize(
    "wrong",
    [{"columns": []}, {"delimiter": ""}, {"delimiter": "ab"}, {"delimiter": '"'}, {"format": "x"}],
)
def test_parameters_that_mean_nothing(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ExportTableParams.model_validate({"model": ModelRef("m"), **wrong})


@pytest.mark.parametrize("known", ["edge:properties"], indirect=True)
def test_the_view_takes_texts_as_they_are(known: Known, exported: Export) -> None:
    result, _ = exported(known.path, known.index_path, selector="IfcProduct", null="[red]none")
    view = shown(result)
    assert "[red]none" in view
    assert "=1+1" in view
