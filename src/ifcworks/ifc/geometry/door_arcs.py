"""The swing of doors in floor plans.

IFC tells it by the door's own axes: x runs along its width, and seen along y, the direction of the
swing, hinges are on the left (at the beginning of x) or on the right (IfcDoorTypeOperationEnum).
ifcopenshell's writer draws arcs into the box around the door in the world, which is another thing
once a door is turned.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import ifcopenshell
import ifcopenshell.util.element
import ifcopenshell.util.placement
import numpy as np
from ifcopenshell.util.unit import calculate_unit_scale

from ifcworks.ifc.geometry.model import Float64

_LEFT, _RIGHT = 0, 1
_ATTRIBUTES = r'(?:[^">]|"[^"]*")*'
_PART = re.compile(
    rf'<g {_ATTRIBUTES}data-plane="([^"]*)" data-matrix3="([^"]*)"{_ATTRIBUTES}>|'
    rf'<g {_ATTRIBUTES}class="(?:cut )?IfcDoor(?:StandardCase)?"{_ATTRIBUTES}data-guid="([^"]*)"'
    rf"{_ATTRIBUTES}>\n(.*?)(?= *</g>)",
    re.S,
)
_PATH = re.compile(r'<path [^>]*?\bd="([^"]*)"')
_POINT = re.compile(r"([ML]) *([-+.\deE]+),([-+.\deE]+)")
_UPRIGHT = 0.99
_INDENT = " " * 12


@dataclass(frozen=True)
class Leaf:
    """How a leaf of a door moves.

    Attributes:
        side: where its hinges are, seen along the door's y: 0 is left, 1 right.
        directions: to which sides it opens: 1 is along the door's y, -1 against it.
    """

    side: int
    directions: tuple[int, ...]


@dataclass(frozen=True)
class Swing:
    """A quarter turn of a leaf in the system of its door, points in metres.

    Attributes:
        hinge: what the leaf turns around.
        closed: where the leaf's free end is when the door is closed.
        open: and where it is when the door stands open.
    """

    hinge: tuple[float, float]
    closed: tuple[float, float]
    open: tuple[float, float]


_LEAVES = {
    "SINGLE_SWING_LEFT": (Leaf(_LEFT, (1,)),),
    "SINGLE_SWING_RIGHT": (Leaf(_RIGHT, (1,)),),
    "DOUBLE_SWING_LEFT": (Leaf(_LEFT, (1, -1)),),
    "DOUBLE_SWING_RIGHT": (Leaf(_RIGHT, (1, -1)),),
    "DOUBLE_DOOR_SINGLE_SWING": (Leaf(_LEFT, (1,)), Leaf(_RIGHT, (1,))),
    "DOUBLE_DOOR_DOUBLE_SWING": (Leaf(_LEFT, (1, -1)), Leaf(_RIGHT, (1, -1))),
    # Both leaves open to the left of who goes through them in their direction.
    "DOUBLE_DOOR_SINGLE_SWING_OPPOSITE_LEFT": (Leaf(_LEFT, (1,)), Leaf(_RIGHT, (-1,))),
    "DOUBLE_DOOR_SINGLE_SWING_OPPOSITE_RIGHT": (Leaf(_LEFT, (-1,)), Leaf(_RIGHT, (1,))),
}


def draw_door_arcs(path: Path, file: ifcopenshell.file, offset: Float64) -> None:
    """Add the swing of every door that is drawn in a plan of the file to what is drawn of it.

    ``path`` is an SVG file as ifcopenshell writes it, with units of metres; ``offset`` is what was
    added to all coordinates, metres.
    """
    doors = {door.GlobalId: door for door in file.by_type("IfcDoor")}
    scale = float(calculate_unit_scale(file))
    plane, sheet = np.eye(4), np.eye(3)

    def with_arcs(match: re.Match[str]) -> str:
        nonlocal plane, sheet
        if match[1]:
            plane, sheet = (np.array(json.loads(unescape(match[n]))) for n in (1, 2))
            return match[0]
        door = doors.get(unescape(match[3]))
        leaves = leaves_of(door) if door is not None else ()
        if not leaves or "<path" not in match[4]:
            return match[0]
        frame = ifcopenshell.util.placement.get_local_placement(door.ObjectPlacement)
        frame[:3, 3] = frame[:3, 3] * scale + offset
        frame = np.linalg.inv(plane) @ frame
        if abs(frame[2, 2]) < _UPRIGHT:
            return match[0]
        # Sheets have y downwards.
        on_sheet = sheet @ np.diag([1.0, -1.0, 1.0]) @ frame[np.ix_([0, 1, 3], [0, 1, 3])]
        cut = [_mapped(np.linalg.inv(on_sheet), line) for line in _lines(match[4])]
        swings = swings_of(leaves, (door.OverallWidth or 0.0) * scale, cut)
        return match[0] + "".join(f"{_INDENT}{_path(on_sheet, swing)}\n" for swing in swings)

    path.write_text(_PART.sub(with_arcs, path.read_text(encoding="utf-8")), encoding="utf-8")


def leaves_of(door: ifcopenshell.entity_instance) -> tuple[Leaf, ...]:
    """The swinging leaves of an IfcDoor as it or its type tells its operation; none if it slides.

    A door that shows the shape of its type mirrored, or turned, opens mirrored as well.
    """
    operation = getattr(door, "OperationType", None)
    own = operation not in (None, "NOTDEFINED")
    if not own:
        type_ = ifcopenshell.util.element.get_type(door)
        operation = getattr(type_, "OperationType", None)
    # IFC4X3 calls a double door a double panel.
    leaves = _LEAVES.get((operation or "").replace("DOUBLE_PANEL_", "DOUBLE_DOOR_"), ())
    along, across = (1, 1) if own else _mirrored(door)
    return tuple(
        Leaf(
            leaf.side if along > 0 else 1 - leaf.side,
            tuple(direction * across for direction in leaf.directions),
        )
        for leaf in leaves
    )


def swings_of(leaves: Sequence[Leaf], width: float, cut: Sequence[Float64]) -> list[Swing]:
    """The quarter turns of a door with these leaves.

    ``width`` is that of the whole door, metres, 0 if not known. ``cut`` is the door where the plan
    cuts it: lines of float64 (n, 2), metres, in the system of the door. Hinges are on that face of
    the leaf to which it opens.
    """
    points = np.vstack(cut)
    low, high = float(points[:, 0].min()), float(points[:, 0].max())
    width = width or high - low
    # The door begins at zero, except in files that place it by its middle or mirror its shape.
    middle = (low + high) / 2
    begin = 0.0 if abs(middle - width / 2) < width / 4 else middle - width / 2
    length = width / len(leaves)
    swings = []
    for leaf in leaves:
        hinge = begin + width * leaf.side
        end = hinge + length * (1 - 2 * leaf.side)
        across = _crossings(cut, (hinge + end) / 2) or [float(y) for y in points[:, 1]]
        faces = [max(across) if direction > 0 else min(across) for direction in leaf.directions]
        y = sum(faces) / len(faces)
        swings += [
            Swing((hinge, y), (end, y), (hinge, y + length * direction))
            for direction in leaf.directions
        ]
    return swings


def _mirrored(door: ifcopenshell.entity_instance) -> tuple[int, int]:
    """Whether the shape of the type is shown against its x and y: -1 each, or 1."""
    shape = door.Representation
    for representation in shape.Representations if shape is not None else ():
        for item in representation.Items:
            if representation.RepresentationIdentifier == "Body" and item.is_a("IfcMappedItem"):
                matrix = ifcopenshell.util.placement.get_cartesiantransformationoperator3d(
                    item.MappingTarget
                )
                return -1 if matrix[0, 0] < 0 else 1, -1 if matrix[1, 1] < 0 else 1
    return 1, 1


def _lines(group: str) -> Iterator[Float64]:
    """The lines of the paths in the group, float64 (n, 2), in the units of the sheet."""
    for path in _PATH.findall(group):
        line: list[tuple[float, float]] = []
        for command, x, y in _POINT.findall(path):
            if command == "M" and line:
                yield np.array(line)
                line = []
            line.append((float(x), float(y)))
        if line:
            yield np.array(line)


def _crossings(lines: Sequence[Float64], x: float) -> list[float]:
    """Where the lines cross this x: the y of it."""
    found: list[float] = []
    for line in lines:
        for (x1, y1), (x2, y2) in zip(line[:-1], line[1:], strict=True):
            if (x1 - x) * (x2 - x) < 0:
                found.append(float(y1 + (y2 - y1) * (x - x1) / (x2 - x1)))
    return found


def _mapped(matrix: Float64, points: Float64) -> Float64:
    return np.asarray(points @ matrix[:2, :2].T + matrix[:2, 2], dtype=np.float64)


def _path(on_sheet: Float64, swing: Swing) -> str:
    """The open leaf and the quarter circle from it to the closed one."""
    hinge, closed, free = _mapped(on_sheet, np.array([swing.hinge, swing.closed, swing.open]))
    radius = float(np.linalg.norm(free - hinge))
    (ux, uy), (vx, vy) = free - hinge, closed - hinge
    clockwise = int(ux * vy - uy * vx > 0)
    return (
        f'<path class="swing" d="M{hinge[0]:.4f},{hinge[1]:.4f} L{free[0]:.4f},{free[1]:.4f} '
        f'A{radius:.4f},{radius:.4f} 0 0,{clockwise} {closed[0]:.4f},{closed[1]:.4f}"/>'
    )
