"""What differs of attributes, sets and what elements are associated with, value by value.

Only asked of elements whose digests differ. An empty text is no value; a property without a value
is as one that is not there. Numbers are compared in SI units where their units are known, so that
a project in other units is no change; where not, their units count as well.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Literal

from ifcworks.ifc.diff.outcome import Change
from ifcworks.ifc.diff.request import Aspect, Tolerances
from ifcworks.ifc.diff.side import Side
from ifcworks.ifc.index.values import typed

_IDS = "IN (SELECT unnest(?::BIGINT[]))"
_TEXTS = f"""
SELECT id, class, predefined_type, name, description, object_type, tag, long_name
FROM {{at}}.elements WHERE id {_IDS}
"""
_NAMES = ("Name", "Description", "ObjectType", "Tag", "LongName")
_ATTRIBUTES = f"""
SELECT element_id, name, value, number, si, ifc_type FROM {{at}}.attributes
WHERE element_id {_IDS} ORDER BY element_id, position
"""
_SETS = f"""
SELECT l.element_id, s.kind = 'qto', s.name, p.path, p.kind, p.value, p.number, p.si, p.unit,
    p.ifc_type
FROM {{at}}.element_psets l
JOIN {{at}}.psets s ON s.id = l.pset_id
JOIN {{at}}.properties p ON p.pset_id = l.pset_id
ANTI JOIN {{at}}.overridden o
    ON o.element_id = l.element_id AND o.pset_id = p.pset_id AND o.source = l.source
    AND o.position = p.position
WHERE l.element_id {_IDS}
ORDER BY l.element_id, s.name, l.position, p.position
"""
_MATERIALS = f"""
SELECT element_id, set_name, name, part_name, category, profile, is_ventilated, thickness,
    CASE WHEN thickness IS NULL THEN fraction END
