"""Meshes as closed solids, where they are."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import manifold3d
import numpy as np

from ifcworks.ifc.clash.model import Element, Float64, Int64

WELD = 1e-6
"""Metres within which two vertices are one."""
MOST_TRIANGLES = 200_000
"""A body with more is not intersected: it would take the time of all others."""

OPEN = "its surface is not closed"
INSIDE_OUT = "its surface looks inward"
TOO_FINE = f"it has more than {MOST_TRIANGLES:,} triangles"


class Solids:
    """The solids of elements; those of equal bodies in equal places are made once."""

    def __init__(self) -> None:
        self._keys: dict[tuple[int, int], tuple[Element, bytes]] = {}
        self._made: dict[bytes, list[manifold3d.Manifold] | str] = {}

    def key_of(self, element: Element) -> bytes:
        """Equal for elements with the same triangles in the same places."""
        known = self._keys.get(element.key)
        if known is not None and known[0].vertices is element.vertices:
            return known[1]
        digest = hashlib.blake2b(element.vertices.tobytes(), digest_size=16)
        digest.update(element.triangles.tobytes())
        self._keys[element.key] = (element, digest.digest())
        return self._keys[element.key][1]

    def of(self, element: Element) -> list[manifold3d.Manifold]:
        """The solids that an element is made of.

        Raises:
            NotSolid: it is not made of solids; the text says why.
        """
        solids = self._known(element)
        if isinstance(solids, str):
            raise NotSolid(solids)
        return solids

    def why_none(self, a: Element, b: Element) -> str | None:
        """Why it is not known what a pair has in common; None if it is."""
        reasons = [
            f"{element.ifc_class} {element.global_id}: {solids}"
            for element in (a, b)
            if isinstance(solids := self._known(element), str)
        ]
        return "; ".join(reasons) or None

    def _known(self, element: Element) -> list[manifold3d.Manifold] | str:
        key = self.key_of(element)
        if key not in self._made:
            try:
                self._made[key] = solids_of(element.vertices, element.triangles)
            except NotSolid as error:
                self._made[key] = str(error)
        return self._made[key]


class NotSolid(Exception):
    """A mesh bounds no solid; the text says why."""


def solids_of(vertices: Float64, triangles: Int64) -> list[manifold3d.Manifold]:
    """The solids that a mesh is the surface of, each in one piece. They may touch or overlap.

    Raises:
        NotSolid: a piece of the mesh is not closed.
    """
    if len(triangles) > MOST_TRIANGLES:
        raise NotSolid(TOO_FINE)
    whole = _solid(vertices, triangles)
    if whole is not None and whole.volume() < 0:  # all of it looks inward
        whole = _solid(vertices, triangles[:, ::-1])
    if whole is not None:
        return [whole]
    return [_checked(_solid(*piece)) for piece in _pieces(*_welded(vertices, triangles))]


def _solid(vertices: Float64, triangles: Int64) -> manifold3d.Manifold | None:
    mesh = manifold3d.Mesh64(
        np.ascontiguousarray(vertices, np.float64), np.ascontiguousarray(triangles, np.uint64)
    )
    solid = manifold3d.Manifold(mesh)
    return solid if solid.status() == manifold3d.Error.NoError and not solid.is_empty() else None


def _checked(solid: manifold3d.Manifold | None) -> manifold3d.Manifold:
    if solid is None:
        raise NotSolid(OPEN)
    if solid.volume() < 0:
        raise NotSolid(INSIDE_OUT)
    return solid


def _welded(vertices: Float64, triangles: Int64) -> tuple[Float64, Int64]:
    """The mesh with one vertex at each place, without triangles that have become lines."""
    _, first, inverse = np.unique(
        np.round(vertices / WELD).astype(np.int64), axis=0, return_index=True, return_inverse=True
    )
    triangles = inverse.ravel()[triangles]
    a, b, c = triangles.T
    return vertices[first], triangles[(a != b) & (b != c) & (c != a)]


def _pieces(vertices: Float64, triangles: Int64) -> Sequence[tuple[Float64, Int64]]:
    """The parts of a mesh that hang together by edges of two triangles.

    Two bodies that touch along an edge have four triangles there, and fall apart.
    """
    count = len(triangles)
    if not count:
        raise NotSolid(OPEN)
    edges = np.sort(
        np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    )
    keys = edges[:, 0] * len(vertices) + edges[:, 1]
    order = np.argsort(keys, kind="stable")
    owners = np.tile(np.arange(count), 3)[order]
    starts = np.flatnonzero(np.r_[True, np.diff(keys[order]) != 0])
    plain = starts[np.diff(np.r_[starts, len(keys)]) == 2]
    labels = _labels(count, owners[plain], owners[plain + 1])
    pieces = []
    for label in np.unique(labels):
        used, inverse = np.unique(triangles[labels == label], return_inverse=True)
        pieces.append((vertices[used], inverse.reshape(-1, 3)))
    return pieces


def _labels(count: int, first: Int64, second: Int64) -> Int64:
    """A number for each of ``count`` nodes, equal for those that links join."""
    labels = np.arange(count)
    while True:
        low = np.minimum(labels[first], labels[second])
        lowered = labels.copy()
        np.minimum.at(lowered, first, low)
        np.minimum.at(lowered, second, low)
        lowered = lowered[lowered]
        if np.array_equal(lowered, labels):
            return labels
        labels = lowered
