"""What a selector matches, as ``ifcopenshell.util.selector.filter_elements`` says."""

from __future__ import annotations

import re
from typing import Any

from ifcopenshell.util.selector import FacetTransformer
from lark import Tree

from ifcworks.ifc.index.cells import Cells, NotInIndex
from ifcworks.ifc.index.selection.comparing import Comparison
from ifcworks.ifc.index.selection.facets import Facets
from ifcworks.ifc.selection import is_global_id, not_evaluated, parsed

_BY_DEFAULT = ("IfcProduct", "IfcTypeProduct")
_BY_CLASS = """
SELECT id FROM elements WHERE class IN (SELECT class FROM class_ancestors WHERE ancestor = ?)
"""


def chosen(cells: Cells, selector: str, where: str = "selector") -> list[int]:
    """Step ids of the objects that a selector matches, in ascending order.

    Args:
        cells: answers from the index of the model.
        selector: in the syntax of ``ifcopenshell.util.selector``.
        where: the parameter that it is, for errors.

    Raises:
        ParametersInvalid: it is malformed, or compares what cannot be compared.
        NotInIndex: the index does not know; ``ifcworks.ifc.selection.matches`` does.
    """
    text = selector.strip()
    if is_global_id(text):
        return sorted(_with_global_id(cells, text))
    tree = parsed(text, selector, where)
    try:
        return sorted(_Choice(cells).of(tree))
    except (re.error, ValueError, TypeError) as error:
        raise not_evaluated(where, selector, error) from None


def _with_global_id(cells: Cells, global_id: str) -> list[int]:
    found = cells.questions.rows("SELECT id FROM elements WHERE global_id = ?", global_id)
    return [row[0] for row in found]


class _Choice:
    """Walks the facets of a selector: each adds to what was found, or filters it."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._facets = Facets(cells)
        self._reader: Any = FacetTransformer(None)

    def of(self, tree: Tree[Any]) -> set[int]:
        found: set[int] = set()
        [group] = tree.children
        for facets in group.children:
            found |= self._all_of(facets)
        return found

    def _all_of(self, facets: Tree[Any]) -> set[int]:
        elements: set[int] = set()
        begun = False
        for facet in facets.children:
            [node] = facet.children
            if node.data in ("instance", "entity"):
                self._add_or_take(elements, node)
            else:
                if not begun:
                    for name in _BY_DEFAULT:
                        elements |= self._by_class(name)
                elements = self._filtered(elements, node)
            begun = True
        return elements

    def _add_or_take(self, elements: set[int], node: Tree[Any]) -> None:
        *no, what = node.children
        text = _text(what)
        if node.data == "entity":
            found = self._by_class(text)
        else:
            found = set(_with_global_id(self._cells, text))
            if len(found) > 1 or not (found or no):
                # One of several, or perhaps a property set or a relationship.
                raise NotInIndex(f"GlobalId {text}")
        if no:
            elements -= found
        else:
            elements |= found

    def _by_class(self, name: str) -> set[int]:
        schema = self._cells.questions.schema
        exact = schema.entity_name(name)
        if exact is None:
            return set()
        if not schema.is_a(exact, "IfcObjectDefinition"):
            raise NotInIndex(f"instances of {exact}")
        return {row[0] for row in self._cells.questions.rows(_BY_CLASS, exact)}

    def _filtered(self, elements: set[int], node: Tree[Any]) -> set[int]:
        *about, comparison, value = node.children
        compare = Comparison(
            self._reader, self._reader.comparison(comparison.children), self._value(value)
        )
        facets = self._facets
        match node.data:
            case "attribute":
                return facets.attribute(elements, compare, _text(about[0]))
            case "property":
                return facets.property(elements, compare, *map(self._value, about))
            case "query":
                return facets.query(elements, compare, self._value(about[0]))
        return {
            "type": facets.type,
            "material": facets.material,
            "classification": facets.classification,
            "location": facets.location,
            "group": facets.group,
            "parent": facets.parent,
        }[node.data](elements, compare)

    def _value(self, node: Tree[Any]) -> Any:
        return self._reader.value(node.children)


def _text(node: Tree[Any]) -> str:
    [token] = node.children
    return str(token)
