"""Clashes as people and other software know them: who the elements are, and an identity."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ifcworks.ifc.clash.elements import Model
from ifcworks.ifc.clash.grouping import Group, Grouping, Item, grouped
from ifcworks.ifc.clash.identity import Places, clash_id
from ifcworks.ifc.clash.model import Element, Found, Hit, Mode
from ifcworks.ifc.index.questions.finding import SYSTEM

_STOREYS = """
SELECT e.id, coalesce(s.name, s.long_name, s.class)
FROM elements e JOIN elements s ON s.id = e.storey_id
WHERE e.id IN (SELECT unnest($ids))
"""
_SYSTEMS = f"""
SELECT r.related_id, coalesce(g.name, g.class)
FROM relations r JOIN (SELECT * FROM elements WHERE {SYSTEM}) g ON g.id = r.relating_id
WHERE r.class = 'IfcRelAssignsToGroup' AND r.related_id IN (SELECT unnest($ids))
ORDER BY 1, 2
"""
_MATERIALS = """
SELECT element_id, name FROM materials
WHERE name IS NOT NULL AND element_id IN (SELECT unnest($ids))
ORDER BY element_id, source, definition_id, position
"""


@dataclass(frozen=True)
class Party:
    """An element on one side of a clash.

    Attributes:
        model: the name of its model.
        project: GlobalId of the IfcProject of that.
        storey: the name of the storey that it stands in.
        systems: names of the systems that it belongs to.
        materials: names of its materials, those of layers in their order.
    """

    element: Element
    model: str
    project: str | None
    storey: str | None
    systems: tuple[str, ...]
    materials: tuple[str, ...]

    @property
    def label(self) -> str:
        """Class and name, for people."""
        name = self.element.name
        return f"{self.element.ifc_class} {name}" if name else self.element.ifc_class


@dataclass(frozen=True)
class Clash:
    """A clash with all that is told of it.

    Attributes:
        id: the same for the same two GlobalIds in a clash set of the same name, whatever the
            order of models and the sides.
        ambiguous: whether the GlobalIds alone do not say which elements are meant.
    """

    id: str
    hit: Hit
    a: Party
    b: Party
    ambiguous: bool = False

    @property
    def title(self) -> str:
        """Both elements in a line."""
        return f"{self.a.label} and {self.b.label}"

    @property
    def box(self) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
        """Where it is: the box of the overlap, or else of the two points."""
        if self.hit.overlap is not None:
            return self.hit.overlap.low, self.hit.overlap.high
        return _corners(self.hit, min), _corners(self.hit, max)

    @property
    def place(self) -> tuple[float, float, float]:
        """The middle of its box."""
        low, high = self.box
        x, y, z = ((one + other) / 2 for one, other in zip(low, high, strict=True))
        return x, y, z

    @property
    def volume(self) -> float:
        """Of the overlap in m³; 0 where it is not known or there is none."""
        return self.hit.overlap.volume if self.hit.overlap else 0.0

    @property
    def sides(self) -> tuple[tuple[str, str, str | None], tuple[str, str, str | None]]:
        """What tells either element from others, its class, and its name."""
        a, b = (
            (
                f"{party.model}#{party.element.global_id}"
                if self.ambiguous
                else party.element.global_id,
                party.element.ifc_class,
                party.element.name,
            )
            for party in (self.a, self.b)
        )
        return a, b

    @property
    def storey(self) -> str | None:
        """The storey of side a, or of side b where that has none."""
        return self.a.storey or self.b.storey


@dataclass(frozen=True)
class Described:
    """A clash set with its clashes, the gravest first.

    Attributes:
        groups: of each clash, in their order; empty where they are not grouped.
    """

    found: Found
    clashes: Sequence[Clash]
    groups: Sequence[Group]

    def group(self, number: int) -> Group | None:
        """The group of a clash by its place."""
        return self.groups[number] if self.groups else None

    def members(self) -> dict[Group, list[Clash]]:
        """The clashes of each group, the largest group first."""
        members: dict[Group, list[Clash]] = {}
        for group, clash in zip(self.groups, self.clashes, strict=bool(self.groups)):
            members.setdefault(group, []).append(clash)
        return dict(sorted(members.items(), key=lambda item: (-len(item[1]), item[0].name)))


def describe(
    models: Sequence[Model], found: Found, grouping: Grouping | None, cell: float, distance: float
) -> Described:
    """What a clash set has found, told and grouped; see ``grouping`` for what is to be given."""
    clashes = described(models, found)
    groups: list[Group] = []
    if grouping is not None and clashes:
        items = [Item(clash.id, clash.sides, clash.storey, clash.place) for clash in clashes]
        groups = grouped(found.clash_set.name, items, grouping, cell, distance)
    return Described(found, clashes, groups)


def described(models: Sequence[Model], found: Found) -> list[Clash]:
    """The clashes of a set, the gravest first.

    A pair that is there twice, because several models have its elements, appears once.
    """
    elements = {element.key: element for element in (*found.a, *found.b)}
    used = {key for hit in found.hits for key in (hit.a, hit.b)}
    parties: dict[tuple[int, int], Party] = {}
    for model in models:
        own = [elements[key] for key in sorted(used) if key[0] == model.number]
        parties.update((party.element.key, party) for party in _parties(model, own))
    places = Places((*found.a, *found.b), [model.name for model in models])
    clashes: dict[str, Clash] = {}
    for hit in sorted(found.hits, key=lambda hit: (parties[hit.a].model, parties[hit.b].model)):
        a, b = parties[hit.a], parties[hit.b]
        which = places.of(a.element, b.element)
        number = clash_id(found.clash_set.name, a.element.global_id, b.element.global_id, *which)
        clashes.setdefault(number, Clash(number, hit, a, b, bool(which)))
    return sorted(clashes.values(), key=_gravity(found.clash_set.mode))


def _gravity(mode: Mode) -> Callable[[Clash], tuple[float, float, str, str, str]]:
    sign = 1.0 if mode is Mode.CLEARANCE else -1.0

    def key(clash: Clash) -> tuple[float, float, str, str, str]:
        ids = (clash.a.element.global_id, clash.b.element.global_id)
        return -clash.volume, sign * clash.hit.distance, *ids, clash.id

    return key


def _parties(model: Model, elements: Sequence[Element]) -> Iterable[Party]:
    ids = [element.key[1] for element in elements]
    storeys, systems, materials = (
        _told(model, statement, ids) for statement in (_STOREYS, _SYSTEMS, _MATERIALS)
    )
    for element in elements:
        number = element.key[1]
        yield Party(
            element,
            model.name,
            model.project,
            next(iter(storeys.get(number, ())), None),
            tuple(systems.get(number, ())),
            tuple(materials.get(number, ())),
        )


def _told(model: Model, statement: str, ids: Sequence[int]) -> dict[int, dict[str, None]]:
    """Texts by step id, each once and in order."""
    told: dict[int, dict[str, None]] = {}
    for number, text in model.connection.execute(statement, {"ids": list(ids)}).fetchall():
        told.setdefault(number, {})[text] = None
    return told


def _corners(hit: Hit, choose: Callable[[float, float], float]) -> tuple[float, float, float]:
    x, y, z = (choose(one, other) for one, other in zip(hit.p1, hit.p2, strict=True))
    return x, y, z
