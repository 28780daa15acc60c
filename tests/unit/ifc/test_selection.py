"""Selectors: what they match, and what is said of wrong ones."""

from __future__ import annotations

import pytest

from ifcworks.errors import NothingToDo, ParametersInvalid
from ifcworks.ifc.selection import choose, matches
from support.boxes import Boxes, house


@pytest.fixture(scope="module")
def model() -> Boxes:
    return house()


def names(model: Boxes, include: list[str], exclude: list[str]) -> list[str]:
    return [p.Name for p in choose(model.file, model.products, include, exclude) if p.Name]


def test_a_class_means_its_subclasses_too(model: Boxes) -> None:
    assert "Door" in names(model, ["IfcBuildingElement"], [])
    assert "Room" not in names(model, ["IfcBuildingElement"], [])


def test_selectors_of_a_list_add_up(model: Boxes) -> None:
    assert names(model, ["IfcDoor", 'Name="Deck"'], []) == ["Door", "Deck"]


def test_exclude_takes_from_include(model: Boxes) -> None:
    assert names(model, ["IfcWall"], ['IfcWall, Name="Back"', 'location="Upper"']) == [
        "Front",
        "Left",
        "Right",
    ]


def test_a_global_id_is_found_on_every_element_that_has_it() -> None:
    boxes = house()
    guid = boxes.products[2].GlobalId
    boxes.products[4].GlobalId = guid
    assert names(boxes, [guid], []) == ["Back", "Right"]


def test_an_assembly_means_its_parts() -> None:
    boxes = house()
    stair = boxes.root("IfcStair", Name="Stair")
    boxes.aggregate(stair, boxes.products[2:4])
    assert names(boxes, ["IfcStair"], []) == ["Back", "Left"]
    assert "Back" not in names(boxes, [], ["IfcStair"])


def test_a_wall_does_not_mean_its_openings(model: Boxes) -> None:
    found = choose(model.file, model.products, ['Name="Front"'], [])
    assert [p.is_a() for p in found] == ["IfcWall"]


@pytest.mark.parametrize(
    ("selector", "why"),
    [
        ("IfcWal", "no IFC schema has a class 'IfcWal'"),
        ("IfcWall,", "it ends before it is complete"),
        ("IfcWall; DROP", "cannot stand at position 10"),
        ("  ", "it is empty"),
        ("Name=/(/", "it cannot be evaluated"),
    ],
)
def test_a_malformed_selector_is_refused_with_the_reason(
    model: Boxes, selector: str, why: str
) -> None:
    with pytest.raises(ParametersInvalid) as caught:
        choose(model.file, model.products, ["IfcWall", selector], [])
    assert why in caught.value.detail
    assert caught.value.context["errors"][0]["where"] == "include[1]"


def test_an_include_that_matches_nothing_is_nothing_to_do(model: Boxes) -> None:
    with pytest.raises(NothingToDo, match="IfcBeam"):
        choose(model.file, model.products, ["IfcWall", "IfcBeam"], [])


def test_excluding_everything_is_nothing_to_do(model: Boxes) -> None:
    with pytest.raises(NothingToDo, match="exclude"):
        choose(model.file, model.products, [], ["IfcProduct"])


def test_matches_are_in_the_order_of_the_file(model: Boxes) -> None:
    found = [e.id() for e in matches(model.file, "IfcWall")]
    assert found == sorted(found)
