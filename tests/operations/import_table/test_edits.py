"""What edits of cells make of the file, and that they make nothing else of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from ifcopenshell.util.element import get_pset, get_psets
from ifcopenshell.util.selector import get_element_value

from operations.import_table.conftest import Edit, Import, guid

COMMON = "Pset_WallCommon"


def test_an_attribute_is_all_that_differs(edit: Edit) -> None:
    made = edit(["Name"], [guid(1), "Ä 𝄞 'q' \\ x"], [guid(2), "Two's"])

    old, new = made.changed()
    assert len(old) == len(new) == 1
    # Blanks, escapes and the empty text of other arguments are as they were.
    assert new[0].endswith(b",  $ ,'',$,$,'007',.STANDARD.);")
    assert made.model.by_guid(guid(1)).Name == "Ä 𝄞 'q' \\ x"
    assert made.result.changes_total == made.result.instances_edited == 1
    assert made.result.changes[0].old == "One; Ü"
    assert b"/* #1=IFCWALL('in a comment'); */" in made.after


def test_a_number_is_written_exactly_and_its_neighbour_left_alone(edit: Edit) -> None:
    made = edit(["OverallWidth"], [guid(4), "1e-05"])

    _, [line] = made.changed()
    assert b"2.0999999999999996,1.E-05," in line
    assert made.model.by_guid(guid(4)).OverallWidth == 1e-05


@pytest.mark.parametrize(
    ("header", "cell", "argument"),
    [
        ("PredefinedType", "shear", b".SHEAR."),
        ("predefined_type", "SHEAR", b".SHEAR."),
        ("PredefinedType", "-", b"$"),
        ("Tag", "008", b"'008'"),
        ("Tag", "-", b"$"),
        ("Tag", "", b"'',.STANDARD."),
        ("PredefinedType", "", b"'007',$)"),
        ("Description", "x", b"'x'"),
    ],
)
def test_attributes_of_each_kind(edit: Edit, header: str, cell: str, argument: bytes) -> None:
    made = edit([header], [guid(1), cell])
    assert made.result.problems == []
    _, [line] = made.changed()
    assert argument in line


@pytest.mark.parametrize(
    ("name", "cell", "value", "type_"),
    [
        ("Certain", "yes", True, "IfcLogical"),
        ("Certain", ".F.", False, "IfcLogical"),
        ("Count", "4.0", 4, "IfcInteger"),
        ("Ratio", "4", 4.0, "IfcReal"),
        ("Plan", "text", "text", "IfcLabel"),
        ("Plan", "12", 12, "IfcInteger"),
        ("Plan", "012", "012", "IfcLabel"),
        ("Plan", "1.50", 1.5, "IfcReal"),
        ("Plan", "YES", True, "IfcBoolean"),
        ("New", "x" * 300, "x" * 300, "IfcText"),
    ],
)
def test_properties_of_each_type(
    edit: Edit, name: str, cell: str, value: object, type_: str
) -> None:
    made = edit([f"Mine.{name}"], [guid(1), cell])
    found = get_pset(made.model.by_guid(guid(1)), "Mine", name, verbose=True)
    assert (found["value"], found["value_type"]) == (value, type_)
    assert type(found["value"]) is type(value)


def test_a_property_that_is_emptied_has_no_value(edit: Edit) -> None:
    made = edit(["Mine.Count"], [guid(1), ""])
    old, new = made.changed()
    assert old == [b"#36=IFCPROPERTYSINGLEVALUE('Count',$,IFCINTEGER(3),$);"]
    assert new == [b"#36=IFCPROPERTYSINGLEVALUE('Count',$,$,$);"]


def test_an_enumerated_value(edit: Edit) -> None:
    made = edit(["Mine.Status"], [guid(1), "EXISTING"])
    assert get_pset(made.model.by_guid(guid(1)), "Mine", "Status") == ["EXISTING"]


def test_a_quantity_keeps_its_unit(edit: Edit) -> None:
    made = edit(["Qto_WallBaseQuantities.NetVolume"], [guid(1), "3.75"])
    assert made.changed()[1] == [b"#71=IFCQUANTITYVOLUME('NetVolume',$,$,3.75,$);"]


def test_a_new_quantity_is_what_the_standard_says(edit: Edit) -> None:
    made = edit(["Qto_WallBaseQuantities.GrossSideArea"], [guid(1), "7"], [guid(2), "8"])
    for number, area in ((1, 7.0), (2, 8.0)):
        found = get_psets(made.model.by_guid(guid(number)), qtos_only=True, verbose=True)
        member = found["Qto_WallBaseQuantities"]["GrossSideArea"]
        assert (member["class"], member["value"]) == ("IfcQuantityArea", area)


def test_a_shared_set_is_copied_for_the_one_that_differs(edit: Edit) -> None:
    made = edit([f"{COMMON}.ThermalTransmittance"], [guid(1), "0.5"], [guid(2), "0.24"])

    one, two = (made.model.by_guid(guid(number)) for number in (1, 2))
    assert get_pset(one, COMMON, "ThermalTransmittance") == 0.5
    assert get_pset(two, COMMON, "ThermalTransmittance") == 0.24
    assert get_pset(one, COMMON, "Reference") == get_pset(two, COMMON, "Reference") == "12"
    old, new = made.changed()
    assert old == [line for line in made.before.splitlines() if line.startswith(b"#61=")]
    [relation] = [line for line in new if line.startswith(b"#61=")]
    assert relation.endswith(b",(#2),#22);")
    copy = made.model.by_id(max(e.id() for e in made.model.by_type("IfcPropertySet")))
    assert (copy.Name, copy.Description, copy.OwnerHistory.id()) == (COMMON, "why", 9)
    ids = [root.GlobalId for root in made.model.by_type("IfcRoot")]
    assert len(ids) == len(set(ids))


def test_a_shared_set_that_all_change_alike_stays_one(edit: Edit) -> None:
    made = edit([f"{COMMON}.ThermalTransmittance"], [guid(1), "0.5"], [guid(2), "0.5"])
    assert [line[:4] for line in made.changed()[1]] == [b"#33="]


def test_a_shared_set_that_all_change_differently(edit: Edit) -> None:
    made = edit(
        [f"{COMMON}.ThermalTransmittance", f"{COMMON}.Reference"],
        [guid(1), "0.5", "12"],
        [guid(2), "0.24", "13"],
    )
    one, two = (get_pset(made.model.by_guid(guid(number)), COMMON) for number in (1, 2))
    assert (one["ThermalTransmittance"], one["Reference"]) == (0.5, "12")
    assert (two["ThermalTransmittance"], two["Reference"]) == (0.24, "13")
    assert one["id"] != two["id"]


def test_a_property_of_two_sets_changes_in_one(edit: Edit) -> None:
    made = edit(["Mine.Ratio"], [guid(1), "5"])
    assert get_pset(made.model.by_guid(guid(1)), "Mine", "Ratio") == 5.0
    assert get_pset(made.model.by_guid(guid(4)), "Other", "Ratio") == 3.0


def test_a_value_of_the_type_is_overridden(edit: Edit) -> None:
    made = edit([f"{COMMON}.FireRating"], [guid(1), "REI 90"], [guid(3), "REI 60"])

    found = [get_pset(made.model.by_guid(guid(n)), COMMON, "FireRating") for n in (1, 2, 3)]
    assert found == ["REI 90", "REI 30", "REI 60"]
    assert "overrides" in made.result.changes[0].note
    assert "overrides" in made.result.changes[1].note
    assert get_pset(made.model.by_guid(guid(10)), COMMON, "FireRating") == "REI 30"


def test_a_row_can_be_a_type(edit: Edit) -> None:
    made = edit([f"{COMMON}.FireRating", "More.x"], [guid(10), "REI 90", "y"])

    type_ = made.model.by_guid(guid(10))
    assert get_pset(type_, COMMON, "FireRating") == "REI 90"
    assert get_pset(type_, "More", "x") == "y"
    assert get_pset(made.model.by_guid(guid(3)), COMMON, "FireRating") == "REI 90"


def test_a_new_set_has_the_types_of_the_standard(edit: Edit) -> None:
    made = edit(
        ["Pset_DoorCommon.FireRating", "Pset_DoorCommon.HandicapAccessible", "Free.Floor"],
        [guid(4), "30", "no", "2"],
    )
    door = made.model.by_guid(guid(4))
    found = get_psets(door, verbose=True)
    members = {**found["Pset_DoorCommon"], **found["Free"]}
    assert {n: m["value_type"] for n, m in members.items() if n != "id"} == {
        "FireRating": "IfcLabel",
        "HandicapAccessible": "IfcBoolean",
        "Floor": "IfcInteger",
    }
    assert [r.OwnerHistory.id() for r in door.IsDefinedBy] == [9, 9, 9]


def test_what_was_not_edited_is_the_same_byte_for_byte(edit: Edit) -> None:
    made = edit(
        ["Name", "Mine.Ratio", f"{COMMON}.FireRating"],
        [guid(1), "n", "5", "f"],
        [guid(2), "m", "-", "f"],
        [guid(3), "Three", "-", "REI 30"],
    )
    old, new = made.changed()
    edited = {int(line[1:].split(b"=")[0]) for line in old}
    kept = [line for line in made.before.splitlines() if line not in old]
    remaining = [line for line in made.after.splitlines() if line in kept]
    assert remaining == kept
    numbers = [int(line[1:].split(b"=")[0]) for line in new]
    assert edited <= set(numbers)
    assert len(edited) == made.result.instances_edited
    assert len(numbers) - len(edited) == made.result.instances_added
    before = {i.id(): i.to_string() for i in _opened(made.before)}
    after = {i.id(): i.to_string() for i in made.model}
    assert {n for n, text in before.items() if after[n] != text} == edited


def _opened(data: bytes) -> object:
    import ifcopenshell

    return ifcopenshell.file.from_string(data.decode())


@pytest.mark.parametrize("query", ["Name", "Mine.Ratio", f"{COMMON}.FireRating"])
def test_the_new_version_says_what_the_table_says(edit: Edit, query: str) -> None:
    made = edit([query], [guid(1), "9"])
    assert str(get_element_value(made.model.by_guid(guid(1)), query)).removesuffix(".0") == "9"


@pytest.mark.parametrize("name", ["Another", "One; Ü"])
def test_a_model_beside_the_first_is_written_in_any_case(
    walls: Path, imported: Import, tmp_path: Path, name: str
) -> None:
    table = tmp_path / "edit.csv"
    table.write_text(f"GlobalId,Name\n{guid(1)},{name}\n")
    result, work = imported(walls, table, write=True, new_version=False)
    assert result.written
    assert work.versions == {}
    same = work.artifacts["model.ifc"].read_bytes() == walls.read_bytes()
    assert same == (result.changes_total == 0) == (name != "Another")
