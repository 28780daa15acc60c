"""What two solids have in common: a measure of a clash that does not depend on triangulation."""

from __future__ import annotations

from collections.abc import Sequence

import manifold3d
import numpy as np

from ifcworks.ifc.clash.depth import largest_ball
from ifcworks.ifc.clash.model import Element, Float64, Int64, Overlap

NOTHING = 1e-5
"""Metres: an overlap that is nowhere deeper is noise of coordinates that touch.

Coordinates of the geometry cache are floats of 32 bits near the element's origin, and files give
theirs to about a micrometre.
"""
_SAME = 1e-5


def overlap_of(
    a: Element,
    b: Element,
    solids_a: Sequence[manifold3d.Manifold],
    solids_b: Sequence[manifold3d.Manifold],
) -> Overlap | None:
    """What two elements have in common; None if that is nothing, or only contact."""
    commons = [
        common
        for one in solids_a
        for other in solids_b
        if _meet(one, other) and not (common := one ^ other).is_empty()
    ]
    deep = [(common, *largest_ball(*_mesh(common))) for common in commons if not _is_thin(common)]
    deep = [item for item in deep if item[1] > NOTHING]
    if not deep:
        return None
    _, depth, p1, p2 = max(deep, key=lambda item: item[1])
    whole = deep[0][0]
    if len(deep) > 1:
        whole = manifold3d.Manifold.batch_boolean([item[0] for item in deep], manifold3d.OpType.Add)
    vertices, _ = _mesh(whole)
    return Overlap(
        volume=float(whole.volume()),
        depth=depth,
        low=_point(vertices.min(axis=0)),
        high=_point(vertices.max(axis=0)),
        ends=(_point(p1), _point(p2)),
        protrudes=_holds_corner(vertices, a.vertices) or _holds_corner(vertices, b.vertices),
    )


def _meet(one: manifold3d.Manifold, other: manifold3d.Manifold) -> bool:
    x, y = one.bounding_box(), other.bounding_box()
    return all(min(x[k + 3], y[k + 3]) - max(x[k], y[k]) > NOTHING for k in range(3))


def _is_thin(common: manifold3d.Manifold) -> bool:
    """Whether no ball of the size that counts can be in it: its radius is at most 3 V / S."""
    return bool(6 * common.volume() <= NOTHING * common.surface_area())


def _mesh(solid: manifold3d.Manifold) -> tuple[Float64, Int64]:
    mesh = solid.to_mesh64()
    return (
        np.asarray(mesh.vert_properties, np.float64)[:, :3],
        np.asarray(mesh.tri_verts, np.int64),
    )


def _point(values: Float64) -> tuple[float, float, float]:
    x, y, z = values.tolist()
    return x, y, z


def _holds_corner(common: Float64, corners: Float64) -> bool:
    """Whether a vertex of what is in common is one of the element's own."""
    low, high = common.min(axis=0) - _SAME, common.max(axis=0) + _SAME
    near = corners[((corners >= low) & (corners <= high)).all(axis=1)]
    if not len(near):
        return False
    own = set(map(tuple, np.round(near / _SAME).astype(np.int64).tolist()))
    return any(tuple(row) in own for row in np.round(common / _SAME).astype(np.int64).tolist())
