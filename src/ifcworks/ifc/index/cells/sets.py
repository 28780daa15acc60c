"""Values out of sets of properties and quantities."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, TypeAlias

from ifcworks.ifc.index.cells.attributes import OTHER, declared, is_list, value_of
from ifcworks.ifc.index.cells.queries import Key
from ifcworks.ifc.index.cells.questions import NotInIndex, Questions
from ifcworks.ifc.index.cells.states import SPECIAL, Plain, State
from ifcworks.ifc.index.values import typed

Stored: TypeAlias = tuple[int, str, str, str, Any, "float | None", "str | None"]
"""A property as the index has it: id and class of its set, name, kind, value, number, type."""

_LISTS = ("enumerated", "list")
_WHOLE = ("bounded", "table", "complex", "complex-quantity", "reference")

_OWN_AND_INHERITED = """
SELECT l.element_id, l.source, arg_min(l.pset_id, l.position)
FROM element_psets l JOIN psets s ON s.id = l.pset_id
WHERE s.name = ? AND l.element_id
"""
_NAMED = """
SELECT p.pset_id, s.class, p.name, p.kind, p.value, p.number, p.ifc_type
FROM properties p JOIN psets s ON s.id = p.pset_id
WHERE s.name = ? AND p.name = ? AND p.parent IS NULL
ORDER BY p.pset_id, p.position
"""
_SETS = """
SELECT l.element_id, s.name, l.pset_id, l.source
FROM element_psets l JOIN psets s ON s.id = l.pset_id
WHERE s.name IN (SELECT unnest(?::TEXT[])) AND l.element_id
"""
_MEMBERS = """
SELECT p.pset_id, s.class, p.name, p.kind, p.value, p.number, p.ifc_type
FROM properties p JOIN psets s ON s.id = p.pset_id
WHERE s.name IN (SELECT unnest(?::TEXT[])) AND p.name IN (SELECT unnest(?::TEXT[]))
  AND p.parent IS NULL AND p.kind <> 'reference'
