"""What programs for sheets make of a table by themselves is no edit."""

from __future__ import annotations

from pathlib import Path

import ifcopenshell
import pytest
from ifcopenshell.util.element import get_pset

from ifcworks.ifc.tables.importing.sameness import Sameness
from ifcworks.ifc.tables.reading.sheet import Sheet
from ifcworks.ifc.tables.writing.request import Wording
from operations.import_table.conftest import Edit, Import, guid

VOLUME = "Qto_WallBaseQuantities.NetVolume"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("12000", 12000.0), ("2,5", 2.5), ("1E-05", 1e-05), (" 3 ", 3.0), ("-0", 0.0)),
        # As Excel shows numbers: ten digits, or six and a power of ten.
        *(("2,1", 2.0999999999999996), ("12,3456789", 12.3456789012345)),
        *(("0,123456789", 0.123456789012345), ("1,23457E-05", 0.0000123456789)),
        *(("1,23457E+11", 123456789012.345), ("-0,333333333", -1 / 3)),
        *(("WAHR", True), ("FALSE", False), ("yes", True)),
        # As LibreOffice and others save them: 15 digits, or 16 of 17.
        *(("0.488000000000196", 0.4880000000001955), ("1299.999999999915", 1299.9999999999152)),
        *(("3.72845671067315", 3.7284567106731448), ("1,01", "1.01")),
        ("-0.0000000000018189894", -1.8189894035458565e-12),
        *(("nan", None), ("", None), ("", ""), ("-", None)),
    ],
)
def test_other_ways_to_write_a_value(text: str, value: object) -> None:
    sheet = Sheet("csv", ["GlobalId"], 1, [], decimal_comma=True)
    assert Sameness(sheet, Wording()).holds(text or None, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("12", "12.0"), ("007", "7"), ("2,6", 2.5), ("12,35", 12.3456789)),
        *(("2,1", 2.09999), ("nan", "text"), ("-", ""), ("", "text"), ("FALSCH", True)),
        *(("999999999999998", 999999999999999.0), ("0.48800000000021", 0.4880000000001955)),
    ],
)
def test_other_values(text: str, value: object) -> None:
    sheet = Sheet("csv", ["GlobalId"], 1, [], decimal_comma=True)
    assert not Sameness(sheet, Wording()).holds(text or None, value)


def test_columns_that_can_be_read_only_stay_without_a_problem(
    tmp_path: Path, walls: Path, imported: Import
) -> None:
    table = tmp_path / "t.csv"
    table.write_text(
        f"GlobalId;count;type.Name;{VOLUME};Mine.Ratio\r\n{guid(1)};1,0;Type;2,50;3\r\n",
        encoding="cp1252",
    )
    result, _ = imported(walls, table)
    assert (result.changes, result.problems, result.cells) == ([], [], 4)


@pytest.mark.parametrize(
    ("header", "cell", "value"),
    [
        ("Mine.Plan", "-", None),
        ("Pset_WallCommon.Reference", "-", None),
        ("Pset_WallCommon.Reference", "", ""),
        ("Pset_WallCommon.ThermalTransmittance", "", None),
        ("Mine.Status", "", None),
        ("Mine.Certain", "", None),
    ],
)
def test_empty_is_not_null(edit: Edit, header: str, cell: str, value: object) -> None:
    made = edit([header, "Name"], [guid(1), cell, "changed as well"])
    assert made.result.problems == []
    found = get_pset(made.model.by_guid(guid(1)), *header.split("."), should_inherit=False)
    assert found == value
    assert type(found) is type(value)


def test_nothing_is_called_nan(edit: Edit, imported: Import, walls: Path, tmp_path: Path) -> None:
    made = edit(["Name", "Description"], [guid(1), "nan", "NaN"], on_problem="skip")
    assert [(p.column, p.reason) for p in made.result.problems] == [("Name", "wrong-type")]
    table = tmp_path / "t.json"
    table.write_text(f'[{{"GlobalId": "{guid(1)}", "Tag": NaN, "Description": NaN}}]')
    _, work = imported(walls, table, write=True)
    wall = ifcopenshell.open(work.artifacts["model.ifc"]).by_guid(guid(1))
    assert (wall.Tag, wall.Description) == (None, None)


def test_an_empty_text_is_none_where_no_type_is_known(
    imported: Import, walls: Path, tmp_path: Path
) -> None:
    table = tmp_path / "t.json"
    record = f'"GlobalId": "{guid(1)}", "Mine.Ratio": "", "Mine.Plan": "", "Fresh.x": ""'
    table.write_text(f"[{{{record}}}]")
    result, work = imported(walls, table, write=True)
    assert [(c.column, c.old, c.new) for c in result.changes] == [("Mine.Ratio", 3.0, None)]
    assert imported(work.artifacts["model.ifc"], table)[0].changes == []