FROM {{at}}.materials WHERE element_id {_IDS} ORDER BY element_id, position
"""
_CLASSIFICATIONS = f"""
SELECT element_id, system, edition, identification, name, location
FROM {{at}}.classifications WHERE element_id {_IDS} ORDER BY 1, 2, 3, 4, 5, 6
"""
_DOCUMENTS = f"""
SELECT element_id, identification, name, location
FROM {{at}}.documents WHERE element_id {_IDS} ORDER BY 1, 2, 3, 4
"""
_REFERENCE = '{"ref": '

Row = tuple[Any, ...]
Found = Iterator[tuple[int, list[Change]]]
"""The place of a pair, and what differs."""

PlacedPairs = Sequence[tuple[int, int, int]]
"""The place of a pair, and the numbers of its two elements in their files."""


def texts(
    old: Side, new: Side, pairs: PlacedPairs, has_attribute: Callable[[str, str, str], bool]
) -> Found:
    """Class, predefined type and the attributes that all have.

    Args:
        old: the version before.
        new: the version after.
        pairs: whose digests differ.
        has_attribute: whether two classes both have an attribute, each in its schema.
    """
    for place, before, after in _both(old, new, pairs, _TEXTS):
        (class_, kind, *mine), (new_class, new_kind, *theirs) = before[0], after[0]
        changes = []
        if class_ != new_class:
            changes.append(Change(Aspect.CLASS, "class", class_, new_class))
        if (kind or None) != (new_kind or None) and has_attribute(
            class_, new_class, "PredefinedType"
        ):
            changes.append(Change(Aspect.CLASS, "predefined_type", kind or None, new_kind or None))
        for name, one, other in zip(_NAMES, mine, theirs, strict=True):
            if (one or None) != (other or None) and (
                name == "ObjectType" or has_attribute(class_, new_class, name)
            ):
                changes.append(Change(Aspect.ATTRIBUTES, name, one or None, other or None))
        yield place, changes


def attributes(
    old: Side,
    new: Side,
    pairs: PlacedPairs,
    tolerances: Tolerances,
    has_attribute: Callable[[int, str], bool],
) -> Found:
    """The other attributes.

    Args:
        old: the version before.
        new: the version after.
        pairs: whose digests differ.
        tolerances: of numbers.
        has_attribute: whether the class of a pair, by its place, has an attribute in both schemas.
    """
    for place, before, after in _both(old, new, pairs, _ATTRIBUTES):
        mine, theirs = ({row[0]: row[1:] for row in rows} for rows in (before, after))
        changes = []
        for name in dict.fromkeys((*mine, *theirs)):
            one, other = (
                _value("single", *some[name]) if name in some else None for some in (mine, theirs)
            )
            if _is_reference(one) and _is_reference(other):
                continue
            si = tuple(some[name][2] if name in some else None for some in (mine, theirs))
            if not _same(one, other, si, (None, None), tolerances) and has_attribute(place, name):
                changes.append(
                    Change(Aspect.ATTRIBUTES, name, one, other, difference=_difference(*si))
                )
        yield place, changes


def sets(old: Side, new: Side, pairs: PlacedPairs, tolerances: Tolerances) -> Found:
    """Properties and quantities, as they hold for the elements: own ones, and those of the type."""
    for place, before, after in _both(old, new, pairs, _SETS):
        mine, theirs = _by_name(before), _by_name(after)
        held, holds = ({key[:2] for key in some} for some in (mine, theirs))
        changes = []
        for key in dict.fromkeys((*mine, *theirs)):
            one, si, unit = mine.get(key, (None, None, None))
            other, new_si, new_unit = theirs.get(key, (None, None, None))
            if _is_reference(one) and _is_reference(other):
                continue
            if _same(one, other, (si, new_si), (unit, new_unit), tolerances):
                continue
            quantity, pset, path, _ = key
            changes.append(
                Change(
                    Aspect.QUANTITIES if quantity else Aspect.PROPERTIES,
                    f"{pset or ''}.{path}",
                    one,
                    other,
                    unit if one is not None else None,
                    new_unit if other is not None else None,
                    _difference(si, new_si),
                    _of_set(key[:2] in held, key[:2] in holds),
                )
            )
        yield place, changes


def materials(old: Side, new: Side, pairs: PlacedPairs, tolerances: Tolerances) -> Found:
    """Materials with their layers, constituents and profiles, in their order."""
    for place, before, after in _both(old, new, pairs, _MATERIALS):
        if len(before) == len(after) and all(
            _empty(one[:-2]) == _empty(other[:-2])
            and all(
                _same(*values, (None, None), (None, None), tolerances)
                for values in zip(one[-2:], other[-2:], strict=True)
            )
            for one, other in zip(before, after, strict=True)
        ):
            continue
        one, other = (_listed([_material(row) for row in rows]) for rows in (before, after))
        yield place, [Change(Aspect.MATERIALS, "materials", one, other)]


def classifications(old: Side, new: Side, pairs: PlacedPairs) -> Found:
    """References to classifications."""
    return _listed_changes(old, new, pairs, _CLASSIFICATIONS, Aspect.CLASSIFICATIONS, _reference)


def documents(old: Side, new: Side, pairs: PlacedPairs) -> Found:
    """References to documents."""
    return _listed_changes(
        old, new, pairs, _DOCUMENTS, Aspect.DOCUMENTS, lambda row: " · ".join(filter(None, row))
    )


def _listed_changes(
    old: Side,
    new: Side,
    pairs: PlacedPairs,
    sql: str,
    aspect: Aspect,
    word: Callable[[Row], str],
) -> Found:
    for place, before, after in _both(old, new, pairs, sql):
        mine, theirs = ([_empty(row) for row in rows] for rows in (before, after))
        if sorted(mine, key=repr) != sorted(theirs, key=repr):
            one, other = (_listed([word(row) for row in rows]) for rows in (mine, theirs))
            yield place, [Change(aspect, aspect.value, one, other)]


def _both(
    old: Side, new: Side, pairs: PlacedPairs, sql: str
) -> Iterator[tuple[int, list[Row], list[Row]]]:
    """The rows about both elements of each pair."""
    before = _grouped(old.ask(sql, [pair[1] for pair in pairs]))
    after = _grouped(new.ask(sql, [pair[2] for pair in pairs]))
    for place, one, other in pairs:
        yield place, before.get(one, []), after.get(other, [])


def _grouped(rows: Iterable[Row]) -> dict[int, list[Row]]:
    groups: dict[int, list[Row]] = {}
    for number, *rest in rows:
        groups.setdefault(number, []).append(tuple(rest))
    return groups


def _by_name(rows: list[Row]) -> dict[tuple[Any, ...], tuple[Any, float | None, str | None]]:
    """Value, SI value and unit by kind of set, set, path, and which of several of one name."""
    found: dict[tuple[Any, ...], tuple[Any, float | None, str | None]] = {}
    turns: Counter[tuple[Any, ...]] = Counter()
    for quantity, pset, path, kind, value, number, si, unit, ifc_type in rows:
        turn = turns[quantity, pset, path]
        turns[quantity, pset, path] += 1
        read = _value(kind, value, number, si, ifc_type)
        found[quantity, pset, path, turn] = (read, si, unit)
    return found


def _value(
    kind: str, value: str | None, number: float | None, si: float | None, ifc_type: str | None
) -> Any:
    try:
        read = typed(kind, value, number, ifc_type)
    except ValueError:
        return value  # a text where the type wants a list
    return None if read == "" else read


def _is_reference(value: Any) -> bool:
    if isinstance(value, str):
        return _REFERENCE in value
    return isinstance(value, (dict, list)) and _REFERENCE in json.dumps(value)


def _same(
    old: Any,
    new: Any,
    si: tuple[float | None, ...],
    units: tuple[str | None, str | None],
    tolerances: Tolerances,
) -> bool:
    if old is None or new is None:
        return old is new
    if si[0] is not None and si[1] is not None and not (si == (old, new) and _whole(old, new)):
        return tolerances.equal(si[0], si[1])
    if units[0] != units[1] and (_has_number(old) or _has_number(new)):
        return False
    return _alike(old, new, tolerances)


def _alike(old: Any, new: Any, tolerances: Tolerances) -> bool:
    """Whether values are equal, numbers in them within the tolerance if they are no whole ones."""
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    if _is_number(old) and _is_number(new):
        return bool(old == new) if _whole(old, new) else tolerances.equal(float(old), float(new))
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(
            _alike(one, other, tolerances) for one, other in zip(old, new, strict=True)
        )
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(
            _alike(old[key], new[key], tolerances) for key in old
        )
    return bool(old == new)


def _whole(*values: Any) -> bool:
    """Whether all are whole numbers, such as counts, of which another is never nearly equal."""
    return all(isinstance(value, int) for value in values)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _has_number(value: Any) -> bool:
    if isinstance(value, (list, dict)):
        return any(map(_has_number, value.values() if isinstance(value, dict) else value))
    return _is_number(value)


def _difference(old: float | None, new: float | None) -> float | None:
    if old is None or new is None or not math.isfinite(new - old):
        return None
    return new - old


def _of_set(before: bool, after: bool) -> Literal["added", "removed"] | None:
    if before and after:
        return None
    return "added" if after else "removed"


def _empty(row: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(None if value == "" else value for value in row)


def _listed(words: list[str]) -> list[str] | None:
    return words or None


def _material(row: Row) -> str:
    set_name, *parts, ventilated, thickness, fraction = row
    words = [part for part in dict.fromkeys(parts) if part]
    if thickness is not None:
        words.append(f"{thickness:.9g} m")
    if fraction is not None:
        words.append(f"{100 * fraction:.9g} %")
    if ventilated == "true":
        words.append("ventilated")
    said = " · ".join(words) or "air"
    return f"{set_name}: {said}" if set_name else said


def _reference(row: Row) -> str:
    system, edition, identification, name, location = row
    about = " ".join(part for part in (system, edition) if part)
    said = " ".join(part for part in (identification, name) if part) or location or ""
    return f"{about}: {said}" if about else said
