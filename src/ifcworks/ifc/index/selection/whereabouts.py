"""The filters of a selector that follow relations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from ifcworks.ifc.index.cells.questions import Questions
from ifcworks.ifc.index.selection.comparing import Comparison

_BELOW = (
    *("IfcRelAggregates", "IfcRelContainedInSpatialStructure", "IfcRelNests"),
    *("IfcRelVoidsElement", "IfcRelFillsElement", "IfcRelAdheresToElement"),
)
_NO_PARENTS = "IfcRelAdheresToElement"
"""Leads down from what matched, but is not looked at to find what matches."""


class Whereabouts:
    """Where the objects of a model are, and what for.

    Args:
        questions: to its index.
    """

    def __init__(self, questions: Questions) -> None:
        self._questions = questions

    def called(self, number: int | None) -> tuple[Any, Any]:
        """Name and GlobalId of an object."""
        return self._calls.get(number, (None, None))

    def located(self, elements: set[int], compare: Comparison) -> set[int]:
        """Those that stand in, or are parts of, something called like that."""
        containers = self._questions.column(elements, "container_id")
        fits: dict[int, bool] = {}

        def found(number: int) -> bool:
            container = containers.get(number) or self._wholes.get(number)
            if container is None or self._questions.is_a(container, "IfcProject"):
                return compare.holds(None)
            if container not in fits:
                upwards = self._upwards(container)
                fits[container] = any(self._is_called(n, compare) for n in upwards)
            return compare.told(fits[container])

        return {number for number in elements if found(number)}

    def grouped(self, elements: set[int], compare: Comparison) -> set[int]:
        """Those in a group called like that."""
        within: set[int] = set()
        for group, members in self._groups.items():
            if self._is_called(group, compare):
                within |= members
        return {number for number in elements if compare.told(number in within)}

    def below(self, elements: set[int], compare: Comparison) -> set[int]:
        """Those below something called like that, and that itself."""
        found: set[int] = set()
        waiting = [
            number
            for number in self._parents
            if any(compare.holds(value) for value in self.called(number))
        ]
        while waiting:
            number = waiting.pop()
            if number not in found:
                found.add(number)
                waiting += self._parts.get(number, ())
        return elements & found if compare.sign == "=" else elements - found

    def _is_called(self, number: int, compare: Comparison) -> bool:
        return any(compare.equals(value) for value in self.called(number))

    def _upwards(self, number: int | None) -> Iterator[int]:
        """A container and what it is a part of, up to the project."""
        passed: set[int] = set()
        while number is not None and number not in passed:
            if self._questions.is_a(number, "IfcProject"):
                return
            passed.add(number)
            yield number
            number = self._wholes.get(number)

    @cached_property
    def _calls(self) -> dict[int | None, tuple[Any, Any]]:
        found = self._questions.rows("SELECT id, name, global_id FROM elements")
        return {number: (name, global_id) for number, name, global_id in found}

    @cached_property
    def _wholes(self) -> dict[int, int]:
        """What each object is an aggregated part of, by the first relation that it has."""
        found = self._questions.rows(
            "SELECT related_id, arg_min(relating_id, id) FROM relations "
            "WHERE class = 'IfcRelAggregates' AND related_id IS NOT NULL GROUP BY related_id"
        )
        return dict(found)

    @cached_property
    def _groups(self) -> dict[int, set[int]]:
        members: dict[int, set[int]] = defaultdict(set)
        for group, member in self._questions.rows(
            "SELECT relating_id, related_id FROM relations "
            "WHERE class LIKE 'IfcRelAssignsToGroup%' AND relating_id IS NOT NULL"
        ):
            members[group].add(member)
        return members

    @cached_property
    def _relations(self) -> list[tuple[Any, ...]]:
        return self._questions.rows(
            "SELECT class, relating_id, related_id FROM relations "
            "WHERE class IN (SELECT unnest(?::TEXT[])) AND relating_id IS NOT NULL",
            list(_BELOW),
        )

    @cached_property
    def _parents(self) -> set[int]:
        return {parent for kind, parent, _ in self._relations if kind != _NO_PARENTS}

    @cached_property
    def _parts(self) -> dict[int, list[int]]:
        parts: dict[int, list[int]] = defaultdict(list)
        for _, parent, part in self._relations:
            if part is not None:
                parts[parent].append(part)
        return parts
