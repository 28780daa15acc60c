"""Which object of the new version each object of the old one is.

By its GlobalId first. Where several objects of a model have the same one, those are paired that
are the same otherwise, then those of the same class and name, then the rest in their order. What
is left over may be the same element under a new GlobalId: see ``rematch``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from ifcworks.ifc.diff.request import Scope
from ifcworks.ifc.diff.side import Numbers, Side

_CONTENT = (
    *("h_class", "h_name", "h_tag", "h_texts", "h_attributes", "h_sets", "h_materials"),
    *("h_classifications", "h_documents"),
)


@dataclass(eq=False)
class Pairs:
    """Pairs of rows.

    Attributes:
        new_of: int64 (rows of old,), the row in new; -1 for none.
        old_of: int64 (rows of new,), the row in old; -1 for none.
        how: by the old row, what a pair was recognised by, where it was not the GlobalId.
        doubled: GlobalIds that several objects of a version have, in old and in new.
    """

    new_of: Numbers
    old_of: Numbers
    how: dict[int, str] = field(default_factory=dict)
    doubled: tuple[int, int] = (0, 0)

    def add(self, old: Numbers, new: Numbers, how: str | None = None) -> None:
        """Note that these are the same."""
        self.new_of[old] = new
        self.old_of[new] = old
        if how is not None:
            self.how.update(dict.fromkeys(old.tolist(), how))

    def rest(self) -> tuple[Numbers, Numbers]:
        """The rows of either side that have no partner."""
        return np.flatnonzero(self.new_of < 0), np.flatnonzero(self.old_of < 0)


def pair_by_global_id(old: Side, new: Side) -> Pairs:
    """The pairs that GlobalIds make."""
    pairs = Pairs(np.full(len(old), -1, np.int64), np.full(len(new), -1, np.int64))
    places, twice_old = _places(old)
    others, twice_new = _places(new)
    pairs.doubled = (len(twice_old), len(twice_new))
    twice = twice_old | twice_new
    common = [gid for gid in places if gid in others and gid not in twice]
    pairs.add(
        np.fromiter((places[gid] for gid in common), np.int64, len(common)),
        np.fromiter((others[gid] for gid in common), np.int64, len(common)),
    )
    if twice:
        number = {gid: place + 1 for place, gid in enumerate(sorted(twice))}
        groups = [
            np.fromiter((number.get(gid or "", 0) for gid in side.global_ids), np.int64, len(side))
            for side in (old, new)
        ]
        for names in (_CONTENT, ("h_class", "h_name"), ()):
            _pair_doubled(pairs, old, new, groups, names)
    return pairs


def _places(side: Side) -> tuple[dict[str, int], set[str]]:
    """The last row of each GlobalId, and which have several."""
    places: dict[str, int] = {}
    twice: set[str] = set()
    for row, gid in enumerate(side.global_ids):
        if gid is None:
            continue
        if gid in places:
            twice.add(gid)
        places[gid] = row
    return places, twice


def _pair_doubled(
    pairs: Pairs, old: Side, new: Side, groups: list[Numbers], names: Sequence[str]
) -> None:
    rest = [rows[group[rows] > 0] for rows, group in zip(pairs.rest(), groups, strict=True)]
    keys = [
        digest([group[rows], *(side.columns[name][rows] for name in names)])
        for side, rows, group in zip((old, new), rest, groups, strict=True)
    ]
    first, second = one_to_one(keys[0], keys[1])
    pairs.add(rest[0][first], rest[1][second])


def digest(columns: Sequence[Numbers]) -> Numbers:
    """One number for each row of some columns; equal rows have equal ones."""
    mixed = np.zeros(len(columns[0]), np.uint64)
    with np.errstate(over="ignore"):
        for column in columns:
            mixed = (mixed ^ column.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
            mixed ^= mixed >> np.uint64(29)
    return mixed.view(np.int64)


def one_to_one(
    old: Numbers, new: Numbers, unique: bool = False
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Rows with equal keys: the first with the first, the second with the second, and so on.

    Args:
        old: keys (n,).
        new: keys (m,).
        unique: only of keys that there are once on either side.

    Returns:
        Places in old, and the places in new that belong to them.
    """
    if not len(old) or not len(new):
        return np.empty(0, np.intp), np.empty(0, np.intp)
    _, codes = np.unique(np.concatenate((old, new)), return_inverse=True)
    parts = codes[: len(old)], codes[len(old) :]
    orders, ranks = [], []
    for part, other in (parts, parts[::-1]):
        order = np.argsort(part, kind="stable")
        if unique:
            size = int(codes.max()) + 1
            once = np.bincount(part, minlength=size) == 1
            once &= np.bincount(other, minlength=size) == 1
            order = order[once[part[order]]]
        ranked = part[order].astype(np.int64)
        rank = np.arange(len(order)) - np.searchsorted(ranked, ranked, side="left")
        orders.append(order)
        ranks.append(ranked * (len(codes) + 1) + rank)
    _, first, second = np.intersect1d(ranks[0], ranks[1], True, return_indices=True)
    return orders[0][first], orders[1][second]


