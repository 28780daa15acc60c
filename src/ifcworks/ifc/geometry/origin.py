"""Moving a model that lies far from its origin, so that 32-bit viewers show it without jitter."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ifcworks.ifc.geometry.model import Float64, Tessellation

FAR = 10_000.0
"""Metres: at this distance float32 has steps of a millimetre."""


def false_origin(low: Float64, high: Float64) -> Float64 | None:
    """A point in the middle of most of the model, in whole metres, if the model is far away.

    The median, so that a stray element, or a site at zero, does not spoil it for the others. The
    height is kept unless it is far itself, since people read it. ``low`` and ``high`` are corners
    of the elements' boxes, float64 (n, 3), metres.
    """
    if not len(low):
        return None
    middle = np.median((low + high) / 2, axis=0)
    if np.abs(middle).max() <= FAR:
        return None
    if abs(middle[2]) <= FAR:
        middle[2] = 0.0
    if np.abs(middle[:2]).max() <= FAR:
        middle[:2] = 0.0
    return np.asarray(np.round(middle), dtype=np.float64)


def moved(tessellation: Tessellation, by: Float64) -> Tessellation:
    """The same with ``by`` added to every placement, in float64."""
    instances = []
    for instance in tessellation.instances:
        matrix = instance.matrix.copy()
        matrix[:3, 3] += by
        instances.append(replace(instance, matrix=matrix))
    return replace(tessellation, instances=instances)
