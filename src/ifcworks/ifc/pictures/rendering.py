"""Triangles as a picture: flat shading, dark edges, translucent parts, smooth outlines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ifcworks.ifc.bcf.cameras import Camera
from ifcworks.ifc.pictures.layer import Layer
from ifcworks.ifc.pictures.part import Colour, Part
from ifcworks.ifc.pictures.png import png

_SAMPLES = 2
"""Pixels are drawn in so many rows and columns, and averaged."""


def render(
    parts: Sequence[Part],
    camera: Camera,
    width: int = 640,
    height: int = 480,
    background: Colour = (1.0, 1.0, 1.0),
    edges: bool = True,
) -> bytes:
    """Draw parts as a camera sees them.

    Args:
        parts: what is drawn. Where surfaces coincide, the first part is seen.
        camera: where it is seen from. The picture is as wide as its pixels say, whatever the
            aspect of the camera.
        width: of the picture, in pixels.
        height: of the picture, in pixels.
        background: red, green and blue from 0 to 1.
        edges: whether edges and outlines are drawn.

    Returns:
        A PNG; the same arguments give the same bytes.
    """
    size = width * _SAMPLES, height * _SAMPLES
    solid = Layer([part for part in parts if part.opacity >= 1], camera, *size)
    picture = solid.picture(background, edges)
    glass = [part for part in parts if 0 < part.opacity < 1]
    if glass:
        Layer(glass, camera, *size, before=solid).draw_over(picture, edges)
    return png(_averaged(picture))


def _averaged(picture: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Of each four pixels their middle, four bytes at a time.

    Of two rows it is rounded down and of two columns up, so that even areas stay what they are
    and others become neither darker nor brighter.
    """
    high_bits = np.uint32(0xFEFEFEFE)
    upper, lower = picture[0::2], picture[1::2]
    rows = (upper & lower) + (((upper ^ lower) & high_bits) >> 1)
    left, right = rows[:, 0::2], rows[:, 1::2]
    packed = (left | right) - (((left ^ right) & high_bits) >> 1)
    return packed.view(np.uint8).reshape(*packed.shape, 4)[..., :3]
