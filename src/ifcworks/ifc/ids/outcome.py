"""What a check of a model against an IDS found."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ifcworks.ifc.ids.document import Facet, Ids, Specification
from ifcworks.ifc.ids.facts import Element
from ifcworks.ifc.ids.reading import IdsProblem


class Reason(StrEnum):
    """Why an element does not meet a requirement; the words are those of ifctester."""

    NAME = "NAME"
    PREDEFINED_TYPE = "PREDEFINEDTYPE"
    NO_VALUE = "NOVALUE"
    EMPTY = "FALSEY"
    VALUE = "VALUE"
    NO_SET = "NOPSET"
    DATA_TYPE = "DATATYPE"
    SYSTEM = "SYSTEM"
    ENTITY = "ENTITY"
    PROHIBITED = "PROHIBITED"


@dataclass(frozen=True)
class Failure:
    """Why an element fails, with what was found there."""

    reason: Reason
    actual: str = ""


@dataclass(frozen=True)
class RequirementOutcome:
    """One requirement of a specification.

    Attributes:
        failures: by the element's id, in order.
        status: whether it is met by all applicable elements, and there is one where there must be.
    """

    facet: Facet
    failures: dict[int, Failure]
    status: bool


@dataclass(frozen=True)
class SpecificationOutcome:
    """One specification.

    Attributes:
        is_version: whether the specification names the schema of the model. As the standard's own
            cases have it, that is for people and changes no verdict.
        applicable: ids of the elements that it is about, in order.
        reason: why the specification itself fails by how many elements there are; empty if not.
    """

    specification: Specification
    is_version: bool
    applicable: list[int]
    requirements: tuple[RequirementOutcome, ...]
    status: bool
    reason: str

    @property
    def failed(self) -> set[int]:
        """Ids of the elements that fail: of a prohibited specification all that there are."""
        if not self.status and not self.requirements:
            return set(self.applicable)
        return {number for outcome in self.requirements for number in outcome.failures}

    @property
    def checks(self) -> int:
        """How many times an element was held against a requirement."""
        return len(self.applicable) * len(self.requirements)

    @property
    def failed_checks(self) -> int:
        """How many of these failed."""
        return sum(len(outcome.failures) for outcome in self.requirements)


@dataclass(frozen=True)
class Checked:
    """A model held against one IDS.

    Attributes:
        elements: all applicable elements and their types, by id.
        problems: what the audit has against the IDS, where it was checked all the same.
    """

    ids: Ids
    ids_name: str
    specifications: tuple[SpecificationOutcome, ...]
    elements: dict[int, Element] = field(default_factory=dict)
    problems: tuple[IdsProblem, ...] = ()

    @property
    def status(self) -> bool:
        """Whether all specifications are met."""
        return all(outcome.status for outcome in self.specifications)
