"""What a model is made of, as plain data: the one source of the IFC files and of their truth.

Everything is keyed: a key never changes when a name does, and GlobalIds come from keys. So a
second version of a model is the same data with some fields replaced.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .geometry import ORIGIN, Extrusion, Placement, Profile
from .identity import global_id

Value = str | bool | int | float | list[str]
"""A property value; a list of strings is an enumerated value such as `Status`."""

Sets = Mapping[str, Mapping[str, Value]]
"""Property or quantity sets by name. Lengths in mm, areas in m², volumes in m³, weights in kg."""


@dataclass(frozen=True, slots=True)
class Style:
    """A surface colour (red, green, blue in 0..1) with its transparency (0 opaque, 1 clear)."""

    key: str
    colour: tuple[float, float, float]
    transparency: float = 0.0


@dataclass(frozen=True, slots=True)
class Material:
    """A single material."""

    key: str
    name: str
    category: str


@dataclass(frozen=True, slots=True)
class LayerSet:
    """Layers from the reference line on: (name, material key, thickness in mm)."""

    key: str
    name: str
    layers: tuple[tuple[str, str, float], ...]

    @property
    def thickness(self) -> float:
        """Thickness of all layers together in mm."""
        return sum(thickness for _, _, thickness in self.layers)


@dataclass(frozen=True, slots=True)
class ConstituentSet:
    """Parts of a product and what they are made of: (part name, material key)."""

    key: str
    name: str
    constituents: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ProfileSet:
    """One rolled section of one material."""

    key: str
    name: str
    material: str
    profile: Profile


MaterialDefinition = Material | LayerSet | ConstituentSet | ProfileSet


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementType:
    """A type object; its solids, if any, are drawn once and mapped into every occurrence."""

    key: str
    ifc_class: str
    name: str
    predefined: str | None = None
    attributes: Mapping[str, Value] = field(default_factory=dict)
    material: str | None = None
    solids: tuple[Extrusion, ...] = ()
    psets: Sets = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """A spatial or physical product.

    `placement` is in the coordinates of the house. Of the four places an element can be at,
    `container` is the spatial element that contains it, `whole` what it is a part of, `host`
    what it makes a void in, `fills` the opening it fills (which may go with a container).
    """

    key: str
    ifc_class: str
    name: str
    predefined: str | None = None
    attributes: Mapping[str, Value] = field(default_factory=dict)
    container: str | None = None
    whole: str | None = None
    host: str | None = None
    fills: str | None = None
    placement: Placement = ORIGIN
    solids: tuple[Extrusion, ...] = ()
    axis_length: float | None = None
    type: str | None = None
    material: str | None = None
    classification: str | None = None
    psets: Sets = field(default_factory=dict)
    quantities: Sets = field(default_factory=dict)

    @property
    def parent(self) -> str | None:
        """The key of the element that the IFC placement of this one is relative to."""
        return self.whole or self.host or self.fills or self.container


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A distribution system with the keys of its members."""

    key: str
    name: str
    predefined: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One IFC file. Elements come parents first; `codes` is the classification: code to title."""

    namespace: str
    file_name: str
    project: str
    classification: str
    codes: Mapping[str, str]
    styles: tuple[Style, ...]
    materials: tuple[MaterialDefinition, ...]
    types: tuple[ElementType, ...]
    elements: tuple[Element, ...]
    systems: tuple[System, ...] = ()

    def global_id(self, key: str) -> str:
        """Return the GlobalId of the element or system with this key."""
        return global_id(self.namespace, key)

    def type_id(self, key: str) -> str:
        """Return the GlobalId of the type with this key."""
        return global_id(self.namespace, f"type/{key}")

    def element(self, key: str) -> Element:
        """Return the element with this key."""
        return next(e for e in self.elements if e.key == key)

    def type_of(self, element: Element) -> ElementType | None:
        """Return the type of an element, if it has one."""
        return next((t for t in self.types if t.key == element.type), None)

    def of_class(self, *ifc_classes: str) -> Iterator[Element]:
        """Yield the elements of exactly these classes."""
        return (e for e in self.elements if e.ifc_class in ifc_classes)

    def properties_of(self, element: Element) -> dict[str, dict[str, Value]]:
        """Return the property sets in force: the type's, overridden by the element's own."""
        element_type = self.type_of(element)
        merged = {k: dict(v) for k, v in element_type.psets.items()} if element_type else {}
        for name, properties in element.psets.items():
            merged.setdefault(name, {}).update(properties)
        return merged

    def material_of(self, element: Element) -> MaterialDefinition | None:
        """Return the material in force: the element's own or else its type's."""
        element_type = self.type_of(element)
        key = element.material or (element_type.material if element_type else None)
        return next((m for m in self.materials if m.key == key), None)

    def solids_of(self, element: Element) -> tuple[Extrusion, ...]:
        """Return the solids of an element, its own or those mapped from its type."""
        element_type = self.type_of(element)
        return element.solids or (element_type.solids if element_type else ())
