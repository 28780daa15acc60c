"""The measures that rules name, of one element.

Where a measure needs more than the triangles (which kind of footing, how long an extrusion, how
heavy a material), the ``Facts`` of the element have it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ifcworks.ifc.quantities.shapes import ShapeMeasures
from ifcworks.ifc.quantities.values import Flag

_STRIPS = ("STRIP_FOOTING", "FOOTING_BEAM")
_PRISM = 0.005
"""How far ends times length may be from the volume, as a part of it, for a prism."""
_RUNS_ALONG = 0.5
"""So much of outline times extent is filled by what runs along an axis, at least: cut ends and
gables take something, but a bar at a slant across its axes fills a small part only."""
_SLANTING = 1e-3
"""More of what looks up is not level, if a slab slopes or has slanting edges."""
_CLEARLY = 0.95
"""Smaller than by facets alone: a circle of facets is not as high as it is wide."""


class NotMeasured(Exception):
    """A quantity cannot be had.

    Args:
        reason: why, as a clause.
        flag: what is doubtful about the element for that; None if it is only not known enough.
    """

    def __init__(self, reason: str, flag: Flag | None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.flag = flag


@dataclass(frozen=True)
class Facts:
    """What is known of an element beside its triangles.

    Attributes:
        predefined_type: of a footing or the like.
        frame: width and height of a door as its attributes say; metres.
        segment_length: of a segment that is one extrusion; metres.
        on_edge: a covering stands upright, so that its thickness is along y.
        density: kilograms per cubic metre.
        profile_mass: kilograms, of extrusions whose profiles state a mass per length.
        has_openings: something is cut out of it.
    """

    predefined_type: str | None = None
    frame: tuple[float | None, float | None] = (None, None)
    segment_length: float | None = None
    on_edge: bool = False
    density: float | None = None
    profile_mass: float | None = None
    has_openings: bool = False


NO_FACTS = Facts()


@dataclass(frozen=True)
class Measured:
    """One shape of one element.

    Attributes:
        row: of the measures.
        gross: before openings are cut out.
        up: the axis of the element that is nearest to the vertical.
        sheets: area of the sheets that a whole consists of; else None.
    """

    measures: ShapeMeasures
    row: int
    facts: Facts
    gross: bool
    up: int = 2
    sheets: float | None = None

    def size(self, axis: int) -> float:
        """Extent along an axis of the element."""
        return float(self.measures.size[self.row, axis])

    def sizes(self) -> list[float]:
        """Extents along all axes."""
        sizes: list[float] = self.measures.size[self.row].tolist()
        return sizes

    def of(self, name: str) -> float:
        """A measure that is one number."""
        return float(getattr(self.measures, name)[self.row])

    def along(self, name: str, axis: int) -> float:
        """A measure that is a number for each axis."""
        return float(getattr(self.measures, name)[self.row, axis])

    @property
    def longest(self) -> int:
        """The axis of the greatest extent; z where it is as great."""
        sizes = self.sizes()
        return 2 if sizes[2] >= max(sizes) * (1 - 1e-6) else int(np.argmax(sizes))

    @property
    def lies_flat(self) -> bool:
        """Whether it is lower than it is wide and deep."""
        x, y, z = self.sizes()
        return z < _CLEARLY * min(x, y)

    def runs_along(self, axis: int) -> bool:
        """Whether a body is about as long as it is along an axis, and as wide as its outline."""
        if not self.measures.closed[self.row]:
            return True
        around = self.along("facing", axis) * self.size(axis)
        return self.of("volume") >= _RUNS_ALONG * around

    @property
    def slopes(self) -> bool:
        """Whether less than half of what looks up is level."""
        return self.of("level") <= self.along("side", 2) / 2


def volume(shape: Measured) -> float:
    """Volume, of a closed mesh only: the sum over an open one means nothing."""
    if not shape.measures.closed[shape.row]:
        raise NotMeasured("its mesh is not closed", Flag.OPEN_MESH)
    return shape.of("volume")


def weight(shape: Measured) -> float:
    """Mass by the profiles, or else by volume and density."""
    facts = shape.facts
    if facts.profile_mass is not None and (shape.gross or not facts.has_openings):
        return facts.profile_mass
    if facts.density is None:
        raise NotMeasured("no density of its material is known", None)
    return volume(shape) * facts.density


def cross_section(shape: Measured) -> float:
    """Area of the ends of a prism along its longest axis."""
    axis = shape.longest
    area = shape.along("across", axis) / 2
    inside = volume(shape)
    if abs(area * shape.size(axis) - inside) > _PRISM * inside:
        raise NotMeasured("it is no prism along its longest axis", None)
    return area


def outer(shape: Measured) -> float:
    """Area of the faces along the longest axis, without the ends."""
    if not shape.runs_along(shape.longest):
        raise NotMeasured("it does not run along one of its own axes", Flag.OBLIQUE)
    return shape.along("along", shape.longest)


def largest_side(shape: Measured) -> float:
    """The greatest area that is seen from one of the axes."""
    return float(shape.measures.side[shape.row].max())


def segment_length(shape: Measured) -> float:
    """Length of the extrusion, or else the greatest extent."""
    known = shape.facts.segment_length
    return max(shape.sizes()) if known is None else known


def outer_around_z(shape: Measured) -> float:
    """Area of the faces along z, whichever way the element runs."""
    return shape.along("along", 2)


def thickness(shape: Measured) -> float:
    """Of a slab: its height, or what its volume has for each part of its area if it slopes."""
    if shape.slopes:
        return volume(shape) / sheet(shape.measures, shape.row)
    return shape.size(2)


def sheet(measures: ShapeMeasures, row: int) -> float:
    """Area of a slab: of its shadow; with slanting edges halfway up; of its top if it slopes."""
    above, level = float(measures.side[row, 2]), float(measures.level[row])
    if above - level <= _SLANTING * above:
        return float(measures.footprint[row])
    if level > above / 2:
        return float(measures.across[row, 2]) / 2
    # What is steeper than 45 degrees has no top.
    return float(measures.top[row]) or above


def footing_length(shape: Measured) -> float:
    """Along a strip, which is its greatest extent; the longer side of another footing."""
    return shape.size(_strip_axes(shape)[0]) if _is_strip(shape) else max(shape.sizes()[:2])


def footing_width(shape: Measured) -> float:
    """Across a strip, level; the shorter side of another footing."""
    return shape.size(_strip_axes(shape)[1]) if _is_strip(shape) else min(shape.sizes()[:2])


def footing_height(shape: Measured) -> float:
    """Height of a footing."""
    return shape.size(_strip_axes(shape)[2] if _is_strip(shape) else 2)


def strip_section(shape: Measured) -> float:
    """Area of the ends of a strip."""
    _refuse_pads(shape)
    return cross_section(shape)


def strip_outer(shape: Measured) -> float:
    """Area of the faces along a strip, without the ends."""
    _refuse_pads(shape)
    return outer(shape)


def _refuse_pads(shape: Measured) -> None:
    if not _is_strip(shape):
        raise NotMeasured("only strips have a cross section", None)


def _strip_axes(shape: Measured) -> tuple[int, int, int]:
    """The axes along a strip, across it, and up."""
    along = shape.longest
    across, up = [axis for axis in range(3) if axis != along]
    return (along, up, across) if shape.up == across else (along, across, up)


def strip_length(shape: Measured) -> float:
    """Length of a footing; of a strip its extent along z."""
    return shape.size(2) if _is_strip(shape) else max(shape.sizes()[:2])


def strip_width(shape: Measured) -> float:
    """Width of a footing; of a strip its extent along x."""
    return shape.size(0) if _is_strip(shape) else min(shape.sizes()[:2])


def strip_height(shape: Measured) -> float:
    """Height of a footing; of a strip its extent along y."""
    return shape.size(1 if _is_strip(shape) else 2)


def opening_width(shape: Measured) -> float:
    """Along the wall; of a hole in a slab one of its sides."""
    return shape.size(_hole_axes(shape)[0])


def opening_height(shape: Measured) -> float:
    """Upwards in a wall; of a hole in a slab its shorter side."""
    width, height, depth = _hole_axes(shape)
    if depth == shape.up:
        return min(shape.size(width), shape.size(height))
    return shape.size(height)


def opening_depth(shape: Measured) -> float:
    """Through what it is cut out of."""
    return shape.size(_hole_axes(shape)[2])


def opening_area(shape: Measured) -> float:
    """Of the hole, as it is seen through it."""
    depth = _hole_axes(shape)[2]
    return shape.of("footprint") if depth == 2 else shape.along("elevation", depth)


def _hole_axes(shape: Measured) -> tuple[int, int, int]:
    """The axes along the width, height and depth of an opening.

    Upright it has x along the wall and y through it, if z points up. Where another axis does, the
    shorter way is the one through the wall.
    """
    up = shape.up
    one, other = [axis for axis in range(3) if axis != up]
    if shape.size(up) < _CLEARLY * min(shape.size(one), shape.size(other)):
        return one, other, up
    if up == 2 or shape.size(other) <= shape.size(one):
        return one, up, other
    return other, up, one


def hole_height(shape: Measured) -> float:
    """Height of an opening whose z points up; the shorter side of one that lies flat."""
    x, y, z = shape.sizes()
    return min(x, y) if shape.lies_flat else z


def hole_depth(shape: Measured) -> float:
    """Along y through a wall, along z through a slab."""
    return shape.size(2 if shape.lies_flat else 1)


def hole_area(shape: Measured) -> float:
    """Of the hole, as it is seen along its depth."""
    return shape.of("footprint") if shape.lies_flat else shape.along("side", 1)


def covering_width(shape: Measured) -> float:
    """Thickness of a covering."""
    return shape.size(1 if shape.facts.on_edge else 2)


def covering_area(shape: Measured) -> float:
    """What a covering covers."""
    return shape.along("side", 1) if shape.facts.on_edge else shape.of("footprint")


def _frame(shape: Measured) -> tuple[float, float]:
    width, height = shape.facts.frame
    return (
        shape.size(0) if width is None else width,
        shape.size(2) if height is None else height,
    )


def _is_strip(shape: Measured) -> bool:
    return shape.facts.predefined_type in _STRIPS


MEASURES: Mapping[str, Callable[[Measured], float]] = {
    "x": lambda shape: shape.size(0),
    "y": lambda shape: shape.size(1),
    "z": lambda shape: shape.size(2),
    "longest": lambda shape: max(shape.sizes()),
    "longest_flat": lambda shape: max(shape.sizes()[:2]),
    "shortest": lambda shape: min(shape.sizes()),
    "area": lambda shape: shape.of("area"),
    "side_y": lambda shape: shape.along("side", 1),
    "largest_side": largest_side,
    "top": lambda shape: shape.of("top") if shape.sheets is None else shape.sheets,
    "shadow_y": lambda shape: shape.along("elevation", 1),
    "thickness": thickness,
    "strip_section": strip_section,
    "strip_outer": strip_outer,
    "footprint": lambda shape: shape.of("footprint"),
    "perimeter": lambda shape: shape.of("perimeter"),
    "outline": lambda shape: shape.of("outline"),
    "sheet": lambda shape: sheet(shape.measures, shape.row),
    "outer": outer,
    "outer_around_z": outer_around_z,
    "cross_section": cross_section,
    "volume": volume,
    "weight": weight,
    "segment_length": segment_length,
    "frame_width": lambda shape: _frame(shape)[0],
    "frame_height": lambda shape: _frame(shape)[1],
    "frame_perimeter": lambda shape: 2 * sum(_frame(shape)),
    "frame_area": lambda shape: _frame(shape)[0] * _frame(shape)[1],
    "footing_length": footing_length,
    "footing_width": footing_width,
    "footing_height": footing_height,
    "strip_length": strip_length,
    "strip_width": strip_width,
    "strip_height": strip_height,
    "opening_width": opening_width,
    "opening_height": opening_height,
    "opening_depth": opening_depth,
    "opening_area": opening_area,
    "hole_height": hole_height,
    "hole_depth": hole_depth,
    "hole_area": hole_area,
    "covering_width": covering_width,
    "covering_area": covering_area,
}
ON_GROUND = frozenset(
    {"footprint", "sheet", "perimeter", "outline", "opening_area", "hole_area", "covering_area"}
)
"""The measures that need the ground, which takes most of the time."""
ON_ELEVATION = frozenset({"shadow_y", "opening_area"})
"""The measures that need the shadow on an upright plane."""
COARSE = frozenset(
    {"frame_width", "frame_height", "frame_perimeter", "frame_area", "segment_length"}
)
"""The measures that more facets make no better: they are stated, or else those of a box."""
