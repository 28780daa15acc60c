"""A property of many elements: set, removed, renamed, and nothing else changed."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import ifcopenshell
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ifcopenshell.util.element import get_pset
from pydantic import ValidationError

from ifcworks.errors import NothingToDo, ParametersInvalid
from ifcworks.ifc.sample import write_sample
from ifcworks.operations.set_property import set_property
from support.boxes import Boxes
from support.editing import complaints, run

COMMON = "Pset_WallCommon"
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
VALUES = st.one_of(
    TEXT,
    st.integers(-(2**31), 2**31),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: not x.is_integer()),
)


def walls(folder: Path) -> Path:
    """Two walls that share a set, and one without."""
    boxes = Boxes()
    for number in range(3):
        boxes.add((number, 0, 0), name=f"W{number}")
    label = boxes.file.createIfcLabel
    members = [
        boxes.file.create_entity("IfcPropertySingleValue", name, None, label(value), None)
        for name, value in (("FireRating", "F30"), ("Reference", "A"))
    ]
    pset = boxes.root("IfcPropertySet", Name=COMMON, HasProperties=members)
    boxes.root(
        "IfcRelDefinesByProperties",
        RelatedObjects=boxes.products[:2],
        RelatingPropertyDefinition=pset,
    )
    path = folder / "walls.ifc"
    boxes.file.write(str(path))
    return path


def ratings(model: ifcopenshell.file) -> dict[str, Any]:
    return {w.Name: get_pset(w, COMMON, "FireRating") for w in model.by_type("IfcWall")}


def test_a_dry_run_says_old_and_new_and_writes_nothing(tmp_path: Path) -> None:
    params = {"selector": "IfcWall", "property": f"{COMMON}.FireRating", "value": "F90"}
    ran = run(set_property, tmp_path / "run", walls(tmp_path), **params)
    assert [(c.old, c.new) for c in ran.result.changes] == [
        ("F30", "F90"),
        ("F30", "F90"),
        (None, "F90"),
    ]
    assert not ran.result.written
    assert not ran.path().exists()
    assert ran.path("changes.csv").read_text().count("F90") == 3


def test_a_shared_set_is_copied_for_whom_it_changes(tmp_path: Path) -> None:
    params = {"selector": 'IfcWall, Name="W0"', "property": f"{COMMON}.FireRating", "value": "F90"}
    ran = run(set_property, tmp_path / "run", walls(tmp_path), write=True, **params)
    model = ran.model()
    assert ratings(model) == {"W0": "F90", "W1": "F30", "W2": None}
    assert get_pset(model.by_type("IfcWall")[0], COMMON, "Reference") == "A"
    assert not complaints(model)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(value=VALUES, name=TEXT.filter(lambda text: '"' not in text and "\\" not in text))
def test_what_is_set_is_read_and_removing_it_gives_the_file_back(value: Any, name: str) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        source = walls(folder)
        what = {"selector": "IfcWall", "property": f'Mine."{name}"', "write": True}
        ran = run(set_property, folder / "set", source, value=value, **what)
        assert ran.result.changes_total == 3
        for wall in ran.model().by_type("IfcWall"):
            assert get_pset(wall, "Mine", name) == value
        again = run(set_property, folder / "again", ran.path(), value=value, **what)
        assert again.result.changes_total == 0
        back = run(set_property, folder / "back", ran.path(), remove=True, **what)
        assert back.path().read_bytes() == source.read_bytes()


def test_renaming_and_removing_for_some_and_all(tmp_path: Path) -> None:
    source = walls(tmp_path)
    what = {"property": f"{COMMON}.FireRating", "write": True}
    ran = run(set_property, tmp_path / "a", source, selector="IfcWall", rename="Rating", **what)
    assert {get_pset(w, COMMON, "Rating") for w in ran.model().by_type("IfcWall")} == {"F30", None}
    ran = run(
        set_property, tmp_path / "b", source, selector='IfcWall, Name="W1"', remove=True, **what
    )
    assert ratings(ran.model()) == {"W0": "F30", "W1": None, "W2": None}
    assert not complaints(ran.model())
    taken = run(
        set_property, tmp_path / "c", source, selector="IfcWall", rename="Reference", **what
    )
    assert taken.result.reasons == {"not-allowed": 2}


def test_a_value_of_the_type_is_overridden_and_cannot_be_removed(tmp_path: Path) -> None:
    sample = write_sample(tmp_path / "sample").architecture
    what = {"selector": "IfcWall", "property": f"{COMMON}.IsExternal"}
    ran = run(set_property, tmp_path / "a", sample, value=True, write=True, **what)
    model = ran.model()
    assert all(get_pset(wall, COMMON, "IsExternal") is True for wall in model.by_type("IfcWall"))
    ran = run(set_property, tmp_path / "b", sample, remove=True, write=True, **what)
    assert ran.result.reasons.keys() == {"read-only"}
    assert not ran.result.written


def test_what_does_not_fit_is_a_problem_of_its_element(tmp_path: Path) -> None:
    what = {"selector": "IfcWall", "property": f"{COMMON}.IsExternal", "value": "perhaps"}
    ran = run(set_property, tmp_path / "a", walls(tmp_path), write=True, **what)
    assert ran.result.reasons == {"wrong-type": 3}
    assert not ran.result.written


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"value": 1, "remove": True},
        {"value": 1, "rename": "x"},
        {"remove": True, "rename": "x"},
    ],
)
def test_exactly_one_thing_is_asked(params: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="exactly one"):
        run(set_property, tmp_path / "a", tmp_path, selector="IfcWall", property="A.B", **params)


def test_what_is_no_property_or_matches_nothing(tmp_path: Path) -> None:
    source = walls(tmp_path)
    with pytest.raises(ParametersInvalid, match="set and a property"):
        run(set_property, tmp_path / "a", source, selector="IfcWall", property="Name", value=1)
    what = {"property": f"{COMMON}.IsExternal", "value": 1, "value_type": "IfcReal"}
    with pytest.raises(ParametersInvalid, match="IfcBoolean"):
        run(set_property, tmp_path / "b", source, selector="IfcWall", **what)
    with pytest.raises(NothingToDo):
        run(set_property, tmp_path / "c", source, selector="IfcRoof", property="A.B", value=1)


def measured(folder: Path) -> Path:
    """A wall with properties of several kinds, in a model in metres and kelvin."""
    boxes = Boxes()
    file, wall = boxes.file, boxes.add((0, 0, 0))
    new = file.create_entity
    kelvin = new("IfcSIUnit", UnitType="THERMODYNAMICTEMPERATUREUNIT", Name="KELVIN")
    radian = new("IfcSIUnit", UnitType="PLANEANGLEUNIT", Name="RADIAN")
    boxes.project.UnitsInContext.Units = [*boxes.project.UnitsInContext.Units, kelvin, radian]
    own = new("IfcSIUnit", UnitType="LENGTHUNIT", Prefix="CENTI", Name="METRE")
    words = [file.createIfcLabel(word) for word in "abc"]
    choice = new("IfcPropertyEnumeration", "Choice", words)
    members = [
        new("IfcPropertySingleValue", "Own", None, file.createIfcLengthMeasure(1.0), own),
        new("IfcPropertySingleValue", "Word", None, words[0]),
        new("IfcPropertyListValue", "List", None, words[:2]),
        new("IfcPropertyEnumeratedValue", "Choice", None, words[:2], choice),
    ]
    pset = boxes.root("IfcPropertySet", Name="Mine", HasProperties=members)
    boxes.root("IfcRelDefinesByProperties", RelatedObjects=[wall], RelatingPropertyDefinition=pset)
    path = folder / "measured.ifc"
    file.write(str(path))
    return path


@pytest.mark.parametrize(
    ("property_", "value", "unit", "stored", "type_"),
    [
        ("Mine.New", 250, "mm", 0.25, "IfcLengthMeasure"),
        ("Mine.New", "1", "ft", 0.3048, "IfcLengthMeasure"),
        ("Mine.Own", 250, "mm", 25.0, "IfcLengthMeasure"),
        ("Mine.New", 20, "°C", 293.15, "IfcThermodynamicTemperatureMeasure"),
        ("Mine.New", 180, "°", 3.14159265358979, "IfcPlaneAngleMeasure"),
        ("Qto_WallBaseQuantities.Width", 36.5, "cm", 0.365, "IfcQuantityLength"),
    ],
)
def test_a_value_is_converted_to_the_unit_that_it_will_have(
    property_: str, value: Any, unit: str, stored: float, type_: str, tmp_path: Path
) -> None:
    asked = {"selector": "IfcWall", "property": property_, "value": value, "unit": unit}
    ran = run(set_property, tmp_path / "run", measured(tmp_path), write=True, **asked)
    assert [change.new for change in ran.result.changes] == [stored]
    set_name, name = property_.split(".")
    wall = ran.model().by_type("IfcWall")[0]
    found = get_pset(wall, set_name, name, verbose=True)
    assert found["value"] == stored
    assert type_ in (found.get("value_type"), found["class"])
    assert not complaints(ran.model())
    again = run(set_property, tmp_path / "again", ran.path(), **asked)
    assert again.result.changes_total == 0


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"property": "Mine.Own", "value": 1, "unit": "kg"}, "not-allowed"),
        ({"property": "Mine.Word", "value": "x", "unit": "mm"}, "wrong-type"),
        ({"property": "Mine.New", "value": 1, "unit": "W"}, "not-allowed"),
        ({"property": "Mine.Own", "values": [1, 2]}, "wrong-type"),
        ({"property": "Mine.Choice", "values": ["a", "z"]}, "not-allowed"),
        ({"property": "Mine.List", "value": "a"}, "read-only"),
    ],
)
def test_units_and_lists_that_do_not_fit(
    asked: dict[str, Any], reason: str, tmp_path: Path
) -> None:
    ran = run(set_property, tmp_path / "run", measured(tmp_path), selector="IfcWall", **asked)
    assert ran.result.reasons == {reason: 1}


def test_a_unit_that_nobody_knows(tmp_path: Path) -> None:
    asked = {"selector": "IfcWall", "property": "Mine.Own", "value": 1, "unit": "cubit"}
    with pytest.raises(ParametersInvalid, match="'cubit' is no known unit"):
        run(set_property, tmp_path / "run", measured(tmp_path), **asked)


@pytest.mark.parametrize("name", ["List", "Choice", "New"])
@pytest.mark.parametrize("values", [["c", "a"], ["b"]])
def test_lists_are_set_as_a_whole(name: str, values: list[str], tmp_path: Path) -> None:
    asked = {"selector": "IfcWall", "property": f"Mine.{name}", "values": values}
    ran = run(set_property, tmp_path / "run", measured(tmp_path), write=True, **asked)
    assert [change.new for change in ran.result.changes] == [", ".join(values)]
    assert get_pset(ran.model().by_type("IfcWall")[0], "Mine", name) == values
    assert not complaints(ran.model())
    again = run(set_property, tmp_path / "again", ran.path(), **asked)
    assert again.result.changes_total == 0
