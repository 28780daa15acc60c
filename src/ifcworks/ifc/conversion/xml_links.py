"""What an object or type refers to: property sets, quantities, types, layers and materials."""

from __future__ import annotations

from collections.abc import Iterator

import ifcopenshell

from ifcworks.ifc.conversion.xml_tree import related
from ifcworks.ifc.conversion.xml_values import Entity, link
from ifcworks.ifc.summary.values import by_type, get, reference, references

Links = dict[int, list[int]]


class References:
    """The references of all objects and types of a model, by step id."""

    def __init__(self, file: ifcopenshell.file) -> None:
        self._file = file
        self._definitions = _definitions(file)
        self._types: Links = {}
        for type_, occurrence in related(
            file, "IfcRelDefinesByType", "RelatingType", "RelatedObjects"
        ):
            self._types.setdefault(occurrence.id(), []).append(type_.id())
        self._materials: Links = {}
        for material, user in related(
            file, "IfcRelAssociatesMaterial", "RelatingMaterial", "RelatedObjects"
        ):
            self._materials.setdefault(user.id(), []).append(material.id())
        self._layers = _Layers(file)
        self._written: dict[int, tuple[str, dict[str, str]]] = {}

    def of(self, entity: Entity) -> list[int]:
        """Step ids of all that an object or type refers to except layers, each once."""
        number = entity.id()
        own = references(entity, "HasPropertySets")
        return list(
            dict.fromkeys(
                [definition.id() for definition in own]
                + self._definitions.get(number, [])
                + self._types.get(number, [])
                + self._materials.get(number, [])
            )
        )

    def elements(self, entity: Entity) -> Iterator[tuple[str, dict[str, str]]]:
        """Name and attributes of the XML elements that stand for the references."""
        for number in self.of(entity):
            if number not in self._written:
                target = self._file.by_id(number)
                self._written[number] = (target.is_a(), link(target))
            yield self._written[number]
        for layer in self._layers.of(entity):
            yield layer.is_a(), {"xlink:href": f"#{layer_id(layer)}"}


def layer_id(layer: Entity) -> str:
    """What a layer is referred to by: its name, as it has no GlobalId."""
    name: str | None = get(layer, "Name")
    return name or f"{layer.is_a()}_{layer.id()}"


def _definitions(file: ifcopenshell.file) -> Links:
    links: Links = {}
    for relation in by_type(file, "IfcRelDefinesByProperties"):
        definition = reference(relation, "RelatingPropertyDefinition")
        if definition is None:
            continue
        # An IfcPropertySetDefinitionSet is a list in disguise.
        each = definition.wrappedValue if not definition.id() else (definition,)
        numbers = [one.id() for one in each]
        for defined in references(relation, "RelatedObjects"):
            links.setdefault(defined.id(), []).extend(numbers)
    return links


class _Layers:
    """Layers of products, found by what is on them: representations and their items."""

    def __init__(self, file: ifcopenshell.file) -> None:
        self._on: dict[int, dict[str, Entity]] = {}
        for layer in by_type(file, "IfcPresentationLayerAssignment"):
            for item in references(layer, "AssignedItems"):
                self._on.setdefault(item.id(), {}).setdefault(layer_id(layer), layer)
        self._of_shapes: dict[int, dict[str, Entity]] = {}

    def of(self, product: Entity) -> list[Entity]:
        """The layers that a product or a part of its shape is on, by name."""
        if not self._on:
            return []
        found: dict[str, Entity] = {}
        for shape in references(get(product, "Representation"), "Representations"):
            found |= self._of_shape(shape)
        return [found[name] for name in sorted(found)]

    def _of_shape(self, shape: Entity) -> dict[str, Entity]:
        """The layers of a representation, its items and what these are copies of."""
        found: dict[str, Entity] = {}
        waiting, seen = [shape], {shape.id()}
        while waiting:
            current = waiting.pop()
            if current.id() in self._of_shapes:
                found |= self._of_shapes[current.id()]
                continue
            found |= self._on.get(current.id(), {})
            for item in references(current, "Items"):
                found |= self._on.get(item.id(), {})
                copied = get(get(item, "MappingSource"), "MappedRepresentation")
                if copied is not None and copied.id() not in seen:
                    seen.add(copied.id())
                    waiting.append(copied)
        self._of_shapes[shape.id()] = found
        return found
