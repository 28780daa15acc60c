"""The operation ``quantities``: base quantities, computed and compared with the stated ones."""

from __future__ import annotations

import shutil
from collections import Counter
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from ifcworks.ifc.quantities.request import Existing, GroupBy, Rules, Source
from ifcworks.ifc.tables.books import BookFormat
from ifcworks.operations.base import ModelRef, OperationParams, OperationResult, operation
from ifcworks.operations.workspace import Workspace

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ifcworks.ifc.quantities.entering import Entered
    from ifcworks.ifc.quantities.rules import Kind
    from ifcworks.ifc.quantities.totals import Total
    from ifcworks.ifc.quantities.values import TakeOff

_LISTED = 1000
_MODEL = "model.ifc"


class QuantitiesParams(OperationParams):
    """Parameters of ``quantities``."""

    model: ModelRef = Field(description="The model.")
    format: BookFormat = Field(
        default=BookFormat.XLSX,
        description="xlsx or ods: one book with a summary, every value, and what is doubtful. "
        "csv: a file for each of these. json: one file.",
    )
    selector: str = Field(
        default="IfcElement, IfcSpace",
        min_length=1,
        max_length=10_000,
        description="Which elements, in the selector syntax of ifcopenshell.",
    )
    group_by: list[GroupBy] = Field(
        default=[GroupBy.STOREY, GroupBy.CLASS],
        max_length=6,
        description="What the summary adds up by, the most important first. By material, volumes "
        "and weights are those of each material's share.",
    )
    prefer: Source = Field(
        default=Source.COMPUTED,
        description="Which value counts where there are both: the one computed from the shape, or "
        "the one that the model states. Where there is only the other, that one counts.",
    )
    rules: Rules = Field(
        default=Rules.STANDARD,
        description="What is measured: as the standard defines its quantities, or as ifc5d does "
        "where that differs (width and depth of slabs, for example).",
    )
    tolerance: float = Field(
        default=0.01,
        ge=0,
        le=10,
        description="How far a stated value may be from the computed one, as a part of that one, "
        "before it is flagged.",
    )
    all_sets: bool = Field(
        default=False,
        description="Look at quantities in sets of exporters too, not only Qto_… and "
        "BaseQuantities.",
    )
    write: bool = Field(
        default=False,
        description="Write the model with the computed base quantities in it.",
    )
    new_version: bool = Field(
        default=True,
        description="Make what is written the next version of the model, and not a file beside "
        "it. That is written even where nothing differs.",
    )
    existing: Existing = Field(
        default=Existing.KEEP,
        description="What writing does with base quantities that the model has already.",
    )


class QuantityTotal(BaseModel):
    """A sum of one quantity over elements that have something in common."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: list[str | None] = Field(description="What they have in common, in the order asked for.")
    set: str = Field(description="The set of quantities.")
    quantity: str = Field(description="The quantity.")
    value: float | None = Field(description="The sum in the unit of the project.")
    unit: str = Field(description="That unit.")
    si: float | None = Field(description="The sum in the SI unit.")
    si_unit: str = Field(description="The SI unit; empty for counts.")
    elements: int = Field(description="Elements that should have it.")
    computed: int = Field(description="Values in the sum that are computed.")
    authored: int = Field(description="Values in the sum that are as the model states them.")
    missing: int = Field(description="Elements whose value is not known; the sum lacks them.")
    flagged: int = Field(description="Values that are doubtful.")


class WrittenQuantities(BaseModel):
    """What was written into the next version of the model."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    artifact: str | None = Field(description="The file of it; null if there was nothing to write.")
    added: int = Field(description="Quantities that were not there.")
    replaced: int = Field(description="Quantities that have another value now.")
    kept: int = Field(description="Quantities that were there and stay as they were.")
    problems: dict[str, int] = Field(
        description="How many quantities could not be written, by reason."
    )


class QuantitiesResult(OperationResult):
    """The quantities of a model."""

    format: BookFormat = Field(description="The format of the tables.")
    artifacts: list[str] = Field(description="The files made.")
    group_by: list[GroupBy] = Field(description="What the sums are added up by.")
    elements: int = Field(description="Elements that were looked at.")
    elements_measured: int = Field(description="Of these, those with at least one computed value.")
    values: int = Field(description="Quantities of elements.")
    computed: int = Field(description="How many could be computed.")
    authored: int = Field(description="How many the model states.")
    compared: int = Field(description="How many there are both of.")
    flags: dict[str, int] = Field(description="How many values are doubtful, by flag.")
    reasons: dict[str, int] = Field(description="How many values could not be computed, by reason.")
    without_rules: dict[str, int] = Field(
        description="Elements of classes for which no base quantity is computed, by class."
    )
    recomputed: int = Field(
        description="Elements whose shape was computed again without openings, for gross values."
    )
    refined: int = Field(
        description="Elements whose shape was computed again with more facets, being round."
    )
    totals_total: int = Field(description="How many sums there are.")
    totals: list[QuantityTotal] = Field(description="The first 1,000 of them.")
    written: WrittenQuantities | None = Field(description="The new version, if one was asked for.")
    notes: list[str] = Field(description="What else is worth knowing, as sentences.")


