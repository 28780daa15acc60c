"""All that an index needs of a model, from one pass over its file, sorted by what it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ifcworks.ifc.index.schema import Schema
from ifcworks.ifc.index.stream import Instances, Values, is_complete, read_whole

_ROLES = (
    ("objects", "IfcObjectDefinition"),
    ("sets", "IfcPropertySetDefinition"),
    ("properties", "IfcProperty"),
    ("properties", "IfcPhysicalQuantity"),
    ("defines", "IfcRelDefinesByProperties"),
    ("relations", "IfcRelationship"),
)

_MEMBERS = ("HasProperties", "Quantities")


@dataclass
class Gathered:
    """The instances of a model by role; each role in the order of the file.

    Attributes:
        objects: elements, types, the project, groups and the like.
        sets: sets of properties and quantities, their members as ids.
        properties: properties and quantities.
        defines: which objects have which sets.
        relations: all other relationships.
        others: what is none of these.
        counts: how many instances there are of each class, of those looked at.
        instances: how many there are in the file.
    """

    schema: Schema
    header: dict[str, Values] = field(default_factory=dict)
    objects: dict[int, Values] = field(default_factory=dict)
    sets: dict[int, Values] = field(default_factory=dict)
    properties: dict[int, Values] = field(default_factory=dict)
    defines: list[tuple[tuple[int, ...], tuple[int, ...]]] = field(default_factory=list)
    relations: list[Values] = field(default_factory=list)
    others: dict[int, Values] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    instances: int = 0

    def of(self, *ancestors: str) -> list[Values]:
        """Instances among ``others`` and ``relations`` of any of these classes."""
        return [
            values
            for values in (*self.others.values(), *self.relations)
            if any(self.schema.is_a(values["type"], ancestor) for ancestor in ancestors)
        ]


def gather(path: Path, schema: Schema) -> Gathered:
    """Read a plain STEP file of a schema.

    Raises:
        ModelUnreadable: it cannot be parsed.
    """
    instances = Instances(path)
    gathered = _sorted(instances, schema)
    gathered.header, gathered.instances = instances.header, instances.passed
    if not is_complete(path, instances.passed):
        # Comments, a damaged end, an instance that cannot be parsed: what counts is what the
        # parser makes of it, as for everybody else who opens the file.
        whole = _sorted(read_whole(path), schema)
        whole.header, whole.instances = instances.header, sum(whole.counts.values())
        return whole
    return gathered


def ref(value: Any) -> int | None:
    """The id that an attribute refers to."""
    return value.get("ref") if isinstance(value, dict) else None


def refs(value: Any) -> tuple[int, ...]:
    """The ids that a list attribute refers to."""
    if not isinstance(value, tuple):
        return ()
    return tuple(item["ref"] for item in value if isinstance(item, dict) and "ref" in item)


def _sorted(instances: Any, schema: Schema) -> Gathered:
    gathered = Gathered(schema)
    roles: dict[str, str] = {}
    counts = gathered.counts
    objects, sets, properties = gathered.objects, gathered.sets, gathered.properties
    for values in instances:
        kind = values["type"]
        role = roles.get(kind)
        if role is None:
            role = roles[kind] = _role(kind, schema)
        counts[kind] += 1
        match role:
            case "defines":
                definition = values["RelatingPropertyDefinition"]
                single = ref(definition)
                many = (single,) if single is not None else refs(_set_of(definition))
                gathered.defines.append((refs(values["RelatedObjects"]), many))
            case "sets":
                for name in _MEMBERS:
                    if name in values:
                        values[name] = refs(values[name])
                sets[values.pop("id")] = _without(values, "GlobalId", "OwnerHistory")
            case "properties":
                properties[values["id"]] = values
            case "objects":
                objects[values["id"]] = _without(values, "OwnerHistory", "ObjectPlacement")
            case "relations":
                gathered.relations.append(_without(values, "GlobalId", "OwnerHistory", "Name"))
            case _:
                gathered.others[values["id"]] = values
    return gathered


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
