"""Thin things that go right through others, such as the sheet metal of a duct through a wall.

What such a thing has in common with another is as thin as it is itself, and so is what two elements
have in common that are modelled a little too large and should only touch. They differ in whose the
two sides of the thin body are: of one element that is thin there, or of one element each.
"""

from __future__ import annotations

import manifold3d
import numpy as np

from ifcworks.ifc.clash.depth import first_hits
from ifcworks.ifc.clash.model import Float64, Int64

_MOST_LOOKED_AT = 64
_MOST_TRIANGLES = 4000


def is_sheet_of_one(common: manifold3d.Manifold) -> bool:
    """Whether a part of what two solids have in common has both of its sides of the same solid."""
    return any(_has_both_sides_of_one(piece) for piece in common.decompose())


def _has_both_sides_of_one(piece: manifold3d.Manifold) -> bool:
    corners, owners = _faces(piece)
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    areas = np.linalg.norm(normals, axis=1)
    largest = np.argsort(-areas, kind="stable")[:_MOST_TRIANGLES]
    largest = largest[areas[largest] > 0]
    corners, owners, areas = corners[largest], owners[largest], areas[largest]
    inward = -normals[largest] / areas[:, None]
    looked_at = slice(0, _MOST_LOOKED_AT)
    starts = corners[looked_at].mean(axis=1)
    lengths, hits = first_hits(starts, inward[looked_at], corners)
    through = np.isfinite(lengths)
    same = through & (owners[looked_at] == owners[hits])
    return bool(areas[looked_at][same].sum() > areas[looked_at][through].sum() / 2)


def _faces(piece: manifold3d.Manifold) -> tuple[Float64, Int64]:
    """Corners of the triangles, near zero, and a number for the solid that each is of."""
    mesh = piece.to_mesh64()
    vertices = np.asarray(mesh.vert_properties, np.float64)[:, :3]
    triangles = np.asarray(mesh.tri_verts, np.int64)
    ends = np.asarray(mesh.run_index, np.int64) // 3
    owners = np.repeat(np.asarray(mesh.run_original_id, np.int64), np.diff(ends))
    return (vertices - vertices.mean(axis=0))[triangles], owners
