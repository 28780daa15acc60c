"""Positions as 16-bit numbers, with what makes metres of them again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ifcworks.ifc.geometry.model import Float64

LARGEST_STEP = 0.001
"""Metres: positions are at most half of it wrong. What would need larger steps is not rounded."""
WIDEST = 65535 * LARGEST_STEP
"""Metres: what is not wider can be rounded."""


@dataclass(frozen=True, eq=False)
class Quantized:
    """Positions: ``metres = origin + scale * positions``.

    Attributes:
        positions: uint16 or float32 (n, 3).
        origin: float64 (3,).
        scale: metres per step; 1 where nothing is rounded.
    """

    positions: npt.NDArray[Any]
    origin: Float64
    scale: float


def quantized(points: Float64) -> Quantized:
    """The positions of some vertices, float64 (n, 3), in metres."""
    low = points.min(axis=0)
    width = float((points.max(axis=0) - low).max())
    if width > WIDEST:
        origin = np.round((points.max(axis=0) + low) / 2)
        return Quantized((points - origin).astype(np.float32), origin, 1.0)
    scale = max(width / 65535, 1e-9)
    steps = np.rint((points - low) / scale).clip(0, 65535)
    return Quantized(steps.astype(np.uint16), low, scale)
