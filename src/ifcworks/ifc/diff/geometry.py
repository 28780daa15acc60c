"""Which elements moved, and which have another shape."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ifcworks.ifc.diff.outcome import Change
from ifcworks.ifc.diff.placing import angles, displacements, motions
from ifcworks.ifc.diff.request import Aspect
from ifcworks.ifc.diff.shapes import Shapes, edge_length, same_corners, same_meshes
from ifcworks.ifc.diff.side import Numbers, rows_of
from ifcworks.ifc.geometry.model import Float64

_DECIMALS = 6
_STILL = 1e-9
_UNIT_BOX = np.array([[-0.5] * 3, [0.5] * 3])
"""What has no shape turns as if it were a cube of a metre."""


@dataclass(eq=False)
class Compared:
    """What triangles tell of pairs.

    Attributes:
        changes: by the place of a pair.
        unshaped: pairs without a shape of which no place is known either.
        unknown: pairs of which a kernel could not compute a shape.
    """

    changes: dict[int, list[Change]] = field(default_factory=dict)
    unshaped: int = 0
    unknown: Numbers = field(default_factory=lambda: np.empty(0, np.int64))


def compare_shapes(
    old: Shapes,
    new: Shapes,
    ids: tuple[Numbers, Numbers],
    shift: Float64,
    tolerance: float,
    progress: Callable[[float], None] = lambda fraction: None,
) -> Compared:
    """Compare places and shapes of pairs.

    Args:
        old: shapes before.
        new: shapes after.
        ids: the numbers of the pairs in the files.
        shift: the move of the whole model, which is no change of any element.
        tolerance: metres.
        progress: told how far it is, from 0 to 1.
    """
    rows = rows_of(old.ids, ids[0]), rows_of(new.ids, ids[1])
    unknown = np.isin(ids[0], old.unknown) | np.isin(ids[1], new.unknown)
    both = np.flatnonzero((rows[0] >= 0) & (rows[1] >= 0) & ~unknown)
    found = Compared(unknown=np.flatnonzero(unknown))
    neither = np.flatnonzero((rows[0] < 0) & (rows[1] < 0))
    placeless = _compare_places(found, neither, (old, new), ids, shift, tolerance)
    found.unshaped = int((~unknown[placeless]).sum())
    for place in np.flatnonzero(((rows[0] >= 0) != (rows[1] >= 0)) & ~unknown).tolist():
        found.changes[place] = _measures(old, new, int(rows[0][place]), int(rows[1][place]))
    pairs = rows[0][both], rows[1][both]
    equal, still = same_meshes(old, new, pairs)
    whole = np.abs(shift - np.eye(4)).max() > _STILL
    looked_at = np.flatnonzero(equal) if whole else np.flatnonzero(equal & ~still)
    _compare_placed(found, both, pairs, looked_at, (old, new), shift, tolerance)
    known: dict[tuple[int, ...], bool] = {}
    other = np.flatnonzero(~equal)
    placed = []
    for number, place in enumerate(other.tolist()):
        if number % 256 == 0:
            progress(number / len(other))
        mine, theirs = int(pairs[0][place]), int(pairs[1][place])
        if _alike(old, new, mine, theirs, tolerance, known):
            placed.append(place)
        elif (moved := _moved_in_world(old, new, mine, theirs, shift, tolerance)) is None:
            changes = found.changes.setdefault(int(both[place]), [])
            changes += _measures(old, new, mine, theirs)
            placed.append(place)
        elif np.linalg.norm(moved) > tolerance:
            before = old.bounds[mine].mean(axis=0)
            after = new.bounds[theirs].mean(axis=0)
            found.changes.setdefault(int(both[place]), []).append(_moved(before, after, moved))
    # Of another shape the place is compared too; one that only has another origin, or was moved
    # together with it, is not here.
    rest = np.array(placed, np.int64)
    _compare_placed(found, both, pairs, rest, (old, new), shift, tolerance)
    return found


def _compare_placed(
    found: Compared,
    both: Numbers,
    pairs: tuple[Numbers, Numbers],
    rows: Numbers,
    sides: tuple[Shapes, Shapes],
    shift: Float64,
    tolerance: float,
) -> None:
    """Compare the places of some of the pairs that have shapes."""
    before, after = (side.matrices(some[rows]) for side, some in zip(sides, pairs, strict=True))
    boxes = sides[1].bounds[pairs[1][rows]] - after[:, None, :3, 3]
    _note_moved(found, both[rows], before, after, boxes, shift, tolerance)


def _compare_places(
    found: Compared,
    neither: Numbers,
    sides: tuple[Shapes, Shapes],
    ids: tuple[Numbers, Numbers],
    shift: Float64,
    tolerance: float,
) -> Numbers:
    """Compare the places of what has no shape; answers with those of which none is known."""
    places = [side.tessellation.places for side in sides]
    rows = [rows_of(place.elements, some[neither]) for place, some in zip(places, ids, strict=True)]
    known = (rows[0] >= 0) & (rows[1] >= 0)
    before, after = (place.matrices[row[known]] for place, row in zip(places, rows, strict=True))
    boxes = np.broadcast_to(_UNIT_BOX, (len(before), 2, 3))
    _note_moved(found, neither[known], before, after, boxes, shift, tolerance)
    return neither[~known]


def _note_moved(
    found: Compared,
    places: Numbers,
    before: Float64,
    after: Float64,
    boxes: Float64,
    shift: Float64,
    tolerance: float,
) -> None:
    """Note which placements differ.

    Args:
        found: what is added to.
        places: of the pairs.
        before: placements, (n, 4, 4).
        after: the same.
        boxes: around the shapes, (n, 2, 3), as seen from where they are placed.
        shift: the move of the whole model.
        tolerance: metres.
    """
    if not len(places):
        return
    expected = shift @ before
    # As seen from where it should be, so that nothing is lost far from the origin.
    here = expected[:, :3, 3].copy()
    near, there = expected.copy(), after.copy()
    near[:, :3, 3], there[:, :3, 3] = 0.0, after[:, :3, 3] - here
    motion = motions(near, there)
    moved = displacements(motion, boxes) > tolerance
    distance = np.linalg.norm(there[:, :3, 3], axis=1)
    angle = angles(motion)
    turn = motion.copy()
    turn[:, :3, 3] = 0.0
    reach = displacements(turn, boxes)
    for row in np.flatnonzero(moved).tolist():
        changes = found.changes.setdefault(int(places[row]), [])
        if distance[row] > tolerance or reach[row] <= tolerance:
            changes.append(_moved(before[row, :3, 3], after[row, :3, 3], there[row, :3, 3]))
        if reach[row] > tolerance:
            turned = round(float(angle[row]), _DECIMALS)
            changes.append(Change(Aspect.PLACEMENT, "rotation", None, None, "°", "°", turned))


def _alike(
    old: Shapes,
    new: Shapes,
    mine: int,
    theirs: int,
    tolerance: float,
    known: dict[tuple[int, ...], bool],
) -> bool:
    """Whether two shapes are the same as seen from their own places."""
    key = tuple(
        int(number)
        for side, row in ((old, mine), (new, theirs))
        for number in side.instances.shapes[side.first[row] : side.first[row + 1]]
    )
    single = len(key) == 2
    if single and key in known:
        return known[key]
    answer = _close(old, new, mine, theirs, tolerance) and same_corners(
        old.vertices(mine, np.linalg.inv(old.matrices(np.array([mine]))[0])),
        new.vertices(theirs, np.linalg.inv(new.matrices(np.array([theirs]))[0])),
        tolerance,
    )
    if single:
        known[key] = answer
    return answer


def _moved(
    before: npt.NDArray[np.float64], after: npt.NDArray[np.float64], by: npt.NDArray[np.float64]
) -> Change:
    distance = round(float(np.linalg.norm(by)), _DECIMALS)
    points = _point(before), _point(after)
    return Change(Aspect.PLACEMENT, "position", *points, "m", "m", distance)


def _moved_in_world(
    old: Shapes, new: Shapes, mine: int, theirs: int, shift: Float64, tolerance: float
) -> npt.NDArray[np.float64] | None:
    """How two shapes that are the same stand to each other, whatever their own coordinates are.

    Returns:
        The move in metres, (3,), beyond that of the whole model; None if the shapes differ.
    """
    if not _close(old, new, mine, theirs, tolerance):
        return None
    centre = new.bounds[theirs].mean(axis=0)
    before = old.vertices(mine, _towards(centre) @ shift)
    after = new.vertices(theirs, _towards(centre))
    if same_corners(before, after, tolerance):
        return np.zeros(3)
    by = _middle(after) - _middle(before)
    return by if same_corners(before + by, after, tolerance) else None


def _middle(points: Float64) -> npt.NDArray[np.float64]:
    return np.asarray((points.min(axis=0) + points.max(axis=0)) / 2, np.float64)


def _towards(centre: npt.NDArray[np.float64]) -> Float64:
    matrix = np.eye(4)
    matrix[:3, 3] = -centre
    return matrix


def _close(old: Shapes, new: Shapes, mine: int, theirs: int, tolerance: float) -> bool:
    """Whether area and volume are as close as corners within the tolerance make them."""
    areas = float(old.areas[mine]), float(new.areas[theirs])
    area = tolerance * (edge_length(old, mine) + edge_length(new, theirs))
    if abs(areas[0] - areas[1]) > area + 1e-9 * max(areas):
        return False
    if not (old.closed[mine] and new.closed[theirs]):
        return True
    volumes = float(old.volumes[mine]), float(new.volumes[theirs])
    return abs(volumes[0] - volumes[1]) <= tolerance * sum(areas) + 1e-9 * max(volumes)


def _measures(old: Shapes, new: Shapes, mine: int, theirs: int) -> list[Change]:
    """What of a shape can be measured, before and after; -1 for a shape that is not there."""
    before, after = (
        _measured(side, row) if row >= 0 else {} for side, row in ((old, mine), (new, theirs))
    )
    changes = []
    if not before or not after:
        state = {True: "shape", False: None}
        changes.append(Change(Aspect.GEOMETRY, "shape", state[bool(before)], state[bool(after)]))
    for name, unit in _UNITS.items():
        values = before.get(name), after.get(name)
        if values == (None, None) or (name == "triangles" and values[0] == values[1]):
            continue
        difference = None
        if isinstance(values[0], float) and isinstance(values[1], float):
            difference = _finite(values[1] - values[0])
        changes.append(Change(Aspect.GEOMETRY, name, *values, unit, unit, difference))
    return changes


_UNITS = {"volume": "m³", "area": "m²", "triangles": None, "bounds": "m"}


def _measured(side: Shapes, row: int) -> dict[str, object]:
    return {
        # What is not closed has no volume.
        "volume": _finite(float(side.volumes[row])) if side.closed[row] else None,
        "area": _finite(float(side.areas[row])),
        "triangles": int(side.triangles[row]),
        "bounds": [_point(corner) for corner in side.bounds[row]],
    }


def _finite(value: float) -> float | None:
    """A measure as it is told; none of what is too large to be measured."""
    return round(value, 9) if math.isfinite(value) else None


def _point(values: npt.NDArray[np.float64]) -> list[float]:
    return [round(float(value), _DECIMALS) + 0.0 for value in values]
