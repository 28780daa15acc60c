"""All that an index needs of a model, from one pass over its file, sorted by what it is."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np

from ifcworks.ifc.index.columns import Columns
from ifcworks.ifc.index.schema import Schema
from ifcworks.ifc.index.stream import Instances, Numbers, Parsed, Values, is_plain
from ifcworks.ifc.index.values import text_of

_ROLES = (
    ("objects", "IfcObjectDefinition"),
    ("sets", "IfcPropertySetDefinition"),
    ("properties", "IfcProperty"),
    ("properties", "IfcPhysicalQuantity"),
    ("defines", "IfcRelDefinesByProperties"),
    ("relations", "IfcRelationship"),
)


class Sets:
    """The sets of properties and quantities, by the column: a model has very many.

    Attributes:
        rows: number, class, Name, Description and MethodOfMeasurement of each.
        sizes: how many members each has.
        members: the numbers of these, of one set after the other.
        predefined: those that have attributes and no members, by their numbers.
    """

    def __init__(self, schema: Schema) -> None:
        self.rows = Columns("id", "class", "name", "description", "method")
        self.sizes = array("q")
        self.members = array("q")
        self.predefined: dict[int, Values] = {}
        self._schema = schema
        self._have_members: dict[str, bool] = {}
        self._texts: dict[str | None, str | None] = {}

    def add(self, kind: str, values: Values) -> None:
        """Add one."""
        get, number = values.get, values["id"]
        name = text_of(get("Name"))
        name = self._texts.setdefault(name, name)  # the same few stand in thousands of sets
        said, method = text_of(get("Description")), text_of(get("MethodOfMeasurement"))
        self.rows.add(number, kind, name, said, method)
        if kind not in self._have_members:
            names = [name for name, _ in self._schema.attributes(kind)]
            self._have_members[kind] = "HasProperties" in names or "Quantities" in names
        if self._have_members[kind]:
            members = refs(get("HasProperties", get("Quantities")))
            self.sizes.append(len(members))
            self.members.extend(members)
        else:
            self.sizes.append(0)
            self.predefined[number] = values


class Defined:
    """Which objects have which sets, by the relationships of one class, a place for each pair."""

    def __init__(self) -> None:
        self.relations = array("q")
        self.objects = array("q")
        self.sets = array("q")

    def add(self, values: Values) -> None:
        """Add a relationship."""
        definition = values.get("RelatingPropertyDefinition")
        single = ref(definition)
        members = refs(values.get("RelatedObjects"))
        for number in refs(_set_of(definition)) if single is None else (single,):
            for member in members:
                self.relations.append(values["id"])
                self.objects.append(member)
                self.sets.append(number)


@dataclass
class Gathered:
    """The instances of a model by role.

    Attributes:
        objects: elements, types, the project, groups and the like, by number.
        sets: sets of properties and quantities.
        properties: properties and quantities.
        defines: which objects have which sets, by the class of the relationship.
        relations: all other relationships, by class, those of a class in the order of their
            numbers. Of several the first counts: so it is in ifcopenshell.
        others: what is none of these, and directions and profiles that they refer to.
        counts: how many instances there are of each class, of those looked at.
        numbers: those of all instances in the file, in order.
    """

    schema: Schema
    sets: Sets
    header: dict[str, Values] = field(default_factory=dict)
    objects: dict[int, Values] = field(default_factory=dict)
    properties: dict[int, Values] = field(default_factory=dict)
    defines: dict[str, Defined] = field(default_factory=dict)
    relations: dict[str, list[Values]] = field(default_factory=dict)
    others: dict[int, Values] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    numbers: Numbers = field(default_factory=lambda: np.empty(0, np.int64))

    def of(self, ancestor: str) -> Iterator[Values]:
        """Instances among ``others`` of a class and its subtypes."""
        is_a = self.schema.is_a
        return (values for values in self.others.values() if is_a(values["type"], ancestor))

    def related(self, ancestor: str) -> Iterator[Values]:
        """Relationships of a class and its subtypes, one class after the other."""
        for kind, relations in self.relations.items():
            if self.schema.is_a(kind, ancestor):
                yield from relations

    def has(self, number: int | None) -> bool:
        """Whether there is an instance of a number, looked at or passed over."""
        if number is None:
            return False
        place = bisect_left(self._numbers, number)
        return place < len(self._numbers) and self._numbers[place] == number

    @cached_property
    def _numbers(self) -> memoryview:
        numbers: Any = self.numbers
        return memoryview(numbers)  # gives Python's own numbers, faster than the array does


def gather(path: Path, schema: Schema) -> Gathered:
    """Read a plain STEP file of a schema.

    Raises:
        ModelUnreadable: it cannot be parsed.
    """
    instances = Instances(path)
    gathered, met = _sorted(instances, schema)
    if not is_plain(path, met, gathered.numbers):
        # Comments, a damaged end, an instance that cannot be parsed, numbers used twice.
        parsed = Parsed(path, schema)
        gathered, _ = _sorted(parsed, schema)
        gathered.others.update(_further(parsed, gathered))
    else:
        gathered.others.update(_further(instances, gathered))
    gathered.header = instances.header
    return gathered


def ref(value: Any) -> int | None:
    """The id that an attribute refers to."""
    return value.get("ref") if isinstance(value, dict) else None


def refs(value: Any) -> Sequence[int]:
    """The ids that a list attribute refers to."""
    if not isinstance(value, tuple):
        return ()
    try:
        return [item["ref"] for item in value]
    except (TypeError, KeyError):  # it does not only hold references
        return [item["ref"] for item in value if isinstance(item, dict) and "ref" in item]


def _sorted(instances: Instances | Parsed, schema: Schema) -> tuple[Gathered, int]:
    """What the instances are, and how many they are."""
    gathered = Gathered(schema, Sets(schema))
    roles: dict[str, tuple[str, str]] = {}
    counts, numbers = gathered.counts, array("q")
    objects, sets, properties = gathered.objects, gathered.sets, gathered.properties
    for values in instances:
        kind = values["type"]
        if kind not in roles:
            roles[kind] = (_role(kind, schema), kind)
        role, kind = roles[kind]
        values["type"] = kind  # one text for all instead of one for each
        counts[kind] += 1
        numbers.append(values["id"])
        match role:
            case "defines":
                if kind not in gathered.defines:
                    gathered.defines[kind] = Defined()
                gathered.defines[kind].add(values)
            case "sets":
                sets.add(kind, values)
            case "properties":
                properties[values["id"]] = values
            case "objects":
                objects[values["id"]] = _without(values, "OwnerHistory", "ObjectPlacement")
            case "relations":
                gathered.relations.setdefault(kind, []).append(
                    _without(values, "GlobalId", "OwnerHistory", "Name")
                )
            case _:
                gathered.others[values["id"]] = values
    gathered.objects = dict(sorted(objects.items()))
    gathered.relations = dict(sorted(gathered.relations.items()))
    for relations in gathered.relations.values():
        relations.sort(key=itemgetter("id"))
    looked_at = np.frombuffer(numbers, np.int64) if numbers else np.empty(0, np.int64)
    every = np.concatenate((looked_at, instances.passed_over))
    every.sort()  # they nearly are, so this is much faster than what numpy.unique does
    first = np.ones(len(every), bool)
    first[1:] = every[1:] != every[:-1]
    gathered.numbers = every[first]
    return gathered, len(every)


def _further(instances: Instances | Parsed, gathered: Gathered) -> dict[int, Values]:
    """Directions of true north and profiles of materials, passed over with the geometry."""
    wanted = {
        ref(values.get(name))
        for kind, name in (
            ("IfcGeometricRepresentationContext", "TrueNorth"),
            ("IfcMaterialProfile", "Profile"),
        )
        for values in gathered.of(kind)
    }
    known = sorted(number for number in wanted if number is not None and gathered.has(number))
    return {values["id"]: values for values in instances.fetch(known)}


def _without(values: Values, *names: str) -> Values:
    """Instances without what nobody asks for: hundreds of thousands of them stay in memory."""
    for name in names:
        values.pop(name, None)
    return values


def _set_of(definition: Any) -> Any:
    """The members of an IfcPropertySetDefinitionSet."""
    return definition.get("value") if isinstance(definition, dict) else None


def _role(kind: str, schema: Schema) -> str:
    return next((role for role, ancestor in _ROLES if schema.is_a(kind, ancestor)), "others")
