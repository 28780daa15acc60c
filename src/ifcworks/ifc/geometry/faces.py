"""Faces that the polygonal kernels leave out without a word."""

from __future__ import annotations

import contextlib

import ifcopenshell

from ifcworks.ifc.geometry.malformed import MALFORMED

_BOUNDS = 0  # IfcFace.Bounds
_DEPTH = 3
"""From a face over its shell to the item, and to what cuts it or is cut by it."""


def items_with_unnamed_outer_bounds(file: ifcopenshell.file) -> frozenset[int]:
    """Step ids of items with a face of several bounds, none of which is said to be the outer one.

    The standard allows it (IfcFaceOuterBound is optional: 8.15.3.3 of IFC4), and some exporters
    write all holes in this way. Opencascade finds out which bound is the outer one; the kernels of
    CGAL drop the face, so that the body has a hole instead of a wall.
    """
    found: set[int] = set()
    # Nearly all models have none of these but for the holes in faces that name their outer bound.
    for bound in file.by_type("IfcFaceBound", include_subtypes=False):
        for face in file.get_inverse(bound):
            with contextlib.suppress(*MALFORMED):
                bounds = face[_BOUNDS] if face.is_a("IfcFace") else ()
                if len(bounds) > 1 and not any(b.is_a("IfcFaceOuterBound") for b in bounds):
                    found.add(face.id())
    above = {file.by_id(number) for number in found}
    items: set[int] = set()
    for _ in range(_DEPTH):
        above = {user for entity in above for user in file.get_inverse(entity)}
        items |= {entity.id() for entity in above}
    return frozenset(items)