def show(result: QuantitiesResult) -> RenderableType:
    """The sums and what is doubtful, for the terminal."""
    from ifcworks.operations.views.quantities import render

    return render(result)


@operation(
    "quantities",
    title="Take off quantities",
    queue="ifc5d",
    timeout="1h",
    memory="6GiB",
    needs=("index", "geometry"),
    stores=False,
    suffix_sets="format",
    show=show,
    preload=(
        "ifcopenshell.geom",
        "ifcopenshell.util.selector",
        "duckdb",
        "shapely",
        "xlsxwriter",
        "ifcworks.ifc.index.reader",
        "ifcworks.ifc.quantities.run",
    ),
)
def quantities(params: QuantitiesParams, work: Workspace) -> QuantitiesResult:
    """Compute the base quantities of elements, and compare them with those that the model states.

    Lengths, areas, volumes and weights are measured on the triangles that are kept of the model,
    by the rules of the standard's sets (Qto_WallBaseQuantities and the like). Every value has its
    unit, its value in SI, and where it is from. Doubtful ones are flagged: the model states
    something else or what nothing can have, a volume is larger than the box around the element,
    more is left than there was. Of a mesh that is not closed no volume is given. Round bodies are
    computed again with more facets, and wholes without a body are measured on their parts.

    With `write` the computed values go into a new version of the model, or into a file beside
    it, in the units of the project. Everything else in it stays as it is, byte for byte; by
    default so do quantities that it has already.
    """
    from ifcworks.ifc.quantities.run import run
    from ifcworks.ifc.reading import plain_step

    made = run(
        model=work.path(params.model),
        index=work.index(params.model),
        geometry=work.geometry(params.model),
        scratch=work.scratch("model"),
        processes=work.processes,
        selector=params.selector,
        tolerance=params.tolerance,
        all_sets=params.all_sets,
        rules=params.rules,
        progress=work.progress,
    )
    entered, artifact = None, None
    with made:
        if params.write:
            work.progress(0.8, "writing the model")
            target = work.scratch(_MODEL)
            entered = made.enter(params.existing, target)
            if not params.new_version and not target.exists():
                same = plain_step(work.path(params.model), work.scratch("model"))
                shutil.copyfile(same, target)
            if target.exists():
                artifact = _MODEL
                target.rename(
                    work.new_version(params.model, artifact)
                    if params.new_version
                    else work.artifact(artifact)
                )
        work.progress(0.9, "writing the tables")
        sums, files = made.write(
            params.group_by, params.prefer, params.format, work.artifact, work.scratch("")
        )
        return _result(params, made.taken, sums, files.artifacts, files.notes, entered, artifact)


def _result(
    params: QuantitiesParams,
    taken: TakeOff,
    sums: list[Total],
    artifacts: list[str],
    notes: list[str],
    entered: Entered | None,
    artifact: str | None,
) -> QuantitiesResult:
    values = taken.values
    written = None
    if entered is not None:
        notes = [*notes, *(_without_unit(kind) for kind in sorted(entered.without_unit))]
        written = WrittenQuantities(
            artifact=artifact,
            added=entered.added,
            replaced=entered.replaced,
            kept=entered.kept,
            problems=dict(entered.problems),
        )
    return QuantitiesResult(
        format=params.format,
        artifacts=artifacts,
        group_by=list(dict.fromkeys(params.group_by)),
        elements=len(taken.elements),
        elements_measured=len({v.element.id for v in values if v.computed is not None}),
        values=len(values),
        computed=sum(v.computed is not None for v in values),
        authored=sum(v.authored is not None for v in values),
        compared=sum(v.deviation is not None for v in values),
        flags=dict(Counter(flag.value for v in values for flag in v.flags).most_common()),
        reasons=dict(Counter(v.reason for v in values if v.reason).most_common(100)),
        without_rules=dict(taken.without_rules),
        recomputed=taken.recomputed,
        refined=taken.refined,
        totals_total=len(sums),
        totals=[_total(total, taken) for total in sums[:_LISTED]],
        written=written,
        notes=notes,
    )


def _without_unit(kind: Kind) -> str:
    return (
        f"The project names no unit of {kind}: what was written is in {kind.si_unit}, and readers "
        "cannot know that. Add the unit to the model."
    )


def _total(total: Total, taken: TakeOff) -> QuantityTotal:
    from ifcworks.ifc.quantities.values import rounded

    unit = taken.units[total.kind]
    si = None if total.si is None else rounded(total.si)
    return QuantityTotal(
        key=list(total.key),
        set=total.set_name,
        quantity=total.name,
        value=unit.of(si),
        unit=unit.symbol,
        si=si,
        si_unit=total.kind.si_unit,
        elements=total.elements,
        computed=total.computed,
        authored=total.authored,
        missing=total.missing,
        flagged=total.flagged,
    )
