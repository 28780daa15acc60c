"""How the leaves of doors swing.

IFC tells it by the door's own axes: x runs along its width, and seen along y, the direction of the
swing, hinges are on the left (at the beginning of x) or on the right (IfcDoorTypeOperationEnum).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import ifcopenshell
import ifcopenshell.util.element
import ifcopenshell.util.placement
import numpy as np

from ifcworks.ifc.geometry.model import Float64

_LEFT, _RIGHT = 0, 1


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


def leaves_of(door: ifcopenshell.entity_instance) -> tuple[Leaf, ...]:
    """The swinging leaves of an IfcDoor as it or its type tells its operation; none if it slides.

    A door that shows the shape of its type mirrored, or turned, opens mirrored as well.
    """
    operation = getattr(door, "OperationType", None)
    own = operation not in (None, "NOTDEFINED")
    if not own:
        type_ = ifcopenshell.util.element.get_type(door)
        operation = getattr(type_, "OperationType", None)
    leaves = _LEAVES.get(operation or "", ())
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
    if not cut:
        return []
    points = np.vstack(cut)
    low, high = float(points[:, 0].min()), float(points[:, 0].max())
    width = width if width > 0 else high - low
    # Not from zero: some files place doors by their middle, or mirror their shape; and far from
    # the origin the sheet's matrix has too few digits.
    begin = (low + high - width) / 2
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


def _crossings(lines: Sequence[Float64], x: float) -> list[float]:
    """Where the lines cross this x: the y of it."""
    found: list[float] = []
    for line in lines:
        for (x1, y1), (x2, y2) in pairwise(line):
            if (x1 - x) * (x2 - x) < 0:
                found.append(float(y1 + (y2 - y1) * (x - x1) / (x2 - x1)))
    return found
