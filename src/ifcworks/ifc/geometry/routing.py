"""Which kernel an element goes to, and what its volume has to be.

With the kernel ``auto`` an element goes to the fastest kernel that has been found right for its
kind of geometry on real models (docs/adr/0005):

- cut by half spaces or other bodies: ``CAREFUL_KERNEL``, where opencascade does the cutting.
  Manifold is wrong here in silence (walls of half or five times their volume);
- with openings, host and openings all prisms over straight-edged profiles: ``FAST_KERNEL``, where
  manifold cuts ten times faster. The volumes are known beforehand, and a result that cannot be
  right is computed again;
- surface models without openings: ``FAST_KERNEL``, which does not go to opencascade for faces
  that the first library refuses;
- with faces that only opencascade understands: ``FALLBACK_KERNEL``;
- everything else: ``CAREFUL_KERNEL``, where opencascade has hardly anything left to do.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

import ifcopenshell
import ifcopenshell.util.unit

from ifcworks.ifc.geometry.faces import items_with_unnamed_outer_bounds
from ifcworks.ifc.geometry.malformed import MALFORMED
from ifcworks.ifc.geometry.options import (
    AUTO,
    CAREFUL_KERNEL,
    FALLBACK_KERNEL,
    FAST_KERNEL,
    GeometryOptions,
)
from ifcworks.ifc.geometry.solids import prisms_volume

NO_BODY = frozenset(
    {"axis", "footprint", "box", "cog", "clearance", "profile", "annotation", "plan", "lighting"}
    | {"surveypoints", "reference", "surface"}
)
"""Identifiers of representations, in lower case, that are no bodies."""

# Milliseconds of a kernel, roughly, as measured on the corpus.
_LIGHT, _FACETED, _CUT_FAST, _CUT_SLOWLY = 1, 6, 3, 40
_TOLERANCE = 1e-6
# The kernel moves the sides of openings by a tenth of a millimetre, so as not to cut along faces.
_MOVED = 2e-3
# Where less than this part is left, it may be a sheet so thin that a tenth of a millimetre counts.
_SLIVER = 0.05

# Positions of attributes, the same in all schemas: to ask by name takes three times as long.
_SHAPE = 6  # IfcProduct.Representation
_REPRESENTATIONS = 2  # IfcProductDefinitionShape.Representations
_IDENTIFIER, _ITEMS = 1, 3  # of IfcShapeRepresentation


@dataclass(frozen=True)
class Route:
    """How an element is to be computed.

    Attributes:
        kernel: the geometry library to use.
        then: the one to use, without a word, where that gives nothing or what cannot be right.
        weight: how long it takes, in the measure of a plain box.
        volumes: least and greatest volume in cubic metres that can be right, if that is known.
    """

    kernel: str
    then: str | None
    weight: int
    volumes: tuple[float, float] | None = None


class _Content(IntEnum):
    """What an item consists of; the greater ones outdo the lesser ones."""

    SURFACES = 0
    OTHER = 1
    FACETED = 2
    CLIPPED = 3
    ODD = 4


_OF_CLASS = {
    "IfcFaceBasedSurfaceModel": _Content.SURFACES,
    "IfcShellBasedSurfaceModel": _Content.SURFACES,
    "IfcFacetedBrep": _Content.FACETED,
    "IfcFacetedBrepWithVoids": _Content.FACETED,
    "IfcTriangulatedFaceSet": _Content.FACETED,
    "IfcPolygonalFaceSet": _Content.FACETED,
    "IfcBooleanResult": _Content.CLIPPED,
    "IfcBooleanClippingResult": _Content.CLIPPED,
    "IfcCsgSolid": _Content.CLIPPED,
}


@dataclass(frozen=True)
class Voids:
    """What is cut out of what.

    Attributes:
        openings: by step id of what they void, in the order of the file.
        parts: step ids of what the openings of a whole are cut out of, too.
    """

    openings: Mapping[int, Sequence[ifcopenshell.entity_instance]]
    parts: frozenset[int]


def voids_of(file: ifcopenshell.file, options: GeometryOptions) -> Voids:
    """The openings of a model that are to be cut out."""
    if not options.openings:
        return Voids({}, frozenset())
    openings: dict[int, list[ifcopenshell.entity_instance]] = {}
    for relation in file.by_type("IfcRelVoidsElement"):
        with contextlib.suppress(*MALFORMED):
            host, opening = relation.RelatingBuildingElement, relation.RelatedOpeningElement
            if host is not None and opening is not None:
                openings.setdefault(host.id(), []).append(opening)
    parts: set[int] = set()
    above = list(openings)
    while above:
        # Openings are cut out of parts of parts, too.
        below = _parts_of(file.by_id(above.pop())) - parts
        parts |= below
        above += below
    return Voids(openings, frozenset(parts))


def _parts_of(whole: ifcopenshell.entity_instance) -> set[int]:
    """Step ids of what is part of something."""
    try:
        relations = (*getattr(whole, "IsDecomposedBy", ()), *getattr(whole, "IsNestedBy", ()))
        return {part.id() for relation in relations for part in relation.RelatedObjects}
    except MALFORMED:
        return set()


class Router:
    """Chooses routes for the products of a model."""

    def __init__(self, file: ifcopenshell.file, options: GeometryOptions, voids: Voids) -> None:
        self._options = options
        self._unit = ifcopenshell.util.unit.calculate_unit_scale(file) ** 3
        self._maps: dict[int, _Content] = {}
        self._odd = items_with_unnamed_outer_bounds(file)
        self._voids = voids

    def route(self, product: ifcopenshell.entity_instance) -> Route:
        """How to compute a product."""
        try:
            chosen = self._route(product)
        except MALFORMED:
            # Whatever is wrong with it, the kernel will say so, and of this product alone.
            chosen = Route(CAREFUL_KERNEL, None, _LIGHT)
        if self._options.kernel != AUTO:
            return Route(self._options.kernel, None, chosen.weight)
        if self._options.layer_sets:
            # Layers are cut out of bodies too, and nothing is known about manifold there.
            return Route(CAREFUL_KERNEL, None, chosen.weight)
        return chosen

    def _route(self, product: ifcopenshell.entity_instance) -> Route:
        items = list(body_items(product))
        content = max(map(self._content, items), default=_Content.OTHER)
        number = product.id()
        if content is _Content.ODD:
            return Route(FALLBACK_KERNEL, None, _CUT_SLOWLY)
        if content is _Content.CLIPPED or number in self._voids.parts:
            return Route(CAREFUL_KERNEL, None, _CUT_SLOWLY)
        if number in self._voids.openings:
            volumes = self._volumes(items, self._voids.openings[number])
            if volumes is None:
                return Route(CAREFUL_KERNEL, None, _CUT_SLOWLY)
            return Route(FAST_KERNEL, CAREFUL_KERNEL, _CUT_FAST, volumes)
        if content is _Content.SURFACES:
            return Route(FAST_KERNEL, CAREFUL_KERNEL, _FACETED)
        return Route(CAREFUL_KERNEL, None, _FACETED if content is _Content.FACETED else _LIGHT)

    def _volumes(
        self,
        items: Iterable[ifcopenshell.entity_instance],
        openings: Iterable[ifcopenshell.entity_instance],
    ) -> tuple[float, float] | None:
        """Bounds of what is left of the items; nothing where that cannot be told."""
        whole = prisms_volume(items)
        cut = prisms_volume(item for opening in openings for item in body_items(opening))
        if not whole or not cut:
            return None
        least = max(whole - cut * (1 + _MOVED) - whole * _TOLERANCE, whole * _SLIVER)
        # An opening that takes nothing away is not impossible, but worth a second look.
        return least * self._unit, whole * (1 - _TOLERANCE) * self._unit

    def _content(self, item: ifcopenshell.entity_instance) -> _Content:
        name = item.is_a()
        if name != "IfcMappedItem":
            if self._odd and item.id() in self._odd:
                return _Content.ODD
            return _OF_CLASS.get(name, _Content.OTHER)
        source = item.MappingSource
        number = source.id()
        if number not in self._maps:
            # Should a map hold itself, it is known to be nothing special.
            self._maps[number] = _Content.OTHER
            items = source.MappedRepresentation.Items or ()
            self._maps[number] = max(map(self._content, items), default=_Content.OTHER)
        return self._maps[number]


def body_items(
    product: ifcopenshell.entity_instance,
) -> Iterator[ifcopenshell.entity_instance]:
    """The items of representations that can be bodies."""
    shape = product[_SHAPE]
    if shape is not None:
        for representation in shape[_REPRESENTATIONS] or ():
            if (representation[_IDENTIFIER] or "").lower() not in NO_BODY:
                yield from representation[_ITEMS] or ()
