"""The operation ``split``: a model as several, each valid by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from ifcworks.operations.base import ModelRef, OperationParams, OperationResult, operation
from ifcworks.operations.workspace import Workspace

if TYPE_CHECKING:
    from rich.console import RenderableType

_Name = Annotated[str, Field(min_length=1, max_length=100)]
_Selector = Annotated[str, Field(min_length=1, max_length=10_000)]


class SplitParams(OperationParams):
    """Parameters of ``split``."""

    model: ModelRef = Field(description="The model.")
    by: str = Field(
        default="storey",
        min_length=1,
        max_length=500,
        description="What elements of a part have in common: storey, building, class, or a query "
        "such as type.Name or Pset_WallCommon.FireRating.",
    )
    selectors: dict[_Name, _Selector] = Field(
        default_factory=dict,
        max_length=200,
        description="Selectors by the name of the part that they make, instead of what 'by' says.",
    )


class SplitPart(BaseModel):
    """A part of the model."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(description="What it is called: the storey, class, value or selector.")
    is_rest: bool = Field(description="Whether it has what is in no other part.")
    artifact: str = Field(description="The file made.")
    size: int = Field(description="Bytes of the file.")
    elements: int = Field(description="Elements that are in this part and no other.")
    instances: int = Field(description="Instances in the file.")


class SplitResult(OperationResult):
    """The parts of a model."""

    parts: list[SplitPart] = Field(description="The parts; what belongs to none or several last.")
    elements: int = Field(description="Elements of the model, without openings and ports.")
    in_none: int = Field(
        description="Of these, those that belong to no part; they are in the rest."
    )
    in_several: int = Field(
        description="Of these, those that belong to several parts; they are in the rest."
    )
    others_in_rest: int = Field(
        description="Objects that are no elements and that no other part needs, such as empty "
        "spaces and unused types; they are in the rest."
    )
    relations_cut: dict[str, int] = Field(
        description="Relationships that are in no part, by class, as they are between parts."
    )


def show(result: SplitResult) -> RenderableType:
    """The parts, for the terminal."""
    from ifcworks.operations.views.editing import counted, parts

    return parts(
        [(p.name, f"{p.elements:,}", f"{p.instances:,}", p.artifact) for p in result.parts],
        f"{result.elements:,} elements; between parts: "
        f"{counted(result.relations_cut) or 'nothing'}",
    )


@operation(
    "split",
    title="Split a model into several",
    queue="ifcpatch",
    timeout="1h",
    memory="6GiB",
    needs=("index",),
    show=show,
    preload=(
        "ifcopenshell",
        "ifcopenshell.util.selector",
        "duckdb",
        "ifcworks.ifc.index.reader",
        "ifcworks.ifc.subset.model",
        "ifcworks.ifc.subset.sharing",
    ),
)
def split(params: SplitParams, work: Workspace) -> SplitResult:
    """Split a model by storey, class, any query, or by selectors, into models that are valid.

    Every element is in exactly one part, with all that `extract` takes along. What is part of an
    assembly goes with it, and openings and ports with what they are in. Elements that belong to no
    part, or to several, are in the part `rest`, with all objects that nothing else needs. Types,
    materials and sets that elements of several parts share are in each of these, with the same
    GlobalId, and so is the spatial structure above; `merge` puts them together again.

    A relationship between elements of different parts can be in none; these are counted.
    """
    import numpy as np

    from ifcworks.ifc.index.reader import open_index
    from ifcworks.ifc.naming import numbered
    from ifcworks.ifc.subset.model import SplitModel
    from ifcworks.ifc.subset.sharing import share_out
    from ifcworks.ifc.tables.writing.values import values_of

    source = work.path(params.model)
    with open_index(work.index(params.model)) as index:
        values = values_of(index, source, work.scratch("opened"))
        shared = share_out(index, values, params.by, params.selectors)
    work.progress(0.2, "reading what refers to what")
    model = SplitModel(source, work.scratch("unpacked"))
    names = numbered([share.name for share in shared.shares], ".ifc")
    parts: list[SplitPart] = []
    cut, kept = np.zeros(len(model.graph), bool), np.zeros(len(model.graph), bool)

    def make(name: str, artifact: str, numbers: list[int], elements: int, *, is_rest: bool) -> None:
        done = 0.5 + 0.5 * len(parts) / (len(names) + 1)
        work.progress(done, f"{name}: {elements:,} elements")
        part = model.part(numbers)
        target = work.artifact(artifact)
        model.write(part, target)
        cut[part.cut] = True
        kept[part.kept] = True
        parts.append(
            SplitPart(
                name=name,
                is_rest=is_rest,
                artifact=artifact,
                size=target.stat().st_size,
                elements=elements,
                instances=int(part.kept.sum()) + len(part.added),
            )
        )

    for share, name in zip(shared.shares, names, strict=True):
        make(share.name, name, share.numbers, share.elements, is_rest=False)
    kept[model.graph.places(shared.rest)] = True
    others = model.objects_without(kept)
    if shared.rest or others:
        make("rest", "rest.ifc", shared.rest + others, len(shared.rest), is_rest=True)
    return SplitResult(
        parts=parts,
        elements=shared.elements,
        in_none=shared.in_none,
        in_several=shared.in_several,
        others_in_rest=len(others),
        relations_cut=model.counted(np.flatnonzero(cut & ~kept)),
    )
