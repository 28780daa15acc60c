"""Shapes put together by material, so that a viewer draws many of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ifcworks.ifc.geometry.model import Float64
from ifcworks.ifc.geometry.viewer.quantizing import WIDEST

MOST_VERTICES = 65535
"""Of a batch, so that its indices have 16 bits."""


@dataclass(frozen=True, eq=False)
class Piece:
    """The triangles of one material of one instance.

    Attributes:
        points: float64 (n, 3), in the world.
        triangles: int64 (m, 3), indices of points.
        row: of the table of elements.
    """

    points: Float64
    triangles: npt.NDArray[np.int64]
    row: int


@dataclass(frozen=True, eq=False)
class Batch:
    """Pieces of one material.

    Attributes:
        points: float64 (n, 3), in the world.
        triangles: int64 (m, 3), indices of points.
        rows: int64 (n,), of the table of elements.
    """

    points: Float64
    triangles: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]


def batches(pieces: Mapping[int, list[Piece]]) -> Iterator[tuple[int, Batch]]:
    """The pieces of each material in batches that are neither too wide nor too large."""
    for material in sorted(pieces):
        for part in _parts(pieces[material]):
            yield material, _joined(part)


def _parts(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Pieces, halved along their longest side until they fit."""
    if len(pieces) == 1:
        yield pieces
        return
    low = np.array([piece.points.min(axis=0) for piece in pieces])
    high = np.array([piece.points.max(axis=0) for piece in pieces])
    yield from _halved(pieces, low, high)


def _halved(pieces: list[Piece], low: Float64, high: Float64) -> Iterator[list[Piece]]:
    size = high.max(axis=0) - low.min(axis=0)
    vertices = sum(len(piece.points) for piece in pieces)
    if len(pieces) == 1 or (size.max() <= WIDEST and vertices <= MOST_VERTICES):
        yield pieces
        return
    side = int(np.argmax(size))
    order = np.argsort((low + high)[:, side], kind="stable")
    half = len(pieces) // 2
    for chosen in (order[:half], order[half:]):
        yield from _halved([pieces[n] for n in chosen.tolist()], low[chosen], high[chosen])


def _joined(pieces: Iterable[Piece]) -> Batch:
    # In the order of the elements, so that the same model gives the same bytes.
    parts = sorted(pieces, key=lambda piece: piece.row)
    counts = [len(part.points) for part in parts]
    starts = np.concatenate([[0], np.cumsum(counts)])
    triangles = [
        part.triangles + start for part, start in zip(parts, starts.tolist(), strict=False)
    ]
    return Batch(
        points=np.concatenate([part.points for part in parts]),
        triangles=np.concatenate(triangles),
        rows=np.repeat([part.row for part in parts], counts),
    )
