"""The operation ``clash``: elements that are in each other's way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import Field, model_validator

from ifcworks.ifc.clash.outcome import FoundClash, Mode, SetOutcome, gravest, outcome_of
from ifcworks.operations.base import FileRef, ModelRef, OperationParams, OperationResult, operation
from ifcworks.operations.clash_sets import (
    ClashSetParams,
    Placed,
    Selector,
    Source,
    clash_set_of,
    names_of,
    placed_in,
    sides_of,
)
from ifcworks.operations.naming import given_name
from ifcworks.operations.workspace import Workspace

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ifcworks.ifc.clash.describing import Described
    from ifcworks.ifc.clash.history import Coverage

STATE = "clash-state.json"
_SHOWN = 20


class Report(StrEnum):
    """What is written beside the result."""

    JSON = "json"
    XLSX = "xlsx"
    HTML = "html"
    BCF = "bcf"
    GLB = "glb"


class ClashParams(OperationParams):
    """Parameters of ``clash``: models and selectors, or clash sets."""

    models: list[ModelRef] = Field(
        default_factory=list,
        max_length=1000,
        description="The models. Of several, side a is of the first one and side b of the others.",
    )
    a: Selector | None = Field(
        default=None, description="Selector of side a, such as IfcWall; else all elements."
    )
    b: Selector | None = Field(
        default=None,
        description="Selector of side b. Without it, a single model is tested against itself.",
    )
    name: str = Field(
        default="clashes", min_length=1, max_length=200, description="Name of that clash set."
    )
    clash_sets: list[ClashSetParams] = Field(
        default_factory=list,
        max_length=200,
        description="Clash sets as ifcclash has them, instead of models.",
    )
    mode: Mode = Field(
        default="intersection",
        description="What counts: one reaches into the other by more than the tolerance, they have "
        "anything in common, or they are closer than the clearance.",
    )
    tolerance: float = Field(
        default=0.002, ge=0, description="Metres of depth that an intersection may have."
    )
    clearance: float = Field(
        default=0.05, ge=0, description="Metres that have to be between elements."
    )
    allow_touching: bool = Field(
        default=False, description="Count mere contact as a collision, too."
    )
    check_all: bool = Field(
        default=True,
        description="Find the deepest or closest place where triangles decide, not the first.",
    )
    judge: Literal["solids", "triangles"] = Field(
        default="solids",
        description="What decides: what closed bodies have in common, or as in ifcclash always the "
        "triangles, which finds much that only touches.",
    )
    min_volume: float = Field(
        default=0, ge=0, description="Leave out clashes of a smaller overlap, in m³."
    )
    min_depth: float = Field(
        default=0, ge=0, description="Leave out clashes of a shallower overlap, in metres."
    )
    group: Literal["classes", "element", "storey", "distance"] | None = Field(
        default="element",
        description="What makes a group: the classes, the element that has most clashes, the "
        "storey, or places near each other.",
    )
    group_cell: float = Field(
        default=0,
        ge=0,
        description="Metres of a side of the cells that a storey has, for storey; 0: none.",
    )
    group_distance: float = Field(
        default=1, gt=0, description="Metres from one clash to the next, for distance."
    )
    reports: list[Report] = Field(
        default=[Report.JSON, Report.HTML],
        description="What to write: json as ifcclash, html, xlsx, bcf with pictures, glb.",
    )
    bcf_version: Literal["2.1", "3.0"] = Field(default="2.1", description="Version of BCF.")
    bcf_topics: int = Field(
        default=500, ge=1, le=20_000, description="The most topics in BCF; the gravest come first."
    )
    previous: FileRef | None = Field(
        default=None,
        description=f"The {STATE} of an earlier run: pairs that have not changed since are not "
        "tested again. The service finds it by itself.",
    )

    @model_validator(mode="after")
    def _models_or_clash_sets(self) -> Self:
        if bool(self.models) == bool(self.clash_sets):
            raise ValueError(
                "either models or clash_sets are needed" + ", not both" * bool(self.models)
            )
        if self.clash_sets and (self.a or self.b):
            raise ValueError("a and b go with models; clash sets have selectors of their own")
        counts = Counter(one.name for one in self.clash_sets)
        if twice := [name for name, count in counts.items() if count > 1]:
            raise ValueError(f"several clash sets have the name '{twice[0]}'")
        return self


class ClashResult(OperationResult):
    """Clashes."""

    clashes: int = Field(description="How many there are in all sets.")
    complete: bool = Field(description="Whether all chosen elements were tested.")
    clash_sets: list[SetOutcome] = Field(description="The sets in their order.")
    worst: list[FoundClash] = Field(description="The gravest of each set, some twenty.")
    artifacts: list[str] = Field(description="The files made.")
    notes: list[str] = Field(description="What else is worth knowing, as sentences.")


def show(result: ClashResult) -> RenderableType:
    """The sets and the gravest clashes, for the terminal."""
    from ifcworks.operations.views.clash import render

    return render(result)


@operation(
    "clash",
    title="Find clashes",
    queue="ifcclash",
    timeout="2h",
    memory="8GiB",
    needs=("index", "geometry"),
    show=show,
    stores=False,
    resumes=STATE,
    preload=(
        "ifcopenshell",
        "ifcopenshell.geom",
        "duckdb",
        "manifold3d",
        "shapely",
        "ifcworks.ifc.clash.run",
        "ifcworks.ifc.clash.reports",
        "ifcworks.ifc.clash.topics",
        "ifcworks.ifc.clash.viewing",
    ),
)
def clash(params: ClashParams, work: Workspace) -> ClashResult:
    """Find elements that are in each other's way, in one model or between several.

    Elements are chosen in the index and tested with the triangles that are kept of the models;
    nothing is tessellated again. Of two closed bodies it is known what they have in common: its
    volume in m³ and its depth in metres, by which clashes are ordered. Bodies that only touch do
    not clash. Where a body is not closed, its triangles decide, and the reason is told.

    A clash has an id that stays from run to run for the same two GlobalIds in a clash set of the
    same name. On new versions of some models only pairs are tested again of which an element has
    changed. An element that was chosen and could not be tested is named, and the set is then not
    complete: of that element it does not say that it is free of clashes. A pair of very detailed
    bodies that is not known after a minute costs only itself, and is named in the same way.
    """
    from ifcworks.ifc.collecting import without_collection

    with without_collection():
        return _clash(params, work)


def _clash(params: ClashParams, work: Workspace) -> ClashResult:
    from ifcworks.ifc.clash.covering import coverage_of
    from ifcworks.ifc.clash.describing import describe
    from ifcworks.ifc.clash.elements import models_of
    from ifcworks.ifc.clash.grouping import Grouping
    from ifcworks.ifc.clash.model import ModelFiles
    from ifcworks.ifc.clash.register import clashes_json
    from ifcworks.ifc.clash.run import detect
    from ifcworks.ifc.clash.state import read_state, write_state

    asked = _asked(params)
    placed = placed_in(asked)
    files = {one.file: given_name(one.file) or work.path(one.file).name for one in placed}
    names = names_of(placed, files)
    models = models_of(
        [
            ModelFiles(name, work.path(ref), work.index(ref), work.geometry(ref), one.transform)
            for name, one in zip(names, placed, strict=True)
            for ref in [one.file]
        ],
        work.scratch("opened"),
    )
    try:
        sets = [clash_set_of(one, params, placed) for one in asked]
        found = detect(
            models,
            sets,
            read_state(work.earlier if params.previous is None else work.path(params.previous)),
            lambda done, message: work.progress(0.7 * done, message),
        )
        grouping = Grouping(params.group) if params.group else None
        told = [
            describe(models, one, grouping, params.group_cell, params.group_distance)
            for one in found
        ]
        write_state(work.artifact(STATE), models, found)
        coverages = [coverage_of(models, one) for one in found]
    finally:
        for model in models:
            model.close()
    clashes = [clashes_json(one) for one in told]
    notes = _write(params, asked, placed, told, clashes, names, work)
    _record(told, clashes, coverages, work)
    return ClashResult(
        clashes=sum(len(one.clashes) for one in told),
        complete=all(one.found.complete for one in told),
        clash_sets=[outcome_of(one, names) for one in told],
        worst=[clash for one in told for clash in gravest(one, max(_SHOWN // len(told), 1))],
        artifacts=sorted(set(work.artifacts) - {STATE}),
        notes=[*notes, *_said(told)],
    )


def _said(told: Sequence[Described]) -> list[str]:
    """What must be known to judge the clashes."""
    notes = []
    for one in told:
        found = one.found
        if found.empty is not None:
            notes.append(found.empty)
        if found.same:
            notes.append(
                f"In '{found.clash_set.name}' {found.same:,} elements are in several models under "
                "one GlobalId; they are not tested with themselves."
            )
    return notes


# -- what is asked ----------------------------------------------------------------------------


def _asked(params: ClashParams) -> list[ClashSetParams]:
    """The clash sets, those of models and selectors too."""
    if params.clash_sets:
        return params.clash_sets
    first, *others = params.models
    a = [Source(file=first, selector=params.a)]
    b = [Source(file=file, selector=params.b) for file in others]
    if not others and params.b is not None:
        b = [Source(file=first, selector=params.b)]
    return [ClashSetParams(name=params.name, a=a, b=b)]


# -- what comes of it -------------------------------------------------------------------------


def _write(
    params: ClashParams,
    asked: Sequence[ClashSetParams],
    placed: Sequence[Placed],
    told: Sequence[Described],
    clashes: Sequence[Sequence[Mapping[str, Any]]],
    names: Sequence[str],
    work: Workspace,
) -> list[str]:
    """The reports; sentences on what is not in them."""
    from ifcworks.ifc.clash.publishing import Publishing, publish

    work.progress(0.7, "writing reports")
    return publish(
        told,
        Publishing(
            models=names,
            sides=[sides_of(given, placed, names) for given in asked],
            clashes=clashes,
            bcf_version=params.bcf_version,
            bcf_topics=params.bcf_topics,
            scratch=work.scratch(""),
            progress=lambda done, message: work.progress(0.7 + 0.3 * done, message),
        ),
        {form.value: work.artifact(f"clash.{form}") for form in dict.fromkeys(params.reports)},
    )


def _record(
    told: Sequence[Described],
    clashes: Sequence[Sequence[Mapping[str, Any]]],
    coverages: Sequence[Coverage],
    work: Workspace,
) -> None:
    from ifcworks.ifc.clash.register import settings_json

    for one, registered, coverage in zip(told, clashes, coverages, strict=True):
        found, clash_set = one.found, one.found.clash_set
        work.record(
            "clash_results",
            coverage=coverage,
            clash_set_name=clash_set.name,
            output_filename=next((n for n in work.artifacts if n != STATE), None),
            clash_count=len(one.clashes),
            clash_data={
                "name": clash_set.name,
                "mode": clash_set.mode.value,
                "settings": settings_json(clash_set),
                "models": [
                    {"name": model["name"], "project": model["project"]}
                    for model in coverage["models"]
                ],
                "complete": found.complete,
                "clashes": registered,
            },
        )
