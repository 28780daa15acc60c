"""What in one model brings along what, worked out once for any number of parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from ifcworks.ifc.index.schema import Schema
from ifcworks.ifc.subset.arguments import is_list, references, split
from ifcworks.ifc.subset.graph import Flags, Graph, Numbers, ranges
from ifcworks.ifc.subset.meaning import OWN_ATTRIBUTES, Meaning, Meanings, Pull


@dataclass(frozen=True)
class Edges:
    """Who brings along whom, by place of statements: an index by the one, and the others."""

    offsets: Numbers
    targets: Numbers

    def ahead(self, places: Numbers) -> Numbers:
        """Whom these bring along, with repeats."""
        return self.targets[ranges(self.offsets[places], self.offsets[places + 1])]


@dataclass(frozen=True)
class Relations:
    """The relations of a model.

    Attributes:
        graph: its statements, in which what merely points does not need what it points at.
        always, parts, fillings, hosts: as in ``Meaning``.
        pointing: the statements that point, by place, each as often as it has such attributes.
        slots: the place of that attribute.
        lists: whether it is a list.
        bounds: where what it points at begins among ``points``; one more than there are slots.
        points: what is pointed at; -1 for what is not there.
        is_free: which statements stay only if something is left of each of their attributes.
    """

    graph: Graph
    always: Edges
    parts: Edges
    fillings: Edges
    hosts: Edges
    pointing: Numbers
    slots: Numbers
    lists: Flags
    bounds: Numbers
    points: Numbers
    is_free: Flags


class _Collector:
    """Collects edges and slots, statement by statement."""

    def __init__(self, graph: Graph, meanings: Meanings) -> None:
        self._graph = graph
        self.edges: dict[str, list[tuple[int, int]]] = {
            "always": [],
            "parts": [],
            "fillings": [],
            "hosts": [],
        }
        self.slots: list[tuple[int, int, bool, list[int]]] = []
        is_a = meanings.is_a
        self._is_port = np.array([is_a(name, "IfcPort") for name in graph.classes], bool)
        self._is_root = np.array([is_a(name, "IfcRoot") for name in graph.classes], bool)
        self._place = dict(zip(graph.numbers.tolist(), range(len(graph)), strict=True))

    def add(self, place: int, meaning: Meaning, text: bytes) -> None:
        """Note what a statement means."""
        _, arguments = split(text)
        found = [self._places(argument) for argument in arguments]
        if meaning.attached:
            for slot in meaning.attached:
                if slot < len(found):
                    self.edges["always"] += [(target, place) for target in found[slot]]
                    if meaning.filtered and is_list(arguments[slot]):
                        self.slots.append((place, slot, True, found[slot]))
            return
        for kind, pulls in (
            ("always", meaning.always),
            ("parts", meaning.parts),
            ("fillings", meaning.fillings),
            ("hosts", meaning.hosts),
        ):
            for pull in pulls:
                self.edges[kind] += self._pulled(pull, found)
        begin = OWN_ATTRIBUTES if self._is_root[self._graph.codes[place]] else 0
        for slot in range(begin, len(found)):
            rooted = [p for p in found[slot] if p < 0 or begin == 0 or self._rooted(p)]
            if rooted and slot not in meaning.optional:
                self.slots.append((place, slot, is_list(arguments[slot]), rooted))

    def _places(self, argument: bytes) -> list[int]:
        return [self._place.get(number, -1) for number in references(argument)]

    def _rooted(self, place: int) -> bool:
        return bool(self._is_root[self._graph.codes[place]])

    def _pulled(self, pull: Pull, found: list[list[int]]) -> Iterable[tuple[int, int]]:
        if pull.source >= len(found):
            return
        for slot in pull.targets:
            for target in found[slot] if slot < len(found) else ():
                if target < 0 or (pull.only_ports and not self._is_port[self._graph.codes[target]]):
                    continue
                for source in found[pull.source]:
                    if source >= 0:
                        yield source, target


def relations_of(graph: Graph, schema: Schema) -> Relations:
    """Work out what brings along what."""
    meanings = Meanings(schema)
    found = {name: meanings.of(name) for name in graph.classes}
    collector = _Collector(graph, meanings)
    pointing = np.flatnonzero(graph.of_classes(name for name, m in found.items() if m))
    for place, text in graph.texts(pointing.tolist()):
        meaning = found[graph.classes[graph.codes[place]]]
        assert meaning is not None
        collector.add(place, meaning, text)
    slots = collector.slots
    points = np.array([p for *_, several in slots for p in several], np.int64)
    counts = np.array([len(several) for *_, several in slots], np.int64)
    owners = np.array([slot[0] for slot in slots], np.int64)
    edges = {kind: _edges(pairs, len(graph)) for kind, pairs in collector.edges.items()}
    is_free = graph.of_classes(name for name, m in found.items() if m and not m.attached)
    return Relations(
        graph=_without(graph, owners, counts, points, is_free),
        pointing=owners,
        slots=np.array([slot[1] for slot in slots], np.int64),
        lists=np.array([slot[2] for slot in slots], bool),
        bounds=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        points=points,
        is_free=is_free,
        **edges,
    )


def _edges(pairs: list[tuple[int, int]], size: int) -> Edges:
    if not pairs:
        return Edges(np.zeros(size + 1, np.int64), np.empty(0, np.int64))
    both = np.array(pairs, np.int64)
    both = both[(both >= 0).all(axis=1)]
    both = both[np.argsort(both[:, 0], kind="stable")]
    counts = np.bincount(both[:, 0], minlength=size)
    return Edges(np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), both[:, 1].copy())


def _without(
    graph: Graph, owners: Numbers, counts: Numbers, points: Numbers, is_free: Flags
) -> Graph:
    """The same statements, of which those that merely point do not need what they point at."""
    targets = graph.targets.copy()
    size = len(graph)
    sources = np.repeat(np.arange(size), np.diff(graph.offsets))
    pointed = np.unique(np.repeat(owners, counts) * size + points)
    keys = sources * size + targets
    is_pointing = np.zeros(size, bool)
    is_pointing[owners] = True
    considered = np.flatnonzero(is_pointing[sources])
    targets[considered[np.isin(keys[considered], pointed)]] = -1
    return replace(graph, targets=targets)
