"""The operation ``inspect``: what a model is, what it holds, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ifcworks.ifc.summary.content import ClassCount, NameCount, Size
from ifcworks.ifc.summary.georeference import Georeference
from ifcworks.ifc.summary.identity import Application, Header, Project
from ifcworks.ifc.summary.materials import Material
from ifcworks.ifc.summary.problems import Problem
from ifcworks.ifc.summary.structure import Structure
from ifcworks.ifc.summary.units import Unit
from ifcworks.operations.base import ModelRef, OperationParams, OperationResult, operation
from ifcworks.operations.workspace import Workspace

if TYPE_CHECKING:
    from rich.console import RenderableType


class InspectParams(OperationParams):
    """Parameters of ``inspect``."""

    model: ModelRef = Field(description="The model to look at.")


class InspectResult(OperationResult):
    """What ``inspect`` found."""

    schema_identifier: str = Field(alias="schema", description="IFC2X3, IFC4 or IFC4X3_ADD2.")
    header: Header = Field(description="The header of the file.")
    applications: list[Application] = Field(description="Software that made the model.")
    project: Project | None = Field(description="The project, if there is one.")
    units: list[Unit] = Field(description="Units of the project.")
    length_unit_metres: float | None = Field(
        description="Metres per length unit of the model; None if it does not say."
    )
    georeference: Georeference = Field(description="Where on earth the model stands.")
    size: Size = Field(description="How large the model is.")
    classes: list[ClassCount] = Field(
        description="Objects and types per exact class, the most frequent first."
    )
    structure: Structure = Field(description="Sites, buildings and storeys.")
    materials: list[Material] = Field(description="Materials, the most used first.")
    property_sets: list[NameCount] = Field(
        description="Names of property and quantity sets, the most frequent first, at most 500."
    )
    problems: list[Problem] = Field(description="What is wrong or odd, the worst first.")


def show(result: InspectResult) -> RenderableType:
    """The result as a panel and tables for the terminal."""
    from ifcworks.operations.views.inspect import render

    return render(result)


@operation(
    "inspect",
    title="Inspect a model",
    queue="default",
    timeout="10min",
    memory="8GiB",
    version=2,
    show=show,
    preload=("ifcopenshell", "ifcopenshell.util.placement", "numpy", "ifcworks.ifc.reading"),
)
def inspect(params: InspectParams, work: Workspace) -> InspectResult:
    """Tell what a model is, what it holds, and what is wrong with it.

    Schema, header, authoring tool, project, units, georeferencing, counts per class, storeys with
    elevations in metres, materials, property sets, and the problems found while reading: values
    of a wrong type, references to nothing, GlobalIds used twice, elements without storey. A
    problem never makes the inspection fail; only a file that is no readable IFC model does.
    """
    from ifcworks.ifc.reading import read_model
    from ifcworks.ifc.summary import content, georeference, identity, materials, structure, units
    from ifcworks.ifc.summary.problems import find_problems

    work.progress(0.0, "reading the model")
    read = read_model(work.path(params.model), work.scratch("inspect"))
    model = read.model
    work.progress(0.7, f"counting {len(model.entity_names()):,} entities")
    metres = units.length_scale(model)
    length = 1.0 if metres is None else metres
    containment = structure.Containment(model)
    tree = structure.read_structure(model, length, containment)
    used = materials.read_materials(model)
    work.progress(0.85, "looking for problems")
    problems = find_problems(model, read.messages, read.plain, tree, metres, containment)
    result = InspectResult(
        schema_identifier=model.schema_identifier,
        header=identity.read_header(model),
        applications=identity.read_applications(model),
        project=identity.read_project(model),
        units=units.read_units(model),
        length_unit_metres=metres,
        georeference=georeference.read_georeference(model, length),
        size=content.read_size(model),
        classes=content.read_classes(model),
        structure=tree,
        materials=used,
        property_sets=content.read_property_sets(model),
        problems=problems,
    )
    work.progress(1.0, "done")
    return result
