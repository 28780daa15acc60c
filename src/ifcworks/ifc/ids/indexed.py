"""The facts of a model from its index; what that does not keep, from the file opened lazily."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from functools import cached_property
from typing import Any

import duckdb
import ifcopenshell

from ifcworks.ifc.ids.attribute_specs import AttributeSpec, attribute_specs
from ifcworks.ifc.ids.constraints import Constraint
from ifcworks.ifc.ids.facts import (
    Attribute,
    Classified,
    Element,
    Predefined,
    Property,
    Sets,
    Values,
)
from ifcworks.ifc.ids.instances import Instances
from ifcworks.ifc.ids.semantics import (
    RELATIONS,
    called,
    in_si,
    predefined_type,
    single,
    unsupported,
    wholes_of,
    with_inherited,
)
from ifcworks.ifc.index.cells.questions import Questions
from ifcworks.ifc.index.values import typed

COLUMNS = {
    "GlobalId": "global_id",
    "Name": "name",
    "Description": "description",
    "ObjectType": "object_type",
    "ElementType": "object_type",
    "ProcessType": "object_type",
    "ResourceType": "object_type",
    "Tag": "tag",
    "LongName": "long_name",
}
UNKEPT = frozenset(
    {"OwnerHistory", "ObjectPlacement", "Representation", "RepresentationMaps"}
    | {"HasPropertySets", "RepresentationContexts", "UnitsInContext"}
)
"""Attributes of objects that the index does not have."""
_SETS = """
SELECT l.element_id, s.name, p.pset_id, p.position
FROM element_psets l
JOIN psets s ON s.id = l.pset_id
LEFT JOIN (
    SELECT pset_id, position FROM properties
    WHERE parent IS NULL AND name IN (SELECT unnest(?::TEXT[]))
) p ON p.pset_id = l.pset_id
ANTI JOIN overridden o ON o.element_id = l.element_id AND o.pset_id = p.pset_id
    AND o.source = l.source AND o.position = p.position
WHERE s.name IN (SELECT unnest(?::TEXT[])) AND l.element_id
"""
"""Sets of elements with the properties in them, and without any where there is none."""
_MEMBERS = """
SELECT p.pset_id, p.position, p.id, p.name, p.kind, p.value, p.number, p.si, p.unit, p.ifc_type
FROM properties p JOIN psets s ON s.id = p.pset_id
WHERE s.name IN (SELECT unnest(?::TEXT[])) AND p.name IN (SELECT unnest(?::TEXT[]))
    AND p.parent IS NULL
"""
_NAMED_MATERIALS = """
SELECT definition_id, list_distinct(flatten(list([set_name, name, category, part_name])))
FROM materials GROUP BY definition_id
HAVING bool_and(category IS NULL OR definition_class IN (SELECT unnest(?::TEXT[])))
    AND bool_and(definition_class <> 'IfcMaterialProfileSetUsageTapering')
