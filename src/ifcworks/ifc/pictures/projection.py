"""Triangles as a camera sees them: cut off in front of it, and laid onto the picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ifcworks.ifc.bcf.cameras import OrthogonalCamera, PerspectiveCamera, axes_of

Floats = NDArray[np.float64]

_NEAR = 0.05
"""Metres: what is closer to an eye than this is not seen."""


@dataclass(frozen=True)
class Projected:
    """Triangles on the picture.

    Attributes:
        x: of the corners (n × 3), in pixels from the left.
        y: the same, from the top.
        nearness: of the corners, which grows the closer they are, and is linear on the picture.
        source: which triangle each of these is, or is a piece of.
    """

    x: Floats
    y: Floats
    nearness: Floats
    source: NDArray[np.int64]


def project(
    corners: Floats, camera: PerspectiveCamera | OrthogonalCamera, width: int, height: int
) -> Projected:
    """Lay triangles (n × 3 × 3, in metres from the camera) onto a picture of this size in pixels.

    Those that lie outside are left out.
    """
    axes = np.stack(axes_of(camera.direction, camera.up))
    seen = corners @ axes.T
    source = np.arange(len(seen))
    if isinstance(camera, PerspectiveCamera):
        seen, source = _cut(seen, source)
        nearness = 1 / seen[..., 2]
        scale = height / 2 / np.tan(np.radians(camera.field_of_view) / 2) * nearness
    else:
        nearness = -seen[..., 2]
        scale = np.full_like(nearness, height / camera.height)
    x = width / 2 + seen[..., 0] * scale
    y = height / 2 - seen[..., 1] * scale
    within = (
        (x.max(1) > 0) & (x.min(1) < width) & (y.max(1) > 0) & (y.min(1) < height)
    ) & np.isfinite(x + y).all(1)
    return Projected(x[within], y[within], nearness[within], source[within])


def _cut(seen: Floats, source: NDArray[np.int64]) -> tuple[Floats, NDArray[np.int64]]:
    """What of the triangles lies before the eye."""
    before = seen[..., 2] > _NEAR
    count = before.sum(1)
    pieces, sources = [seen[count == 3]], [source[count == 3]]
    for corners_before in (1, 2):
        some = count == corners_before
        if not some.any():
            continue
        triangles = seen[some]
        # The corner that is alone on its side comes first.
        alone = np.argmax(before[some] == (corners_before == 1), 1)
        turns = (alone[:, None] + np.arange(3)) % 3
        a, b, c = np.take_along_axis(triangles, turns[..., None], 1).transpose(1, 0, 2)
        ab, ac = _between(a, b), _between(a, c)
        cut = [(a, ab, ac)] if corners_before == 1 else [(ab, b, c), (ab, c, ac)]
        for piece in cut:
            pieces.append(np.stack(piece, 1))
            sources.append(source[some])
    return np.concatenate(pieces), np.concatenate(sources)


def _between(a: Floats, b: Floats) -> Floats:
    """Where the lines from a to b come before the eye."""
    share = (_NEAR * 1.0001 - a[:, 2]) / (b[:, 2] - a[:, 2])
    return a + share[:, None] * (b - a)
