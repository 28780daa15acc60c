"""Which elements go into which part of a model that is split."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb

from ifcworks.errors import NothingToDo, ParametersInvalid
from ifcworks.ifc.tables.writing.values import ElementValues

STOREY, BUILDING, CLASS = "storey", "building", "class"
MOST_PARTS = 500

_IN_TREE = """
SELECT id, class, storey_id, parent_id FROM elements
WHERE class IN (SELECT class FROM class_ancestors WHERE ancestor = 'IfcProduct')
ORDER BY id
"""
_ANCESTORS = "SELECT class, ancestor FROM class_ancestors"
_SPATIAL = frozenset({"IfcSpatialElement", "IfcSpatialStructureElement"})
_FOLLOWING = frozenset({"IfcFeatureElement", "IfcPort"})
_CONTAINERS = """
SELECT related_id, list(DISTINCT relating_id) FROM relations
WHERE class = 'IfcRelContainedInSpatialStructure' AND related_id IS NOT NULL
GROUP BY related_id HAVING count(DISTINCT relating_id) > 1
"""


@dataclass(frozen=True)
class Share:
    """A part to be made.

    Attributes:
        name: what it is called.
        numbers: step ids of what is chosen for it.
        elements: how many of these are elements, which are in no other part.
    """

    name: str
    numbers: list[int]
    elements: int


@dataclass(frozen=True)
class Shared:
    """A model, shared out.

    Attributes:
        shares: the parts.
        rest: the elements that are in none of these.
        elements: how many elements there are.
        in_none: how many of these belong to no part.
        in_several: how many belong to several.
    """

    shares: list[Share]
    rest: list[int]
    elements: int
    in_none: int
    in_several: int


@dataclass
class _Tree:
    """The products of a model.

    Attributes:
        wholes: the outermost whole that an element is a part of, or itself.
        spatial: the spatial parts, with their storey.
        storeys: of elements.
    """

    wholes: dict[int, int] = field(default_factory=dict)
    spatial: dict[int, int | None] = field(default_factory=dict)
    storeys: dict[int, int | None] = field(default_factory=dict)
    classes: dict[int, str] = field(default_factory=dict)


def share_out(
    index: duckdb.DuckDBPyConnection,
    values: ElementValues,
    by: str,
    selectors: Mapping[str, str],
) -> Shared:
    """Share the elements of a model out. What is part of something else goes with that.

    Args:
        index: of the model.
        values: answers selectors and queries.
        by: storey, building, class or a query; of no meaning with selectors.
        selectors: by the name of the part; empty to share out by ``by``.

    Raises:
        ParametersInvalid: a selector or query is malformed, or makes too many parts.
        NothingToDo: there are no elements.
    """
    tree = _tree(index)
    if not tree.wholes:
        raise NothingToDo("The model has no elements that it could be split into.")
    outermost = sorted(set(tree.wholes.values()))
    if selectors:
        belongs = _by_selectors(values, selectors, tree)
    elif by == STOREY:
        belongs = _by_storey(index, tree, outermost)
    elif by == CLASS:
        belongs = {number: [tree.classes[number]] for number in outermost}
    else:
        query = "building.Name" if by == BUILDING else by
        belongs = _by_query(values, query, outermost)
    names = _names(index, by, belongs) if not selectors else {name: name for name in selectors}
    return _shares(tree, belongs, names, with_spatial=by == STOREY and not selectors)


def _tree(index: duckdb.DuckDBPyConnection) -> _Tree:
    ancestors: dict[str, set[str]] = defaultdict(set)
    for name, ancestor in index.execute(_ANCESTORS).fetchall():
        ancestors[name].add(ancestor)
    tree, parents = _Tree(), dict[int, int | None]()
    for number, name, storey, parent in index.execute(_IN_TREE).fetchall():
        if ancestors[name] & _SPATIAL:
            tree.spatial[number] = number if "IfcBuildingStorey" in ancestors[name] else storey
        elif not ancestors[name] & _FOLLOWING:
            parents[number] = parent
            tree.classes[number] = name
            tree.storeys[number] = storey
    for number in parents:
        whole, seen = number, {number}
        while (parent := parents[whole]) in parents and parent not in seen:
            assert parent is not None
            seen.add(parent)
            whole = parent
        tree.wholes[number] = whole
    return tree


def _by_storey(
    index: duckdb.DuckDBPyConnection, tree: _Tree, outermost: list[int]
) -> dict[int, list[Any]]:
    several = {
        number: sorted({s for c in found if (s := tree.spatial.get(c)) is not None})
        for number, found in index.execute(_CONTAINERS).fetchall()
    }
    return {
        number: several.get(number)
        or ([] if tree.storeys[number] is None else [tree.storeys[number]])
        for number in outermost
    }


def _by_query(values: ElementValues, query: str, outermost: list[int]) -> dict[int, list[Any]]:
    found = values.column(outermost, query).values
    return {
        number: list(dict.fromkeys(_listed(value)))
        for number, value in zip(outermost, found, strict=True)
    }


def _listed(value: Any) -> list[str]:
    if value is None or value == "":
        return []
    if isinstance(value, (list, tuple)):
        return [word for item in value for word in _listed(item)]
    return [str(value)]


def _by_selectors(
    values: ElementValues, selectors: Mapping[str, str], tree: _Tree
) -> dict[int, list[Any]]:
    belongs: dict[int, list[Any]] = {number: [] for number in set(tree.wholes.values())}
    for name, selector in selectors.items():
        for number in values.elements(selector)[0]:
            whole = tree.wholes.get(number)
            if whole is not None and name not in belongs[whole]:
                belongs[whole].append(name)
    return belongs


def _names(
    index: duckdb.DuckDBPyConnection, by: str, belongs: Mapping[int, list[Any]]
) -> dict[Any, str]:
    found = dict.fromkeys(value for values in belongs.values() for value in values)
    if by != STOREY:
        return {value: str(value) for value in sorted(found)}
    rows = index.execute(
        "SELECT e.id, e.name, e.class FROM elements e LEFT JOIN attributes a "
        "ON a.element_id = e.id AND a.name = 'Elevation' "
        "WHERE e.class = 'IfcBuildingStorey' OR list_contains(?::BIGINT[], e.id) "
        "ORDER BY a.number NULLS FIRST, e.id",
        [list(found)],
    ).fetchall()
    return {number: name or f"{class_} {number}" for number, name, class_ in rows}


def _shares(
    tree: _Tree, belongs: Mapping[int, list[Any]], names: Mapping[Any, str], with_spatial: bool
) -> Shared:
    if len(names) > MOST_PARTS:
        what = f"this makes {len(names):,} parts, and there can be {MOST_PARTS} at most"
        raise ParametersInvalid(f"T{what[1:]}.", errors=[{"where": "by", "what": what}])
    chosen: dict[Any, list[int]] = {value: [] for value in names}
    rest, in_none, in_several = list[int](), 0, 0
    for number, whole in tree.wholes.items():
        values = belongs[whole]
        if len(values) == 1:
            chosen[values[0]].append(number)
            continue
        rest.append(number)
        in_none += not values
        in_several += len(values) > 1
    shares = []
    for value, numbers in chosen.items():
        beside = (
            [n for n, storey in tree.spatial.items() if storey == value] if with_spatial else []
        )
        if numbers or beside:
            shares.append(Share(names[value], numbers + beside, len(numbers)))
    return Shared(shares, rest, len(tree.wholes), in_none, in_several)
