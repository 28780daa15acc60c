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
