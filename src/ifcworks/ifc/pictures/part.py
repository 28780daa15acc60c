"""What is drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Colour = tuple[float, float, float]


@dataclass(frozen=True)
class Part:
    """Triangles of one colour.

    Attributes:
        vertices: n × 3, world coordinates in metres.
        triangles: m × 3, numbers of vertices.
        colour: red, green and blue from 0 to 1.
        opacity: from 0 to 1; of translucent parts the closest surface alone is seen.
    """

    vertices: NDArray[np.floating]
    triangles: NDArray[np.integer]
    colour: Colour
    opacity: float = 1.0
