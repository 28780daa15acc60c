"""Where objects are in the world, from their local placements alone."""

from __future__ import annotations

import ifcopenshell
import numpy as np
from ifcopenshell.util.placement import a2p
from ifcopenshell.util.unit import calculate_unit_scale

from ifcworks.ifc.geometry.model import Float64


class Placements:
    """Matrices of local placements; each placement is computed once."""

    def __init__(self, file: ifcopenshell.file) -> None:
        self._scale = _metres(file)
        self._known: dict[int, Float64 | None] = {}

    def world(self, placement: ifcopenshell.entity_instance) -> Float64 | None:
        """A 4x4 matrix that takes local to world coordinates, its shift in metres.

        None if the placement or one that it is relative to is malformed, hangs on itself, or is
        no local one (but on a grid or along a line).
        """
        chain: list[ifcopenshell.entity_instance] = []
        above: ifcopenshell.entity_instance | None = placement
        matrix: Float64 | None = np.eye(4)
        while above is not None:
            if above.id() in self._known:
                matrix = self._known[above.id()]
                break
            self._known[above.id()] = None
            chain.append(above)
            if not above.is_a("IfcLocalPlacement"):
                matrix = None
                break
            above = above.PlacementRelTo
        for step in reversed(chain):
            own = None if matrix is None else self._relative(step)
            matrix = None if matrix is None or own is None else matrix @ own
            self._known[step.id()] = matrix
        return matrix

    def _relative(self, placement: ifcopenshell.entity_instance) -> Float64 | None:
        axes = placement.RelativePlacement
        try:
            origin = np.zeros(3)
            coordinates = axes.Location.Coordinates
            origin[: len(coordinates)] = coordinates
            z = _direction(getattr(axes, "Axis", None), (0.0, 0.0, 1.0))
            # The default x axis is y where the z axis is x (IfcFirstProjAxis of the standard).
            along_x = not np.cross(z, (1.0, 0.0, 0.0)).any()
            x = _direction(axes.RefDirection, (0.0, 1.0, 0.0) if along_x else (1.0, 0.0, 0.0))
            with np.errstate(invalid="ignore", divide="ignore"):
                matrix = np.asarray(a2p(origin * self._scale, z, x), dtype=np.float64)
        except (AttributeError, TypeError, ValueError):
            return None
        return matrix if np.isfinite(matrix).all() else None


def _direction(
    direction: ifcopenshell.entity_instance | None, default: tuple[float, float, float]
) -> Float64:
    vector = np.zeros(3)
    ratios = default if direction is None else direction.DirectionRatios
    vector[: len(ratios)] = ratios
    return vector


def _metres(file: ifcopenshell.file) -> float:
    try:
        return float(calculate_unit_scale(file))
    except (AttributeError, TypeError, ValueError, KeyError, RuntimeError):
        return 1.0
