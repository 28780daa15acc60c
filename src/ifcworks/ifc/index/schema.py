"""What the IFC schema says of classes, as far as an index asks."""

from __future__ import annotations

from functools import cache
from typing import Any

from ifcopenshell import ifcopenshell_wrapper


class Schema:
    """One of the IFC schemas.

    Args:
        name: IFC2X3, IFC4 or IFC4X3_ADD2.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._schema = ifcopenshell_wrapper.schema_by_name(name)
        self.ancestors = cache(self._ancestors)
        self.attributes = cache(self._attributes)
        self.can_be_contained = cache(self._can_be_contained)

    def is_a(self, kind: str, ancestor: str) -> bool:
        """Whether a class is another or a subtype of it."""
        return ancestor in self.ancestors(kind)

    def entity_name(self, name: str) -> str | None:
        """The name of a class in the letters of the schema; None if it has no such class."""
        try:
            entity = self._entity(name)
        except RuntimeError:
            return None
        return None if entity is None else str(entity.name())

    def _can_be_contained(self, kind: str) -> bool:
        """Whether objects of a class may stand in a spatial part, as the schema says.

        Spatial zones may not, though files put them there.
        """
        entity = self._entity(kind)
        return any(i.name() == "ContainedInStructure" for i in entity.all_inverse_attributes())

    def _entity(self, kind: str) -> Any:
        return self._schema.declaration_by_name(kind).as_entity()

    def _ancestors(self, kind: str) -> tuple[str, ...]:
        """A class and its supertypes, itself first."""
        entity = self._entity(kind)
        found = []
        while entity is not None:
            found.append(entity.name())
            entity = entity.supertype()
        return tuple(found)

    def _attributes(self, kind: str) -> tuple[tuple[str, str | None], ...]:
        """Name and declared type of the attributes of a class; None where that has no name."""
        entity = self._entity(kind)
        return tuple(
            (attribute.name(), _declared(attribute.type_of_attribute()))
            for attribute in entity.all_attributes()
        )


def _declared(type_: Any) -> str | None:
    named = type_.as_named_type()
    return None if named is None else str(named.declared_type().name())
