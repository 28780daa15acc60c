"""Clashes that are one thing to solve, together."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID, uuid5

import numpy as np
import shapely

_NAMESPACE = UUID("5f4be6b1-0a2f-4ba3-9d2c-6b1f4f1f8c5e")


class Grouping(StrEnum):
    """What makes a group.

    classes: the classes of the two elements. element: the element that has most of them, such as
    one duct through ten walls. storey: the storey, and a cell of a grid on it. distance: places no
    farther apart than a distance, from one to the next.
    """

    CLASSES = "classes"
    ELEMENT = "element"
    STOREY = "storey"
    DISTANCE = "distance"


@dataclass(frozen=True)
class Item:
    """What grouping needs to know of a clash.

    Attributes:
        sides: of either element what tells it from others, its class, and its name.
        storey: name of the storey that it is on.
        place: where it is, metres.
    """

    clash_id: str
    sides: tuple[tuple[str, str, str | None], tuple[str, str, str | None]]
    storey: str | None
    place: tuple[float, float, float]


@dataclass(frozen=True)
class Group:
    """A group: its id is the same in every run that finds it, whatever else is found."""

    id: str
    name: str


def grouped(
    clash_set: str, items: Sequence[Item], grouping: Grouping, cell: float, distance: float
) -> list[Group]:
    """The group of each clash, in their order.

    Args:
        clash_set: name of the clash set.
        items: its clashes.
        grouping: what makes a group.
        cell: metres of a side of a grid's cell, for ``storey``; 0 for the storey as a whole.
        distance: metres that neighbours may be apart, for ``distance``.
    """
    keys = _KEYS[grouping](items, cell, distance)
    return [
        Group(str(uuid5(_NAMESPACE, f"{clash_set}\n{grouping}\n{key}")), name) for key, name in keys
    ]


_Keys = list[tuple[str, str]]
"""Of each clash what tells its group from others, and what to call that."""


def _by_classes(items: Sequence[Item], cell: float, distance: float) -> _Keys:
    names = (" × ".join(sorted(side[1] for side in item.sides)) for item in items)
    return [(name, name) for name in names]


def _by_element(items: Sequence[Item], cell: float, distance: float) -> _Keys:
    """Again and again the element that has most clashes left; of equal ones the first GlobalId."""
    left = Counter(side[0] for item in items for side in item.sides)
    of_element: dict[str, list[int]] = {}
    for number, item in enumerate(items):
        for side in item.sides:
            of_element.setdefault(side[0], []).append(number)
    names = {side[0]: f"{side[1]} {side[2] or side[0]}" for item in items for side in item.sides}
    keys: dict[int, str] = {}
    by_count: dict[int, set[str]] = {}
    for global_id, count in left.items():
        by_count.setdefault(count, set()).add(global_id)
    for count in range(max(by_count, default=0), 0, -1):
        while by_count.get(count):
            chosen = min(by_count[count])
            by_count[count].remove(chosen)
            for number in of_element[chosen]:
                if number in keys:
                    continue
                keys[number] = chosen
                for other, _, _ in items[number].sides:
                    if other != chosen:
                        by_count[left[other]].discard(other)
                        left[other] -= 1
                        by_count.setdefault(left[other], set()).add(other)
    return [(keys[number], names[keys[number]]) for number in range(len(items))]


def _by_storey(items: Sequence[Item], cell: float, distance: float) -> _Keys:
    keys = []
    for item in items:
        storey = item.storey or "no storey"
        if cell:
            column, row = (math.floor(item.place[axis] / cell) for axis in (0, 1))
            storey = f"{storey}, cell {column} / {row}"
        keys.append((storey, storey))
    return keys


def _by_distance(items: Sequence[Item], cell: float, distance: float) -> _Keys:
    """Clusters of places, each told by the smallest id in it."""
    places = np.array([item.place for item in items]).reshape(-1, 3)
    first, second = shapely.STRtree(shapely.points(places[:, :2])).query(
        shapely.points(places[:, :2]), predicate="dwithin", distance=distance
    )
    near = np.linalg.norm(places[first] - places[second], axis=1) <= distance
    parents = list(range(len(items)))

    def root(number: int) -> int:
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number

    for one, other in zip(first[near].tolist(), second[near].tolist(), strict=True):
        parents[root(one)] = root(other)
    clusters: dict[int, list[Item]] = {}
    for number, item in enumerate(items):
        clusters.setdefault(root(number), []).append(item)
    keys = []
    for number in range(len(items)):
        cluster = clusters[root(number)]
        first_of_all = min(cluster, key=lambda item: item.clash_id)
        x, y, z = first_of_all.place
        keys.append((first_of_all.clash_id, f"{len(cluster)} near {x:.1f} / {y:.1f} / {z:.1f}"))
    return keys


_KEYS: dict[Grouping, Callable[[Sequence[Item], float, float], _Keys]] = {
    Grouping.CLASSES: _by_classes,
    Grouping.ELEMENT: _by_element,
    Grouping.STOREY: _by_storey,
    Grouping.DISTANCE: _by_distance,
}
