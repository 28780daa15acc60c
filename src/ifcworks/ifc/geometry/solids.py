"""The volume of simple solids, worked out from their attributes without a geometry kernel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any


def prisms_volume(items: Iterable[Any]) -> float | None:
    """Volume of items together, in cubic length units of the file.

    Nothing where one of them is no ``IfcExtrudedAreaSolid`` over straight lines, by itself or as
    an unscaled map.
    """
    volume = 0.0
    for item in items:
        name = item.is_a()
        one = None
        if name == "IfcExtrudedAreaSolid":
            one = prism_volume(item)
        elif name == "IfcMappedItem" and _is_unscaled(item.MappingTarget):
            inner = item.MappingSource.MappedRepresentation.Items or ()
            if not any(inner_item.is_a("IfcMappedItem") for inner_item in inner):
                one = prisms_volume(inner)
        if one is None:
            return None
        volume += one
    return volume


def _is_unscaled(target: Any) -> bool:
    return target.is_a() == "IfcCartesianTransformationOperator3D" and target.Scale in (None, 1.0)


def prism_volume(solid: Any) -> float | None:
    """Volume of an ``IfcExtrudedAreaSolid`` in cubic length units of the file.

    Nothing where its profile is not a rectangle or bounded by straight lines.
    """
    area = _area(solid.SweptArea)
    if area is None:
        return None
    ratios = solid.ExtrudedDirection.DirectionRatios
    length = sum(ratio * ratio for ratio in ratios) ** 0.5
    if not length or len(ratios) != 3:
        return None
    volume = abs(area * float(solid.Depth) * ratios[2] / length)
    return volume or None


def _area(profile: Any) -> float | None:
    name = profile.is_a()
    if name == "IfcRectangleProfileDef":
        return float(profile.XDim) * float(profile.YDim)
    if name == "IfcArbitraryClosedProfileDef":
        return _inside(profile.OuterCurve)
    if name == "IfcArbitraryProfileDefWithVoids":
        outer = _inside(profile.OuterCurve)
        inner = [_inside(curve) for curve in profile.InnerCurves]
        if outer is None or None in inner:
            return None
        return outer - sum(area for area in inner if area is not None)
    return None


def _inside(curve: Any) -> float | None:
    """Area within a closed curve of straight lines."""
    points: Sequence[Sequence[float]]
    if curve.is_a("IfcPolyline"):
        points = [point.Coordinates for point in curve.Points]
    elif curve.is_a("IfcIndexedPolyCurve") and not curve.Segments:
        points = curve.Points.CoordList
    else:
        return None
    # About the first point: a profile may lie far from its origin.
    x0, y0 = points[0][:2]
    shifted = [(point[0] - x0, point[1] - y0) for point in points]
    turned = zip(shifted, [*shifted[1:], shifted[0]], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in turned)) / 2
