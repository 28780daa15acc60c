"""Products: where they belong, where they stand, what they look like and what is said of them."""

import ifcopenshell
import ifcopenshell.api.aggregate
import ifcopenshell.api.classification
import ifcopenshell.api.feature
import ifcopenshell.api.geometry
import ifcopenshell.api.material
import ifcopenshell.api.root
import ifcopenshell.api.spatial
import ifcopenshell.api.system
import ifcopenshell.api.type
from ifcopenshell import entity_instance

from ifcworks.ifc.sample.geometry import ORIGIN
from ifcworks.ifc.sample.model import Element, Model

from .project import Contexts
from .properties import add_property_sets, add_quantity_sets
from .shapes import ShapeWriter

Written = dict[str, entity_instance]


def add_elements(
    file: ifcopenshell.file, model: Model, contexts: Contexts, shapes: ShapeWriter
) -> Written:
    """Add the products of a model with their shapes and sets, and return them by key."""
    written = {}
    for element in model.elements:
        entity = ifcopenshell.api.root.create_entity(
            file,
            ifc_class=element.ifc_class,
            predefined_type=element.predefined,
            name=element.name,
        )
        entity.GlobalId = model.global_id(element.key)
        for attribute, value in element.attributes.items():
            setattr(entity, attribute, value)
        _draw(file, element, entity, contexts, shapes)
        add_property_sets(file, entity, element.psets)
        add_quantity_sets(file, entity, element.quantities)
        written[element.key] = entity
    return written


def place_elements(model: Model, written: Written, shapes: ShapeWriter) -> None:
    """Place every product relative to what holds it; parents come before their children."""
    frames = {element.key: element.placement for element in model.elements}
    for element in model.elements:
        parent = element.parent
        outer = frames[parent] if parent else ORIGIN
        written[element.key].ObjectPlacement = shapes.local_placement(
            element.placement.relative_to(outer),
            written[parent].ObjectPlacement if parent else None,
        )


def relate_elements(
    file: ifcopenshell.file, model: Model, project: entity_instance, written: Written
) -> None:
    """Put products into their containers, wholes and hosts."""
    roots = [written[e.key] for e in model.elements if e.parent is None]
    ifcopenshell.api.aggregate.assign_object(file, products=roots, relating_object=project)
    for whole, parts in _grouped(model, written, "whole").items():
        ifcopenshell.api.aggregate.assign_object(
            file, products=parts, relating_object=written[whole]
        )
    for container, contents in _grouped(model, written, "container").items():
        ifcopenshell.api.spatial.assign_container(
            file, products=contents, relating_structure=written[container]
        )
    for element in model.elements:
        if element.host is not None:
            ifcopenshell.api.feature.add_feature(
                file, feature=written[element.key], element=written[element.host]
            )
        if element.fills is not None:
            ifcopenshell.api.feature.add_filling(
                file, opening=written[element.fills], element=written[element.key]
            )


def assign_resources(
    file: ifcopenshell.file, model: Model, written: Written, types: Written, materials: Written
) -> None:
    """Give products their types, then the materials that differ, then their classification."""
    for element in model.elements:
        if element.type is not None:
            # One at a time: the api goes through several in the order of a set.
            ifcopenshell.api.type.assign_type(
                file, related_objects=[written[element.key]], relating_type=types[element.type]
            )
    for key, products in _grouped(model, written, "material").items():
        material = materials[key]
        is_layered = material.is_a("IfcMaterialLayerSet")
        ifcopenshell.api.material.assign_material(
            file,
            products=products,
            type="IfcMaterialLayerSetUsage" if is_layered else material.is_a(),
            material=material,
        )
    coded = _grouped(model, written, "classification")
    if coded:
        system = ifcopenshell.api.classification.add_classification(file, model.classification)
        for code, products in coded.items():
            ifcopenshell.api.classification.add_reference(
                file,
                products=products,
                identification=code,
                name=model.codes[code],
                classification=system,
            )


def add_systems(file: ifcopenshell.file, model: Model, written: Written) -> None:
    """Add the distribution systems and serve the building with them."""
    for system in model.systems:
        entity = ifcopenshell.api.system.add_system(file, ifc_class="IfcDistributionSystem")
        entity.GlobalId = model.global_id(system.key)
        entity.Name = system.name
        entity.PredefinedType = system.predefined
        ifcopenshell.api.system.assign_system(
            file, products=[written[key] for key in system.members], system=entity
        )


def _draw(
    file: ifcopenshell.file,
    element: Element,
    entity: entity_instance,
    contexts: Contexts,
    shapes: ShapeWriter,
) -> None:
    if element.axis_length is not None:
        axis = ifcopenshell.api.geometry.add_axis_representation(
            file,
            context=contexts.axis,
            # The api wants metres.
            axis=((0.0, 0.0), (element.axis_length / 1000, 0.0)),
        )
        ifcopenshell.api.geometry.assign_representation(file, product=entity, representation=axis)
    if element.solids:
        ifcopenshell.api.geometry.assign_representation(
            file, product=entity, representation=shapes.body(element.solids)
        )


def _grouped(model: Model, written: Written, field: str) -> dict[str, list[entity_instance]]:
    """Return the products by the value of a field, without those that have none."""
    groups: dict[str, list[entity_instance]] = {}
    for element in model.elements:
        value = getattr(element, field)
        if value is not None:
            groups.setdefault(value, []).append(written[element.key])
    return groups
