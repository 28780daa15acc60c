"""The operation ``migrate``: a model in another schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from ifcworks.errors import NothingToDo
from ifcworks.operations.base import ModelRef, OperationParams, OperationResult, operation
from ifcworks.operations.workspace import Workspace

if TYPE_CHECKING:
    from rich.console import RenderableType

_MODEL = "model.ifc"


class MigrateParams(OperationParams):
    """Parameters of ``migrate``."""

    model: ModelRef = Field(description="The model.")
    to: Literal["IFC2X3", "IFC4", "IFC4X3"] = Field(description="The schema wanted.")
    new_version: bool = Field(
        default=False,
        description="Make the result the next version of the model, and not a file beside it.",
    )


class ChangedClass(BaseModel):
    """Instances that are of another class."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    old: str = Field(description="The class in the model.")
    new: str = Field(description="The class in the result.")
    count: int = Field(description="How many instances.")


class LostAttribute(BaseModel):
    """Values that have no place in the schema."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, serialize_by_alias=True, validate_by_name=True
    )

    class_: str = Field(alias="class", description="The class in the model.")
    attribute: str = Field(description="The attribute.")
    count: int = Field(description="How many instances had a value.")


class LeftOut(BaseModel):
    """An instance that could not be carried over."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, serialize_by_alias=True, validate_by_name=True
    )

    step_id: int = Field(description="Its number in the model.")
    class_: str = Field(alias="class", description="Its class.")
    message: str = Field(description="Why not.")


class MigrateResult(OperationResult):
    """A model in another schema, and what was lost."""

    artifact: str = Field(description="The file made.")
    new_version: bool = Field(description="Whether the model has a new version.")
    schema_before: str = Field(description="Schema of the model.")
    schema_after: str = Field(description="Schema of the result.")
    instances_before: int = Field(description="Instances in the model.")
    instances_after: int = Field(description="Instances in the result.")
    elements_before: int = Field(description="Elements in the model.")
    elements_after: int = Field(description="Elements in the result.")
    changed_classes: list[ChangedClass] = Field(description="Classes that are called otherwise.")
    lost_attributes: list[LostAttribute] = Field(description="Values that were lost.")
    left_out: dict[str, int] = Field(description="Instances that were left out, by class.")
    reasons: list[LeftOut] = Field(description="Why, of the first 20 of them.")
    is_complete: bool = Field(description="Whether nothing was lost and nothing left out.")


def show(result: MigrateResult) -> RenderableType:
    """What became of the model, for the terminal."""
    from ifcworks.operations.views.editing import counted, facts

    lost = {f"{item.class_}.{item.attribute}": item.count for item in result.lost_attributes}
    changed = {f"{item.old} → {item.new}": item.count for item in result.changed_classes}
    return facts(
        [
            ("Schema", f"{result.schema_before} → {result.schema_after}"),
            ("Instances", f"{result.instances_before:,} → {result.instances_after:,}"),
            ("Elements", f"{result.elements_before:,} → {result.elements_after:,}"),
            ("Classes changed", counted(changed) or "none"),
            ("Values lost", counted(lost) or "none"),
            ("Left out", counted(result.left_out) or "nothing"),
        ]
    )


@operation(
    "migrate",
    title="Bring a model to another schema",
    queue="ifcpatch",
    timeout="2h",
    memory="8GiB",
    stores=False,
    show=show,
    preload=("ifcopenshell", "ifcpatch", "ifcworks.ifc.migrating.run", "ifcworks.ifc.reading"),
)
def migrate(params: MigrateParams, work: Workspace) -> MigrateResult:
    """Bring a model to IFC2X3, IFC4 or IFC4X3, and say what could not be carried over.

    Upwards, to a later schema, little is lost: a few attributes that were dropped. To IFC2X3,
    shapes that it lacks become those that it has: curves polylines, meshes boundary
    representations. Elements of a class that it lacks become IfcBuildingElementProxy, with the
    class in ObjectType. What has no counterpart at all is left out.

    Every class that changed, every attribute whose values were lost and every class of which
    instances were left out is listed with its number; `is_complete` says whether there are none.
    """
    from ifcworks.ifc.migrating.run import migrate as run
    from ifcworks.ifc.patching.running import write_checked
    from ifcworks.ifc.reading import open_model

    work.progress(0, "opening the model")
    source = open_model(work.path(params.model), work.scratch("unpacked"))
    if source.schema == params.to:
        raise NothingToDo(f"The model is {params.to} already.")
    before = (str(source.schema), len(source.entity_names()), len(source.by_type("IfcElement")))
    made = run(source, params.to, lambda done, text: work.progress(0.1 + 0.7 * done, text))
    work.progress(0.9, "writing the model")
    target = work.new_version(params.model, _MODEL) if params.new_version else work.artifact(_MODEL)
    write_checked(made.model, target, work.scratch("checked"))
    return MigrateResult(
        artifact=_MODEL,
        new_version=params.new_version,
        schema_before=before[0],
        schema_after=str(made.model.schema),
        instances_before=before[1],
        instances_after=len(made.model.entity_names()),
        elements_before=before[2],
        elements_after=len(made.model.by_type("IfcElement")),
        changed_classes=[
            ChangedClass(old=old, new=new, count=count)
            for (old, new), count in made.changed.most_common()
        ],
        lost_attributes=[
            LostAttribute(class_=class_, attribute=attribute, count=count)
            for (class_, attribute), count in made.lost.most_common()
        ],
        left_out=dict(made.left_out.most_common()),
        reasons=[
            LeftOut(step_id=number, class_=class_, message=message)
            for number, class_, message in made.reasons
        ],
        is_complete=not (made.lost or made.left_out),
    )
