"""What statements mean for a part of a model: which need others, and which merely point at them.

A statement needs all that it refers to: a wall its placement, shape and owner. A relationship is
the other way round: it points at things that may be of different parts, and has to be looked at by
its meaning. The same holds for a few statements of the resource level, such as a style, which
points at the shape that it colours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from ifcworks.ifc.index.schema import Schema

OWN_ATTRIBUTES = 4
"""GlobalId, OwnerHistory, Name and Description of a relationship."""

_ATTACHED = {
    "IfcStyledItem": ("Item",),
    "IfcPresentationLayerAssignment": ("AssignedItems",),
    "IfcMaterialDefinitionRepresentation": ("RepresentedMaterial",),
    "IfcMaterialProperties": ("Material",),
    "IfcProfileProperties": ("ProfileDefinition",),
    "IfcMaterialClassificationRelationship": ("ClassifiedMaterial",),
    "IfcExternalReferenceRelationship": ("RelatedResourceObjects",),
    "IfcResourceApprovalRelationship": ("RelatedResourceObjects",),
    "IfcResourceConstraintRelationship": ("RelatedResourceObjects",),
    "IfcCoordinateOperation": ("SourceCRS",),
    "IfcIndexedColourMap": ("MappedTo",),
    "IfcIndexedTextureMap": ("MappedTo",),
    "IfcTextureMap": ("MappedTo",),
    "IfcShapeAspect": ("PartOfProductDefinitionShape",),
    "IfcWellKnownText": ("CoordinateReferenceSystem",),
    "IfcGrid": ("UAxes", "VAxes", "WAxes"),
}
"""Statements that belong to what these attributes point at, and are kept with it."""

_NEEDS_ALL = frozenset({"IfcGrid"})
"""Of those, the ones that need all that they point at; of a list others are content with a part."""


@dataclass(frozen=True)
class Pull:
    """Who is in one attribute brings along who is in another.

    Attributes:
        source: the place of the one attribute.
        targets: the places of the others.
        only_ports: whether only ports are brought along.
    """

    source: int
    targets: tuple[int, ...]
    only_ports: bool = False


@dataclass(frozen=True)
class Meaning:
    """What statements of a class mean.

    Attributes:
        always: what is brought along by whatever is kept.
        parts: what is brought along by what was chosen, if its parts are wanted.
        fillings: the same for what fills openings, such as doors.
        hosts: the same for the openings that something fills, and so for what these are in.
        attached: the places of attributes that it is kept with; for none it is a relationship, kept
            if something is left of each of its attributes.
        filtered: whether of a list only what is kept stays.
    """

    always: tuple[Pull, ...] = ()
    parts: tuple[Pull, ...] = ()
    fillings: tuple[Pull, ...] = ()
    hosts: tuple[Pull, ...] = ()
    attached: tuple[int, ...] = ()
    filtered: bool = True
    optional: tuple[int, ...] = field(default=())


class Meanings:
    """The meanings of the classes of a schema.

    Args:
        schema: which.
    """

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self.of = cache(self._of)
        self.is_a = cache(self._is_a)

    def _is_a(self, name: str, ancestor: str) -> bool:
        """Whether a class, in letters of any size, is another or a subtype of it."""
        exact = self._schema.entity_name(name)
        return exact is not None and self._schema.is_a(exact, ancestor)

    def _of(self, name: str) -> Meaning | None:
        """What statements of a class mean; None for those that merely need what they refer to."""
        exact = self._schema.entity_name(name)
        if exact is None:
            return None
        names = [attribute for attribute, _ in self._schema.attributes(exact)]
        if self._schema.is_a(exact, "IfcRelationship"):
            return self._relationship(exact, names)
        for ancestor in self._schema.ancestors(exact):
            if ancestor in _ATTACHED:
                places = tuple(names.index(n) for n in _ATTACHED[ancestor] if n in names)
                return Meaning(attached=places, filtered=ancestor not in _NEEDS_ALL)
        return Meaning() if exact.endswith("Relationship") else None

    def _relationship(self, exact: str, names: list[str]) -> Meaning:
        def pull(source: str, *targets: str, only_ports: bool = False) -> Pull:
            found = tuple(names.index(target) for target in targets)
            return Pull(names.index(source), found, only_ports)

        def is_a(ancestor: str) -> bool:
            return self._schema.is_a(exact, ancestor)

        rest = tuple(
            name for name in names[OWN_ATTRIBUTES:] if name.startswith("Relating") and name in names
        )
        if is_a("IfcRelDefinesByType") or is_a("IfcRelDefinesByProperties"):
            return Meaning(always=(pull("RelatedObjects", *rest),))
        if is_a("IfcRelDefinesByTemplate"):
            return Meaning(always=(pull("RelatedPropertySets", *rest),))
        if is_a("IfcRelAssociates"):
            return Meaning(always=(pull("RelatedObjects", *rest),))
        if is_a("IfcRelAssignsToProduct"):
            return Meaning()
        if is_a("IfcRelAssigns"):
            members = (pull(rest[0], "RelatedObjects"),) if is_a("IfcRelAssignsToGroup") else ()
            return Meaning(always=(pull("RelatedObjects", *rest),), parts=members)
        if is_a("IfcRelAggregates") or is_a("IfcRelNests"):
            up, down = pull("RelatedObjects", rest[0]), pull(rest[0], "RelatedObjects")
            ports = pull(rest[0], "RelatedObjects", only_ports=True)
            return Meaning(always=(up, ports), parts=(down,))
        if is_a("IfcRelContainedInSpatialStructure"):
            up, down = pull("RelatedElements", rest[0]), pull(rest[0], "RelatedElements")
            return Meaning(always=(up,), parts=(down,))
        if is_a("IfcRelReferencedInSpatialStructure"):
            return Meaning(always=(pull("RelatedElements", rest[0]),))
        if is_a("IfcRelFillsElement"):
            opening, filling = "RelatingOpeningElement", "RelatedBuildingElement"
            return Meaning(fillings=(pull(opening, filling),), hosts=(pull(filling, opening),))
        for kind, host, feature in (
            ("IfcRelVoidsElement", "RelatingBuildingElement", "RelatedOpeningElement"),
            ("IfcRelProjectsElement", "RelatingElement", "RelatedFeatureElement"),
            ("IfcRelAdheresToElement", "RelatingElement", "RelatedSurfaceFeatures"),
            ("IfcRelConnectsPortToElement", "RelatedElement", "RelatingPort"),
        ):
            if is_a(kind):
                return Meaning(always=(pull(host, feature), pull(feature, host)))
        boundaries = ("ParentBoundary", "CorrespondingBoundary")
        return Meaning(optional=tuple(names.index(n) for n in boundaries if n in names))
