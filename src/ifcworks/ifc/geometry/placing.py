"""Where elements stand, for those whose shape need not be computed."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Sequence
from typing import Any

import ifcopenshell
import ifcopenshell.geom
import numpy as np
from ifcopenshell import ifcopenshell_wrapper

from ifcworks.ifc.geometry.malformed import MALFORMED
from ifcworks.ifc.geometry.model import Float64, Places

_PLACEMENT = 5  # IfcProduct.ObjectPlacement
_LONGEST = 1000
"""The most placements that may lie one in another: each takes some of the library's stack."""
_NOTHING = 1e-8


def placed_alike(
    file: ifcopenshell.file, like: int, matrix: Float64, others: Sequence[int]
) -> tuple[tuple[int, ...], Float64]:
    """Elements that show the shape of another one, and their matrices, float64 (n, 4, 4).

    Those whose placement makes no sense are not among them.

    Args:
        file: the open model.
        like: step id of the element that was computed.
        matrix: float64 (4, 4), that one's.
        others: step ids of those like it.
    """
    settings = ifcopenshell.geom.settings()
    # What the kernel did beyond the placement, such as to apply the target of a map.
    further = np.linalg.inv(_placement(file, like, settings)) @ matrix
    placed: dict[int, Float64] = {}
    for other in others:
        with contextlib.suppress(*MALFORMED):
            placed[other] = _placement(file, other, settings)
    matrices = np.array(list(placed.values())).reshape(-1, 4, 4)
    if np.abs(further - np.identity(4)).max() >= _NOTHING:
        matrices = matrices @ further
    return tuple(placed), matrices


def places_without_shape(file: ifcopenshell.file, shaped: Collection[int]) -> Places:
    """Where elements and spatial parts without triangles stand.

    Those without a placement, or with one that makes no sense, are not among them.

    Args:
        file: the open model.
        shaped: step ids of what has triangles.
    """
    settings = ifcopenshell.geom.settings()
    spatial = "IfcSpatialStructureElement" if file.schema == "IFC2X3" else "IfcSpatialElement"
    products = {product.id() for name in ("IfcElement", spatial) for product in file.by_type(name)}
    placed: dict[int, Float64] = {}
    for number in sorted(products.difference(shaped)):
        with contextlib.suppress(*MALFORMED):
            if file.by_id(number)[_PLACEMENT] is not None:
                matrix = _placement(file, number, settings)
                if np.isfinite(matrix).all():
                    placed[number] = matrix
    return Places(
        np.array(list(placed), np.int64), np.array(list(placed.values())).reshape(-1, 4, 4)
    )


def _placement(
    file: ifcopenshell.file, number: int, settings: ifcopenshell.geom.settings
) -> Float64:
    place = file.by_id(number)[_PLACEMENT]
    if place is None:
        return np.identity(4)
    if not _ends(place):
        raise ValueError("a placement that has no end")
    mapped: Any = ifcopenshell_wrapper.map_shape
    return np.array(mapped(settings, place).components)


def _ends(place: Any) -> bool:
    """Whether a placement comes to an end: one relative to itself ends the process."""
    for _ in range(_LONGEST):
        if place is None:
            return True
        place = getattr(place, "PlacementRelTo", None)
    return False