"""
_OWN_CATEGORY = ("IfcMaterial", "IfcMaterialList")
"""What has no parts with a category of their own, which would stand in that of the material."""
_FROM_FILE = frozenset({"bounded", "table"})
_SEVERAL = frozenset({"enumerated", "list"})
_UNSUPPORTED = frozenset({"reference", "complex", "complex-quantity"})


class IndexedFacts:
    """Answers from an index, about the objects of the model.

    Args:
        connection: to the index.
        opened: gives the opened file; asked once, and only if something is needed from it.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        opened: Callable[[], ifcopenshell.file],
    ) -> None:
        self._questions = Questions(connection)
        self._open = opened
        self._schema = self._questions.schema.name

    @cached_property
    def _read(self) -> Instances:
        return Instances(self._open())

    def candidates(self, name: Constraint) -> list[int]:
        """See ``Facts``."""
        if self._schema == "IFC2X3":
            return [n for n, words in self._called.items() if any(map(name.matches, words))]
        fitting = {kind for kind in self._kinds if name.matches(kind.upper())}
        return [number for number, kind in self._questions.classes.items() if kind in fitting]

    def classes(self, ids: Collection[int]) -> dict[int, tuple[str, ...]]:
        """See ``Facts``."""
        return {number: self._called[number] for number in ids}

    def predefined(self, ids: Collection[int]) -> dict[int, Predefined]:
        """See ``Facts``."""
        types, found = self._types, {}
        for number in ids:
            type_ = types.get(number)
            of_type = None if type_ is None else self._stated(type_)
            found[number] = predefined_type(self._stated(number), of_type)
        return found

    def attributes(self, ids: Collection[int], name: Constraint) -> dict[int, list[Attribute]]:
        """See ``Facts``."""
        classes = self._questions.classes
        by_class = {
            kind: [s for s in attribute_specs(self._schema, kind) if name.matches(s.name)]
            for kind in {classes[number] for number in ids}
        }
        names = {spec.name for specs in by_class.values() for spec in specs}
        stored = {attribute: self._stored(ids, attribute) for attribute in names}
        return {
            number: [
                _attribute(spec, stored[spec.name].get(number))
                for spec in by_class[classes[number]]
            ]
            for number in ids
        }

    def sets(
        self, ids: Collection[int], set_name: Constraint, base_name: Constraint
    ) -> dict[int, Sets]:
        """See ``Facts``."""
        names = [n for n in self._questions.set_names if n is not None and set_name.matches(n)]
        found: dict[int, Sets] = {number: {} for number in ids}
        if not names:
            return found
        properties = [name for name in self._property_names if base_name.matches(name)]
        made = {
            (row[0], row[1]): self._property(*row[2:])
            for row in (self._questions.rows(_MEMBERS, names, properties) if properties else ())
        }
        end = "ORDER BY l.element_id, l.source DESC, l.position, p.position"
        for number, name, owner, position in self._questions.about(
            ids, _SETS, properties, names, end=end
        ):
            if number in found:
                held = found[number].setdefault(name, [])
                if owner is not None:
                    held.append(made[owner, position])
        return found

    def materials(self, ids: Collection[int]) -> dict[int, frozenset[str]]:
        """See ``Facts``."""
        rows = self._questions.about(
            ids, "SELECT DISTINCT element_id, definition_id FROM materials WHERE element_id"
        )
        wanted, known = set(ids), self._known_materials
        return {
            n: known[made_of] if made_of in known else self._read.material_names(made_of)
            for n, made_of in rows
            if n in wanted
        }

    def classifications(self, ids: Collection[int]) -> dict[int, list[Classified]]:
        """See ``Facts``."""
        wanted = set(ids)
        own: dict[int, list[Any]] = {}
        of_type: dict[int, list[Any]] = {}
        for number, source, reference in self._questions.about(
            ids,
            "SELECT element_id, source, reference_id FROM classifications WHERE element_id",
            end="ORDER BY element_id, position",
        ):
            if number in wanted:
                side = own if source == "instance" else of_type
                side.setdefault(number, []).append(self._read.classified(reference))
        return {
            number: with_inherited(own.get(number, []), of_type.get(number, []))
            for number in own.keys() | of_type.keys()
        }

    def wholes(self, ids: Collection[int], relation: str | None) -> dict[int, list[int]]:
        """See ``Facts``."""
        return {number: wholes_of(number, relation, self._above) for number in ids}

    def described(self, ids: Collection[int]) -> Iterable[Element]:
        """See ``Facts``."""
        wanted = set(ids)
        rows = self._questions.about(
            wanted,
            "SELECT id, global_id, class, name, description, tag, type_id FROM elements WHERE id",
        )
        for number, global_id, kind, name, description, tag, type_id in rows:
            if number in wanted:
                predefined = self.predefined([number])[number].value
                yield Element(number, global_id, kind, predefined, name, description, tag, type_id)

    @cached_property
    def _known_materials(self) -> dict[int, frozenset[str]]:
        """Names and categories of the definitions of which the index holds them all."""
        return {
            number: frozenset(names) - {""}
            for number, names in self._questions.rows(_NAMED_MATERIALS, list(_OWN_CATEGORY))
        }

    @cached_property
    def _kinds(self) -> set[str]:
        return set(self._questions.classes.values())

    @cached_property
    def _types(self) -> dict[int, int]:
        return dict(
            self._questions.rows("SELECT id, type_id FROM elements WHERE type_id IS NOT NULL")
        )

    @cached_property
    def _called(self) -> dict[int, tuple[str, ...]]:
        """What each object is in an IDS."""
        classes, types = self._questions.classes, self._types
        words: dict[tuple[str, str | None], tuple[str, ...]] = {}
        found = {}
        for number, kind in sorted(classes.items()):
            key = kind, classes.get(types.get(number, 0))
            if key not in words:
                words[key] = called(*key, self._schema)
            found[number] = words[key]
        return found

    def _stated(self, number: int) -> tuple[str | None, str | None]:
        return self._predefined.get(number), self._words.get(number)

    @cached_property
    def _predefined(self) -> dict[int, str]:
        return dict(
            self._questions.rows(
                "SELECT element_id, value FROM attributes WHERE name = 'PredefinedType'"
            )
        )

    @cached_property
    def _words(self) -> dict[int, str]:
        return dict(
            self._questions.rows(
                "SELECT id, object_type FROM elements WHERE object_type IS NOT NULL"
            )
        )

    @cached_property
    def _property_names(self) -> list[str]:
        return [row[0] for row in self._questions.rows("SELECT DISTINCT name FROM properties")]

    @cached_property
    def _above(self) -> dict[str, dict[int, list[int]]]:
        names = {kind: relation for relation, kinds in RELATIONS.items() for kind in kinds}
        above: dict[str, dict[int, list[int]]] = {relation: {} for relation in RELATIONS}
        for kind, related, relating in self._questions.rows(
            "SELECT class, related_id, relating_id FROM relations "
            "WHERE class IN (SELECT unnest(?::TEXT[])) AND related_id IS NOT NULL "
            "AND relating_id IS NOT NULL ORDER BY class, id",
            list(names),
        ):
            above[names[kind]].setdefault(related, []).append(relating)
        return above

    def _stored(self, ids: Collection[int], name: str) -> dict[int, tuple[Any, ...]]:
        """Value, number, SI number and type of an attribute, of those that have it."""
        if name in COLUMNS:
            return {
                number: (value, None, None, None)
                for number, value in self._questions.column(ids, COLUMNS[name]).items()
            }
        rows = self._questions.about(
            ids,
            "SELECT element_id, value, number, si, ifc_type FROM attributes "
            "WHERE name = ? AND element_id",
            name,
        )
        return {row[0]: row[1:] for row in rows}

    def _property(
        self,
        number: int | None,
        name: str,
        kind: str,
        value: str | None,
        amount: float | None,
        si: float | None,
        unit: str | None,
        ifc_type: str | None,
    ) -> Property:
        if kind in _UNSUPPORTED:
            return unsupported(name)
        if kind in _FROM_FILE and number is not None:
            return self._read.property(number)
        if kind in _SEVERAL:
            items = json.loads(value) if value else []
            if number is not None and any(
                isinstance(item, (int, float)) or item is None for item in items
            ):
                return self._read.property(number)
            columns = (Values(ifc_type, tuple(items)),) if items else ()
            return Property(name, "several", columns)
        if kind == "attribute" and value is not None and value.startswith(("[", "{")):
            return unsupported(name)
        return single(name, ifc_type, _value(value, amount, si, unit, ifc_type))


def _value(
    value: str | None,
    amount: float | None,
    si: float | None,
    unit: str | None,
    ifc_type: str | None,
) -> Any:
    """A value of the index in SI; None for an unknown LOGICAL."""
    if ifc_type == "IfcLogical" and value == "UNKNOWN":
        return None
    if amount is None:
        return typed("single", value, amount, ifc_type)
    if unit == "°C":
        return in_si(amount, None, unit)
    return si if si is not None and si != amount else typed("single", value, amount, ifc_type)


def _attribute(spec: AttributeSpec, stored: tuple[Any, ...] | None) -> Attribute:
    if stored is None:
        return Attribute(spec.name, None, spec.kind == "value", False, True)
    value, amount, si, ifc_type = stored
    if spec.kind in ("list", "entity") or (
        spec.kind == "select" and amount is None and value[:1] in ("{", "[")
    ):
        return Attribute(spec.name, None, False, value == "[]", False)
    if spec.base == "logical" and value == "UNKNOWN":
        return Attribute(spec.name, None, True, True, False)
    if amount is None and spec.base in ("boolean", "logical"):
        ifc_type = "IfcLogical"
    found = _value(value, amount, si, None, ifc_type)
    return Attribute(spec.name, found, True, found in ("", None), False)
