"""Where things stand and how they moved: rigid motions between two versions, many at a time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ifcworks.ifc.geometry.model import Float64

_CORNERS = np.array([(x, y, z) for x in (0, 1) for y in (0, 1) for z in (0, 1)])


def motions(old: Float64, new: Float64) -> Float64:
    """The motion in the world, (n, 4, 4), that takes each old placement to the new one."""
    inverse = np.broadcast_to(np.eye(4), old.shape).copy()
    solid = np.abs(np.linalg.det(old[:, :3, :3])) > 1e-12
    inverse[solid] = np.linalg.inv(old[solid])
    return np.asarray(new @ inverse, np.float64)


def displacements(motion: Float64, bounds: Float64) -> Float64:
    """How far, (n,), the corner of a box moves that moves the most.

    Args:
        motion: (n, 4, 4).
        bounds: (n, 2, 3), the boxes before.
    """
    low, high = bounds[:, 0], bounds[:, 1]
    corners = low[:, None] + _CORNERS * (high - low)[:, None]
    middle = (low + high)[:, None] / 2
    # About the middle of the box: far from the origin a turn by the last bit is metres.
    turn = motion[:, :3, :3] - np.eye(3)
    moved = (corners - middle) @ turn.transpose(0, 2, 1) + translations(motion, bounds)[:, None]
    return np.asarray(np.linalg.norm(moved, axis=2).max(axis=1, initial=0.0), np.float64)


def translations(motion: Float64, bounds: Float64) -> Float64:
    """How the middle of each box moves, (n, 3)."""
    middle = bounds.mean(axis=1)
    moved = np.einsum("nij,nj->ni", motion[:, :3, :3], middle) + motion[:, :3, 3]
    return np.asarray(moved - middle, np.float64)


def angles(motion: Float64) -> Float64:
    """By how many degrees each motion turns, (n,)."""
    trace = np.trace(motion[:, :3, :3], axis1=1, axis2=2)
    skew = motion[:, :3, :3] - motion[:, :3, :3].transpose(0, 2, 1)
    sine = np.sqrt((skew**2).sum(axis=(1, 2)) / 8)
    return np.asarray(np.degrees(np.arctan2(sine, (trace - 1) / 2)), np.float64)


def applied(motion: Float64, bounds: Float64) -> Float64:
    """Boxes, (n, 2, 3), after one motion (4, 4)."""
    low, high = bounds[:, 0], bounds[:, 1]
    corners = (low[:, None] + _CORNERS * (high - low)[:, None]) @ motion[:3, :3].T + motion[:3, 3]
    return np.asarray(np.stack((corners.min(axis=1), corners.max(axis=1)), axis=1), np.float64)


def prevailing(keys: npt.NDArray[np.int64]) -> npt.NDArray[np.intp]:
    """The rows of the most frequent of the keys (n, k)."""
    if not len(keys):
        return np.empty(0, np.intp)
    _, inverse, counts = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
    return np.flatnonzero(inverse.ravel() == counts.argmax())
