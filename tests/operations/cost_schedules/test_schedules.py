"""The cost schedules of a model as ifc5d has them, and what each item comes to."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import ifc5d.ifc5Dspreadsheet
import ifcopenshell.api.control
import ifcopenshell.api.cost
import ifcopenshell.api.pset
import pytest

from ifcworks.errors import NothingToDo
from ifcworks.operations.cost_schedules import CostSchedulesResult, cost_schedules
from ifcworks.operations.workspace import Workspace
from support.boxes import Boxes
from support.measured import in_metres
from support.step_files import step_file


def _run(path: Path, folder: Path, form: str) -> tuple[CostSchedulesResult, dict[str, Path]]:
    folder.mkdir()
    work = Workspace({"m": path}, folder)
    params = cost_schedules.params.model_validate({"model": "m", "format": form})
    result = cost_schedules.function(params, work)
    assert isinstance(result, CostSchedulesResult)
    return result, dict(work.artifacts)


def _item(
    boxes: Boxes, parent: dict[str, Any], name: str, code: str | None = None, **values: Any
) -> Any:
    item = ifcopenshell.api.cost.add_cost_item(boxes.file, **parent)
    item.Name, item.Identification = name, code
    for category, amount in values.items():
        value = ifcopenshell.api.cost.add_cost_value(boxes.file, parent=item)
        attributes: dict[str, Any] = {"Category": {"SUM": "*"}.get(category, category)}
        if category == "plain":
            attributes = {}
        if amount is not None:
            attributes["AppliedValue"] = amount
        ifcopenshell.api.cost.edit_cost_value(boxes.file, value, attributes=attributes)
    return item


def _model() -> Boxes:
    boxes = in_metres(Boxes())
    file = boxes.file
    units = boxes.project.UnitsInContext
    units.Units = [*units.Units, file.create_entity("IfcMonetaryUnit", Currency="EUR")]
    walls = [boxes.add((0, n, 0), (n + 1, 0.1, 2), name=f"Wänd {n}") for n in range(2)]
    for number, wall in enumerate(walls):
        qto = ifcopenshell.api.pset.add_qto(file, wall, "Qto_WallBaseQuantities")
        values = {"NetVolume": 0.2 * (number + 1)}
        ifcopenshell.api.pset.edit_qto(file, qto, properties=values)
    schedule = ifcopenshell.api.cost.add_cost_schedule(
        file, name="Estimate", predefined_type="PRICEDBILLOFQUANTITIES"
    )
    whole = _item(boxes, {"cost_schedule": schedule}, "Structure", "1", SUM=None)
    concrete = _item(boxes, {"cost_item": whole}, "Concrete", "1.1", Labor=30.1, Material=70.2)
    ifcopenshell.api.cost.assign_cost_item_quantity(
        file, cost_item=concrete, products=walls, prop_name="NetVolume"
    )
    counted = _item(boxes, {"cost_item": whole}, "Anchors", "1.2", plain=2.5)
    quantity = ifcopenshell.api.cost.add_cost_item_quantity(
        file, cost_item=counted, ifc_class="IfcQuantityCount"
    )
    quantity.CountValue = 12 if boxes.file.schema == "IFC4X3" else 12.0
    _item(boxes, {"cost_item": whole}, "Lump", None, plain=1000.0)
    other = ifcopenshell.api.cost.add_cost_schedule(
        file, name="Estimate", predefined_type="SCHEDULEOFRATES"
    )
    _item(boxes, {"cost_schedule": other}, "Rate", "R", plain=99.9)
    return boxes


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return _model().write(tmp_path / "costs.ifc")


def test_the_columns_of_ifc5d_have_its_values(model: Path, tmp_path: Path) -> None:
    ifc5d.ifc5Dspreadsheet.Ifc5DCsvWriter(str(model), str(tmp_path / "theirs")).write()
    _, files = _run(model, tmp_path / "ours", "csv")
    names = {"Estimate": "costs-estimate.csv", "Estimate_1": "costs-estimate-1.csv"}
    assert set(files) == set(names.values())
    for theirs, ours in names.items():
        with (tmp_path / "theirs" / f"{theirs}.csv").open(newline="", encoding="utf-8") as stream:
            expected = list(csv.DictReader(stream))
        with files[ours].open(newline="", encoding="utf-8") as stream:
            found = list(csv.DictReader(stream))
        assert len(found) == len(expected)
        for row, other in zip(found, expected, strict=True):
            for column, text in other.items():
                _assert_same(column, row[column], text)


def _assert_same(column: str, ours: str, theirs: str) -> None:
    if column == "Quantities":
        assert json.loads(ours or "[]") == json.loads(theirs or "[]")
    elif column in ("Quantity", "RateSubtotal", "TotalPrice") or column.endswith(" Cost"):
        assert float(ours or 0) == pytest.approx(float(theirs or 0))
    else:
        assert ours == theirs


def test_what_items_come_to(model: Path, tmp_path: Path) -> None:
    result, _ = _run(model, tmp_path / "ours", "xlsx")
    first, rates = result.schedules
    items = {item.name: item for item in first.items}
    assert items["Concrete"].quantity == Decimal("0.6")
    assert items["Concrete"].rate == Decimal("100.3")
    assert items["Concrete"].total == Decimal("60.18")
    assert items["Concrete"].elements == 2
    assert items["Anchors"].total == 30
    assert items["Structure"].total == first.total == Decimal("1090.18")
    assert [item.hierarchy for item in first.items] == ["1", "1.1", "1.2", "1.3"]
    assert (first.currency, rates.predefined_type) == ("EUR", "SCHEDULEOFRATES")


@pytest.mark.parametrize("form", ["xlsx", "ods", "json"])
def test_other_formats(model: Path, tmp_path: Path, form: str) -> None:
    result, files = _run(model, tmp_path / "ours", form)
    assert result.artifacts == [f"costs.{form}"]
    assert files[f"costs.{form}"].stat().st_size > 500


def test_items_that_stand_below_themselves(tmp_path: Path) -> None:
    boxes = _model()
    items = {item.Name: item for item in boxes.file.by_type("IfcCostItem")}
    boxes.root("IfcRelNests", RelatingObject=items["Concrete"], RelatedObjects=[items["Structure"]])
    result, _ = _run(boxes.write(tmp_path / "m.ifc"), tmp_path / "ours", "csv")
    assert "stands below itself" in result.schedules[0].problems[0]
    assert result.schedules[0].items_total == 4


def test_a_model_without_schedules(tmp_path: Path) -> None:
    with pytest.raises(NothingToDo, match="bill-of-quantities"):
        _run(Boxes().write(tmp_path / "m.ifc"), tmp_path / "ours", "csv")


def test_ifc2x3_has_names_and_hierarchy_only(tmp_path: Path) -> None:
    guids = [f"'2cost{number:017d}'" for number in range(9)]
    body = (
        "#1=IFCPERSON($,'x',$,$,$,$,$,$);\n#2=IFCORGANIZATION($,'o',$,$,$);\n"
        "#3=IFCPERSONANDORGANIZATION(#1,#2,$);\n#4=IFCAPPLICATION(#2,'1','a','a');\n"
        "#5=IFCOWNERHISTORY(#3,#4,$,.ADDED.,$,$,$,0);\n"
        f"#6=IFCCOSTSCHEDULE({guids[0]},#5,'Old',$,$,$,$,$,$,$,$,'1',.BUDGET.);\n"
        f"#7=IFCCOSTITEM({guids[1]},#5,'Whole',$,$);\n"
        f"#8=IFCCOSTITEM({guids[2]},#5,'Part',$,$);\n"
        f"#9=IFCRELASSIGNSTOCONTROL({guids[3]},#5,$,$,(#7),$,#6);\n"
        f"#10=IFCRELNESTS({guids[4]},#5,$,$,#7,(#8));\n"
    )
    path = tmp_path / "old.ifc"
    path.write_bytes(step_file(body, schema="IFC2X3"))
    result, _ = _run(path, tmp_path / "ours", "csv")
    [schedule] = result.schedules
    assert [(item.hierarchy, item.name) for item in schedule.items] == [
        ("1", "Whole"),
        ("1.1", "Part"),
    ]
    assert (schedule.total, schedule.problems) == (0, [])
