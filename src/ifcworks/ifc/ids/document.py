"""An IDS as it stands in its file, with the lines of its parts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ifcworks.ifc.ids.constraints import Constraint


class Cardinality(StrEnum):
    """Whether something must, may, or must not be."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    PROHIBITED = "prohibited"


@dataclass(frozen=True)
class Facet:
    """What all facets have.

    Attributes:
        line: where it stands in the file, from 1.
        cardinality: of a requirement; in an applicability always required.
    """

    line: int
    cardinality: Cardinality
    instructions: str | None
    uri: str | None


@dataclass(frozen=True)
class EntityFacet(Facet):
    """A class, in capitals, and a predefined type."""

    name: Constraint
    predefined_type: Constraint | None


@dataclass(frozen=True)
class AttributeFacet(Facet):
    """A direct attribute."""

    name: Constraint
    value: Constraint | None


@dataclass(frozen=True)
class PropertyFacet(Facet):
    """A property or quantity of a set."""

    property_set: Constraint
    base_name: Constraint
    value: Constraint | None
    data_type: str | None


@dataclass(frozen=True)
class ClassificationFacet(Facet):
    """A reference of a classification system."""

    system: Constraint | None
    value: Constraint | None


@dataclass(frozen=True)
class MaterialFacet(Facet):
    """A material by name or category."""

    value: Constraint | None


@dataclass(frozen=True)
class PartOfFacet(Facet):
    """A larger whole, by class and predefined type."""

    relation: str | None
    name: Constraint
    predefined_type: Constraint | None


@dataclass(frozen=True)
class Specification:
    """What is required of which elements.

    Attributes:
        wrong_occurs: what is wrong with minOccurs and maxOccurs, where something is.
    """

    line: int
    name: str
    versions: tuple[str, ...]
    identifier: str | None
    description: str | None
    instructions: str | None
    cardinality: Cardinality
    applicability: tuple[Facet, ...]
    requirements: tuple[Facet, ...]
    requirements_description: str | None
    wrong_occurs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ids:
    """A file of specifications.

    Attributes:
        info: title, copyright, version, description, author, date, purpose and milestone, where
            stated.
    """

    info: dict[str, str]
    specifications: tuple[Specification, ...]

    @property
    def title(self) -> str:
        """Its title."""
        return self.info.get("title") or "Untitled"
