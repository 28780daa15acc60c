"""Where elements stand, for those whose shape need not be computed."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

import ifcopenshell
import ifcopenshell.geom
import numpy as np
from ifcopenshell import ifcopenshell_wrapper

from ifcworks.ifc.geometry.malformed import MALFORMED
from ifcworks.ifc.geometry.model import Float64

_PLACEMENT = 5  # IfcProduct.ObjectPlacement
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


def _placement(
    file: ifcopenshell.file, number: int, settings: ifcopenshell.geom.settings
) -> Float64:
    place = file.by_id(number)[_PLACEMENT]
    if place is None:
        return np.identity(4)
    mapped: Any = ifcopenshell_wrapper.map_shape
    return np.array(mapped(settings, place).components)