ORDER BY p.pset_id, p.position
"""


class Sets(State):
    """Of each of some objects, its sets that have a name.

    Args:
        numbers: the objects.
        name: the name, or a pattern that it begins with.
    """

    def __init__(self, questions: Questions, numbers: list[int], name: Key) -> None:
        self._questions = questions
        self._numbers = numbers
        self._name = name

    def step(self, key: Key) -> State:
        """The values of properties."""
        if key in SPECIAL:
            raise NotInIndex(f"'{key}' of a set")
        if isinstance(self._name, str) and isinstance(key, str):
            found = property_values(self._questions, self._numbers, self._name, key)
        else:
            found = self._by_pattern(key)
        return Plain([found.get(number) for number in self._numbers])

    def values(self) -> list[Any]:
        """None for objects without; a set is no plain value."""
        if members(self._questions, self._numbers, self._name, re.compile(r"(?!)")):
            raise NotInIndex("a whole set")
        return [None] * len(self._numbers)

    def _by_pattern(self, key: Key) -> dict[int, Any]:
        values = Values(self._questions)
        found = {}
        for number, sets in members(self._questions, self._numbers, self._name, key).items():
            each = [
                _matched(
                    {name: values.of(p) for name, p in inside.items() if name != "id"},
                    key,
                )
                for inside in sets.values()
            ]
            found[number] = each[0] if len(each) == 1 else _joined(each)
        return found


def _matched(inside: dict[str, Any], key: Key) -> Any:
    if isinstance(key, str):
        return inside.get(key)
    matching = [value for name, value in inside.items() if key.match(name)]
    found = _joined([list(value) if isinstance(value, tuple) else value for value in matching])
    return found[0] if len(found) == 1 else found or None


def _joined(values: list[Any]) -> list[Any]:
    joined: list[Any] = []
    for value in values:
        if isinstance(value, list):
            joined.extend(value)
        else:
            joined.append(value)
    return joined


def property_values(
    questions: Questions, numbers: Collection[int], name: str, key: str, first: bool = False
) -> dict[int, Any]:
    """One property of one set, by object: its own, or else that of its type.

    Args:
        questions: to the index.
        numbers: the objects.
        name: of the set.
        key: name of the property.
        first: as ``get_pset`` with the name of the property, which takes the first of several of
            that name, and that of the type where the own has no value; else as that without.
    """
    if key == "id" and not first:
        return {}
    stored: dict[int, Stored] = {}
    for row in questions.rows(_NAMED, name, key):
        if first:
            stored.setdefault(row[0], row)
        elif row[3] != "reference":
            stored[row[0]] = row
    if not stored:
        return {}
    values, found, own, wanted = Values(questions), dict[int, Any](), set[int](), set(numbers)
    for number, source, pset_id in questions.about(
        numbers, _OWN_AND_INHERITED, name, end="GROUP BY l.element_id, l.source"
    ):
        if pset_id not in stored or number not in wanted or number in own:
            continue
        value = values.of(stored[pset_id])
        if source == "type":
            found[number] = value
        elif value is not None or not first:
            own.add(number)
            found[number] = value
    return found


def members(
    questions: Questions, numbers: Collection[int], name: Key, key: Key
) -> dict[int, dict[str, dict[str, Stored]]]:
    """Properties that match, by object, name of the set and name of the property.

    Objects without such a set are not in it; a set without such a property is. Own properties
    take the place of inherited ones of the same name. ``id`` is the id of the set, as in what
    ifcopenshell gives.
    """
    if isinstance(name, str):
        names: list[str | None] = [name]
    else:
        if None in questions.set_names:
            raise NotInIndex("sets without a name")
        names = [found for found in questions.set_names if found and name.match(found)]
    if isinstance(key, str):
        keys = [key]
    else:
        known = questions.rows("SELECT DISTINCT name FROM properties WHERE parent IS NULL")
        keys = [found for (found,) in known if key.match(found)]
    inside: dict[int, dict[str, Stored]] = {}
    for stored in questions.rows(_MEMBERS, names, keys):
        inside.setdefault(stored[0], {})[stored[2]] = stored
    with_id = key == "id" if isinstance(key, str) else key.match("id") is not None
    wanted = set(numbers)
    merged: dict[int, dict[str, dict[str, Stored]]] = {}
    order = "ORDER BY l.element_id, l.source = 'instance', l.position"
    first_only = set[tuple[int, str]]()
    for number, found, pset_id, source in questions.about(numbers, _SETS, names, end=order):
        if number not in wanted:
            continue
        if isinstance(name, str):
            if (number, source) in first_only:
                continue
            first_only.add((number, source))
        here = merged.setdefault(number, {}).setdefault(found, {})
        here.update(inside.get(pset_id, {}))
        if with_id:
            here["id"] = (pset_id, "", "id", "single", str(pset_id), float(pset_id), None)
    return merged


class Values:
    """Makes stored properties to the values that ifcopenshell gives."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions
        self._known: dict[tuple[Any, ...], Any] = {}

    def of(self, stored: Stored) -> Any:
        """A value.

        Raises:
            NotInIndex: it is an instance, or has more than the index keeps.
        """
        key = stored[1:]
        if key not in self._known:
            self._known[key] = self._value(*key)
        return self._known[key]

    def _value(
        self, set_class: str, name: str, kind: str, value: Any, number: Any, ifc_type: Any
    ) -> Any:
        schema = self._questions.schema.name
        if kind in _WHOLE:
            raise NotInIndex(f"a {kind} property as a whole")
        if kind in _LISTS:
            return typed(kind, value, number, ifc_type) or None
        if kind == "attribute":
            how = declared(schema, set_class, name)
            if how == OTHER:
                raise NotInIndex(f"attribute {name}")
            return value_of(how, value, number, ifc_type)
        may_be_list = ifc_type is not None and number is None and value and value[0] == "["
        if may_be_list and is_list(schema, ifc_type):
            raise NotInIndex("several numbers in one value")
        return typed(kind, value, number, ifc_type)
