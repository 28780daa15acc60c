"""Steps from objects: to what they are related to, and to their values."""

from __future__ import annotations

from typing import Any

from ifcworks.ifc.index.cells.associated import classifications_of, definition_of, materials_of
from ifcworks.ifc.index.cells.attributes import attribute, declared
from ifcworks.ifc.index.cells.queries import Key
from ifcworks.ifc.index.cells.questions import NotInIndex, Questions
from ifcworks.ifc.index.cells.sets import Sets
from ifcworks.ifc.index.cells.states import SPECIAL, Plain, State, lists, ones

_ABOVE = {
    "space": "IfcSpace",
    "storey": "IfcBuildingStorey",
    "building": "IfcBuilding",
    "site": "IfcSite",
}
PLACES = frozenset(
    {"x", "y", "z", "easting", "northing", "elevation", "rotation_x", "rotation_y", "rotation_z"}
)
# ifcopenshell has the relationships of an object by class, and those of a class by number.
_GROUPS = """
SELECT related_id, relating_id FROM relations
WHERE class LIKE 'IfcRelAssignsToGroup%' AND related_id
"""


class Objects(State):
    """Distinct objects: all that stand in the table ``elements``."""

    def __init__(self, questions: Questions, numbers: list[int]) -> None:
        self._questions = questions
        self._numbers = numbers

    def step(self, key: Key) -> State:
        """What ``get_element_value`` makes of a key."""
        if not isinstance(key, str):
            return Sets(self._questions, self._numbers, key)
        if key in SPECIAL:
            return self._special(key)
        if key in PLACES and self._have("ObjectPlacement"):
            raise NotInIndex("placements")
        found = attribute(self._questions, self._numbers, key)
        if found is None:
            return Sets(self._questions, self._numbers, key)
        values = [found.get(number) for number in self._numbers]
        if None in values and key in self._questions.set_names:
            raise NotInIndex(f"'{key}' is both an attribute and a set")
        return Plain(values)

    def values(self) -> list[Any]:
        """The names of the objects, else their classes."""
        found = self._questions.column(self._numbers, "name")
        classes = self._questions.classes
        return [found.get(number) or classes[number] for number in self._numbers]

    def _special(self, key: str) -> State:
        questions, numbers = self._questions, self._numbers
        match key:
            case "type":
                return ones(self._objects, types_of(questions, numbers))
            case "container":
                found = questions.column(numbers, "container_id")
                return ones(self._objects, [found.get(n) for n in numbers])
            case "parent":
                return ones(self._objects, [above[-1] if above else None for above in self._above])
            case "space" | "storey" | "building" | "site":
                return ones(self._objects, self._next_above(_ABOVE[key]))
            case "material" | "mat":
                return definition_of(questions, numbers)
            case "materials" | "mats":
                return materials_of(questions, numbers)
            case "classification":
                return classifications_of(questions, numbers)
            case "group" | "system" | "zone":
                return lists(self._objects, self._groups(key))
            case "class":
                return Plain([questions.classes[number] for number in numbers])
            case "predefined_type":
                found = questions.column(numbers, "predefined_type")
                return Plain([found.get(number) for number in numbers])
            case "id":
                return Plain(list(numbers))
            case "count":
                return Plain([1] * len(numbers))
        raise NotInIndex(key)

    def _objects(self, numbers: list[int]) -> Objects:
        return Objects(self._questions, numbers)

    def _have(self, name: str) -> bool:
        """Whether any class of the objects has an attribute."""
        schema = self._questions.schema.name
        return any(declared(schema, k, name) for k in self._questions.classes_of(self._numbers))

    @property
    def _above(self) -> list[list[int]]:
        return [self._questions.ancestors.get(number, []) for number in self._numbers]

    def _next_above(self, ancestor: str) -> list[int | None]:
        """The lowest of what each object hangs on that is of a class."""
        known: dict[int, int | None] = {}
        found = []
        for above in self._above:
            parent = above[-1] if above else 0
            if parent not in known:
                fitting = (n for n in reversed(above) if self._questions.is_a(n, ancestor))
                known[parent] = next(fitting, None)
            found.append(known[parent])
        return found

    def _groups(self, key: str) -> list[list[int | None]]:
        questions = self._questions
        schema, kinds = questions.schema.name, questions.classes_of(self._numbers)
        if not all(declared(schema, kind, "HasAssignments") for kind in kinds):
            raise NotInIndex("groups of what can be in none")
        found: dict[int, list[int | None]] = {number: [] for number in self._numbers}
        for member, group in questions.about(self._numbers, _GROUPS, end="ORDER BY class, id"):
            if member in found and self._is_group(key, group):
                found[member].append(group)
        return list(found.values())

    def _is_group(self, key: str, group: int | None) -> bool:
        if key == "group":
            return True
        if group is None:
            raise NotInIndex("a group that is not there")
        if key == "zone":
            return self._questions.is_a(group, "IfcZone")
        no_system = ("IfcStructuralAnalysisModel", "IfcZone")
        return self._questions.is_a(group, "IfcSystem") and (
            self._questions.classes[group] not in no_system
        )


def types_of(questions: Questions, numbers: list[int]) -> list[int | None]:
    """The type of each object; of a type itself."""
    found = questions.column(numbers, "type_id")
    return [
        number if questions.is_a(number, "IfcTypeObject") else found.get(number)
        for number in numbers
    ]
