"""Which elements a rate is for."""

from __future__ import annotations

import fnmatch
from collections import defaultdict
from collections.abc import Callable, Mapping

import duckdb

from ifcworks.ifc.cost.rates import Rate
from ifcworks.ifc.quantities.values import Element

_ANCESTORS = "SELECT class, lower(ancestor) FROM class_ancestors"
_MATERIALS = "SELECT DISTINCT element_id, lower(name) FROM materials WHERE name IS NOT NULL"
_CODES = """
SELECT element_id, lower(identification), lower(system) FROM classifications
WHERE identification IS NOT NULL
"""


class Matcher:
    """Finds the elements of rates.

    Args:
        index: of the model.
        elements: those that may be found, by step id.
        selected: step ids that a selector matches.
    """

    def __init__(
        self,
        index: duckdb.DuckDBPyConnection,
        elements: Mapping[int, Element],
        selected: Callable[[str], list[int]],
    ) -> None:
        self._elements = elements
        self._selected = selected
        self._classes: dict[str, set[str]] = defaultdict(set)
        for name, ancestor in index.execute(_ANCESTORS).fetchall():
            self._classes[name].add(ancestor)
        self._materials: dict[int, list[str]] = defaultdict(list)
        for number, name in index.execute(_MATERIALS).fetchall():
            self._materials[number].append(name)
        self._codes: dict[int, list[str]] = defaultdict(list)
        for number, code, system in index.execute(_CODES).fetchall():
            self._codes[number] += [code, f"{system or ''} {code}".strip()]

    def of(self, rate: Rate) -> list[int]:
        """Step ids of the elements that a rate is for, in ascending order.

        Raises:
            ParametersInvalid: its selector is malformed.
        """
        found = set(self._elements)
        if selector := rate.facets.get("selector"):
            found &= set(self._selected(selector))
        for name, texts in (
            ("class", self._classes_of),
            ("type", self._type_of),
            ("material", lambda number: self._materials.get(number, [])),
            ("classification", lambda number: self._codes.get(number, [])),
        ):
            if pattern := rate.facets.get(name):
                found = {n for n in found if any(fits(t, pattern) for t in texts(n))}
        return sorted(found)

    def _classes_of(self, number: int) -> set[str]:
        return self._classes[self._elements[number].class_]

    def _type_of(self, number: int) -> list[str]:
        name = self._elements[number].type
        return [] if name is None else [name.lower()]


def fits(text: str, pattern: str) -> bool:
    """Whether a text is what a cell says; ``*`` and ``?`` there stand for any letters.

    Args:
        text: in lower case.
        pattern: the cell, in any case.
    """
    wanted = pattern.strip().lower()
    if "*" in wanted or "?" in wanted:
        # A bracket in a name is nothing but itself.
        return fnmatch.fnmatchcase(text, wanted.replace("[", "[[]"))
    return text == wanted
