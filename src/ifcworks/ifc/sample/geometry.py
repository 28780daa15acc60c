"""Exact shapes as plain data: placements, profiles and extrusions, in millimetres.

The plan of the sample building is made of these; `writing.shapes` turns them into IFC and
`truth` computes from the same numbers. Only +, -, *, / are used, so results are equal on every
machine.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Point = tuple[float, float]
Vector = tuple[float, float, float]

X: Vector = (1.0, 0.0, 0.0)
Y: Vector = (0.0, 1.0, 0.0)
Z: Vector = (0.0, 0.0, 1.0)


def _dot(a: Vector, b: Vector) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _cross(a: Vector, b: Vector) -> Vector:
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


@dataclass(frozen=True, slots=True)
class Placement:
    """A right-handed frame: origin in mm, unit vectors of its local x and z."""

    origin: Vector = (0.0, 0.0, 0.0)
    x: Vector = X
    z: Vector = Z

    @property
    def y(self) -> Vector:
        """The unit vector of the local y."""
        return _cross(self.z, self.x)

    def at(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> "Placement":
        """Return the same frame with its origin moved to a local point."""
        ox, oy, oz = self.origin
        a, b, c = self.x, self.y, self.z
        origin = (
            ox + x * a[0] + y * b[0] + z * c[0],
            oy + x * a[1] + y * b[1] + z * c[1],
            oz + x * a[2] + y * b[2] + z * c[2],
        )
        return Placement(origin, a, c)

    def relative_to(self, parent: "Placement") -> "Placement":
        """Return this frame as seen from another; both given in the same outer frame."""
        offset = (
            self.origin[0] - parent.origin[0],
            self.origin[1] - parent.origin[1],
            self.origin[2] - parent.origin[2],
        )
        axes = (parent.x, parent.y, parent.z)

        def seen(vector: Vector) -> Vector:
            return (_dot(axes[0], vector), _dot(axes[1], vector), _dot(axes[2], vector))

        return Placement(seen(offset), seen(self.x), seen(self.z))


ORIGIN = Placement()
"""The frame of whatever it is used in."""


@dataclass(frozen=True, slots=True)
class Polygon:
    """A closed outline without its repeated last point, and the outlines of its holes."""

    points: tuple[Point, ...]
    holes: tuple[tuple[Point, ...], ...] = ()

    @property
    def area(self) -> float:
        """Area in mm²."""
        return abs(_signed_area(self.points)) - sum(abs(_signed_area(h)) for h in self.holes)

    @property
    def perimeter(self) -> float:
        """Length of the outer outline in mm."""
        ends = (*self.points[1:], self.points[0])
        return sum(math.dist(a, b) for a, b in zip(self.points, ends, strict=True))


@dataclass(frozen=True, slots=True)
class Disc:
    """A circle round the local origin, hollow if it has an inner radius."""

    radius: float
    inner_radius: float = 0.0

    @property
    def area(self) -> float:
        """Area in mm²."""
        return math.pi * (self.radius**2 - self.inner_radius**2)


@dataclass(frozen=True, slots=True)
class ISection:
    """A rolled steel section without fillets, centred on the local origin, flanges along x."""

    width: float
    depth: float
    web: float
    flange: float

    @property
    def area(self) -> float:
        """Area in mm²."""
        return 2 * self.width * self.flange + (self.depth - 2 * self.flange) * self.web


Profile = Polygon | Disc | ISection


@dataclass(frozen=True, slots=True)
class Extrusion:
    """A profile in the x-y plane of `position`, swept `depth` mm along `direction`.

    `direction` is a unit vector in the frame of `position` and need not be upright. `style` and
    `part` name the surface style and the part of a product (frame, glazing) that the solid is.
    """

    profile: Profile
    depth: float
    position: Placement = ORIGIN
    direction: Vector = Z
    style: str | None = None
    part: str | None = None

    @property
    def volume(self) -> float:
        """Volume in m³."""
        return self.profile.area * self.depth * self.direction[2] / 1e9


def rectangle(x: float, y: float, width: float, height: float) -> tuple[Point, ...]:
    """Return the outline of a rectangle from its lower left corner, anticlockwise."""
    return ((x, y), (x + width, y), (x + width, y + height), (x, y + height))


def box(
    corner: Vector, size: Vector, style: str | None = None, part: str | None = None
) -> Extrusion:
    """Return an upright box from its lowest corner and its size along x, y and z."""
    profile = Polygon(rectangle(0.0, 0.0, size[0], size[1]))
    return Extrusion(profile, size[2], Placement(corner), style=style, part=part)


def along_x(profile: Profile, length: float, style: str | None = None) -> Extrusion:
    """Sweep a profile drawn in (y, z) along +x."""
    return Extrusion(profile, length, Placement(x=Y, z=X), style=style)


def along_y(
    profile: Profile,
    length: float,
    start: Vector = (0.0, 0.0, 0.0),
    style: str | None = None,
    part: str | None = None,
) -> Extrusion:
    """Sweep a profile drawn in (x, z) along +y.

    A right-handed frame with x to the right and z up looks along -y, so the solid is placed at
    its far end and swept back.
    """
    far = (start[0], start[1] + length, start[2])
    return Extrusion(
        profile, length, Placement(far, x=X, z=(0.0, -1.0, 0.0)), style=style, part=part
    )


def _signed_area(points: Sequence[Point]) -> float:
    ends = (*points[1:], points[0])
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, ends, strict=True)) / 2
