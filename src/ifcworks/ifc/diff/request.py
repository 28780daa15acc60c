"""What to compare, and how closely."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Aspect(StrEnum):
    """What of an element can differ."""

    CLASS = "class"
    ATTRIBUTES = "attributes"
    TYPE = "type"
    CONTAINER = "container"
    PLACEMENT = "placement"
    GEOMETRY = "geometry"
    PROPERTIES = "properties"
    QUANTITIES = "quantities"
    MATERIALS = "materials"
    CLASSIFICATIONS = "classifications"
    DOCUMENTS = "documents"
    RELATIONS = "relations"


class Scope(StrEnum):
    """Kinds of objects that are reported; all are matched, so that relations are understood."""

    ELEMENTS = "elements"
    SPATIAL = "spatial"
    FEATURES = "features"
    TYPES = "types"
    GROUPS = "groups"
    OTHERS = "others"


SHAPED = frozenset({Aspect.PLACEMENT, Aspect.GEOMETRY})
"""Aspects that triangles tell of."""


@dataclass(frozen=True)
class Tolerances:
    """How much may differ without being a change.

    Attributes:
        length: metres, of places and of the corners of shapes.
        relative: of numbers, of the larger of the two.
        absolute: of numbers near zero, in SI units.
    """

    length: float = 1e-4
    relative: float = 1e-6
    absolute: float = 1e-9

    def equal(self, old: float, new: float) -> bool:
        """Whether two numbers are the same."""
        return math.isclose(old, new, rel_tol=self.relative, abs_tol=self.absolute)


@dataclass(frozen=True)
class Bcf:
    """How topics are made.

    Attributes:
        version: of BCF.
        pictures: whether each has a picture of its elements, as far as their shapes are known.
    """

    version: Literal["2.1", "3.0"] = "2.1"
    pictures: bool = True


@dataclass(frozen=True)
class DiffRequest:
    """A comparison.

    Attributes:
        aspects: what is compared.
        scopes: what is reported.
        rematch: look for elements whose GlobalId was issued anew.
        shift: take a move of the whole model for one change, and not for one of each element.
    """

    aspects: frozenset[Aspect] = frozenset(Aspect)
    scopes: frozenset[Scope] = frozenset({Scope.ELEMENTS, Scope.SPATIAL})
    tolerances: Tolerances = Tolerances()
    rematch: bool = True
    shift: bool = True

    @property
    def shaped(self) -> bool:
        """Whether triangles are asked."""
        return bool(self.aspects & SHAPED)
