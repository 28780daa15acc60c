"""What is nearly the same, and what could be taken for something else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import ifcopenshell.guid
import numpy as np
import pytest

from ifcworks.ifc.diff.geometry import compare_shapes
from ifcworks.ifc.diff.request import Aspect, DiffRequest, Tolerances
from ifcworks.ifc.diff.shapes import read_shapes
from ifcworks.ifc.diff.writing.form import write_form
from support.boxes import Boxes, row
from support.versions import Differ, changes, known, only


def with_property(value: Any) -> Callable[[], Boxes]:
    def make() -> Boxes:
        boxes = row(1)
        single = boxes.file.create_entity("IfcPropertySingleValue", Name="P", NominalValue=value)
        pset = boxes.root("IfcPropertySet", Name="S", HasProperties=[single])
        boxes.root(
            "IfcRelDefinesByProperties",
            RelatedObjects=boxes.products,
            RelatingPropertyDefinition=pset,
        )
        return boxes

    return make


def typed(ifc_type: str, value: Any) -> Any:
    return Boxes().file.create_entity(ifc_type, value)


@pytest.mark.parametrize(
    ("old", "new", "differs"),
    [
        (("IfcInteger", 123_456_789), ("IfcInteger", 123_456_790), True),
        (("IfcTimeStamp", 1_700_000_000), ("IfcTimeStamp", 1_700_000_001), True),
        (("IfcReal", 123_456_789.0), ("IfcReal", 123_456_790.0), False),
        (("IfcBoolean", True), ("IfcInteger", 1), True),
        (("IfcBoolean", True), ("IfcReal", 1.0), True),
        (("IfcInteger", 3), ("IfcReal", 3.0), False),
        (("IfcLabel", "1"), ("IfcInteger", 1), True),
        (("IfcLabel", "F90"), ("IfcText", "F90"), False),
    ],
)
def test_values_that_are_nearly_equal(
    differ: Differ, old: tuple[str, Any], new: tuple[str, Any], differs: bool
) -> None:
    def edit(boxes: Boxes) -> None:
        single = boxes.file.by_type("IfcPropertySingleValue")[0]
        single.NominalValue = boxes.file.create_entity(*new)

    difference = differ(edit, with_property(typed(*old)))
    assert [finding.aspects for finding in difference.findings] == [[Aspect.PROPERTIES]] * differs


def test_a_whole_number_in_a_list_is_not_nearly_another(differ: Differ) -> None:
    def make() -> Boxes:
        boxes = with_property(None)()
        single = boxes.file.by_type("IfcPropertySingleValue")[0]
        values = [boxes.file.create_entity("IfcInteger", 5_000_000)]
        listed = boxes.file.create_entity("IfcPropertyListValue", Name="L", ListValues=values)
        pset = boxes.file.by_type("IfcPropertySet")[0]
        pset.HasProperties = [single, listed]
        return boxes

    def edit(boxes: Boxes) -> None:
        listed = boxes.file.by_type("IfcPropertyListValue")[0]
        listed.ListValues = [boxes.file.create_entity("IfcInteger", 5_000_001)]

    wide = DiffRequest(tolerances=Tolerances(relative=1e-3))
    assert set(changes(differ(edit, make, wide))) == {"S.L"}


def test_a_share_of_a_material_is_another(differ: Differ) -> None:
    def make() -> Boxes:
        boxes = row(1)
        new = boxes.file.create_entity
        parts = [
            new(
                "IfcMaterialConstituent", Name=name, Material=new("IfcMaterial", name), Fraction=0.5
            )
            for name in ("Cement", "Sand")
        ]
        boxes.root(
            "IfcRelAssociatesMaterial",
            RelatedObjects=boxes.products,
            RelatingMaterial=new("IfcMaterialConstituentSet", MaterialConstituents=parts),
        )
        return boxes

    def edit(boxes: Boxes) -> None:
        for part, share in zip(
            boxes.file.by_type("IfcMaterialConstituent"), (0.4, 0.6), strict=True
        ):
            part.Fraction = share

    assert changes(differ(edit, make))["materials"].new == ["Cement · 40 %", "Sand · 60 %"]


def test_what_moved_within_its_placement_moved(differ: Differ) -> None:
    """Some software writes all corners in the coordinates of the world."""

    def edit(boxes: Boxes) -> None:
        boxes.products[1].Representation.Representations[0].Items[0].Position = boxes.axes(0, 3, 4)

    finding = only(differ(edit, lambda: row(3)))
    assert finding.aspects == [Aspect.PLACEMENT]
    [change] = finding.changes
    assert (change.name, change.difference) == ("position", pytest.approx(5.0))


def test_what_cannot_be_computed_moves_too(tmp_path: Path) -> None:
    versions = []
    for x in (1, 3):
        boxes = row(1)
        boxes.products[0].Representation = None
        boxes.products[0].ObjectPlacement = boxes.place(x, 0, 0)
        versions.append(known(boxes.write(tmp_path / f"{x}.ifc")))
    number = boxes.products[0].id()
    sides = []
    for version in versions:
        assert version.geometry is not None
        sides.append(replace(read_shapes(version.geometry), unknown=np.array([number])))
    ids = np.array([number])
    found = compare_shapes(sides[0], sides[1], (ids, ids), np.eye(4), 1e-4)
    assert found.changes[0][0].difference == pytest.approx(2.0)
    assert (found.unknown.tolist(), found.unshaped) == ([0], 0)


def replaced(number: int, name: str, tag: str | None, x: float) -> Callable[[Boxes], None]:
    """Another element instead of one."""

    def edit(boxes: Boxes) -> None:
        product = boxes.products[number]
        product.GlobalId = ifcopenshell.guid.new()
        product.Name, product.Tag = name, tag
        product.ObjectPlacement = boxes.place(x, 0, 0)

    return edit


def test_a_tag_that_several_have_is_no_sign(differ: Differ) -> None:
    def make(tags: tuple[str, ...]) -> Callable[[], Boxes]:
        def made() -> Boxes:
            boxes = row(3)
            for product, tag in zip(boxes.products, tags, strict=True):
                product.Name, product.Tag = "Chair", tag
            return boxes

        return made

    edit = replaced(1, "Chair", "C1", 50)
    shared = differ(edit, make(("C1", "C1", "C1")))
    assert sorted(finding.kind for finding in shared.findings) == ["added", "deleted"]
    edit = replaced(1, "Chair", "2", 50)
    own = only(differ(edit, make(("1", "2", "3"))))
    assert (own.kind, own.how, own.aspects) == (
        "rematched",
        "class, name and tag",
        [Aspect.PLACEMENT],
    )


def test_a_place_where_two_stand_is_no_sign(differ: Differ) -> None:
    def make() -> Boxes:
        boxes = row(1)
        boxes.add((0, 0, 0), name="Box 1")
        return boxes

    difference = differ(replaced(1, "Another", None, 0), make)
    assert sorted(finding.kind for finding in difference.findings) == ["added", "deleted"]

    def tagged() -> Boxes:
        boxes = make()
        boxes.products[0].Tag, boxes.products[1].Tag = "1", "2"
        return boxes

    own = only(differ(replaced(1, "Another", "2", 0), tagged))
    assert (own.kind, own.how) == ("rematched", "class, tag, shape and place")


def test_what_is_too_large_for_si_has_no_difference(differ: Differ, tmp_path: Path) -> None:
    def edit(boxes: Boxes) -> None:
        single = boxes.file.by_type("IfcPropertySingleValue")[0]
        single.Unit = boxes.file.create_entity("IfcSIUnit", None, "LENGTHUNIT", "KILO", "METRE")
        single.NominalValue = boxes.file.create_entity("IfcLengthMeasure", 1e308)

    difference = differ(edit, with_property(typed("IfcLengthMeasure", 1.0)))
    change = changes(difference)["S.P"]
    assert (change.new, change.new_unit, change.difference) == (1e308, "km", None)
    write_form(tmp_path / "diff.json", difference, DiffRequest())
    assert "Infinity" not in (tmp_path / "diff.json").read_text()
