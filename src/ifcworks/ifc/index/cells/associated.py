"""Steps from objects to their materials and classifications."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from ifcworks.ifc.index.cells.queries import Key
from ifcworks.ifc.index.cells.questions import NotInIndex, Questions
from ifcworks.ifc.index.cells.states import Plain, State, lists, ones

_DEFINITIONS = """
SELECT element_id, definition_id FROM materials WHERE position = 0 AND element_id
"""
_ABOUT_DEFINITIONS = """
SELECT DISTINCT ON (definition_id) definition_id, definition_class, name, set_name, category
FROM materials WHERE position = 0
"""
_MATERIALS = """
SELECT element_id, material_id, name, category, definition_class, thickness
FROM materials WHERE element_id
"""
_PARTS = "SELECT DISTINCT definition_id, position, name FROM materials ORDER BY ALL"
_REFERENCES = "SELECT element_id, reference_id FROM classifications WHERE element_id"
_ABOUT_REFERENCES = """
SELECT DISTINCT ON (reference_id) reference_id, name, identification, location, description
FROM classifications
"""
_OF_MATERIALS = ("IfcMaterialProperties", "IfcExtendedMaterialProperties")
_USED = {
    "IfcMaterialLayerSetUsage": "IfcMaterialLayerSet",
    "IfcMaterialProfileSetUsage": "IfcMaterialProfileSet",
    "IfcMaterialProfileSetUsageTapering": "IfcMaterialProfileSet",
}
WITH_MATERIALS = frozenset(
    {"IfcMaterial", "IfcMaterialList", "IfcMaterialLayerSet", "IfcMaterialProfileSet"}
    | {"IfcMaterialConstituentSet", *_USED}
)
"""Classes of definitions of which ifcopenshell lists the materials."""
WITH_OWN_CATEGORY = ("IfcMaterial", "IfcMaterialList")
"""Classes of definitions with which the index keeps the category of the material itself."""


class Things(State):
    """Distinct instances of which only some attributes are known.

    Args:
        known: of each instance, its attributes by name.
        names: the names that can be asked for.
        labels: what people call each; None where that is not known.
    """

    def __init__(
        self, known: Sequence[Mapping[str, Any]], names: frozenset[str], labels: list[Any]
    ) -> None:
        self._known = known
        self._names = names
        self._labels = labels

    def step(self, key: Key) -> State:
        """The values of an attribute."""
        if not self._known:
            return self
        if key == "count":
            return Plain([1] * len(self._known))
        if not isinstance(key, str) or key not in self._names:
            raise NotInIndex(str(key))
        if any(key not in one for one in self._known):
            raise NotInIndex(key)
        return Plain([one[key] for one in self._known])

    def values(self) -> list[Any]:
        """What people call the instances."""
        if None in self._labels:
            raise NotInIndex("a whole instance without a name")
        return self._labels


def definition_of(questions: Questions, numbers: list[int]) -> State:
    """The material, list or set of each object; the set where there is a usage of it."""
    found = dict(questions.about(numbers, _DEFINITIONS))
    about = {row[0]: row[1:] for row in questions.rows(_ABOUT_DEFINITIONS)}
    parts: dict[int, list[str]] = defaultdict(list)
    for definition, _, part in questions.rows(_PARTS):
        if part:
            parts[definition].append(part)

    def make(ids: list[int]) -> State:
        known, labels = [], list[Any]()
        for number in ids:
            kind, name, set_name, category = about[number]
            one = {"class": _USED.get(kind, kind)}
            if kind not in _USED:
                one["id"] = number
            if kind == "IfcMaterial":
                one |= {"Name": name, "Category": category}
            elif kind == "IfcMaterialList":
                one |= {"Name": None, "Category": None}
            elif kind in WITH_MATERIALS:
                one |= {"Name": set_name}
            known.append(one)
            labels.append(one.get("Name") or parts[number] or None)
        names = _names(questions, known, "class", "id", "Name", "Category")
        return Things(known, names, labels)

    return ones(make, [found.get(number) for number in numbers])


def materials_of(questions: Questions, numbers: list[int]) -> State:
    """The materials of each object, in the order of their layers, constituents or profiles."""
    found: dict[int, list[int | None]] = {number: [] for number in numbers}
    known: dict[int, dict[str, Any]] = defaultdict(dict)
    for number, material, name, category, kind, thickness in questions.about(
        numbers, _MATERIALS, end="ORDER BY element_id, position"
    ):
        if number not in found:
            continue
        if material is None and thickness is None:
            raise NotInIndex("a set that may have nothing in it")
        if kind not in WITH_MATERIALS:
            raise NotInIndex(f"the materials of an {kind}")
        found[number].append(material)
        if material is not None:
            known[material] |= {"Name": name, "id": material}
            # A layer's category, where it has one, stands in the place of the material's.
            if category is None or kind in WITH_OWN_CATEGORY:
                known[material]["Category"] = category

    def make(ids: list[int]) -> State:
        each = [known[number] for number in ids]
        labels = [one["Name"] or "IfcMaterial" for one in each]
        return Things(each, _names(questions, each, "Name", "id", "Category"), labels)

    return lists(make, list(found.values()))


def classifications_of(questions: Questions, numbers: list[int]) -> State:
    """The references of each object, by step id: ifcopenshell has them in no order."""
    found: dict[int, list[int]] = {number: [] for number in numbers}
    for number, reference in questions.about(
        numbers, _REFERENCES, end="ORDER BY element_id, reference_id"
    ):
        if number in found:
            found[number].append(reference)
    about = {row[0]: row[1:] for row in questions.rows(_ABOUT_REFERENCES)}
    old = questions.schema.name == "IFC2X3"

    def make(ids: list[int]) -> State:
        known = []
        for number in ids:
            name, identification, location, description = about[number]
            one = {"Name": name, "Location": location, "Description": description}
            one["ItemReference"] = identification if old else None
            one["Identification"] = None if old else identification
            known.append(one)
        names = ("Name", "Location", "Description", "ItemReference", "Identification")
        labels = [about[number][1] or about[number][0] or None for number in ids]
        return Things(known, frozenset(names), labels)

    return lists(make, list(found.values()), ordered=False)


def _names(questions: Questions, known: list[dict[str, Any]], *names: str) -> frozenset[str]:
    """The attributes that can be asked for.

    Where an attribute has no value, ifcopenshell looks for properties of the material of that
    name; the index keeps none of these.
    """
    if not questions.has_any(*_OF_MATERIALS):
        return frozenset(names)
    return frozenset(n for n in names if all(one.get(n) is not None for one in known))
