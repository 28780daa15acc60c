"""Which statements a part of a model consists of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from ifcworks.ifc.subset.graph import Flags, Numbers
from ifcworks.ifc.subset.relations import Edges, Relations


@dataclass(frozen=True)
class Part:
    """A part of a model.

    Attributes:
        kept: which statements it has.
        shortened: those of which only a part of a list stays, by place and place of the attribute.
        cut: relationships between something that is kept and something that is not, by place.
        rewritten: statements that have another text behind the ``=``, by place.
        added: further statements, whole.
    """

    kept: Flags
    shortened: dict[int, list[int]]
    cut: Numbers
    rewritten: dict[int, bytes] = field(default_factory=dict)
    added: list[bytes] = field(default_factory=list)


def expanded(
    relations: Relations,
    places: Numbers,
    *,
    parts: bool = False,
    fillings: bool = False,
    hosts: bool = False,
) -> Numbers:
    """What was chosen, with what is wanted beside it.

    Args:
        relations: of the model.
        places: what was chosen.
        parts: whether to take parts of assemblies, members of groups and what is in spatial parts.
        fillings: whether to take what fills openings, such as doors.
        hosts: whether to take the openings that something fills, and what these are in.
    """
    edges = [
        edges
        for wanted, edges in (
            (parts, relations.parts),
            (fillings, relations.fillings),
            (hosts, relations.hosts),
        )
        if wanted
    ]
    if not edges:
        return places
    known = np.zeros(len(relations.graph), bool)
    front = np.unique(places)
    while len(front):
        known[front] = True
        ahead = [edge.ahead(front) for edge in edges]
        # The openings of what was chosen lead to what fills them, and what is filled to its host.
        if fillings or hosts:
            ahead.append(_features(relations, relations.always.ahead(front)))
        front = np.unique(np.concatenate(ahead))
        front = front[~known[front]]
    return np.flatnonzero(known)


def _features(relations: Relations, places: Numbers) -> Numbers:
    """Those of these that fill or are filled, and so lead further."""
    both = [relations.fillings, relations.hosts]
    leads = [edges.offsets[places + 1] > edges.offsets[places] for edges in both]
    return places[leads[0] | leads[1]]


def part_of(relations: Relations, chosen: Numbers, roots: Numbers) -> Part:
    """The part of a model that has what was chosen, and all that this needs.

    Args:
        relations: of the model.
        chosen: what was chosen.
        roots: what every part has, such as the project.
    """
    graph = relations.graph
    kept = np.zeros(len(graph), bool)
    follow(relations, kept, np.concatenate([roots, chosen]))
    before = -1
    accepted = shortened = touched = np.empty(0, np.int64)
    while before != len(accepted):
        before = len(accepted)
        accepted, shortened, touched = standing(relations, kept)
        # What a relationship needs, such as its owner, may be what others point at.
        follow(relations, kept, accepted)
    owners = relations.pointing[shortened]
    slots: dict[int, list[int]] = {}
    for slot, owner in zip(shortened.tolist(), owners.tolist(), strict=True):
        if kept[owner]:
            slots.setdefault(owner, []).append(int(relations.slots[slot]))
    return Part(kept, slots, np.setdiff1d(touched, accepted))


def follow(relations: Relations, kept: Flags, places: Numbers) -> None:
    """Keep statements, what they need, and what these bring along."""
    front = places
    while len(front):
        new = relations.graph.reach(kept, front)
        ahead = relations.always.ahead(new)
        front = np.unique(ahead[~kept[ahead]])


def standing(relations: Relations, kept: Flags) -> tuple[Numbers, Numbers, Numbers]:
    """Relationships of which enough is kept; slots of which a part is; those with anything kept."""
    if not len(relations.pointing):
        empty = np.empty(0, np.int64)
        return empty, empty, empty
    there = np.where(relations.points >= 0, kept[relations.points], False)
    counts = np.add.reduceat(there.astype(np.int64), relations.bounds[:-1])
    sizes = np.diff(relations.bounds)
    enough = np.where(relations.lists, counts > 0, counts == sizes)
    partly = np.flatnonzero(relations.lists & (counts > 0) & (counts < sizes))
    size = len(relations.graph)
    failing = np.zeros(size, bool)
    failing[relations.pointing[~enough]] = True
    touched = np.zeros(size, bool)
    touched[relations.pointing[counts > 0]] = True
    touched &= relations.is_free
    return np.flatnonzero(touched & ~failing), partly, np.flatnonzero(touched)


def places_of_classes(relations: Relations, names: Iterable[str]) -> Numbers:
    """The statements of classes, in capitals."""
    return np.flatnonzero(relations.graph.of_classes(names))


__all__ = ["Edges", "Part", "expanded", "part_of", "places_of_classes"]
