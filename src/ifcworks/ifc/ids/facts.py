"""What a check asks of a model, whoever answers: the index, or the opened file."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from ifcworks.ifc.ids.constraints import Constraint


@dataclass(frozen=True)
class Attribute:
    """A direct attribute of an instance.

    Attributes:
        value: text, number in SI, or bool; None where it is null or a LOGICAL that is unknown.
        is_simple: whether it is such a value; otherwise an instance or a list.
        is_empty: an empty text or list, which no requirement takes for a value.
        is_null: nothing stands there.
    """

    name: str
    value: Any
    is_simple: bool
    is_empty: bool
    is_null: bool


@dataclass(frozen=True)
class Values:
    """Values of one type; numbers in SI."""

    ifc_type: str | None
    items: tuple[Any, ...]


@dataclass(frozen=True)
class Property:
    """A property, quantity, or attribute of a predefined set.

    Attributes:
        kind: single, several (enumerated or list), bounded, table, or unsupported (complex,
            reference).
        columns: its values; of a table those of each column.
        lower: the lower bound in SI, where it is bounded and has one; likewise the others.
    """

    name: str
    kind: str
    columns: tuple[Values, ...]
    lower: Any = None
    upper: Any = None
    set_point: Any = None


@dataclass(frozen=True)
class Predefined:
    """A predefined type: the user's own word where there is one."""

    value: str | None
    is_user_defined: bool


@dataclass(frozen=True)
class Classified:
    """A reference that an instance has.

    Attributes:
        system: name of the classification.
        codes: its own, and those of all references that it is a part of.
    """

    system: str | None
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Element:
    """An instance as reports show it."""

    id: int
    global_id: str | None
    ifc_class: str
    predefined_type: str | None
    name: str | None
    description: str | None
    tag: str | None
    type_id: int | None


Sets = dict[str, list[Property]]


class Facts(Protocol):
    """Answers about instances, many at a time. Of an id that is not there nothing is said."""

    def candidates(self, name: Constraint) -> list[int]:
        """Ids of the instances whose class, in capitals, fits; in order."""
        ...

    def classes(self, ids: Collection[int]) -> dict[int, tuple[str, ...]]:
        """Classes in capitals: the own, and in IFC2X3 the one that the type makes of it."""
        ...

    def predefined(self, ids: Collection[int]) -> dict[int, Predefined]:
        """Predefined types, of those that can have one."""
        ...

    def attributes(self, ids: Collection[int], name: Constraint) -> dict[int, list[Attribute]]:
        """Direct attributes whose name fits."""
        ...

    def sets(
        self, ids: Collection[int], set_name: Constraint, base_name: Constraint
    ) -> dict[int, Sets]:
        """Property sets whose name fits, with those properties whose name fits."""
        ...

    def materials(self, ids: Collection[int]) -> dict[int, frozenset[str]]:
        """Names and categories of all materials, of those that have one."""
        ...

    def classifications(self, ids: Collection[int]) -> dict[int, list[Classified]]:
        """References, own and by type, of those that have any."""
        ...

    def wholes(self, ids: Collection[int], relation: str | None) -> dict[int, list[int]]:
        """What instances are a part of, by one kind of relation or any, at any height."""
        ...

    def described(self, ids: Collection[int]) -> Iterable[Element]:
        """Instances as reports show them, and the types of those that have one."""
        ...
