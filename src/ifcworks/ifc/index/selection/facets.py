"""The filters of a selector; each takes objects and gives back those that fit.

They follow the methods of the same names of ``ifcopenshell.util.selector.FacetTransformer``, also
where these surprise.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from ifcworks.ifc.index.cells import Cells, NotInIndex
from ifcworks.ifc.index.cells.associated import WITH_MATERIALS, WITH_OWN_CATEGORY
from ifcworks.ifc.index.cells.attributes import attribute
from ifcworks.ifc.index.cells.objects import types_of
from ifcworks.ifc.index.cells.queries import Key
from ifcworks.ifc.index.cells.sets import Values, members, property_values
from ifcworks.ifc.index.selection.comparing import Comparison
from ifcworks.ifc.index.selection.whereabouts import Whereabouts

_MATERIALS = """
SELECT element_id, material_id, name, category, definition_class FROM materials WHERE element_id
"""
_REFERENCES = "SELECT element_id, name, identification FROM classifications WHERE element_id"


class Facets:
    """The filters, for one model.

    Args:
        cells: answers from its index.
    """

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._questions = cells.questions
        self._whereabouts = Whereabouts(cells.questions)

    def attribute(self, elements: set[int], compare: Comparison, name: str) -> set[int]:
        """By a direct attribute."""
        if name == "PredefinedType":
            found = self._questions.column(elements, "predefined_type")
        else:
            found = attribute(self._questions, elements, name) or {}
        return compare.kept(elements, found)

    def type(self, elements: set[int], compare: Comparison) -> set[int]:
        """By name or GlobalId of the type."""
        numbers = list(elements)
        types = dict(zip(numbers, types_of(self._questions, numbers), strict=True))
        return {
            number
            for number, type_id in types.items()
            if any(compare.holds(value) for value in self._whereabouts.called(type_id))
        }

    def material(self, elements: set[int], compare: Comparison) -> set[int]:
        """By name or category of a material."""
        names: dict[int, list[Any]] = defaultdict(list)
        for number, material, name, category, kind in self._questions.about(elements, _MATERIALS):
            if number not in elements:
                continue
            if material is None or kind not in WITH_MATERIALS:
                raise NotInIndex("materials that are not there")
            names[number] += [name, category]
            if category is not None and kind not in WITH_OWN_CATEGORY:
                raise NotInIndex("the category of a material whose layer has its own")
        return self._any_of(elements, compare, names)

    def classification(self, elements: set[int], compare: Comparison) -> set[int]:
        """By name or identification of a reference."""
        names: dict[int, list[Any]] = defaultdict(list)
        for number, *name in self._questions.about(elements, _REFERENCES):
            names[number] += name
        return self._any_of(elements, compare, names)

    def property(self, elements: set[int], compare: Comparison, name: Key, key: Key) -> set[int]:
        """By a property: the first that matches, where patterns are given."""
        if isinstance(name, str) and isinstance(key, str):
            found = property_values(self._questions, elements, name, key, first=True)
            return compare.kept(elements, found)
        values = Values(self._questions)
        first = {}
        for number, sets in members(self._questions, elements, name, key).items():
            each = (values.of(stored) for inside in sets.values() for stored in inside.values())
            if isinstance(key, re.Pattern):
                first[number] = next(each, None)
            else:
                first[number] = next((value for value in each if value is not None), None)
        return compare.kept(elements, first)

    def query(self, elements: set[int], compare: Comparison, keys: str) -> set[int]:
        """By what a query for a value says."""
        numbers = list(elements)
        values = self._cells.column(numbers, keys)
        return compare.kept(elements, dict(zip(numbers, values, strict=True)))

    def location(self, elements: set[int], compare: Comparison) -> set[int]:
        """By name or GlobalId of what an object stands in, at any height."""
        return self._whereabouts.located(elements, compare)

    def group(self, elements: set[int], compare: Comparison) -> set[int]:
        """By name or GlobalId of a group."""
        return self._whereabouts.grouped(elements, compare)

    def parent(self, elements: set[int], compare: Comparison) -> set[int]:
        """By name or GlobalId of anything that an object is below, and that itself."""
        return self._whereabouts.below(elements, compare)

    def _any_of(
        self, elements: set[int], compare: Comparison, values: dict[int, list[Any]]
    ) -> set[int]:
        return {
            number
            for number in elements
            if (compare.any_of(values[number]) if number in values else compare.holds(None))
        }
