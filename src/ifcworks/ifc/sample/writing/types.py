"""Type objects with their mapped shapes, materials and property sets."""

import ifcopenshell
import ifcopenshell.api.geometry
import ifcopenshell.api.material
import ifcopenshell.api.root
from ifcopenshell import entity_instance

from ifcworks.ifc.sample.geometry import Extrusion
from ifcworks.ifc.sample.model import ElementType, Model

from .properties import add_property_sets
from .shapes import ShapeWriter


def add_types(
    file: ifcopenshell.file,
    model: Model,
    materials: dict[str, entity_instance],
    shapes: ShapeWriter,
) -> dict[str, entity_instance]:
    """Add the types of a model and return them by key."""
    written = {}
    for element_type in model.types:
        entity = ifcopenshell.api.root.create_entity(
            file,
            ifc_class=element_type.ifc_class,
            predefined_type=element_type.predefined,
            name=element_type.name,
        )
        entity.GlobalId = model.type_id(element_type.key)
        for attribute, value in element_type.attributes.items():
            setattr(entity, attribute, value)
        if element_type.predefined == "USERDEFINED":
            entity.ElementType = element_type.key
        if element_type.solids:
            _add_shape(file, entity, element_type.solids, shapes)
        add_property_sets(file, entity, element_type.psets)
        written[element_type.key] = entity
    _assign_materials(file, model.types, written, materials)
    return written


def _add_shape(
    file: ifcopenshell.file,
    entity: entity_instance,
    solids: tuple[Extrusion, ...],
    shapes: ShapeWriter,
) -> None:
    """Give a type its shape, and name the parts of it that a constituent set speaks of."""
    body = shapes.body(solids)
    ifcopenshell.api.geometry.assign_representation(file, product=entity, representation=body)
    parts: dict[str, list[entity_instance]] = {}
    for solid, item in zip(solids, body.Items, strict=True):
        if solid.part is not None:
            parts.setdefault(solid.part, []).append(item)
    for part, items in parts.items():
        ifcopenshell.api.geometry.add_shape_aspect(
            file,
            name=part,
            items=items,
            representation=body,
            part_of_product=entity.RepresentationMaps[0],
        )


def _assign_materials(
    file: ifcopenshell.file,
    types: tuple[ElementType, ...],
    written: dict[str, entity_instance],
    materials: dict[str, entity_instance],
) -> None:
    for key, material in materials.items():
        ifcopenshell.api.material.assign_material(
            file,
            products=[written[t.key] for t in types if t.material == key],
            type=material.is_a(),
            material=material,
        )
