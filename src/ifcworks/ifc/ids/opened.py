"""The facts of a model from its opened file, of instances of any class."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cached_property
from typing import Any

import ifcopenshell

from ifcworks.ifc.ids.attribute_specs import AttributeSpec, attribute_specs, classes_of
from ifcworks.ifc.ids.constraints import Constraint
from ifcworks.ifc.ids.facts import Attribute, Classified, Element, Predefined, Property, Sets
from ifcworks.ifc.ids.instances import Instances, at, declared_type, get
from ifcworks.ifc.ids.semantics import (
    RELATIONS,
    called,
    predefined_type,
    single,
    unsupported,
    wholes_of,
    with_inherited,
)

_WORDS = ("ObjectType", "ElementType", "ProcessType", "ResourceType")
_SET_ATTRIBUTES = frozenset({"GlobalId", "OwnerHistory", "Name", "Description"})
_MEMBERS = ("HasProperties", "Quantities", "Properties", "ExtendedProperties")
_ENDS = {
    "IfcRelAggregates": ("RelatingObject", "RelatedObjects"),
    "IfcRelNests": ("RelatingObject", "RelatedObjects"),
    "IfcRelAssignsToGroup": ("RelatingGroup", "RelatedObjects"),
    "IfcRelAssignsToGroupByFactor": ("RelatingGroup", "RelatedObjects"),
    "IfcRelContainedInSpatialStructure": ("RelatingStructure", "RelatedElements"),
    "IfcRelVoidsElement": ("RelatingBuildingElement", "RelatedOpeningElement"),
    "IfcRelFillsElement": ("RelatingOpeningElement", "RelatedBuildingElement"),
}


class OpenedFacts:
    """Answers from an opened file.

    Args:
        file: the opened file.
    """

    def __init__(self, file: ifcopenshell.file) -> None:
        self._file = file
        self._schema = str(file.schema_identifier)
        self._read = Instances(file)
        self._sets_read: dict[int, list[Property]] = {}

    def candidates(self, name: Constraint) -> list[int]:
        """See ``Facts``."""
        found: set[int] = set()
        for capitals, entity in classes_of(self._schema).items():
            if name.matches(capitals):
                found.update(e.id() for e in self._of_class(str(entity.name())))
        if self._schema == "IFC2X3":
            for number, type_ in self._types.items():
                own = self._file.by_id(number).is_a()
                if any(name.matches(n) for n in called(own, type_.is_a(), self._schema)):
                    found.add(number)
        return sorted(found)

    def everything(self, ancestors: Collection[str]) -> list[int]:
        """Ids of all instances of some classes and their subtypes, in order."""
        known = classes_of(self._schema)
        return sorted(
            {
                e.id()
                for name in ancestors
                if name.upper() in known
                for e in self._file.by_type(name)
            }
        )

    def classified_resources(self) -> set[int]:
        """Ids of all that has external references without being an object."""
        if "IFCEXTERNALREFERENCERELATIONSHIP" not in classes_of(self._schema):
            return set()
        return {
            item.id()
            for relation in self._file.by_type("IfcExternalReferenceRelationship")
            for item in get(relation, "RelatedResourceObjects") or ()
        }

    def classes(self, ids: Collection[int]) -> dict[int, tuple[str, ...]]:
        """See ``Facts``."""
        found = {}
        for number in ids:
            type_ = self._types.get(number)
            own = self._file.by_id(number).is_a()
            found[number] = called(own, type_ and type_.is_a(), self._schema)
        return found

    def predefined(self, ids: Collection[int]) -> dict[int, Predefined]:
        """See ``Facts``."""
        found = {}
        for number in ids:
            type_ = self._types.get(number)
            own = _stated(self._file.by_id(number))
            found[number] = predefined_type(own, None if type_ is None else _stated(type_))
        return found

    def attributes(self, ids: Collection[int], name: Constraint) -> dict[int, list[Attribute]]:
        """See ``Facts``."""
        wanted: dict[str, list[AttributeSpec]] = {}
        found = {}
        for number in ids:
            instance = self._file.by_id(number)
            kind = instance.is_a()
            if kind not in wanted:
                specs = attribute_specs(self._schema, kind)
                wanted[kind] = [spec for spec in specs if name.matches(spec.name)]
            found[number] = [self._attribute(instance, spec) for spec in wanted[kind]]
        return found

    def sets(
        self, ids: Collection[int], set_name: Constraint, base_name: Constraint
    ) -> dict[int, Sets]:
        """See ``Facts``."""
        found = {}
        for number in ids:
            instance = self._file.by_id(number)
            type_ = self._types.get(number)
            definitions = [*(_own_sets(type_) if type_ else ()), *self._definitions(instance)]
            sets: dict[str, dict[str, Property]] = {}
            for definition in definitions:
                name = get(definition, "Name")
                if name is not None and set_name.matches(name):
                    held = sets.setdefault(name, {})
                    for prop in self._members(definition):
                        if base_name.matches(prop.name):
                            held[prop.name] = prop
            found[number] = {name: list(held.values()) for name, held in sets.items()}
        return found

    def materials(self, ids: Collection[int]) -> dict[int, frozenset[str]]:
        """See ``Facts``."""
        found = {}
        for number in ids:
            instance = self._file.by_id(number)
            for holder in (instance, self._types.get(number)):
                associated = _associated(holder, "IfcRelAssociatesMaterial", "RelatingMaterial")
                if associated:
                    found[number] = self._read.material_names(associated[0].id())
                    break
        return found

    def classifications(self, ids: Collection[int]) -> dict[int, list[Classified]]:
        """See ``Facts``."""
        found = {}
        for number in ids:
            instance = self._file.by_id(number)
            own = [self._read.classified(item.id()) for item in _references(instance)]
            type_ = self._types.get(number)
            of_type = [self._read.classified(item.id()) for item in _references(type_)]
            if own or of_type:
                found[number] = with_inherited(own, of_type)
        return found

    def wholes(self, ids: Collection[int], relation: str | None) -> dict[int, list[int]]:
        """See ``Facts``."""
        return {number: wholes_of(number, relation, self._above) for number in ids}

    def described(self, ids: Collection[int]) -> Iterable[Element]:
        """See ``Facts``."""
        for number in ids:
            instance = self._file.by_id(number)
            type_ = self._types.get(number)
            predefined = self.predefined([number])[number].value
            yield Element(
                id=number,
                global_id=_text(get(instance, "GlobalId")),
                ifc_class=instance.is_a(),
                predefined_type=predefined,
                name=_text(get(instance, "Name")),
                description=_text(get(instance, "Description")),
                tag=_text(get(instance, "Tag")),
                type_id=None if type_ is None else type_.id(),
            )

    @cached_property
    def _types(self) -> dict[int, Any]:
        """The type of each occurrence."""
        found: dict[int, Any] = {}
        for relation in self._file.by_type("IfcRelDefinesByType"):
            type_ = get(relation, "RelatingType")
            for member in get(relation, "RelatedObjects") or ():
                if type_ is not None and member.is_a("IfcObject"):
                    found.setdefault(member.id(), type_)
        return found

    @cached_property
    def _above(self) -> dict[str, dict[int, list[int]]]:
        above: dict[str, dict[int, list[int]]] = {}
        known = classes_of(self._schema)
        for relation, kinds in RELATIONS.items():
            held = above.setdefault(relation, {})
            for kind in kinds:
                if kind.upper() not in known:
                    continue
                relating, related = _ENDS[kind]
                for instance in self._file.by_type(kind, include_subtypes=False):
                    whole, members = get(instance, relating), get(instance, related)
                    for member in _each(members) if whole is not None else ():
                        held.setdefault(member.id(), []).append(whole.id())
        return above

    @cached_property
    def _extended(self) -> dict[int, list[Any]]:
        """The named sets of properties of materials in IFC2X3."""
        found: dict[int, list[Any]] = {}
        for definition in self._file.by_type("IfcExtendedMaterialProperties"):
            if (material := get(definition, "Material")) is not None:
                found.setdefault(material.id(), []).append(definition)
        return found

    def _of_class(self, name: str) -> Iterable[Any]:
        found: Iterable[Any] = self._file.by_type(name, include_subtypes=False)
        return found

    def _attribute(self, instance: Any, spec: AttributeSpec) -> Attribute:
        value = at(instance, spec.position)
        if value is None:
            return Attribute(spec.name, None, spec.kind == "value", False, True)
        if isinstance(value, tuple):
            return Attribute(spec.name, None, False, not value, False)
        ifc_type = spec.ifc_type
        if isinstance(value, ifcopenshell.entity_instance):
            if value.id():
                return Attribute(spec.name, None, False, False, False)
            ifc_type, value = value.is_a(), value.wrappedValue
            if isinstance(value, tuple):
                return Attribute(spec.name, None, False, not value, False)
        if spec.base == "logical" and value == "UNKNOWN":
            return Attribute(spec.name, None, True, True, False)
        converted = self._read.converted(value, ifc_type)
        return Attribute(spec.name, converted, True, converted in ("", None), False)

    def _definitions(self, instance: Any) -> list[Any]:
        if instance.is_a("IfcTypeObject"):
            return _own_sets(instance)
        if instance.is_a("IfcObjectDefinition"):
            return list(self._defined.get(instance.id(), ()))
        if self._schema == "IFC2X3":
            return self._extended.get(instance.id(), []) if instance.is_a("IfcMaterial") else []
        if instance.is_a("IfcMaterialDefinition") or instance.is_a("IfcProfileDef"):
            return list(get(instance, "HasProperties") or ())
        return []

    @cached_property
    def _defined(self) -> dict[int, list[Any]]:
        """Sets of occurrences by relationships: one had twice counts where it comes last."""
        found: dict[int, dict[int, Any]] = {}
        for relation in self._file.by_type("IfcRelDefinesByProperties"):
            definition = get(relation, "RelatingPropertyDefinition")
            if definition is None:
                continue
            several = definition.is_a("IfcPropertySetDefinitionSet")
            for member in get(relation, "RelatedObjects") or ():
                held = found.setdefault(member.id(), {})
                for item in definition.wrappedValue if several else (definition,):
                    held.pop(item.id(), None)
                    held[item.id()] = item
        return {number: list(held.values()) for number, held in found.items()}

    def _members(self, definition: Any) -> list[Property]:
        number = definition.id()
        if number not in self._sets_read:
            self._sets_read[number] = list(self._properties(definition))
        return self._sets_read[number]

    def _properties(self, definition: Any) -> Iterable[Property]:
        members = next((v for n in _MEMBERS if (v := get(definition, n)) is not None), None)
        if members is not None:
            yield from (self._read.property(member.id()) for member in members)
        elif not definition.is_a("IfcPropertySet") and not definition.is_a("IfcElementQuantity"):
            for spec in attribute_specs(self._schema, definition.is_a()):
                if spec.name not in _SET_ATTRIBUTES:
                    found = self._attribute(definition, spec)
                    simple = found.is_simple or found.is_null
                    held = single(spec.name, declared_type(definition, spec.position), found.value)
                    if not found.is_null:
                        yield held if simple else unsupported(spec.name)


def _stated(instance: Any) -> tuple[str | None, str | None]:
    """PredefinedType, and the user's own word."""
    word = next((v for name in _WORDS if (v := get(instance, name)) is not None), None)
    return _text(get(instance, "PredefinedType")), _text(word)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _own_sets(type_: Any) -> list[Any]:
    return list(get(type_, "HasPropertySets") or ())


def _each(members: Any) -> tuple[Any, ...]:
    if members is None:
        return ()
    return members if isinstance(members, tuple) else (members,)


def _associated(instance: Any, relationship: str, relating: str) -> list[Any]:
    return [
        item
        for relation in get(instance, "HasAssociations") or ()
        if relation.is_a(relationship) and (item := get(relation, relating)) is not None
    ]


def _references(instance: Any) -> list[Any]:
    """Classification references: of what is no IfcRoot by external references."""
    if instance is None:
        return []
    if not instance.is_a("IfcRoot"):
        for name in ("HasExternalReferences", "HasExternalReference"):
            found = [
                item
                for relation in get(instance, name) or ()
                if (item := get(relation, "RelatingReference")) is not None
                and item.is_a("IfcClassificationReference")
            ]
            if found:
                return found
    found = _associated(instance, "IfcRelAssociatesClassification", "RelatingClassification")
    return list({item.id(): item for item in found}.values())
