"""What a query has come to after some of its steps, for all rows at once.

A step is made for each distinct instance once; ``Spread`` and ``Many`` bring its results back to
the rows.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ifcworks.ifc.index.cells.queries import Key
from ifcworks.ifc.index.cells.questions import NotInIndex

SPECIAL = frozenset(
    {"type", "types", "occurrences", "class", "predefined_type", "id", "count", "item", "i"}
    | {"material", "mat", "materials", "mats", "profiles", "styles", "classification"}
    | {"container", "space", "storey", "building", "site", "parent", "group", "system", "zone"}
)
"""Words that mean a step of their own, whatever the value before."""


class State(ABC):
    """One value for each row, on its way."""

    @abstractmethod
    def step(self, key: Key) -> State:
        """The values that a key leads to.

        Raises:
            NotInIndex: the index does not know them.
        """

    @abstractmethod
    def values(self) -> list[Any]:
        """The values as plain Python: None, text, numbers, booleans or lists of such.

        Whole instances are what people call them: their name or code, else their class.

        Raises:
            NotInIndex: the index does not know.
        """


class Plain(State):
    """Values that are there."""

    def __init__(self, values: list[Any]) -> None:
        self._values = values

    def step(self, key: Key) -> State:
        """Nothing of nothing; no more is known of a value."""
        if any(value is not None for value in self._values):
            raise NotInIndex(f"'{key}' of a value")
        return self

    def values(self) -> list[Any]:
        """The values."""
        return self._values


class Spread(State):
    """Rows of which several may have the same value, and some none.

    Args:
        places: where the value of each row stands in ``inner``; -1 for none.
        inner: the distinct values.
    """

    def __init__(self, places: list[int], inner: State) -> None:
        self._places = places
        self._inner = inner

    def step(self, key: Key) -> State:
        """The same rows a step on."""
        return Spread(self._places, self._inner.step(key))

    def values(self) -> list[Any]:
        """The values of the rows."""
        known = [*self._inner.values(), None]
        return [known[place] for place in self._places]


class Many(State):
    """Rows that have a list of values each.

    Args:
        lengths: of the lists.
        inner: their values, one list after the other.
        ordered: whether the model has them in an order, so that one can be taken by its number.
    """

    def __init__(self, lengths: list[int], inner: State, ordered: bool = True) -> None:
        self._lengths = lengths
        self._inner = inner
        self._ordered = ordered

    def step(self, key: Key) -> State:
        """Each list a step on; ``count`` is its length, a number one of its values."""
        if key == "count":
            return Plain(list(self._lengths))
        if key in SPECIAL:
            raise NotInIndex(f"'{key}' of a list")
        if isinstance(key, str) and key.isnumeric():
            if not self._ordered:
                raise NotInIndex(f"'{key}' of what has no order")
            return self._picked(int(key))
        return Many(self._lengths, self._inner.step(key))

    def values(self) -> list[Any]:
        """A list for each row; lists within a list are joined to it."""
        found = self._inner.values()
        lists, start = [], 0
        for length in self._lengths:
            one: list[Any] = []
            for value in found[start : start + length]:
                if isinstance(value, list):
                    one.extend(value)
                else:
                    one.append(value)
            lists.append(one)
            start += length
        return lists

    def _picked(self, position: int) -> State:
        places, start = [], 0
        for length in self._lengths:
            places.append(start + position if position < length else -1)
            start += length
        return Spread(places, self._inner)


Instances = Callable[[list[int]], State]
"""Makes a state of distinct instances from their ids."""


def ones(make: Instances, numbers: Iterable[int | None]) -> State:
    """A state of rows that have an instance each, or none."""
    places: dict[int, int] = {}
    rows = [-1 if n is None else places.setdefault(n, len(places)) for n in numbers]
    return Spread(rows, make(list(places)))


def lists(make: Instances, numbers: Sequence[Sequence[int | None]], ordered: bool = True) -> State:
    """A state of rows that have a list of instances each."""
    flat = (number for row in numbers for number in row)
    return Many([len(row) for row in numbers], ones(make, flat), ordered)
