"""What questions to an index are answered with. Loads no database: the API publishes these."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from ifcworks.ifc.summary.georeference import Georeference


class Answer(BaseModel):
    """Base of all answers and their parts."""

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True)


class Box(Answer):
    """A box along the axes of the model, in metres."""

    low: tuple[float, float, float] = Field(description="The smallest x, y, z.")
    high: tuple[float, float, float] = Field(description="The largest x, y, z.")


class Brief(Answer):
    """An object in a few words."""

    id: int = Field(description="Its number in the file.")
    global_id: str | None = Field(description="Its GlobalId.")
    ifc_class: str = Field(description="Its IFC class.")
    name: str | None = Field(description="Its name.")


class UnitAnswer(Answer):
    """A unit of the project."""

    type: str = Field(description="What it measures, such as LENGTHUNIT.")
    name: str = Field(description="Its name.")
    symbol: str | None = Field(description="Its symbol.")
    scale_to_si: float | None = Field(description="How many coherent SI units one of it is.")


class Storey(Brief):
    """A storey, or a part of a facility."""

    elevation: float | None = Field(description="Metres, as stated.")
    elements: int = Field(description="Elements that stand in it.")


class Count(Answer):
    """How often something occurs."""

    name: str = Field(description="What.")
    count: int = Field(description="How often.")


class Summary(Answer):
    """What a model is and holds."""

    schema_identifier: str = Field(alias="schema", description="The schema it was read as.")
    declared_schema: str | None = Field(description="The schema that the file names.")
    project: Brief | None = Field(description="The project.")
    originating_system: str | None = Field(description="The software that wrote it.")
    preprocessor: str | None = Field(description="The exporter in that software.")
    timestamp: str | None = Field(description="When it was written, as the header says.")
    authors: list[str] = Field(description="The authors that the header names.")
    organizations: list[str] = Field(description="The organisations that the header names.")
    units: list[UnitAnswer] = Field(description="Units of the project.")
    length_unit_metres: float | None = Field(description="Metres per length unit.")
    georeference: Georeference = Field(description="Where on earth the model stands.")
    instances: int = Field(description="Instances in the file.")
    objects: int = Field(description="Objects and types.")
    properties: int = Field(description="Property values, as the sets hold them.")
    classes: list[Count] = Field(description="Objects per exact class, the most frequent first.")
    storeys: list[Storey] = Field(description="Storeys from the lowest to the highest.")
    materials: int = Field(description="Distinct materials of elements.")
    extent: Box | None = Field(description="Box around everything; null before the geometry.")


class Node(Brief):
    """An object in the tree."""

    long_name: str | None = Field(description="Its long name.")
    children: int = Field(description="How many stand directly below it.")
    below: int = Field(description="How many stand below it, at any depth.")
    has_geometry: bool = Field(description="Whether it has a shape.")


class Tree(Answer):
    """One level of the tree."""

    parent: Brief | None = Field(description="What the nodes stand below; null at the top.")
    nodes: list[Node] = Field(description="The nodes, in the order of their names.")
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class AttributeValue(Answer):
    """A direct attribute of an object."""

    name: str = Field(description="Its name.")
    value: Any = Field(description="Its value.")
    si: float | None = Field(description="The value in SI units, where it is a quantity.")
    ifc_type: str | None = Field(description="Its declared type.")


class PropertyValue(Answer):
    """A property or quantity of an object."""

    name: str = Field(description="Its name; Complex/Part for a part of a complex property.")
    value: Any = Field(description="Its value.")
    si: float | None = Field(description="The value in SI units, where it is a number with unit.")
    unit: str | None = Field(description="Symbol of the unit of the value.")
    ifc_type: str | None = Field(description="Type of the value.")
    kind: str = Field(description="single, enumerated, list, bounded, table, quantity, …")
    source: str = Field(description="instance for its own, type for what it inherits.")


class Pset(Answer):
    """A set of properties or quantities."""

    name: str | None = Field(description="Its name.")
    kind: str = Field(description="pset, predefined, or qto for quantities.")
    properties: list[PropertyValue] = Field(description="What is in it, in its order.")


class MaterialPart(Answer):
    """A material of an object, or one layer, constituent or profile of its material."""

    name: str | None = Field(description="Name of the material.")
    category: str | None = Field(description="Category.")
    part: str | None = Field(description="Name of the layer, constituent or profile.")
    profile: str | None = Field(description="Name of the profile.")
    thickness: float | None = Field(description="Metres.")
    fraction: float | None = Field(description="Share of the whole, 0 to 1.")


class Materials(Answer):
    """The material of an object."""

    definition: str = Field(description="IfcMaterial, IfcMaterialLayerSetUsage, …")
    name: str | None = Field(description="Name of the set.")
    source: str = Field(description="instance or type.")
    parts: list[MaterialPart] = Field(description="The materials in it, in their order.")


class Classification(Answer):
    """A classification of an object."""

    system: str | None = Field(description="Name of the system.")
    edition: str | None = Field(description="Edition of the system.")
    identification: str | None = Field(description="The code.")
    name: str | None = Field(description="What the code stands for.")
    location: str | None = Field(description="Where it is defined.")
    source: str = Field(description="instance or type.")


class Document(Answer):
    """A document that an object refers to."""

    identification: str | None = Field(description="Its number.")
    name: str | None = Field(description="Its name.")
    location: str | None = Field(description="Where it is.")
    description: str | None = Field(description="What it is.")
    source: str = Field(description="instance or type.")


class Shape(Answer):
    """What the triangles of an object tell."""

    volume: float | None = Field(description="m³; null where the surface is not closed.")
    area: float = Field(description="m² of its surface.")
    is_closed: bool = Field(description="Whether the surface is closed.")
    triangles: int = Field(description="How many triangles it has.")
    mesh_hash: str = Field(description="Equal for equal shapes.")


class Card(Brief):
    """All about one object."""

    predefined_type: str | None = Field(description="Its predefined type, or that of its type.")
    description: str | None = Field(description="Its description.")
    object_type: str | None = Field(description="Its object type.")
    tag: str | None = Field(description="Its tag.")
    long_name: str | None = Field(description="Its long name.")
    attributes: list[AttributeValue] = Field(description="Its other attributes.")
    psets: list[Pset] = Field(
        description="Property sets; its own values win over those of its type."
    )
    quantities: list[Pset] = Field(description="Quantity sets, likewise.")
    type: Brief | None = Field(description="Its type.")
    materials: Materials | None = Field(description="Its material.")
    classifications: list[Classification] = Field(description="Its classifications.")
    documents: list[Document] = Field(description="Its documents.")
    ancestors: list[Brief] = Field(description="What it stands below, from the project down.")
    storey: Brief | None = Field(description="The storey that it stands in.")
    host: Brief | None = Field(description="What it voids, or the opening that it fills.")
    openings: list[Brief] = Field(description="Openings in it.")
    fillings: list[Brief] = Field(description="What fills it, or its openings.")
    parts: list[Brief] = Field(description="What it consists of.")
    groups: list[Brief] = Field(description="Groups and zones that it belongs to.")
    systems: list[Brief] = Field(description="Systems that it belongs to.")
    bounds: Box | None = Field(description="Its box in the world; null before the geometry.")
    shape: Shape | None = Field(description="Its shape; null if it has none, or not yet.")
    same_global_id: list[int] = Field(
        description="Numbers of other objects with the same GlobalId, which should not be."
    )


class Element(Brief):
    """An element in a list."""

    predefined_type: str | None = Field(description="Its predefined type, or that of its type.")
    type: Brief | None = Field(description="Its type.")
    storey: Brief | None = Field(description="The storey that it stands in.")
    has_geometry: bool = Field(description="Whether it has a shape.")
    bounds: Box | None = Field(description="Its box in the world; null before the geometry.")
    values: dict[str, Any] = Field(description="What was asked for by `columns`.")


class Elements(Answer):
    """A page of elements."""

    items: list[Element] = Field(description="The elements, in the order of the file.")
    total: int = Field(description="How many there are on all pages.")
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class MaterialUse(Answer):
    """A material, and what is made of it."""

    name: str = Field(description="Its name.")
    category: str | None = Field(description="Its category.")
    elements: int = Field(description="How many elements have it, themselves or by their type.")
    classes: list[str] = Field(description="The classes of these elements.")
    thicknesses: list[float] = Field(description="Thicknesses of its layers, in metres.")
    volume: float | None = Field(
        description="m³ of it, from the meshes of elements whose share of it is known; null "
        "before the geometry."
    )
    elements_measured: int = Field(description="How many elements that volume is of.")


class MaterialsUsed(Answer):
    """A page of materials."""

    items: list[MaterialUse] = Field(description="The materials, by name.")
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class ClassificationUse(Answer):
    """A classification, and what has it."""

    system: str | None = Field(description="Name of the system.")
    edition: str | None = Field(description="Edition of the system.")
    identification: str | None = Field(description="The code.")
    name: str | None = Field(description="What the code stands for.")
    location: str | None = Field(description="Where it is defined.")
    elements: int = Field(description="How many objects have it, themselves or by their type.")
    types: int = Field(description="How many types have it.")


class Classifications(Answer):
    """A page of classifications."""

    items: list[ClassificationUse] = Field(description="By system and code.")
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class QuantityTotal(Answer):
    """A quantity, added up."""

    qto: str | None = Field(description="Name of the quantity set.")
    name: str = Field(description="Name of the quantity.")
    unit: str | None = Field(description="m, m², m³, kg or s; null where there is none.")
    elements: int = Field(description="How many elements have it.")
    total: float = Field(description="Their sum: in that unit, else as written.")


class QuantityGroup(Answer):
    """Elements that have something in common, and their quantities."""

    group: dict[str, str | None] = Field(description="What they have in common.")
    elements: int = Field(description="How many there are, with quantities or without.")
    elements_measured: int = Field(description="How many have a closed mesh.")
    mesh_volume: float | None = Field(description="m³ of these meshes.")
    mesh_area: float | None = Field(description="m² of the surface of all meshes.")
    quantities: list[QuantityTotal] = Field(description="What their quantity sets add up to.")


class Quantities(Answer):
    """A page of quantities."""

    by: list[str] = Field(description="What they are added up by.")
    items: list[QuantityGroup] = Field(description="The groups, in their order.")
    next: str | None = Field(description="The cursor of the next page; null on the last.")
