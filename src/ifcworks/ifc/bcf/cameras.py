"""Cameras of viewpoints and pictures: where one stands, and where one looks.

World coordinates in metres, z up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import ArrayLike, NDArray

Vector = tuple[float, float, float]

_ROOM = 1.08
"""The view is larger than the box by this."""
_LEAST_SIZE = 0.2
"""Metres: a box that is smaller, such as the point where two pipes touch, is seen as if it was
this large."""
_STEEP = 0.999


@dataclass(frozen=True)
class PerspectiveCamera:
    """A camera as an eye sees.

    Attributes:
        position: where it stands, in metres.
        direction: where it looks, of length 1.
        up: what is up in the picture, of length 1 and square to the direction.
        field_of_view: from the lower to the upper edge of the picture, in degrees.
        aspect: width of the picture through its height.
    """

    position: Vector
    direction: Vector
    up: Vector
    field_of_view: float = 60.0
    aspect: float = 4 / 3


@dataclass(frozen=True)
class OrthogonalCamera:
    """A camera without perspective, such as of a plan.

    Attributes:
        position: where it stands, in metres.
        direction: where it looks, of length 1.
        up: what is up in the picture, of length 1 and square to the direction.
        height: what the picture shows from its lower to its upper edge, in metres.
        aspect: width of the picture through its height.
    """

    position: Vector
    direction: Vector
    up: Vector
    height: float
    aspect: float = 4 / 3


Camera = PerspectiveCamera | OrthogonalCamera

ANYWHERE = PerspectiveCamera((0.0, -10.0, 2.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
"""A camera for what has no place, where there must be one: it looks north at the origin."""


def camera_on(
    bounds: ArrayLike,
    direction: Sequence[float] = (1.0, 1.0, -0.8),
    aspect: float = 4 / 3,
    field_of_view: float = 60.0,
) -> PerspectiveCamera:
    """A camera before which a box fills the picture.

    Args:
        bounds: the box, as its least and its greatest corner (2 × 3), in metres.
        direction: where it looks; any length.
        aspect: width of the picture through its height.
        field_of_view: from the lower to the upper edge, in degrees. BCF 2.1 asks for 45 to 60.

    Raises:
        ValueError: the box or the direction is nothing that can be looked at.
    """
    low, high = np.asarray(bounds, np.float64)
    across, up, ahead = axes_of(direction)
    if not (np.isfinite(low).all() and np.isfinite(high).all()):
        raise ValueError(f"The box {bounds!r} has no finite size.")
    middle = (low + high) / 2
    half = np.maximum(np.abs(high - low) / 2, _LEAST_SIZE / 2)
    corners = np.array(list(product((-1, 1), repeat=3))) * half
    depths = corners @ ahead
    slope = float(np.tan(np.radians(field_of_view) / 2)) / _ROOM
    # Each edge of the view wants the camera on one side of a line through a corner. As far ahead
    # as both pairs of edges allow, it stands in the middle between them.
    spans = []
    for axis, steep in ((across, slope * aspect), (up, slope)):
        offsets = corners @ axis
        least = float((offsets - steep * depths).max())
        most = float((offsets + steep * depths).min())
        spans.append((axis, (least + most) / 2, (most - least) / 2 / steep))
    position = middle + ahead * min(depth for *_, depth in spans)
    for axis, offset, _ in spans:
        position = position + axis * offset
    return PerspectiveCamera(_vector(position), _vector(ahead), _vector(up), field_of_view, aspect)


def axes_of(
    direction: ArrayLike, up: ArrayLike = (0.0, 0.0, 1.0)
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """What is to the right, above and ahead for a camera, each of length 1.

    Args:
        direction: where it looks; any length.
        up: what shall be above, as far as it can. Who looks straight along it has y above.

    Raises:
        ValueError: the direction has no length.
    """
    ahead = np.asarray(direction, np.float64)
    length = float(np.linalg.norm(ahead))
    if not np.isfinite(length) or length == 0:
        raise ValueError(f"A camera cannot look in the direction {direction!r}.")
    ahead = ahead / length
    above = np.asarray(up, np.float64)
    above = above / np.linalg.norm(above)
    if abs(float(ahead @ above)) > _STEEP:
        above = np.array([0.0, 1.0, 0.0]) if abs(ahead[1]) < _STEEP else np.array([0.0, 0.0, 1.0])
    across = np.cross(ahead, above)
    across /= np.linalg.norm(across)
    return across, np.cross(across, ahead), ahead


def _vector(values: NDArray[np.float64]) -> Vector:
    x, y, z = values.tolist()
    return x, y, z
