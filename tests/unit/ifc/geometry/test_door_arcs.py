"""Where doors hinge and swing, and that the arcs drawn into a plan say so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import ifcopenshell
import ifcopenshell.guid
import numpy as np
import pytest

from ifcworks.ifc.geometry.door_arcs import draw_door_arcs
from ifcworks.ifc.geometry.door_swings import Leaf, swings_of

SCALE = 50.0
"""Units of the sheet for a metre; its y runs down from 10 m."""
WIDTH = 0.9
JAMB = np.array([[0, 0], [0.05, 0], [0.05, 0.1], [0, 0.1], [0, 0]])
OTHER_JAMB = JAMB + np.array([WIDTH - 0.05, 0])
LEAF = np.array([[0.05, 0.04], [0.85, 0.04], [0.85, 0.08], [0.05, 0.08], [0.05, 0.04]])
"""A door as a plan cuts it: its leaf is from y = 0.04 to 0.08."""
SWING = re.compile(
    r'class="swing" d="M([-\d.]+),([-\d.]+) L([-\d.]+),([-\d.]+) '
    r'A([-\d.]+),[-\d.]+ 0 0,([01]) ([-\d.]+),([-\d.]+)"'
)


class Plan:
    """A file with one door, and an SVG file with a plan that shows it."""

    def __init__(self, folder: Path, schema: str = "IFC4", unit: float = 1.0) -> None:
        self.path = folder / "plan.svg"
        self.file = ifcopenshell.file(schema=schema)
        self.unit = unit
        prefix = "MILLI" if unit == 0.001 else None
        metre = self.create("IfcSIUnit", UnitType="LENGTHUNIT", Prefix=prefix, Name="METRE")
        self.root("IfcProject", UnitsInContext=self.create("IfcUnitAssignment", Units=[metre]))

    def create(self, ifc_class: str, *values: Any, **named: Any) -> Any:
        return self.file.create_entity(ifc_class, *values, **named)

    def root(self, ifc_class: str, **named: Any) -> Any:
        return self.create(ifc_class, GlobalId=ifcopenshell.guid.new(), **named)

    def direction(self, *ratios: float) -> Any:
        return self.create("IfcDirection", ratios)

    def door(
        self,
        at: tuple[float, float, float] = (0.0, 0.0, 0.0),
        x: tuple[float, float, float] = (1.0, 0.0, 0.0),
        z: tuple[float, float, float] = (0.0, 0.0, 1.0),
        width: float | None = WIDTH,
        **named: Any,
    ) -> Any:
        axes = self.create(
            "IfcAxis2Placement3D",
            Location=self.create("IfcCartesianPoint", tuple(c / self.unit for c in at)),
            Axis=self.direction(*z),
            RefDirection=self.direction(*x),
        )
        placement = self.create("IfcLocalPlacement", RelativePlacement=axes)
        overall = None if width is None else width / self.unit
        return self.root("IfcDoor", ObjectPlacement=placement, OverallWidth=overall, **named)

    def type_of(self, door: Any, ifc_class: str, operation: str) -> None:
        given: dict[str, Any] = {"OperationType": operation}
        if ifc_class == "IfcDoorStyle":
            given |= {"ConstructionType": "WOOD", "ParameterTakesPrecedence": False, "Sizeable": 0}
        else:
            given |= {"PredefinedType": "DOOR"}
        type_ = self.root(ifc_class, **given)
        self.root("IfcRelDefinesByType", RelatedObjects=[door], RelatingType=type_)

    def mapped(self, door: Any, x: float, y: float) -> None:
        """Show the shape of the type with its x and y multiplied by these."""
        target = self.create(
            "IfcCartesianTransformationOperator3D",
            Axis1=self.direction(x, 0.0, 0.0),
            Axis2=self.direction(0.0, y, 0.0),
            Axis3=self.direction(0.0, 0.0, 1.0),
            LocalOrigin=self.create("IfcCartesianPoint", (0.0, 0.0, 0.0)),
        )
        item = self.create("IfcMappedItem", MappingTarget=target)
        shown = self.create("IfcShapeRepresentation", RepresentationIdentifier="Body", Items=[item])
        door.Representation = self.create("IfcProductDefinitionShape", Representations=[shown])

    def swings(
        self,
        door: Any,
        to_world: Any = lambda points: points,
        offset: tuple[float, float, float] = (0.0, 0.0, 0.0),
    ) -> list[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]]:
        """Hinge, free end when open and when closed of all arcs, in metres of the plan.

        ``to_world`` takes points of the door to the world.
        """
        paths = []
        for line in (JAMB, OTHER_JAMB, LEAF):
            points = (to_world(line) + offset[:2]) * [SCALE, -SCALE] + [0, 10 * SCALE]
            text = " L".join(f"{px:.9f},{py:.9f}" for px, py in points)
            paths.append(f'            <path d="M{text}"/>\n')
        self.path.write_text(
            '<svg>\n    <g id="storey-s" class="IfcBuildingStorey" data-plane="'
            '[[1,0,0,0],[0,1,0,0],[0,0,1,1.2],[0,0,0,1]]" '
            f'data-matrix3="[[{SCALE},0,0],[0,{SCALE},{10 * SCALE}],[0,0,1]]">\n'
            f'        <g id="d" class="cut IfcDoor" data-name="a > b" data-guid="{door.GlobalId}" >'
            f"\n{''.join(paths)}        </g>\n    </g>\n</svg>\n",
            encoding="utf-8",
        )
        draw_door_arcs(self.path, self.file, np.array(offset))
        found = []
        for match in SWING.findall(self.path.read_text(encoding="utf-8")):
            numbers = [float(number) for number in match]
            hinge, free, closed = (
                np.array([px / SCALE, 10 - py / SCALE])
                for px, py in (numbers[:2], numbers[2:4], numbers[6:])
            )
            radius = numbers[4] / SCALE
            assert np.linalg.norm(free - hinge) == pytest.approx(radius, abs=1e-4)
            assert np.linalg.norm(closed - hinge) == pytest.approx(radius, abs=1e-4)
            # Seen on the sheet, where y runs down, flag 1 turns right: against IFC's y-up sense.
            u, v = free - hinge, closed - hinge
            assert int(numbers[5]) == int(u[0] * v[1] - u[1] * v[0] < 0)
            found.append((hinge, free, closed))
        return found


def assert_one(swings: Any, hinge: Any, free: Any, closed: Any) -> None:
    assert len(swings) == 1
    for point, expected in zip(swings[0], (hinge, free, closed), strict=True):
        assert point == pytest.approx(np.array(expected), abs=1e-4)


@pytest.mark.parametrize(
    ("schema", "ifc_class"), [("IFC2X3", "IfcDoorStyle"), ("IFC4", "IfcDoorType")]
)
@pytest.mark.parametrize("unit", [1.0, 0.001])
def test_the_operation_of_the_type_counts_in_any_unit(
    tmp_path: Path, schema: str, ifc_class: str, unit: float
) -> None:
    plan = Plan(tmp_path, schema, unit)
    door = plan.door()
    plan.type_of(door, ifc_class, "SINGLE_SWING_LEFT")
    assert_one(plan.swings(door), (0, 0.08), (0, 0.98), (0.9, 0.08))


def test_an_operation_of_the_door_itself_comes_first(tmp_path: Path) -> None:
    plan = Plan(tmp_path)
    door = plan.door(OperationType="SINGLE_SWING_RIGHT")
    plan.type_of(door, "IfcDoorType", "SINGLE_SWING_LEFT")
    assert_one(plan.swings(door), (0.9, 0.08), (0.9, 0.98), (0, 0.08))


def test_a_door_that_is_turned_and_far_away(tmp_path: Path) -> None:
    plan = Plan(tmp_path, unit=0.001)
    door = plan.door((3, 2, 1), x=(0, 1, 0), OperationType="SINGLE_SWING_LEFT")

    def turned(points: Any) -> Any:
        return np.column_stack([3 - points[:, 1], 2 + points[:, 0]])

    assert_one(plan.swings(door, turned), (2.92, 2), (2.02, 2), (2.92, 2.9))
    there = (100.0, -20.0, 5.0)
    assert_one(plan.swings(door, turned, there), (102.92, -18), (102.02, -18), (102.92, -17.1))


def test_a_door_at_an_angle(tmp_path: Path) -> None:
    plan = Plan(tmp_path)
    cos, sin = 0.8, 0.6
    turn = np.array([[cos, -sin], [sin, cos]])
    door = plan.door((1, 1, 0), x=(cos, sin, 0), OperationType="SINGLE_SWING_RIGHT")
    swings = plan.swings(door, lambda points: points @ turn.T + 1)
    expected = np.array([(0.9, 0.08), (0.9, 0.98), (0, 0.08)]) @ turn.T + 1
    assert_one(swings, *expected)


def test_a_door_upside_down_is_mirrored(tmp_path: Path) -> None:
    plan = Plan(tmp_path)
    door = plan.door(z=(0, 0, -1), OperationType="SINGLE_SWING_LEFT")
    swings = plan.swings(door, lambda points: points * [1, -1])
    assert_one(swings, (0, -0.08), (0, -0.98), (0.9, -0.08))


def test_a_lying_door_has_no_arc(tmp_path: Path) -> None:
    plan = Plan(tmp_path)
    door = plan.door(z=(0, 1, 0), OperationType="SINGLE_SWING_LEFT")
    assert plan.swings(door) == []


@pytest.mark.parametrize(
    ("x", "y", "hinge", "free", "closed"),
    [
        (-1.0, 1.0, (0, 0.08), (0, 0.98), (-0.9, 0.08)),
        (1.0, -1.0, (0, -0.08), (0, -0.98), (0.9, -0.08)),
    ],
)
def test_a_mirrored_shape_of_the_type_swings_mirrored(
    tmp_path: Path, x: float, y: float, hinge: Any, free: Any, closed: Any
) -> None:
    plan = Plan(tmp_path)
    door = plan.door()
    plan.type_of(door, "IfcDoorType", "SINGLE_SWING_LEFT")
    plan.mapped(door, x, y)
    assert_one(plan.swings(door, lambda points: points * [x, y]), hinge, free, closed)


def test_without_a_width_it_is_that_of_the_drawing(tmp_path: Path) -> None:
    plan = Plan(tmp_path)
    door = plan.door(width=None, OperationType="SINGLE_SWING_LEFT")
    assert_one(plan.swings(door), (0, 0.08), (0, 0.98), (0.9, 0.08))


def test_a_door_placed_by_its_middle(tmp_path: Path) -> None:
    plan = Plan(tmp_path)
    door = plan.door((1, 0, 0), OperationType="SINGLE_SWING_LEFT")
    swings = plan.swings(door, lambda points: points + np.array([1 - WIDTH / 2, 0]))
    assert_one(swings, (0.55, 0.08), (0.55, 0.98), (1.45, 0.08))


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ("DOUBLE_DOOR_SINGLE_SWING", [(0, 1), (0.9, 1)]),
        ("DOUBLE_DOOR_SINGLE_SWING_OPPOSITE_LEFT", [(0, 1), (0.9, -1)]),
        ("DOUBLE_DOOR_SINGLE_SWING_OPPOSITE_RIGHT", [(0, -1), (0.9, 1)]),
        ("DOUBLE_DOOR_DOUBLE_SWING", [(0, 1), (0, -1), (0.9, 1), (0.9, -1)]),
        ("DOUBLE_SWING_LEFT", [(0, 1), (0, -1)]),
        ("DOUBLE_SWING_RIGHT", [(0.9, 1), (0.9, -1)]),
        ("DOUBLE_DOOR_SLIDING", []),
        ("FOLDING_TO_LEFT", []),
        ("REVOLVING", []),
        ("ROLLINGUP", []),
        ("NOTDEFINED", []),
        (None, []),
    ],
)
def test_leaves_of_an_operation(
    tmp_path: Path, operation: str | None, expected: list[tuple[float, int]]
) -> None:
    plan = Plan(tmp_path)
    swings = plan.swings(plan.door(OperationType=operation))
    length = WIDTH / 2 if "DOUBLE_DOOR" in (operation or "") else WIDTH
    assert len(swings) == len(expected)
    for (hinge, free, closed), (x, direction) in zip(swings, expected, strict=True):
        assert hinge[0] == pytest.approx(x, abs=1e-4)
        assert free - hinge == pytest.approx(np.array([0, length * direction]), abs=1e-4)
        assert closed - hinge == pytest.approx(
            np.array([length if x == 0 else -length, 0]), abs=1e-4
        )


@pytest.mark.parametrize(
    ("leaf", "heights"), [([LEAF], [0.08, 0.04, 0.06]), ([], [0.1, 0.0, 0.05])]
)
def test_a_leaf_hinges_on_the_face_to_which_it_opens(leaf: list[Any], heights: list[float]) -> None:
    hinges = [
        swings_of([Leaf(0, directions)], WIDTH, [JAMB, OTHER_JAMB, *leaf])[0].hinge[1]
        for directions in ((1,), (-1,), (1, -1))
    ]
    assert hinges == pytest.approx(heights)


def test_nothing_cut_is_nothing_drawn() -> None:
    assert swings_of([Leaf(0, (1,))], WIDTH, []) == []