@dataclass(frozen=True)
class Places:
    """Where elements stand and what shape they have, as keys.

    Attributes:
        meshes: int64 (n,), equal for equal meshes; 0 for none.
        points: float64 (n, 3), metres: the middle of the box, after the move of the whole model.
    """

    meshes: Numbers
    points: npt.NDArray[np.float64]

    def cells(self, rows: Numbers, size: float, half: bool) -> Numbers:
        """Cells of a grid that the points of rows are in, (n, 3)."""
        return np.floor(self.points[rows] / size + (0.5 if half else 0.0)).astype(np.int64)


def _content(side: Side, rows: Numbers) -> list[Numbers]:
    """What is known of objects but their GlobalIds and places, by the column."""
    columns = [side.columns[name][rows] for name in _CONTENT]
    for reference in ("type_id", "container_id", "parent_id", "host_id"):
        # Other objects count by what they are called: their GlobalIds may be new as well.
        others = side.columns[reference][rows]
        for name in ("h_class", "h_name"):
            columns.append(np.where(others >= 0, side.columns[name][others], -1))
    return columns


def pair_alike(old: Side, new: Side, pairs: Pairs) -> tuple[Numbers, Numbers]:
    """What is left over and equal in content, and only once on either side, wherever it stands.

    From these it is seen whether a model whose GlobalIds are all new was moved as a whole.
    """
    rest = pairs.rest()
    keys = [digest(_content(side, rows)) for side, rows in zip((old, new), rest, strict=True)]
    first, second = one_to_one(keys[0], keys[1], unique=True)
    return rest[0][first], rest[1][second]


@dataclass(frozen=True)
class _Recognising:
    """A way to recognise elements.

    Attributes:
        how: in words.
        columns: digests that must be equal; all of what is known where there are none.
        placed: also the mesh and the place must be equal.
        among: only what there is once on either side, of what is left over or of all objects; of
            several the first with the first if None.
    """

    how: str
    columns: tuple[str, ...]
    placed: bool
    among: Literal["rest", "all"] | None


_ABSTRACT = ("class and name", "being the only one of its class")
"""Only for what has no place of its own: types, groups, storeys without a shape. The last is for
what has no name either, such as the site."""
_WAYS = (
    _Recognising("everything but its GlobalId", (), True, None),
    _Recognising("class, name, shape and place", ("h_class", "h_name"), True, "all"),
    _Recognising("class, tag, shape and place", ("h_class", "h_tag"), True, "all"),
    _Recognising("class, shape and place", ("h_class",), True, "all"),
    _Recognising("class, name and tag", ("h_class", "h_name", "h_tag"), False, "all"),
    _Recognising(_ABSTRACT[0], ("h_class", "h_name"), False, "rest"),
    _Recognising(_ABSTRACT[1], ("h_class",), False, "rest"),
)


def rematch(pairs: Pairs, old: Side, new: Side, places: tuple[Places, Places], size: float) -> None:
    """Pair what is left over and the same in content.

    First what is equal in everything: of several such ones the first with the first. Then what
    only one object on either side can be: the same mesh in the same place with the same class and
    name, with the same class and tag, or with the same class; the same class, name and tag. There
    must be no other such object in the whole model: a tag that several have, or a place where two
    stand, says nothing. At last of types, groups and spatial parts the same class and name, or
    none, once in what is left over.

    Args:
        pairs: those that there are; more are added.
        old: the version before.
        new: the version after.
        places: of the objects of both.
        size: metres within which a place is the same.
    """
    sides = (old, new)
    for way in _WAYS:
        # Points near the edge of a cell are in the middle of one of a grid moved by half.
        for half in (False, True) if way.placed else (False,):
            rest = pairs.rest()
            if not len(rest[0]) or not len(rest[1]):
                return
            chosen = [
                np.flatnonzero(usable) if way.among == "all" else rows[usable[rows]]
                for rows, usable in zip(
                    rest,
                    (_usable(*known, way) for known in zip(sides, places, strict=True)),
                    strict=True,
                )
            ]
            keys = []
            for rows, side, place in zip(chosen, sides, places, strict=True):
                columns = [side.columns[name][rows] for name in way.columns]
                columns = columns or _content(side, rows)
                if way.placed:
                    columns += [place.meshes[rows], *place.cells(rows, size, half).T]
                keys.append(digest(columns))
            places_in = one_to_one(keys[0], keys[1], unique=way.among is not None)
            first, second = (rows[found] for rows, found in zip(chosen, places_in, strict=True))
            free = (pairs.new_of[first] < 0) & (pairs.old_of[second] < 0)
            pairs.add(first[free], second[free], way.how)


def _usable(side: Side, place: Places, way: _Recognising) -> npt.NDArray[np.bool_]:
    """What has enough about it to be recognised so."""
    columns = side.columns
    if not way.columns:
        spatial = side.in_scopes(frozenset({Scope.SPATIAL}))
        return np.asarray((place.meshes != 0) | (columns["h_name"] != 0) | spatial)
    usable = np.asarray(place.meshes != 0) if way.placed else np.ones(len(side), bool)
    for name in way.columns:
        usable &= columns[name] != 0
    if way.how == _ABSTRACT[1]:
        usable &= (columns["h_name"] == 0) & (place.meshes == 0)
    if way.how in _ABSTRACT:
        usable &= ~side.in_scopes(frozenset({Scope.ELEMENTS, Scope.FEATURES, Scope.OTHERS}))
    return usable
