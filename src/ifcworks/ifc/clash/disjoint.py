"""Pairs of closed bodies that have nothing in common although their boxes meet.

Most close pairs of a building are of this kind: a window in its opening, a wall beside another. To
see it takes no boolean. What two bodies have in common is in what their boxes have in common. Where
no surface of a body is in there, it fills that box or is outside of it; a point tells which.
"""

from __future__ import annotations

import numpy as np

from ifcworks.ifc.clash.model import Float64, Int64
from ifcworks.ifc.clash.triangles import Bools, Triangles

_WITHIN = np.array([0.5127, 0.4871, 0.4643])
"""Where in a box the point is: not in the middle, through which edges of triangles often go."""


def nothing_in_common(
    triangles: Triangles, a: Int64, b: Int64, low: Float64, high: Float64
) -> Bools:
    """Which pairs of closed elements have nothing in common for certain.

    Args:
        triangles: of the elements.
        a: (n,) places of elements.
        b: (n,) places of the others.
        low: (n, 3), the smallest corners of what their boxes have in common, less a skin that may
            be common to both.
        high: (n, 3), the largest ones.
    """
    points = low + (high - low) * _WITHIN
    nothing = np.zeros(len(a), bool)
    for elements in (a, b):
        left = np.flatnonzero(~nothing)
        empty = left[~triangles.have_surface_in(elements[left], low[left], high[left])]
        nothing[empty[triangles.are_outside(elements[empty], points[empty])]] = True
    return nothing
