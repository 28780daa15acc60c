"""Where elements stand, for those whose shape need not be computed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ifcopenshell
import ifcopenshell.geom
import numpy as np
from ifcopenshell import ifcopenshell_wrapper

from ifcworks.ifc.geometry.model import Float64

_PLACEMENT = 5  # IfcProduct.ObjectPlacement
_NOTHING = 1e-8


def placed_alike(
    file: ifcopenshell.file, like: int, matrix: Float64, others: Sequence[int]
) -> Float64:
    """The matrices of elements that show the shape of another one, float64 (n, 4, 4).

    Args:
        file: the open model.
        like: step id of the element that was computed.
        matrix: float64 (4, 4), that one's.
        others: step ids of those like it.
    """
    settings = ifcopenshell.geom.settings()
    # What the kernel did beyond the placement, such as to apply the target of a map.
    further = np.linalg.inv(_placement(file, like, settings)) @ matrix
    matrices = np.stack([_placement(file, other, settings) for other in others])
    if np.abs(further - np.identity(4)).max() < _NOTHING:
        return matrices
    return np.asarray(matrices @ further)


def _placement(
    file: ifcopenshell.file, number: int, settings: ifcopenshell.geom.settings
) -> Float64:
    place = file.by_id(number)[_PLACEMENT]
    if place is None:
        return np.identity(4)
    mapped: Any = ifcopenshell_wrapper.map_shape
    return np.array(mapped(settings, place).components)
