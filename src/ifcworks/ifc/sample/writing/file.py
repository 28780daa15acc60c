"""One model to one file: the order in which everything is written."""

from pathlib import Path

from ifcworks.ifc.sample.model import Model

from .elements import (
    add_elements,
    add_systems,
    assign_resources,
    place_elements,
    relate_elements,
)
from .materials import add_materials
from .project import add_contexts, create_file
from .shapes import ShapeWriter
from .stable import stabilise
from .types import add_types


def write_model(model: Model, path: Path) -> None:
    """Write a model as IFC4 in STEP format; the same model gives the same bytes."""
    file, project = create_file(model)
    contexts = add_contexts(file)
    shapes = ShapeWriter(file, contexts.body, model.styles)
    materials = add_materials(file, model.materials, shapes)
    types = add_types(file, model, materials, shapes)
    elements = add_elements(file, model, contexts, shapes)
    # Placements come after relations: the api would otherwise recompute them numerically.
    relate_elements(file, model, project, elements)
    place_elements(model, elements, shapes)
    assign_resources(file, model, elements, types, materials)
    add_systems(file, model, elements)
    stabilise(file, model.namespace)
    file.write(str(path))
