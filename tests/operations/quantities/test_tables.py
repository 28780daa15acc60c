"""Sums by what elements have in common, and the same tables in every format."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from ifcworks.operations.quantities import quantities
from operations.quantities.conftest import taken
from support.boxes import Boxes
from support.measured import Measured

Make = Callable[[Boxes], Measured]
_EVERYTHING = ["storey", "class", "predefined-type", "type", "material", "classification"]


def _layered(boxes: Boxes, product: Any, thicknesses: dict[str, float]) -> None:
    file = boxes.file
    layers = [
        file.create_entity(
            "IfcMaterialLayer", file.create_entity("IfcMaterial", Name=name), thickness
        )
        for name, thickness in thicknesses.items()
    ]
    layer_set = file.create_entity("IfcMaterialLayerSet", MaterialLayers=layers)
    boxes.root("IfcRelAssociatesMaterial", RelatedObjects=[product], RelatingMaterial=layer_set)


def test_by_storey(of_boxes: Make) -> None:
    boxes = Boxes()
    boxes.add((0, 0, 0), (4, 0.5, 2), storey=0)
    boxes.add((0, 5, 0), (2, 0.5, 2), storey=0)
    boxes.add((0, 0, 3), (1, 0.5, 2), storey=1)
    result, _ = taken(of_boxes(boxes), group_by=["storey"])
    sums = {(*t.key, t.quantity): (t.si, t.elements) for t in result.totals}
    assert sums["Ground", "NetVolume"] == (pytest.approx(6), 2)
    assert sums["Upper", "NetVolume"] == (pytest.approx(1), 1)


def test_by_material_volumes_are_those_of_the_shares(of_boxes: Make) -> None:
    boxes = Boxes()
    _layered(boxes, boxes.add((0, 0, 0), (4, 0.4, 2)), {"brick": 0.3, "wool": 0.1})
    result, _ = taken(of_boxes(boxes), group_by=["material"])
    sums = {(*t.key, t.quantity): t.si for t in result.totals}
    assert sums["brick", "NetVolume"] == pytest.approx(2.4)
    assert sums["wool", "NetVolume"] == pytest.approx(0.8)
    assert sums["brick", "NetSideArea"] == sums["wool", "NetSideArea"] == pytest.approx(8)


def test_materials_of_unknown_shares_stand_together(of_boxes: Make) -> None:
    boxes = Boxes()
    wall = boxes.add((0, 0, 0), (4, 0.4, 2))
    names = [boxes.file.create_entity("IfcMaterial", Name=name) for name in ("a", "b")]
    listed = boxes.file.create_entity("IfcMaterialList", Materials=names)
    boxes.root("IfcRelAssociatesMaterial", RelatedObjects=[wall], RelatingMaterial=listed)
    result, _ = taken(of_boxes(boxes), group_by=["material"])
    assert {total.key[0] for total in result.totals} == {"a, b"}


def test_shares_add_up_to_the_whole(architecture: Measured) -> None:
    by_class, _ = taken(architecture, group_by=["class"])
    by_all, _ = taken(architecture, group_by=_EVERYTHING)
    for total in by_class.totals:
        if total.quantity == "NetVolume" and total.si is not None:
            parts = [
                t.si or 0 for t in by_all.totals if (t.set, t.quantity) == (total.set, "NetVolume")
            ]
            assert sum(parts) == pytest.approx(total.si, rel=1e-5)


def test_without_groups_everything_is_one_sum(architecture: Measured) -> None:
    result, pages = taken(architecture, group_by=[])
    assert all(total.key == [] for total in result.totals)
    assert len(pages["summary"]) == result.totals_total


def test_the_sample_says_of_itself_what_is_computed(architecture: Measured) -> None:
    """The stated quantities of the sample are worked out from its plan, not from its triangles."""
    result, _ = taken(architecture)
    assert result.compared > 300
    # Walls below the roof are stated by their nominal height.
    assert result.flags == {"deviates": 6}


def test_all_formats_say_the_same(architecture: Measured) -> None:
    _, files = architecture.run(quantities, format="json")
    pages = json.loads(files["quantities.json"].read_text())
    _, files = architecture.run(quantities, format="csv")
    assert set(files) == {f"quantities-{name}.csv" for name in ("summary", "elements", "flags")}
    for name in ("summary", "elements", "flags"):
        with files[f"quantities-{name}.csv"].open(newline="", encoding="utf-8") as stream:
            found = list(csv.DictReader(stream))
        expected = [
            {key: "" if value is None else str(value) for key, value in row.items()}
            for row in pages[name]
        ]
        assert found == expected
    for form in ("xlsx", "ods"):
        _, files = architecture.run(quantities, format=form)
        book = CalamineWorkbook.from_path(files[f"quantities.{form}"])
        assert book.sheet_names[:3] == ["Summary", "Elements", "Flags"]
        header, *rows = book.get_sheet_by_name("Elements").to_python()
        assert header == list(pages["elements"][0])
        assert len(rows) == len(pages["elements"])
        at = header.index("SI value")
        for row, expected_row in zip(rows, pages["elements"], strict=True):
            value = expected_row["SI value"]
            assert row[at] == ("" if value is None else pytest.approx(value))


def test_sums_come_in_order(architecture: Measured) -> None:
    result, _ = taken(architecture)
    keys = [(total.key[0] is None, total.key[0] or "") for total in result.totals]
    assert all(one <= other for one, other in pairwise(keys))
