"""The operation ``merge``: several models as one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ifcworks.operations.base import ModelRef, OperationParams, OperationResult, operation
from ifcworks.operations.workspace import Workspace

if TYPE_CHECKING:
    from rich.console import RenderableType

_MODEL = "model.ifc"
_LISTED = 1000


class MergeParams(OperationParams):
    """Parameters of ``merge``."""

    model: ModelRef = Field(description="The first model: its project, units and origin stay.")
    others: Annotated[list[ModelRef], Field(min_length=1, max_length=100)] = Field(
        description="The models to add, in this order."
    )
    spatial: Literal["global-id", "name", "elevation", "none"] = Field(
        default="global-id",
        description="Which sites, buildings, storeys and spaces are the same: those with the same "
        "GlobalId; name: sites, buildings and storeys also with the same name; elevation: storeys "
        "also at the same elevation, to a centimetre; or none.",
    )
    duplicates: Literal["new-id", "keep-first", "refuse"] = Field(
        default="new-id",
        description="Different objects with the same GlobalId: the later gets a new one, is left "
        "out, or nothing is merged.",
    )
    georeference: Literal["convert", "ignore"] = Field(
        default="convert",
        description="convert: move models by their map conversions. ignore: take all coordinates "
        "as if models had the same origin.",
    )


class NewId(BaseModel):
    """An object that has another GlobalId than before."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    old: str = Field(description="The GlobalId that was taken.")
    new: str = Field(description="The GlobalId that it has.")


class MergedModel(BaseModel):
    """What became of a further model."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    instances: int = Field(description="Instances added.")
    shared: int = Field(description="Objects that were there already, such as the project.")
    by_name: int = Field(description="Of these, those found by name or elevation.")
    converted: dict[str, float] = Field(
        description="By what values were multiplied, by type of unit; empty if by nothing."
    )
    moved: tuple[float, float, float] | None = Field(
        description="Where its origin is now, in units of the first model; null if not moved."
    )
    new_ids_total: int = Field(description="Objects that got a new GlobalId.")
    new_ids: list[NewId] = Field(description="The first 1,000 of them.")


class MergeResult(OperationResult):
    """Several models as one."""

    artifact: str = Field(description="The file made.")
    size: int = Field(description="Bytes of the file.")
    models: list[MergedModel] = Field(description="The further models, in their order.")


def show(result: MergeResult) -> RenderableType:
    """What became of each model, for the terminal."""
    from ifcworks.operations.views.editing import facts

    rows = []
    for number, model in enumerate(result.models, 2):
        notes = [f"{model.instances:,} instances added, {model.shared:,} shared"]
        notes += [f"new GlobalIds: {model.new_ids_total:,}"] if model.new_ids_total else []
        notes += [f"converted: {', '.join(model.converted)}"] if model.converted else []
        notes += ["moved to the origin of the first"] if model.moved else []
        rows.append((f"Model {number}", "; ".join(notes)))
    return facts(rows)


@operation(
    "merge",
    title="Merge models into one",
    queue="ifcpatch",
    timeout="1h",
    memory="8GiB",
    show=show,
    preload=("ifcopenshell", "ifcworks.ifc.merging.run"),
)
def merge(params: MergeParams, work: Workspace) -> MergeResult:
    """Put several models into the project of the first.

    Values in other units are converted to those of the first model. A model with another map
    conversion in the same coordinate system is moved to the origin of the first; of models of which
    only one is georeferenced, or in different systems, it is not known how they lie, and that is
    refused. So are models of different schemas: migrate them first.

    What both models have is there once: objects with the same GlobalId that say the same, and
    contexts, materials, styles and classifications that say the same. Of spatial parts that both
    have, the first model's attributes and properties stay, and what is in either is in it. Parts
    that `split` made are put together to what they were, but for the relationships between them.
    """
    from ifcworks.ifc.merging.run import Wishes
    from ifcworks.ifc.merging.run import merge as run
    from ifcworks.operations.naming import given_name

    scratch = work.scratch("merge")
    scratch.mkdir()
    target = work.artifact(_MODEL)
    added = run(
        work.path(params.model),
        [work.path(ref) for ref in params.others],
        target,
        scratch,
        Wishes(params.spatial, params.duplicates, params.georeference),
        work.progress,
        [given_name(ref) for ref in params.others],
    )
    return MergeResult(
        artifact=_MODEL,
        size=target.stat().st_size,
        models=[
            MergedModel(
                instances=model.instances,
                shared=model.shared,
                by_name=model.by_name,
                converted=model.converted,
                moved=model.moved,
                new_ids_total=len(model.renamed),
                new_ids=[
                    NewId(old=old, new=new) for old, new in list(model.renamed.items())[:_LISTED]
                ],
            )
            for model in added
        ],
    )
