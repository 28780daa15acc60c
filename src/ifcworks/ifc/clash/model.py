"""What is asked of a clash detection, and what it finds. All lengths are metres in the world."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
import numpy.typing as npt

Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]


class Mode(StrEnum):
    """What counts as a clash.

    intersection: one reaches into the other by more than a tolerance. collision: they have
    anything in common. clearance: they are closer than a distance.
    """

    INTERSECTION = "intersection"
    COLLISION = "collision"
    CLEARANCE = "clearance"


class Choice(StrEnum):
    """What a selector does: nothing, choose, or take away."""

    ALL = "all"
    INCLUDE = "include"
    EXCLUDE = "exclude"


class Judge(StrEnum):
    """What decides whether a pair clashes.

    solids: what two closed bodies have in common; the triangles only where a body is open.
    triangles: always the triangles, as ifcclash does. That also finds much that only touches.
    """

    SOLIDS = "solids"
    TRIANGLES = "triangles"


@dataclass(frozen=True)
class ModelFiles:
    """One model of a federation; a file that stands in two places is two of them.

    Attributes:
        name: for people; no two models of a run have the same.
        model: the file itself, for what its index does not know.
        index, geometry: where its index and geometry cache are.
        transform: 4 × 4, row by row, from the model's world to that of the federation.
    """

    name: str
    model: Path
    index: Path
    geometry: Path
    transform: tuple[float, ...] | None = None


@dataclass(frozen=True)
class Source:
    """Elements of one model.

    Attributes:
        model: number of the model among those of the run.
    """

    model: int
    selector: str | None = None
    choice: Choice = Choice.ALL


@dataclass(frozen=True)
class ClashSet:
    """A check: the elements of ``a`` against those of ``b``, or of ``a`` against each other.

    Attributes:
        tolerance: metres of depth up to which an intersection is let pass, unless it is a thin
            thing that goes right through.
        clearance: metres that must be between elements.
        allow_touching: whether mere contact counts as a collision.
        check_all: find the worst place of an intersection or the closest of a clearance, where
            triangles have to tell, instead of the first.
        judge: what decides.
        min_volume, min_depth: leave out clashes whose overlap is measured and smaller, m³ and m.
    """

    name: str
    a: Sequence[Source]
    b: Sequence[Source] = ()
    mode: Mode = Mode.INTERSECTION
    tolerance: float = 0.002
    clearance: float = 0.05
    allow_touching: bool = False
    check_all: bool = True
    judge: Judge = Judge.SOLIDS
    min_volume: float = 0.0
    min_depth: float = 0.0


@dataclass
class Element:
    """An element that takes part. Several instances of it have become one mesh.

    Attributes:
        key: model and step id.
        vertices: (n, 3) in the world of the federation.
        triangles: (m, 3), counter-clockwise seen from outside.
        low, high: its box.
        digest: equal for equal shape and place.
        closed: whether it is known that its surface is closed and looks outward.
    """

    key: tuple[int, int]
    global_id: str
    ifc_class: str
    name: str | None
    vertices: Float64
    triangles: Int64
    low: Float64
    high: Float64
    digest: str
    closed: bool = False


def distinct(elements: Iterable[Element]) -> list[Element]:
    """Each element once, by its key."""
    return list({element.key: element for element in elements}.values())


@dataclass(frozen=True)
class Overlap:
    """What two solids have in common.

    Attributes:
        volume: m³.
        depth: metres: the diameter of the largest ball that fits into it.
        low, high: the box around it.
        ends: two opposite points of that ball, across where the overlap is thinnest.
        goes_through: whether it is thin because one of the two is, and goes through the other.
        protrudes: whether it reaches to a corner of one of the two.
    """

    volume: float
    depth: float
    low: tuple[float, float, float]
    high: tuple[float, float, float]
    ends: tuple[tuple[float, float, float], tuple[float, float, float]]
    goes_through: bool
    protrudes: bool


@dataclass(frozen=True)
class Hit:
    """A pair that clashes.

    Attributes:
        kind: protrusion, pierce, collision or clearance, as ifcclash has it.
        distance: metres: how deep, or for a clearance how far apart.
        overlap: None where it is not known: see ``unmeasured``.
        unmeasured: why there is no measure.
    """

    a: tuple[int, int]
    b: tuple[int, int]
    kind: str
    p1: tuple[float, float, float]
    p2: tuple[float, float, float]
    distance: float
    overlap: Overlap | None
    unmeasured: str | None = None


@dataclass
class Untested:
    """An element that was chosen and could not be tested, and why."""

    model: int
    global_id: str
    ifc_class: str
    name: str | None
    reason: str


@dataclass
class Found:
    """What came of one clash set.

    Attributes:
        hits: in the order of elements.
        a, b: the elements tested on either side.
        pairs: pairs whose boxes met; ``reused`` of them were answered from an earlier run.
        untested: what was chosen and has no triangles though it has a representation, and what
            could not be compared with another element.
        unjudged: keys of the latter. Of pairs with them only the hits are known.
        shapeless: how many were chosen that have no representation.
        same: elements that are in several models under one GlobalId; not tested with themselves.
        repeated: GlobalIds that several elements of one model have.
        empty: what is to be said if a side has no element to test, so that nothing was tested.
    """

    clash_set: ClashSet
    hits: list[Hit]
    a: list[Element]
    b: list[Element]
    pairs: int
    reused: int
    untested: list[Untested]
    shapeless: int
    same: int
    repeated: list[str]
    empty: str | None = None
    unjudged: frozenset[tuple[int, int]] = frozenset()

    def judged(self, side: Sequence[Element]) -> list[Element]:
        """The elements of a side of which all pairs are known."""
        return [element for element in side if element.key not in self.unjudged]

    @property
    def complete(self) -> bool:
        """Whether all that was chosen was tested, and something was."""
        return not self.untested and self.empty is None
