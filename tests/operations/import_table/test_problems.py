"""What cannot be taken over, and that nothing is written then."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from rich.console import Console

from ifcworks.errors import ParametersInvalid, TableUnreadable
from ifcworks.operations.import_table import ImportTableResult, import_table
from ifcworks.operations.registry import Registry
from operations.import_table.conftest import Edit, Import, guid
from support.step_files import step_file


def reasons(result: ImportTableResult) -> list[tuple[int | None, str | None, str]]:
    return [(p.row, p.column, p.reason) for p in result.problems]


@pytest.mark.parametrize(
    ("header", "number", "cell", "reason"),
    [
        ("OverallWidth", 4, "wide", "wrong-type"),
        ("OverallWidth", 4, "nan", "wrong-type"),
        ("OverallWidth", 4, "-1", "out-of-range"),
        ("PredefinedType", 1, "ROUND", "not-allowed"),
        ("Mine.Count", 1, "3.5", "wrong-type"),
        ("Mine.Certain", 1, "maybe", "wrong-type"),
        ("Pset_WallCommon.IsExternal", 1, "unknown", "wrong-type"),
        ("Mine.Status", 1, "OLD", "not-allowed"),
        ("Mine.Several", 1, "c", "read-only"),
        ("Qto_WallBaseQuantities.NetVolume", 1, "-", "value-required"),
        ("Qto_WallBaseQuantities.Weird", 1, "1", "read-only"),
        ("class", 1, "IfcSlab", "read-only"),
        ("id", 1, "2", "read-only"),
        ("type.Name", 1, "Other", "read-only"),
        ("storey.Name", 1, "Other", "read-only"),
        ("container.Name", 1, "Other", "read-only"),
        ("material.Name", 1, "Other", "read-only"),
        ("classification.Name", 1, "Other", "read-only"),
        ("OwnerHistory.CreationDate", 1, "5", "read-only"),
        ("x", 1, "5", "read-only"),
        ("/Pset_.*/.FireRating", 1, "5", "read-only"),
        ("Name", 1, "#REF!", "error-cell"),
    ],
)
def test_cells(edit: Edit, header: str, number: int, cell: str, reason: str) -> None:
    made = edit([header], [guid(number), cell])
    assert reasons(made.result) == [(2, header, reason)]
    assert (made.result.written, made.path) == (False, None)
    assert made.result.problems[0].global_id == guid(number)


def test_an_attribute_that_only_others_have(edit: Edit) -> None:
    made = edit(["OverallWidth"], [guid(4), "1"], [guid(1), "1"])
    assert reasons(made.result) == [(3, "OverallWidth", "no-such-attribute")]


def test_an_attribute_that_no_edited_row_has(edit: Edit) -> None:
    made = edit(["OverallWidth"], [guid(1), "1"])
    assert reasons(made.result) == [(2, "OverallWidth", "no-such-attribute")]


def test_rows(edit: Edit) -> None:
    made = edit(
        ["Name"],
        [guid(1), "New"],
        ["2O2Fr$t4X7Zf8NOew3FLne", "x"],
        [],
        [guid(1), "Newer"],
        ["", "y"],
        ["Sum: 1", "Max: y"],
        on_problem="skip",
    )
    assert reasons(made.result) == [
        (3, None, "unknown-element"),
        (5, None, "duplicate-row"),
        (6, None, "no-global-id"),
    ]
    assert made.model.by_guid(guid(1)).Name == "New"
    assert made.result.reasons == {
        "unknown-element": 1,
        "duplicate-row": 1,
        "no-global-id": 1,
    }


def test_a_global_id_of_two_elements(tmp_path: Path, imported: Import) -> None:
    model = tmp_path / "twins.ifc"
    wall = f"=IFCWALL('{guid(1)}',$,'%s',$,$,$,$,$,$);\n"
    model.write_bytes(step_file("#1" + wall % "a" + "#2" + wall % "b"))
    table = tmp_path / "t.csv"
    table.write_text(f"GlobalId,Name\n{guid(1)},b\n{guid(1)},a\n")
    assert imported(model, table)[0].problems == []
    table.write_text(f"GlobalId,Name\n{guid(1)},c\n")
    assert reasons(imported(model, table)[0]) == [(2, None, "ambiguous-element")]


def test_columns(edit: Edit) -> None:
    made = edit(
        ["Remarks", "Name", "Title", "Old"],
        [guid(1), "fine", "New", "Newer", "x"],
        columns={"Title": "Name", "Old": None},
        on_problem="skip",
    )
    assert reasons(made.result) == [
        (1, "Title", "duplicate-column"),
        (1, "Remarks", "unknown-column"),
    ]
    assert made.result.ignored == ["Old"]
    assert made.model.by_guid(guid(1)).Name == "New"


def test_no_column_of_global_ids(imported: Import, walls: Path, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text(f"Id,Name\n{guid(1)},New\n")
    assert reasons(imported(walls, table)[0]) == [(1, None, "no-global-id-column")]
    result, _ = imported(walls, table, columns={"Id": "GlobalId"})
    assert (result.changes_total, result.problems_total) == (1, 0)


def test_columns_that_are_not_there(imported: Import, walls: Path, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text(f"GlobalId,Name\n{guid(1)},New\n")
    with pytest.raises(ParametersInvalid, match="no column 'Nam'"):
        imported(walls, table, columns={"Nam": "Name"})


def test_an_empty_table(imported: Import, walls: Path, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text(",,\n,,\n")
    with pytest.raises(TableUnreadable):
        imported(walls, table)


def test_a_dry_run_writes_nothing_and_lists_everything(
    edit: Edit, walls: Path, imported: Import, tmp_path: Path
) -> None:
    table = tmp_path / "t.csv"
    table.write_text(f"GlobalId,Name,class\n{guid(1)},New,IfcSlab\n{guid(2)},Newer,IfcWall\n")
    result, work = imported(walls, table)
    assert sorted(work.artifacts) == ["changes.csv", "problems.csv"]
    rows = _records(work.artifacts["changes.csv"])
    assert [(r["row"], r["column"], r["old"], r["new"]) for r in rows] == [
        ("2", "Name", "One; Ü", "New"),
        ("3", "Name", "Two's", "Newer"),
    ]
    [problem] = _records(work.artifacts["problems.csv"])
    assert (problem["row"], problem["reason"]) == ("2", "read-only")
    assert result.model_dump()["changes"][0]["class"] == "IfcWall"

    text = io.StringIO()
    assert import_table.show is not None
    Console(file=text, width=120).print(import_table.show(result))
    shown = text.getvalue()
    assert "One; Ü" in shown
    assert "read only" in shown
    assert "--on-problem skip" in shown


def _records(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def test_it_is_registered() -> None:
    assert Registry.discover().get("import-table") is import_table
