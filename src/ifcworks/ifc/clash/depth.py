"""How deep a body is: the largest ball that fits into it."""

from __future__ import annotations

import numpy as np

from ifcworks.ifc.clash.model import Float64, Int64

_MOST_CENTRES = 64
_MOST_TRIANGLES = 4000
_AT_ONCE = 100_000
"""Pairs of a point and a triangle that are looked at together."""
_SLACK = 1e-9
_DECIMALS = 7
_SPLIT = np.array(
    [[1 / 3, 1 / 3, 1 / 3], [2 / 3, 1 / 6, 1 / 6], [1 / 6, 2 / 3, 1 / 6], [1 / 6, 1 / 6, 2 / 3]]
)


def largest_ball(vertices: Float64, triangles: Int64) -> tuple[float, Float64, Float64]:
    """Diameter of the largest ball in a closed body, and two opposite points of it.

    The line between the points is across the body where it is thinnest there. The ball is the best
    one of those round the middle of the body and halfway through it below places on its surface:
    exact for boxes, plates and the like, a little too small for others.
    """
    origin = vertices.mean(axis=0)
    corners = (vertices - origin)[triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    areas = np.linalg.norm(normals, axis=1)
    largest = np.argsort(-areas, kind="stable")[:_MOST_TRIANGLES]
    largest = largest[areas[largest] > 0]
    if not len(largest):
        return 0.0, origin, origin
    corners, normals = corners[largest], normals[largest] / areas[largest, None]
    levels = np.einsum("ij,ij->i", normals, corners[:, 0])
    if ((vertices - origin) @ normals.T <= levels + _SLACK).all():
        centres, nearest = _between_planes(corners, normals, levels)
    else:
        centres = _centres(corners, normals)
        nearest = nearest_points(centres, corners)
    distances = np.linalg.norm(nearest - centres, axis=1)
    # Of equal ones always the same.
    equal = np.flatnonzero(distances >= distances.max() - _SLACK)
    best = int(equal[np.lexsort(np.round(centres[equal], _DECIMALS).T)[0]])
    radius = float(distances[best])
    if radius == 0.0:
        return 0.0, origin, origin
    across = nearest[best] - centres[best]
    return 2 * radius, centres[best] + across + origin, centres[best] - across + origin


def _between_planes(corners: Float64, normals: Float64, levels: Float64) -> tuple[Float64, Float64]:
    """The same points of a convex body, and the nearest of its surface: both by its planes alone.

    Most of what buildings have in common is convex, and then has few triangles.
    """
    starts, inward = _starts(corners, normals)
    towards = inward @ normals.T
    gaps = np.maximum(levels - starts @ normals.T, 0.0)
    lengths = np.where(towards > _SLACK, gaps / np.where(towards > _SLACK, towards, 1.0), np.inf)
    centres = np.concatenate(
        [starts + inward * (lengths.min(axis=1) / 2)[:, None], _middles(corners)]
    )
    gaps = levels - centres @ normals.T
    plane = gaps.argmin(axis=1)
    nearest = centres + normals[plane] * gaps.min(axis=1)[:, None]
    return centres, nearest


def _starts(corners: Float64, normals: Float64) -> tuple[Float64, Float64]:
    """Places on the largest faces, and the directions inward."""
    number = max(1, _MOST_CENTRES // len(_SPLIT))
    samples = np.einsum("sk,nkj->nsj", _SPLIT, corners[:number])
    return samples.reshape(-1, 3), -np.repeat(normals[:number], len(_SPLIT), axis=0)


def _middles(corners: Float64) -> Float64:
    """The middles of the box and of the corners."""
    points = corners.reshape(-1, 3)
    return np.array([(points.min(axis=0) + points.max(axis=0)) / 2, points.mean(axis=0)])


def _centres(corners: Float64, normals: Float64) -> Float64:
    """Points inside: the middle of the box and of the vertices, and halfway through below faces."""
    starts, inward = _starts(corners, normals)
    lengths, _ = first_hits(starts, inward, corners)
    through = np.isfinite(lengths)
    halfway = starts[through] + inward[through] * (lengths[through, None] / 2)
    middles = _middles(corners)
    inside = [middle for middle in middles if is_inside(middle, corners)]
    return (
        np.concatenate([halfway, np.array(inside).reshape(-1, 3)])
        if len(inside)
        else (halfway if len(halfway) else middles[:1])
    )


def is_inside(point: Float64, corners: Float64) -> bool:
    """By the winding number: the solid angle of all triangles, seen from the point."""
    a, b, c = (corners[:, k] - point for k in range(3))
    la, lb, lc = (np.linalg.norm(side, axis=1) for side in (a, b, c))
    over = np.einsum("ij,ij->i", a, np.cross(b, c))
    under = (
        la * lb * lc
        + np.einsum("ij,ij->i", a, b) * lc
        + np.einsum("ij,ij->i", b, c) * la
        + np.einsum("ij,ij->i", c, a) * lb
    )
    return bool(np.arctan2(over, under).sum() / (2 * np.pi) > 0.5)


def first_hits(starts: Float64, directions: Float64, corners: Float64) -> tuple[Float64, Int64]:
    """How far from each start, along its direction, the next triangle is, and which; inf for none.

    Only triangles count that are seen from behind: the other side of the body.
    """
    first = corners[:, 0]
    one, two = corners[:, 1] - first, corners[:, 2] - first
    p = np.cross(directions[:, None], two[None])
    determinant = np.einsum("tj,stj->st", one, p)
    with np.errstate(divide="ignore", invalid="ignore"):
        inverse = 1 / determinant
        offset = starts[:, None] - first[None]
        u = np.einsum("stj,stj->st", offset, p) * inverse
        q = np.cross(offset, one[None])
        v = np.einsum("sj,stj->st", directions, q) * inverse
        length = np.einsum("tj,stj->st", two, q) * inverse
        hit = (u >= -_SLACK) & (v >= -_SLACK) & (u + v <= 1 + _SLACK) & (length > 1e-12)
    # Faces that are seen from outside are not the other side of the body.
    hit &= determinant < 0
    lengths = np.where(hit, length, np.inf)
    nearest = lengths.argmin(axis=1)
    return np.asarray(lengths[np.arange(len(starts)), nearest], np.float64), nearest


def nearest_points(points: Float64, corners: Float64) -> Float64:
    """The nearest point of the surface to each point.

    On each triangle it is the foot of the perpendicular if that lies within, else it is on an edge.
    """
    step = max(1, _AT_ONCE // len(corners))
    parts = [_nearest_of(points[k : k + step], corners) for k in range(0, len(points), step)]
    return np.concatenate(parts)


def _nearest_of(points: Float64, corners: Float64) -> Float64:
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    one, two = b - a, c - a
    normal = np.cross(one, two)
    squared = np.maximum(np.einsum("tj,tj->t", normal, normal), 1e-300)
    to = points[:, None] - a
    v = np.einsum("ptj,tj->pt", to, np.cross(two, normal) / squared[:, None])
    w = np.einsum("ptj,tj->pt", to, np.cross(normal, one) / squared[:, None])
    within = (v >= 0) & (w >= 0) & (v + w <= 1)
    height = np.abs(np.einsum("ptj,tj->pt", to, normal / np.sqrt(squared)[:, None]))
    gaps, feet = (
        [np.where(within, height**2, np.inf)],
        [a + v[..., None] * one + w[..., None] * two],
    )
    for start, end in ((a, b), (b, c), (c, a)):
        foot = _on_edge(points, start, end)
        away = foot - points[:, None]
        gaps.append(np.einsum("ptj,ptj->pt", away, away))
        feet.append(foot)
    all_gaps = np.concatenate(gaps, axis=1)
    best = all_gaps.argmin(axis=1)
    return np.asarray(np.concatenate(feet, axis=1)[np.arange(len(points)), best], np.float64)


def _on_edge(points: Float64, start: Float64, end: Float64) -> Float64:
    along = end - start
    squared = np.maximum(np.einsum("tj,tj->t", along, along), 1e-300)
    share = np.einsum("ptj,tj->pt", points[:, None] - start, along / squared[:, None])
    return np.asarray(start + np.clip(share, 0, 1)[..., None] * along, np.float64)
