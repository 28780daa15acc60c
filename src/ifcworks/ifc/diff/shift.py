"""Whether a model was moved as a whole."""

from __future__ import annotations

import numpy as np

from ifcworks.ifc.diff.outcome import Shift
from ifcworks.ifc.diff.placing import (
    angles,
    displacements,
    motions,
    prevailing,
    translations,
)
from ifcworks.ifc.diff.shapes import Shapes
from ifcworks.ifc.diff.side import Numbers
from ifcworks.ifc.geometry.model import Float64

_SHARE = 0.5
"""More than this part of all elements must have moved alike."""
_FEWEST = 3
_COARSE = (1e-2, 1e-4)
"""Metres and parts of a direction within which moves are counted as alike to begin with."""


def find_shift(
    old: Shapes, new: Shapes, pairs: tuple[Numbers, Numbers], tolerance: float
) -> Shift | None:
    """The move that more than half of the elements made; None where they stayed, or differ.

    Args:
        old: shapes before.
        new: shapes after.
        pairs: rows in them.
        tolerance: metres.
    """
    count = len(pairs[0])
    if count < _FEWEST:
        return None
    before, after = old.matrices(pairs[0]), new.matrices(pairs[1])
    low, high = old.bounds[pairs[0]], new.bounds[pairs[1]]
    centres = high.mean(axis=1) - low.mean(axis=1)
    if int((np.linalg.norm(centres, axis=1) <= tolerance).sum()) * 2 >= count:
        return None
    motion = motions(before, after)
    turned = np.abs(motion[:, :3, :3] - np.eye(3)).max(axis=(1, 2)) > _COARSE[1]
    found = _turn(motion, low) if int(turned.sum()) * 2 > count else _move(centres)
    residual = np.linalg.inv(found) @ motion
    if np.abs(found[:3, :3] - np.eye(3)).max() <= _COARSE[1]:
        # Meshes may have another origin of their own, so that matrices say less than boxes.
        residual[:, :3, :3] = np.eye(3)
        residual[:, :3, 3] = centres - found[:3, 3]
    alike = displacements(residual, low) <= 2 * tolerance
    if int(alike.sum()) <= _SHARE * count:
        return None
    return _told(found, low, int(alike.sum()), count)


def _move(centres: Float64) -> Float64:
    """The most frequent translation, as a motion."""
    matrix = np.eye(4)
    rows = prevailing(np.rint(centres / _COARSE[0]).astype(np.int64))
    matrix[:3, 3] = np.median(centres[rows], axis=0)
    return matrix


def _turn(motion: Float64, bounds: Float64) -> Float64:
    """The most frequent motion that turns too."""
    turns = np.rint(motion[:, :3, :3].reshape(-1, 9) / _COARSE[1]).astype(np.int64)
    rows = prevailing(turns)
    # About a place in the model: as seen from the origin, turns are moves by the last digit.
    pivot = bounds.mean(axis=(0, 1))
    moved = motion[rows][:, :3, :3] @ pivot + motion[rows][:, :3, 3]
    some = rows[prevailing(np.rint(moved / _COARSE[0]).astype(np.int64))]
    matrix = np.eye(4)
    matrix[:3, :3] = np.median(motion[some][:, :3, :3], axis=0)
    matrix[:3, 3] = np.median(motion[some][:, :3, :3] @ pivot + motion[some][:, :3, 3], axis=0)
    matrix[:3, 3] -= matrix[:3, :3] @ pivot
    return matrix


def _told(matrix: Float64, bounds: Float64, elements: int, compared: int) -> Shift:
    whole = np.stack((bounds[:, 0].min(axis=0), bounds[:, 1].max(axis=0)))[None]
    x, y, z = translations(matrix[None], whole)[0].tolist()
    return Shift(
        matrix=tuple(tuple(row) for row in matrix.tolist()),
        translation=(x, y, z),
        angle=float(angles(matrix[None])[0]),
        elements=elements,
        compared=compared,
    )
