"""The question ``tree``: one level of what stands in what."""

from __future__ import annotations

from ifcworks.errors import ParametersInvalid
from ifcworks.ifc.index.answers import Brief, Node, Tree
from ifcworks.ifc.index.questions.finding import SYSTEM, brief, find, of_class
from ifcworks.ifc.index.questions.opened import Opened, Row

BRANCHES = ("types", "groups", "systems")
"""What can be asked for in place of an object: what stands in no place of the building."""

_LEVEL = """
SELECT id, global_id, class, name, long_name, has_geometry, coalesce(name, '') AS place
FROM elements
WHERE {where} AND (place, id) > (?, ?)
ORDER BY place, id LIMIT ?
"""
_WHERE = {
    "types": of_class("IfcTypeObject"),
    "systems": SYSTEM,
    "groups": f"{of_class('IfcGroup')} AND NOT {SYSTEM}",
}


def tree(
    index: Opened,
    parent: str | None = None,
    limit: int = 200,
    after: str | None = None,
) -> Tree:
    """The objects directly below another, by name.

    Args:
        index: of the model.
        parent: a GlobalId, a number such as ``#12``, ``types``, ``groups``, ``systems``; None for
            the projects.
        limit: the most nodes to answer.
        after: ``next`` of the page before.

    Raises:
        ElementNotFound: there is no such object.
        ParametersInvalid: ``after`` is no cursor.
    """
    above: Brief | None = None
    values: list[int] = []
    if parent is None:
        where = _top(index)
    elif parent in BRANCHES:
        where = _WHERE[parent]
    else:
        number = find(index, parent)[0]
        where, values = "ancestors[-1] = ?", [number]
        above = brief(index.names[number])
    place, number = _cursor(after)
    page = index.rows(_LEVEL.format(where=where), *values, place, number, limit + 1)
    nodes = [_node(index, row) for row in page[:limit]]
    last = nodes[-1] if len(page) > limit else None
    return Tree(
        parent=above, nodes=nodes, next=None if last is None else f"{last.id}:{last.name or ''}"
    )


def _top(index: Opened) -> str:
    """The projects; where there is none, what stands below nothing in the building."""
    project = of_class("IfcProject")
    there = index.rows(f"SELECT 1 FROM elements WHERE {project} LIMIT 1")
    return f"{project if there else of_class('IfcProduct')} AND ancestors = []"


def _cursor(after: str | None) -> tuple[str, int]:
    if after is None:
        return "", -1
    number, colon, place = after.partition(":")
    if not colon or not number.isdecimal() or len(number) > 18:
        raise ParametersInvalid(
            "cursor: this is not a cursor of this list; leave it out to begin at the start."
        )
    return place, int(number)


def _node(index: Opened, row: Row) -> Node:
    children, below = index.below.get(row[0], (0, 0))
    return Node(
        **dict(brief(row)),
        long_name=row[4],
        children=children,
        below=below,
        has_geometry=row[5],
    )
