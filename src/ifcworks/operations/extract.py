"""The operation ``extract``: elements of a model as a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ifcworks.errors import NothingToDo
from ifcworks.operations.base import ModelRef, OperationParams, OperationResult, operation
from ifcworks.operations.workspace import Workspace

if TYPE_CHECKING:
    from rich.console import RenderableType

_MODEL = "model.ifc"


class ExtractParams(OperationParams):
    """Parameters of ``extract``."""

    model: ModelRef = Field(description="The model.")
    selector: str = Field(
        min_length=1,
        max_length=10_000,
        description="Which elements, in the selector syntax of ifcopenshell: IfcWall, "
        'IfcDoor, location="Level 1".',
    )
    parts: bool = Field(
        default=True,
        description="With an assembly take its parts, with a group its members, with a storey "
        "what is in it.",
    )
    fillings: bool = Field(
        default=False, description="With a wall take the doors and windows in its openings."
    )
    hosts: bool = Field(
        default=False, description="With a door take the wall that it is in, with all its openings."
    )


class ExtractResult(OperationResult):
    """A part of a model."""

    artifact: str = Field(description="The file made.")
    size: int = Field(description="Bytes of the file.")
    chosen: int = Field(description="What the selector matches.")
    elements: int = Field(description="Elements in the file, without openings.")
    classes: dict[str, int] = Field(description="Elements in the file by class, openings too.")
    instances: int = Field(description="Instances in the file.")
    instances_before: int = Field(description="Instances in the model.")
    relations_cut: dict[str, int] = Field(
        description="Relationships left out, by class, since something that they need was left out."
    )


def show(result: ExtractResult) -> RenderableType:
    """What is in the file, for the terminal."""
    from ifcworks.operations.views.editing import counted, facts

    return facts(
        [
            ("Elements", counted(result.classes)),
            ("Instances", f"{result.instances:,} of {result.instances_before:,}"),
            ("Left out", counted(result.relations_cut) or "no relationship"),
        ]
    )


@operation(
    "extract",
    title="Extract elements into a model",
    queue="ifcpatch",
    timeout="30min",
    memory="6GiB",
    needs=("index",),
    show=show,
    preload=(
        "ifcopenshell",
        "ifcopenshell.util.selector",
        "duckdb",
        "ifcworks.ifc.index.reader",
        "ifcworks.ifc.subset.model",
        "ifcworks.ifc.tables.writing.values",
    ),
)
def extract(params: ExtractParams, work: Workspace) -> ExtractResult:
    """Take elements out of a model, into a model that is valid by itself.

    With an element come its placement and shape, styles and layers, openings, ports, type,
    materials, properties, classifications, documents, the groups and systems that it is in, the
    assembly that it is a part of, and the spatial structure above it up to the project with its
    units, contexts and georeference. Of relationships that others are in too, its part stays.

    GlobalIds, step ids and all text are kept as they are, byte for byte. A relationship to
    something that was not taken, such as the space on the other side of a wall, is left out and
    counted.
    """
    from ifcworks.ifc.index.reader import open_index
    from ifcworks.ifc.subset.model import Beside, SplitModel
    from ifcworks.ifc.tables.writing.values import values_of

    source = work.path(params.model)
    with open_index(work.index(params.model)) as index:
        values = values_of(index, source, work.scratch("opened"))
        chosen, _ = values.elements(params.selector)
    if not chosen:
        raise NothingToDo(f"The selector '{params.selector}' matches no element of the model.")
    work.progress(0.2, "reading what refers to what")
    model = SplitModel(source, work.scratch("unpacked"))
    work.progress(0.6, f"taking {len(chosen):,} objects and what they need")
    part = model.part(chosen, Beside(params.parts, params.fillings, params.hosts))
    work.progress(0.8, f"writing {int(part.kept.sum()):,} instances")
    target = work.artifact(_MODEL)
    model.write(part, target)
    return ExtractResult(
        artifact=_MODEL,
        size=target.stat().st_size,
        chosen=len(chosen),
        elements=model.elements(part),
        classes=model.elements_by_class(part),
        instances=int(part.kept.sum()) + len(part.added),
        instances_before=len(model.graph),
        relations_cut=model.counted(part.cut),
    )
