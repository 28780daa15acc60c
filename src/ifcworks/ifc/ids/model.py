"""A model that is checked: its index, and its file opened where the index does not know enough."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import duckdb
import ifcopenshell

from ifcworks.ifc.ids.attribute_specs import attribute_specs, classes_of, subclasses
from ifcworks.ifc.ids.document import (
    AttributeFacet,
    ClassificationFacet,
    EntityFacet,
    Facet,
    PropertyFacet,
    Specification,
)
from ifcworks.ifc.ids.facts import Facts
from ifcworks.ifc.ids.indexed import UNKEPT, IndexedFacts
from ifcworks.ifc.ids.opened import OpenedFacts
from ifcworks.ifc.index.cells.questions import Questions

_OBJECTS = "IfcObjectDefinition"
_WITH_PROPERTIES = (_OBJECTS, "IfcMaterialDefinition", "IfcMaterial", "IfcProfileDef")
_OF_RESOURCES = ("IfcExtendedProperties", "IfcMaterialProperties", "IfcExtendedMaterialProperties")


class OpenedModel:
    """A model of which everything is asked of the opened file.

    Args:
        file: the opened file.
    """

    def __init__(self, file: ifcopenshell.file) -> None:
        self.schema = str(file.schema_identifier)
        self._facts = OpenedFacts(file)

    def facts_for(self, specification: Specification) -> Facts:
        """The opened file."""
        return self._facts

    def anything(self, facts: Facts, facets: Sequence[Facet]) -> list[int]:
        """See ``CheckedModel``."""
        return _anything(self._facts, self.schema, facets)


class IndexedModel:
    """A model of which the index answers whatever it can.

    Args:
        connection: to the index.
        opened: opens the file; asked once, and only if it is needed.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, opened: Callable[[], ifcopenshell.file]
    ) -> None:
        self._questions = Questions(connection)
        self._open = opened
        self.schema = self._questions.schema.name
        self._indexed = IndexedFacts(connection, lambda: self._file)

    @cached_property
    def _file(self) -> ifcopenshell.file:
        return self._open()

    @cached_property
    def _opened(self) -> OpenedFacts:
        return OpenedFacts(self._file)

    def facts_for(self, specification: Specification) -> Facts:
        """The index, unless the specification is about what is not in it."""
        return self._indexed if self._in_index(specification) else self._opened

    def anything(self, facts: Facts, facets: Sequence[Facet]) -> list[int]:
        """See ``CheckedModel``."""
        if facts is self._indexed:
            return sorted(self._questions.classes)
        return _anything(self._opened, self.schema, facets)

    def _in_index(self, specification: Specification) -> bool:
        objects = subclasses(self.schema, _OBJECTS)
        entities = [f for f in specification.applicability if isinstance(f, EntityFacet)]
        for facet in entities:
            others = (name for name in classes_of(self.schema) if name not in objects)
            if any(facet.name.matches(name) for name in others):
                return False
        if not entities and not self._only_objects(specification.applicability):
            return False
        attributes = [
            facet
            for facet in (*specification.applicability, *specification.requirements)
            if isinstance(facet, AttributeFacet)
        ]
        return not any(facet.name.matches(name) for facet in attributes for name in UNKEPT)

    def _only_objects(self, facets: Sequence[Facet]) -> bool:
        """Whether only objects can be meant where no class is named."""
        others = [facet for facet in facets if not isinstance(facet, AttributeFacet)]
        if not others:
            return False
        if isinstance(others[0], PropertyFacet):
            return not self._questions.has_any(*_OF_RESOURCES)
        if isinstance(others[0], ClassificationFacet):
            return not self._questions.has_any("IfcExternalReferenceRelationship")
        return True


def _anything(facts: OpenedFacts, schema: str, facets: Sequence[Facet]) -> list[int]:
    if not facets:
        return []
    others = [facet for facet in facets if not isinstance(facet, AttributeFacet)]
    if not others:
        first = facets[0]
        assert isinstance(first, AttributeFacet)
        return facts.everything(
            [
                name
                for name in classes_of(schema)
                if any(first.name.matches(spec.name) for spec in attribute_specs(schema, name))
            ]
        )
    if isinstance(others[0], PropertyFacet):
        return facts.everything(_WITH_PROPERTIES)
    found = facts.everything([_OBJECTS])
    if isinstance(others[0], ClassificationFacet):
        return sorted({*found, *facts.classified_resources()})
    return found
