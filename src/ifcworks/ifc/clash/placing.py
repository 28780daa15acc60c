"""Where a model stands in the federation, as a matrix."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, hypot, radians, sin

Matrix = tuple[float, ...]
"""4 × 4, row by row; points are columns to its right."""


HERE: Matrix = (1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1)
"""Leaves a model where it is."""


def placed(translation: Sequence[float], rotation: float, scale: float) -> Matrix:
    """Scaled, then turned about z by degrees, then moved by metres."""
    x, y, z = translation
    c, s = cos(radians(rotation)) * scale, sin(radians(rotation)) * scale
    return (c, -s, 0, x, s, c, 0, y, 0, 0, scale, z, 0, 0, 0, 1)


def from_rows(rows: Sequence[Sequence[float]]) -> Matrix:
    """A matrix from its four rows.

    Raises:
        ValueError: it is not affine, or makes bodies flat; the text is a sentence.
    """
    if tuple(rows[3]) != (0, 0, 0, 1):
        raise ValueError("the last row of a transform is 0, 0, 0, 1")
    (a, b, c), (d, e, f), (g, h, i) = (row[:3] for row in rows[:3])
    determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    if abs(determinant) < 1e-9 * (hypot(a, b, c) * hypot(d, e, f) * hypot(g, h, i) or 1.0):
        raise ValueError("a transform must not make bodies flat")
    return tuple(value for row in rows for value in row)
