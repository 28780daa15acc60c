"""Comparisons of a selector."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


class Comparison:
    """A comparison with a value, carried out by ifcopenshell, once for equal values.

    Args:
        reader: a ``FacetTransformer``, which knows how to compare.
        sign: ``=``, ``>=``, ``*=`` … perhaps with ``!`` before it.
        value: text, a pattern, True, False or None.
    """

    def __init__(self, reader: Any, sign: str, value: Any) -> None:
        self._compare = reader.compare
        self._value = value
        self._known: dict[Any, bool] = {}
        self.sign = sign

    def holds(self, value: Any) -> bool:
        """Whether it is true of a value, or of one of a list of values."""
        if isinstance(value, (list, tuple)):
            return bool(self._compare(value, self.sign, self._value))
        key = (type(value), value)
        if key not in self._known:
            self._known[key] = bool(self._compare(value, self.sign, self._value))
        return self._known[key]

    def equals(self, value: Any) -> bool:
        """Whether a value equals, whatever the sign."""
        return bool(self._compare(value, "=", self._value))

    def kept(self, elements: Iterable[int], values: Mapping[int, Any]) -> set[int]:
        """Those elements of whose value it is true; None is the value of those without."""
        return {number for number in elements if self.holds(values.get(number))}

    def any_of(self, values: Iterable[Any]) -> bool:
        """Of several: true with ``=`` if it is of any, with all others if it is of none.

        That is how ifcopenshell decides on materials and classifications.
        """
        return self.told(any(self.holds(value) for value in values))

    def told(self, found: bool) -> bool:
        """Whether what was found is what was asked for: the contrary of it unless by ``=``."""
        return found if self.sign == "=" else not found
