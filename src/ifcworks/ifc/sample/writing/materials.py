"""Materials and material sets."""

import ifcopenshell
import ifcopenshell.api.material
from ifcopenshell import entity_instance

from ifcworks.ifc.sample.model import (
    ConstituentSet,
    LayerSet,
    Material,
    MaterialDefinition,
    ProfileSet,
)

from .shapes import ShapeWriter


def add_materials(
    file: ifcopenshell.file, definitions: tuple[MaterialDefinition, ...], shapes: ShapeWriter
) -> dict[str, entity_instance]:
    """Add all definitions, single materials first, and return them by key."""
    written: dict[str, entity_instance] = {}
    for definition in definitions:
        match definition:
            case Material():
                entity = ifcopenshell.api.material.add_material(
                    file, name=definition.name, category=definition.category
                )
            case LayerSet():
                entity = _layer_set(file, definition, written)
            case ConstituentSet():
                entity = _constituent_set(file, definition, written)
            case ProfileSet():
                entity = _profile_set(file, definition, written, shapes)
        written[definition.key] = entity
    return written


def _layer_set(
    file: ifcopenshell.file, definition: LayerSet, written: dict[str, entity_instance]
) -> entity_instance:
    layer_set = ifcopenshell.api.material.add_material_set(
        file, name=definition.name, set_type="IfcMaterialLayerSet"
    )
    for name, material, thickness in definition.layers:
        layer = ifcopenshell.api.material.add_layer(
            file, layer_set=layer_set, material=written[material], name=name
        )
        layer.LayerThickness = thickness
    return layer_set


def _constituent_set(
    file: ifcopenshell.file, definition: ConstituentSet, written: dict[str, entity_instance]
) -> entity_instance:
    constituent_set = ifcopenshell.api.material.add_material_set(
        file, name=definition.name, set_type="IfcMaterialConstituentSet"
    )
    for name, material in definition.constituents:
        ifcopenshell.api.material.add_constituent(
            file, constituent_set=constituent_set, material=written[material], name=name
        )
    return constituent_set


def _profile_set(
    file: ifcopenshell.file,
    definition: ProfileSet,
    written: dict[str, entity_instance],
    shapes: ShapeWriter,
) -> entity_instance:
    profile_set = ifcopenshell.api.material.add_material_set(
        file, name=definition.name, set_type="IfcMaterialProfileSet"
    )
    ifcopenshell.api.material.add_profile(
        file,
        profile_set=profile_set,
        material=written[definition.material],
        profile=shapes.profile(definition.profile, definition.name),
        name=definition.name,
    )
    return profile_set
