"""The swing of doors in the floor plans of the sample building."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import ifcopenshell
import ifcopenshell.util.element
import pytest

from ifcworks.ifc.sample import write_sample

Convert = Callable[..., tuple[Any, Path]]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def architecture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sample(tmp_path_factory.mktemp("sample")).architecture


def arcs(path: Path) -> dict[str, dict[str, list[list[float]]]]:
    """By the storey's name and the door's GlobalId: the numbers of each swing."""
    found: dict[str, dict[str, list[list[float]]]] = {}
    for storey in ElementTree.parse(path).iter(f"{SVG}g"):
        if storey.get("class") != "IfcBuildingStorey":
            continue
        doors = found.setdefault(str(storey.get("data-name")), {})
        for element in storey.iter(f"{SVG}g"):
            swings = [p for p in element.iter(f"{SVG}path") if p.get("class") == "swing"]
            if swings and element is not storey:
                doors[str(element.get("data-guid"))] = [
                    [float(n) for n in re.findall(r"-?[\d.]+", str(p.get("d")))] for p in swings
                ]
    return found


def test_each_swinging_door_has_its_arc_on_its_own_storey(
    converted: Convert, architecture: Path
) -> None:
    expected: dict[str, set[str]] = {"Ground floor": set(), "Upper floor": set(), "Roof": set()}
    file = ifcopenshell.open(architecture)
    for door in file.by_type("IfcDoor"):
        operation = ifcopenshell.util.element.get_type(door).OperationType
        if operation in ("SINGLE_SWING_LEFT", "SINGLE_SWING_RIGHT"):
            storey = ifcopenshell.util.element.get_container(door).Name
            expected[storey].add(door.GlobalId)
    assert len(expected["Ground floor"]) == 5
    assert len(expected["Upper floor"]) == 4
    _, path = converted(architecture, format="svg", door_arcs=True, names="name")
    found = arcs(path)
    assert {name: set(doors) for name, doors in found.items()} == expected
    assert all(len(swings) == 1 for doors in found.values() for swings in doors.values())


def test_without_being_asked_there_are_none(converted: Convert, architecture: Path) -> None:
    _, path = converted(architecture, format="svg")
    assert not any(arcs(path).values())
    assert " A" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("offset", [None, (1000.0, -500.0, 0.0)])
def test_arcs_are_to_scale_and_where_the_door_is(
    converted: Convert, architecture: Path, offset: tuple[float, float, float] | None
) -> None:
    _, path = converted(
        architecture,
        format="svg",
        door_arcs=True,
        svg_scale="1:50",
        svg_size="420x297",
        model_offset=offset,
        storeys=["Ground floor"],
    )
    doors = arcs(path)["Ground floor"]
    file = ifcopenshell.open(architecture)
    by_name = {file.by_guid(guid).Name: swings[0] for guid, swings in doors.items()}
    # The front door is 1100 mm wide, in the south wall, and opens to the north: up on the sheet.
    x, y, free_x, free_y, radius, _, _, _, _, closed_x, closed_y = by_name["D01"]
    assert radius == pytest.approx(22, abs=1e-3)
    assert (free_x - x, free_y - y) == pytest.approx((0, -22), abs=1e-3)
    assert (closed_x - x, closed_y - y) == pytest.approx((-22, 0), abs=1e-3)
    # An inner door of 885 mm, turned: it hinges at its south end and opens to the west. Its leaf's
    # face is at x = 4975, the hinge of the front door at x = 6725.
    x2, y2, free_x, free_y, radius, _, _, _, _, closed_x, closed_y = by_name["D03"]
    assert radius == pytest.approx(17.7, abs=1e-3)
    assert (free_x - x2, free_y - y2) == pytest.approx((-17.7, 0), abs=1e-3)
    assert (closed_x - x2, closed_y - y2) == pytest.approx((0, -17.7), abs=1e-3)
    assert x2 - x == pytest.approx((4975 - 6725) / 50, abs=1e-3)


def test_far_from_the_origin_they_are_where_they_are_near_it(
    converted: Convert, architecture: Path
) -> None:
    _, near = converted(architecture, format="svg", door_arcs=True)
    far = (500000.0, 5000000.0, 0.0)
    _, moved = converted(architecture, format="svg", door_arcs=True, model_offset=far)
    there = arcs(moved)
    for storey, doors in arcs(near).items():
        for guid, swings in doors.items():
            assert there[storey][guid][0] == pytest.approx(swings[0], abs=0.01)
