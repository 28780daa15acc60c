"""Quantities in a new version of the model: right, in its units, and nothing else touched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ifcopenshell
import ifcopenshell.api.pset
import ifcopenshell.util.element
import ifcopenshell.util.unit
import ifcopenshell.validate
import pytest

from ifcworks.ifc.index.reader import open_index
from ifcworks.ifc.quantities.reading import units_of
from ifcworks.ifc.quantities.rules import Kind
from operations.quantities.conftest import taken
from support.boxes import Boxes
from support.measured import FOOT, Measured, in_feet

Make = Callable[[Boxes], Measured]


def _written(model: Measured, **params: Any) -> tuple[Any, dict[str, Any], Path]:
    """The result, the pages, and the new version."""
    import json

    from ifcworks.operations.quantities import quantities

    result, files = model.run(quantities, format="json", write=True, **params)
    return result, json.loads(files["quantities.json"].read_text()), files["model.ifc"]


def _problems(path: Path) -> Counter[str]:
    """What ifcopenshell finds wrong; messages without the instances that they name."""
    log = ifcopenshell.validate.json_logger()
    ifcopenshell.validate.validate(str(path), log)
    return Counter(str(found.get("message", "")).split("\n")[0] for found in log.statements)


@pytest.mark.parametrize("existing", ["keep", "replace"])
def test_all_models(measured: Measured, existing: str) -> None:
    result, pages, path = _written(measured, existing=existing)
    before, after = measured.path.read_bytes(), path.read_bytes()
    lost = Counter(before.splitlines()) - Counter(after.splitlines())
    if not result.compared:
        assert not lost, "nothing was there, so nothing is edited"
        assert after.startswith(before[: before.rindex(b";") // 2])
    else:
        assert all(b"IFCELEMENTQUANTITY" in line or b"IFCQUANTITY" in line for line in lost)
    old, new = ifcopenshell.open(measured.path), ifcopenshell.open(path)
    assert len(new.by_type("IfcProduct")) == len(old.by_type("IfcProduct"))
    with open_index(measured.known["index"]["m"]) as index:
        units = units_of(index)
    kinds = {kind.si_unit: kind for kind in Kind}
    counts = Counter(row["GlobalId"] for row in pages["elements"] if row["Quantity"] == "Length")
    checked = 0
    for row in pages["elements"]:
        if row["Computed, SI"] is None or counts[row["GlobalId"]] > 1:
            continue
        found = ifcopenshell.util.element.get_psets(
            new.by_guid(row["GlobalId"]), qtos_only=True, verbose=True
        )[row["Set"]][row["Quantity"]]
        kind = kinds[row["SI unit"]]
        assert found["class"] == kind.ifc_class
        scale = units[kind].scale
        assert scale is not None
        kept = existing == "keep" and row["Authored in"] == row["Set"]
        expected = row["Authored, SI"] if kept else row["Computed, SI"]
        assert found["value"] * scale == pytest.approx(expected, rel=1e-6, abs=1e-12)
        checked += 1
    assert checked or not result.computed
    made = [q for q in new.by_type("IfcElementQuantity") if q.id() > max(old.entity_names())]
    assert all(quantity.MethodOfMeasurement == "BaseQuantities" for quantity in made)
    assert result.written.added + result.written.replaced + result.written.kept == result.computed


@pytest.mark.parametrize("name", ["architecture", "feet"])
def test_the_new_version_is_as_valid_as_the_old(
    name: str, architecture: Measured, of_boxes: Make
) -> None:
    boxes = in_feet(Boxes())
    boxes.add((0, 0, 0), (10, 1, 8))
    model = architecture if name == "architecture" else of_boxes(boxes)
    _, _, path = _written(model, existing="replace")
    assert not _problems(path) - _problems(model.path)


def test_feet(of_boxes: Make) -> None:
    boxes = in_feet(Boxes())
    boxes.add((0, 0, 0), (10, 1, 8), name="W")
    _, pages, path = _written(of_boxes(boxes))
    file = ifcopenshell.open(path)
    [wall] = file.by_type("IfcWall")
    found = ifcopenshell.util.element.get_pset(wall, "Qto_WallBaseQuantities")
    assert found["Length"] == pytest.approx(10)
    assert found["NetSideArea"] == pytest.approx(80)
    assert found["NetVolume"] == pytest.approx(80)
    volume = next(row for row in pages["elements"] if row["Quantity"] == "NetVolume")
    assert (volume["Unit"], volume["SI unit"]) == ("ft³", "m³")
    assert volume["SI value"] == pytest.approx(80 * FOOT**3)


def test_a_set_that_elements_share_is_parted_where_they_differ(of_boxes: Make) -> None:
    boxes = Boxes()
    walls = [boxes.add((0, n, 0), (n + 1, 0.1, 2), name=f"W{n}") for n in range(3)]
    qto = ifcopenshell.api.pset.add_qto(boxes.file, walls[0], "Qto_WallBaseQuantities")
    ifcopenshell.api.pset.edit_qto(boxes.file, qto, properties={"Length": 99.0})
    [relation] = walls[0].IsDefinedBy
    relation.RelatedObjects = walls
    for existing, lengths in (("keep", [99, 99, 99]), ("replace", [1, 2, 3])):
        _, _, path = _written(of_boxes(boxes), existing=existing)
        file = ifcopenshell.open(path)
        found = [
            ifcopenshell.util.element.get_pset(wall, "Qto_WallBaseQuantities")
            for wall in sorted(file.by_type("IfcWall"), key=lambda w: w.Name)
        ]
        assert [one["Length"] for one in found] == pytest.approx(lengths)
        assert [one["NetVolume"] for one in found] == pytest.approx([0.2, 0.4, 0.6])


def test_a_quantity_keeps_its_own_unit(of_boxes: Make) -> None:
    boxes = Boxes()
    wall = boxes.add((0, 0, 0), (4, 0.1, 2))
    qto = ifcopenshell.api.pset.add_qto(boxes.file, wall, "Qto_WallBaseQuantities")
    ifcopenshell.api.pset.edit_qto(boxes.file, qto, properties={"Length": 1.0})
    unit = boxes.file.create_entity(
        "IfcSIUnit", UnitType="LENGTHUNIT", Prefix="CENTI", Name="METRE"
    )
    qto.Quantities[0].Unit = unit
    _, _, path = _written(of_boxes(boxes), existing="replace")
    file = ifcopenshell.open(path)
    [length] = [q for q in file.by_type("IfcQuantityLength") if q.Name == "Length"]
    assert (length.LengthValue, length.Unit.Prefix) == (pytest.approx(400), "CENTI")


def test_values_of_the_type_are_not_overridden_by_default(of_boxes: Make) -> None:
    boxes = Boxes()
    wall = boxes.add((0, 0, 0), (4, 0.1, 2))
    type_ = boxes.root("IfcWallType", Name="T", PredefinedType="STANDARD")
    boxes.root("IfcRelDefinesByType", RelatedObjects=[wall], RelatingType=type_)
    qto = ifcopenshell.api.pset.add_qto(boxes.file, type_, "Qto_WallBaseQuantities")
    ifcopenshell.api.pset.edit_qto(boxes.file, qto, properties={"Width": 0.25})
    model = of_boxes(boxes)
    for existing, width in (("keep", 0.25), ("replace", 0.1)):
        _, _, path = _written(model, existing=existing)
        file = ifcopenshell.open(path)
        [found] = file.by_type("IfcWall")
        values = ifcopenshell.util.element.get_pset(found, "Qto_WallBaseQuantities")
        assert values["Width"] == pytest.approx(width)


def test_nothing_to_write_makes_no_version(of_boxes: Make) -> None:
    boxes = Boxes()
    boxes.add((0, 0, 0), ifc_class="IfcFurniture")
    from ifcworks.operations.quantities import quantities

    result, files = of_boxes(boxes).run(quantities, format="csv", write=True)
    assert result.written.artifact is None
    assert "model.ifc" not in files
    assert result.without_rules == {"IfcFurniture": 1}


def test_a_model_beside_the_first_is_written_in_any_case(of_boxes: Make) -> None:
    boxes = Boxes()
    boxes.add((0, 0, 0), ifc_class="IfcFurniture")
    from ifcworks.operations.quantities import quantities

    model = of_boxes(boxes)
    result, files = model.run(quantities, format="csv", write=True, new_version=False)
    assert result.written.artifact == "model.ifc"
    assert files["model.ifc"].read_bytes() == model.path.read_bytes()


def test_writing_twice_changes_nothing_more(of_boxes: Make, tmp_path: Path) -> None:
    boxes = Boxes()
    boxes.add((0, 0, 0), (4, 0.1, 2))
    _, _, path = _written(of_boxes(boxes))
    again = Measured.of(path, tmp_path / "again")
    from ifcworks.operations.quantities import quantities

    result, files = again.run(quantities, format="csv", write=True, existing="replace")
    assert (result.written.added, result.written.replaced) == (0, 0)
    assert "model.ifc" not in files
    _, pages = taken(again)
    assert all(row["Deviation"] == 0 for row in pages["elements"] if row["Authored, SI"])
