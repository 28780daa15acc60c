"""Which elements have curved faces, so that facets are less than what is drawn.

The triangles that are kept draw a circle with sixteen sides, which is enough to look at, and 2.6 %
less area than the circle has. With ``SEGMENTS`` sides it is 0.16 %.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from math import pi
from typing import Any

from ifcworks.ifc.geometry.malformed import MALFORMED
from ifcworks.ifc.geometry.options import GeometryOptions
from ifcworks.ifc.geometry.routing import body_items

SEGMENTS = 64
"""Of a circle."""
_CURVED = frozenset(
    {
        *("IfcSweptDiskSolid", "IfcSweptDiskSolidPolygonal"),
        *("IfcRevolvedAreaSolid", "IfcRevolvedAreaSolidTapered"),
        *("IfcFixedReferenceSweptAreaSolid", "IfcSurfaceCurveSweptAreaSolid"),
        *("IfcDirectrixCurveSweptAreaSolid", "IfcDirectrixDerivedReferenceSweptAreaSolid"),
        *("IfcSectionedSolidHorizontal", "IfcAdvancedBrep", "IfcAdvancedBrepWithVoids"),
        *("IfcRightCircularCylinder", "IfcRightCircularCone", "IfcSphere"),
        *("IfcCircleProfileDef", "IfcCircleHollowProfileDef", "IfcEllipseProfileDef"),
        *("IfcRoundedRectangleProfileDef", "IfcCircle", "IfcEllipse"),
        *("IfcBSplineCurve", "IfcBSplineCurveWithKnots", "IfcRationalBSplineCurveWithKnots"),
        *("IfcBezierCurve", "IfcRationalBezierCurve", "IfcClothoid"),
    }
)
_BELOW: dict[str, tuple[str, ...]] = {
    "IfcBooleanResult": ("FirstOperand", "SecondOperand"),
    "IfcBooleanClippingResult": ("FirstOperand", "SecondOperand"),
    "IfcCsgSolid": ("TreeRootExpression",),
    "IfcPolygonalBoundedHalfSpace": ("PolygonalBoundary",),
    "IfcExtrudedAreaSolid": ("SweptArea",),
    "IfcExtrudedAreaSolidTapered": ("SweptArea", "EndSweptArea"),
    "IfcArbitraryClosedProfileDef": ("OuterCurve",),
    "IfcArbitraryProfileDefWithVoids": ("OuterCurve", "InnerCurves"),
    "IfcCenterLineProfileDef": ("Curve",),
    "IfcCompositeProfileDef": ("Profiles",),
    "IfcDerivedProfileDef": ("ParentProfile",),
    "IfcMirroredProfileDef": ("ParentProfile",),
    "IfcTrimmedCurve": ("BasisCurve",),
    "IfcOffsetCurve2D": ("BasisCurve",),
    "IfcCompositeCurve": ("Segments",),
    "Ifc2DCompositeCurve": ("Segments",),
    "IfcCompositeCurveSegment": ("ParentCurve",),
    "IfcCurveSegment": ("ParentCurve",),
    "IfcMappedItem": ("MappingSource",),
    "IfcRepresentationMap": ("MappedRepresentation",),
    "IfcShapeRepresentation": ("Items",),
}
"""What to look at of those that may hold a curve."""
_ROUNDED_EDGES = frozenset({"FilletRadius", "EdgeRadius", "InnerFilletRadius", "OuterFilletRadius"})
_WITH_EDGES = frozenset(
    {
        *("IfcIShapeProfileDef", "IfcAsymmetricIShapeProfileDef", "IfcLShapeProfileDef"),
        *("IfcUShapeProfileDef", "IfcTShapeProfileDef", "IfcZShapeProfileDef"),
        *("IfcCShapeProfileDef", "IfcRectangleHollowProfileDef"),
    }
)


def finely(options: GeometryOptions) -> GeometryOptions:
    """The same options with as many facets as measuring needs."""
    return replace(options, circle_segments=SEGMENTS, angular_deflection=2 * pi / SEGMENTS)


class Curves:
    """Looks for curves in what products are made of; remembers what it has seen."""

    def __init__(self) -> None:
        self._known: dict[int, bool] = {}

    def among(self, numbers: Iterable[int], product: Callable[[int], Any]) -> set[int]:
        """Those of some products that have curved faces, by step id.

        Args:
            numbers: step ids.
            product: answers the product of one.
        """
        return {number for number in numbers if self._has(product(number))}

    def _has(self, product: Any) -> bool:
        try:
            return any(self._in(item) for item in body_items(product))
        except MALFORMED:
            return False

    def _in(self, part: Any) -> bool:
        name = part.is_a()
        if name in _CURVED:
            return True
        number = part.id()
        if number not in self._known:
            # What holds itself is known to be straight in the meantime.
            self._known[number] = False
            self._known[number] = self._below(part, name)
        return self._known[number]

    def _below(self, part: Any, name: str) -> bool:
        if name in _WITH_EDGES:
            return any(getattr(part, edge, None) for edge in _ROUNDED_EDGES)
        if name == "IfcIndexedPolyCurve":
            return any(one.is_a("IfcArcIndex") for one in part.Segments or ())
        for attribute in _BELOW.get(name, ()):
            held = getattr(part, attribute)
            for one in held if isinstance(held, tuple) else (held,):
                if one is not None and self._in(one):
                    return True
        return False
