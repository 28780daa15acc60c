"""The parts of the XML document before the tree: what the objects of the tree refer to."""

from __future__ import annotations

from collections.abc import Iterator

import ifcopenshell
from ifcopenshell.util.unit import get_named_unit_scale

from ifcworks.ifc.conversion.xml_links import References, layer_id
from ifcworks.ifc.conversion.xml_tree import Tree, related
from ifcworks.ifc.conversion.xml_values import Entity, Values, identity, link, number
from ifcworks.ifc.conversion.xml_writer import XmlWriter
from ifcworks.ifc.summary.values import by_type, get, reference, references, strings

_HEADER = (
    ("file_description", ("description", "implementation_level")),
    (
        "file_name",
        (
            "author",
            "organization",
            "name",
            "time_stamp",
            "preprocessor_version",
            "originating_system",
            "authorization",
        ),
    ),
    ("file_schema", ("schema_identifiers",)),
)
_LISTS = {
    "IfcPropertyEnumeratedValue": ("EnumerationValues",),
    "IfcPropertyListValue": ("ListValues",),
    "IfcPropertyTableValue": ("DefiningValues", "DefinedValues"),
}
_MATERIAL_PARTS = ("MaterialLayers", "MaterialProfiles", "MaterialConstituents", "Materials")


class Sections:
    """Writes the sections of a document.

    Attributes:
        used: step ids of what is referred to; None to write all there is.
    """

    def __init__(
        self, file: ifcopenshell.file, writer: XmlWriter, values: Values, used: set[int] | None
    ) -> None:
        self._file = file
        self._writer = writer
        self._values = values
        self.used = used

    def header(self) -> None:
        """The header of the STEP file."""
        self._writer.start("header")
        for record, names in _HEADER:
            self._writer.start(record)
            for name in names:
                said = get(get(self._file.header, record), name)
                for value in [said] if isinstance(said, str) else strings(said):
                    self._writer.leaf(name, text=value)
            self._writer.end()
        self._writer.end()

    def units(self) -> None:
        """The units of the project; named units with their size in SI units."""
        self._writer.start("units")
        for project in by_type(self._file, "IfcProject"):
            for unit in references(get(project, "UnitsInContext"), "Units"):
                attributes = self._values.attributes(unit)
                if unit.is_a("IfcSIUnit") or unit.is_a("IfcConversionBasedUnit"):
                    attributes |= _si_equivalent(unit)
                self._writer.leaf(unit.is_a(), attributes)
        self._writer.end()

    def connections(self, tree: Tree) -> None:
        """The connections between elements of the tree."""
        self._writer.start("connections")
        for connection in by_type(self._file, "IfcRelConnectsElements"):
            ends = {
                name: reference(connection, name) for name in ("RelatedElement", "RelatingElement")
            }
            if any(end is None or end.id() not in tree for end in ends.values()):
                continue
            self._writer.start(connection.is_a(), self._values.attributes(connection))
            for name, end in ends.items():
                self._writer.start(name)
                self._writer.leaf(end.is_a(), link(end))
                self._writer.end()
            self._writer.end()
        self._writer.end()

    def properties(self) -> None:
        """Property sets; those that the schema predefines have their values as attributes."""
        self._writer.start("properties")
        for definition in self._used("IfcPropertySetDefinition"):
            if not definition.is_a("IfcElementQuantity"):
                self._writer.start(definition.is_a(), self._values.attributes(definition))
                self._properties(definition)
                self._writer.end()
        self._writer.end()

    def _properties(self, definition: Entity) -> None:
        """Properties one after the other; those of a complex one say so, as it is not written."""
        waiting = [(prop, "") for prop in reversed(references(definition, "HasProperties"))]
        seen: set[int] = set()
        while waiting:
            prop, inside = waiting.pop()
            if prop.is_a("IfcComplexProperty"):
                if prop.id() not in seen:
                    seen.add(prop.id())
                    path = f"{inside}/{prop.Name}" if inside else str(prop.Name)
                    parts = reversed(references(prop, "HasProperties"))
                    waiting.extend((part, path) for part in parts)
                continue
            attributes = self._values.attributes(prop)
            if inside:
                attributes["IfcComplexProperty"] = inside
            self._writer.start(prop.is_a(), attributes)
            for name in _LISTS.get(prop.is_a(), ()):
                for tag, value in self._values.values(prop, name):
                    self._writer.leaf(tag, text=value)
            if prop.is_a("IfcPropertyReferenceValue") and prop.PropertyReference is not None:
                referred = prop.PropertyReference
                self._writer.leaf(referred.is_a(), self._values.attributes(referred))
            self._writer.end()

    def quantities(self) -> None:
        """Quantities in their sets."""
        self._writer.start("quantities")
        for definition in self._used("IfcElementQuantity"):
            self._writer.start(definition.is_a(), self._values.attributes(definition))
            self._quantities(definition)
            self._writer.end()
        self._writer.end()

    def _quantities(self, definition: Entity) -> None:
        seen: set[int] = set()
        stack = [iter(references(definition, "Quantities"))]
        while stack:
            quantity = next(stack[-1], None)
            if quantity is None:
                stack.pop()
                if stack:
                    self._writer.end()
                continue
            self._writer.start(quantity.is_a(), self._values.attributes(quantity))
            parts = references(quantity, "HasQuantities") if quantity.id() not in seen else []
            seen.add(quantity.id())
            stack.append(iter(parts))

    def types(self, links: References) -> None:
        """Types, with links to what they refer to."""
        self._writer.start("types")
        for type_ in self._used("IfcTypeObject"):
            self._writer.start(type_.is_a(), self._values.attributes(type_))
            for name, attributes in links.elements(type_):
                self._writer.leaf(name, attributes)
            self._writer.end()
        self._writer.end()

    def layers(self) -> None:
        """Layers, the first of each name."""
        self._writer.start("layers")
        names: set[str] = set()
        for layer in by_type(self._file, "IfcPresentationLayerAssignment"):
            name = layer_id(layer)
            if name not in names:
                names.add(name)
                self._writer.leaf(layer.is_a(), {"id": name} | self._values.attributes(layer))
        self._writer.end()

    def materials(self) -> None:
        """Materials that something is made of, with their layers, profiles or constituents."""
        self._writer.start("materials")
        written: set[int] = set()
        for material, _ in related(
            self._file, "IfcRelAssociatesMaterial", "RelatingMaterial", "RelatedObjects"
        ):
            if material.id() not in written and self._is_used(material):
                written.add(material.id())
                self._material(material)
        self._writer.end()

    def _material(self, material: Entity) -> None:
        attributes = {"id": identity(material)} | self._values.attributes(material)
        whole = (
            reference(material, "ForLayerSet") or reference(material, "ForProfileSet") or material
        )
        if whole != material and get(whole, "Name"):
            attributes.setdefault("Name", whole.Name)
        if get(whole, "LayerSetName"):
            attributes["LayerSetName"] = whole.LayerSetName
        self._writer.start(material.is_a(), attributes)
        for parts in _MATERIAL_PARTS:
            for part in references(whole, parts):
                own = self._values.attributes(part)
                made_of = get(get(part, "Material"), "Name")
                if made_of:
                    # IfcConvert names a part after its material, unless it has its own name.
                    own = {"Name": made_of} | own | {"Material": made_of}
                self._writer.leaf(part.is_a(), own)
        self._writer.end()

    def _used(self, ifc_class: str) -> Iterator[Entity]:
        return (entity for entity in by_type(self._file, ifc_class) if self._is_used(entity))

    def _is_used(self, entity: Entity) -> bool:
        return self.used is None or entity.id() in self.used


def _si_equivalent(unit: Entity) -> dict[str, str]:
    try:
        return {"SI_equivalent": number(float(get_named_unit_scale(unit)))}
    except (AttributeError, TypeError, ValueError, KeyError):
        return {}
