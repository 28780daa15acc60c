"""The operation ``diff``: what is different between two versions of a model."""

from __future__ import annotations

from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ifcworks.errors import NothingToDo
from ifcworks.ifc.diff.outcome import Kind
from ifcworks.ifc.diff.request import SHAPED, Aspect, Bcf, DiffRequest, Scope, Tolerances
from ifcworks.operations.base import ModelRef, OperationParams, OperationResult, operation
from ifcworks.operations.naming import given_name
from ifcworks.operations.workspace import Workspace

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ifcworks.ifc.diff.outcome import Difference, ModelFacts

_LISTED, _RECORDED = 100, 10_000


class DiffForm(StrEnum):
    """A file that tells of the differences."""

    JSON = "json"
    IFCDIFF = "ifcdiff"
    XLSX = "xlsx"
    ODS = "ods"
    HTML = "html"
    BCF = "bcf"
    GLB = "glb"


class DiffParams(OperationParams):
    """Parameters of ``diff``."""

    old: ModelRef = Field(description="The earlier version.")
    new: ModelRef = Field(description="The later version.")
    compare: list[Aspect] = Field(
        default=list(Aspect),
        min_length=1,
        description="What is compared. Without placement and geometry, and without a GLB, no "
        "triangles are needed.",
    )
    scope: list[Scope] = Field(
        default=[Scope.ELEMENTS, Scope.SPATIAL],
        min_length=1,
        description="What is reported: elements; sites, storeys, spaces and other spatial parts; "
        "features, which are openings and the like; types; groups and systems; others, such as "
        "the project, grids, annotations and ports.",
    )
    selector: str | None = Field(
        default=None,
        min_length=1,
        max_length=10_000,
        description="Only elements that this selector matches in one of the versions: IfcWall.",
    )
    length_tolerance: float = Field(
        default=1e-4, ge=0, le=1000, description="Metres that places and corners may be apart."
    )
    relative_tolerance: float = Field(
        default=1e-6, ge=0, lt=1, description="Of the larger of two numbers, to be equal."
    )
    absolute_tolerance: float = Field(
        default=1e-9, ge=0, description="Of two numbers near zero, to be equal, in SI units."
    )
    rematch: bool = Field(
        default=True,
        description="Recognise elements whose GlobalId was issued anew by their content.",
    )
    global_shift: bool = Field(
        default=True,
        description="Say once that the whole model was moved. Otherwise each element was moved.",
    )
    forms: list[DiffForm] = Field(
        default=[DiffForm.JSON],
        description="The files to make: json, all there is; ifcdiff, the JSON of that tool; xlsx, "
        "ods, html; bcf, a topic for each kind of change and class; glb, coloured by change.",
    )
    bcf_version: Literal["2.1", "3.0"] = Field(default="2.1", description="The version of BCF.")
    bcf_pictures: bool = Field(
        default=True,
        description="Have a picture of the elements in each topic of BCF, if places or shapes are "
        "compared.",
    )


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True)


class DiffVersion(_Part):
    """One of the two versions."""

    name: str | None = Field(description="What its file is called, if anybody says.")
    schema_identifier: str = Field(alias="schema", description="The schema it was read as.")
    length_unit_metres: float | None = Field(description="Metres per length unit.")
    originating_system: str | None = Field(description="The software that wrote it.")
    time_stamp: str | None = Field(description="When it was written, as its header says.")
    elements: int = Field(description="Elements that were looked at.")


class DiffChange(_Part):
    """One thing that differs."""

    what: Aspect = Field(description="The kind of thing.")
    name: str = Field(description="Which: an attribute, Pset.Property, position, volume, …")
    old: Any = Field(description="The value before.")
    new: Any = Field(description="The value after.")
    old_unit: str | None = Field(description="Unit of the value before.")
    new_unit: str | None = Field(description="Unit of the value after.")
    difference: float | None = Field(
        description="Metres of a position, degrees of a rotation, else new less old in SI units."
    )


class DiffElement(_Part):
    """An element and what became of it."""

    kind: Kind = Field(description="added, deleted, changed or rematched.")
    ifc_class: str = Field(alias="class", description="Its class.")
    global_id: str | None = Field(description="Its GlobalId; the new one if it was rematched.")
    old_global_id: str | None = Field(description="Its GlobalId before, if it was rematched.")
    name: str | None = Field(description="Its name.")
    storey: str | None = Field(description="The storey that it stands in.")
    recognised_by: str | None = Field(description="How a rematched one was recognised.")
    changes: list[DiffChange] = Field(description="What differs.")


class DiffShift(_Part):
    """A move of the model as a whole."""

    translation: tuple[float, float, float] = Field(description="Metres, of its middle.")
    angle: float = Field(description="Degrees.")
    matrix: list[list[float]] = Field(description="From the old world to the new, row by row.")
    elements: int = Field(description="Elements that moved like that.")
    compared: int = Field(description="Elements whose places were compared.")


class DiffCounts(_Part):
    """How many elements of a class there are of each kind."""

    ifc_class: str = Field(alias="class", description="The class.")
    added: int = Field(description="Only in the new version.")
    deleted: int = Field(description="Only in the old version.")
    changed: int = Field(description="Different.")
    rematched: int = Field(description="Under another GlobalId.")


class DiffResult(OperationResult):
    """The differences between two versions."""

    added: int = Field(description="Elements only in the new version.")
    deleted: int = Field(description="Elements only in the old version.")
    changed: int = Field(description="Elements that differ.")
    rematched: int = Field(description="Elements under another GlobalId, whether they differ.")
    unchanged: int = Field(description="Elements that are the same in both.")
    aspects: dict[str, int] = Field(description="How many elements differ in what.")
    classes: list[DiffCounts] = Field(description="The counts of each class that differs.")
    shift: DiffShift | None = Field(description="The move of the model as a whole, if any.")
    old: DiffVersion = Field(description="The old version.")
    new: DiffVersion = Field(description="The new version.")
    model_changes: list[DiffChange] = Field(description="What differs of the models as such.")
    shape_unknown: int = Field(
        description="Elements whose shape could not be computed, so that it was not compared."
    )
    without_place: int = Field(
        description="Elements without shape and placement, of which no place was compared."
    )
    notes: list[str] = Field(description="What else is worth knowing, as sentences.")
    elements: list[DiffElement] = Field(description="The first elements that differ.")
    elements_total: int = Field(description="How many there are.")
    artifacts: list[str] = Field(description="The files made.")


def show(result: DiffResult) -> RenderableType:
    """Counts and the first changes, for the terminal."""
    from ifcworks.operations.views.diff import render

    return render(result)


def _needs(params: DiffParams) -> tuple[str, ...]:
    return ("index", "geometry") if _with_shapes(params) else ("index",)


def _with_shapes(params: DiffParams) -> bool:
    return bool(SHAPED & set(params.compare)) or DiffForm.GLB in params.forms


@operation(
    "diff",
    title="Compare two versions",
    queue="ifcdiff",
    timeout="1h",
    memory="6GiB",
    version=2,
    needs=_needs,
    show=show,
    preload=(
        "duckdb",
        "numpy.ma",
        "ifcopenshell.util.selector",
        "ifcworks.ifc.index.cells",
        "ifcworks.ifc.index.selection",
        "ifcworks.ifc.diff.run",
        "ifcworks.ifc.diff.writing.files",
    ),
)
def diff(params: DiffParams, work: Workspace) -> DiffResult:
    """Compare two versions of a model: what was added, deleted and changed, and what of it.

    Elements are matched by their GlobalIds, and what is left over by its content, since some
    software issues new ones. Of each are compared: class, predefined type, attributes, type,
    container, placement, shape, properties and quantities, materials, classifications, documents
    and relations such as groups, systems, openings and connections. Values in other units are the
    same if they are the same in SI units.

    Meshes that only have other triangles or the last digits of another exporter are the same
    shape. A model that was moved as a whole is said once. A relation with an element that was
    added or deleted is no change of the element at its other end.

    diff.json has everything; the result has the first elements.
    """
    from ifcworks.ifc.diff.run import Version, compare
    from ifcworks.ifc.diff.selecting import chosen_ids
    from ifcworks.ifc.diff.writing.files import write_files

    unpacked = work.scratch("unpacked")
    chosen = [
        chosen_ids(work.index(ref), work.path(ref), params.selector, unpacked)
        if params.selector
        else None
        for ref in (params.old, params.new)
    ]
    request = DiffRequest(
        aspects=frozenset(params.compare),
        scopes=frozenset(params.scope),
        tolerances=Tolerances(
            params.length_tolerance, params.relative_tolerance, params.absolute_tolerance
        ),
        rematch=params.rematch,
        shift=params.global_shift,
    )
    if params.selector and not any(chosen):
        raise NothingToDo(f"The selector '{params.selector}' matches no element of either version.")
    shaped = _with_shapes(params)
    versions = [
        Version(
            index=work.index(ref),
            geometry=work.geometry(ref) if shaped else None,
            chosen=of_version,
            name=given_name(ref),
        )
        for ref, of_version in zip((params.old, params.new), chosen, strict=True)
    ]
    difference = compare(
        versions[0], versions[1], request, lambda done, said: work.progress(0.8 * done, said)
    )
    work.record(
        "diff_results",
        files={"old_file": params.old, "new_file": params.new},
        diff_count=len(difference.findings),
        diff_data=_recorded(difference),
    )
    work.progress(0.8, "writing the files")
    made, notes = write_files(
        difference,
        request,
        [form.value for form in dict.fromkeys(params.forms)],
        versions[0],
        versions[1],
        Bcf(params.bcf_version, params.bcf_pictures),
        work.artifact,
        work.scratch("report"),
    )
    return _result(difference, made, notes)


def _recorded(difference: Difference) -> dict[str, Any]:
    """What is kept in SQL: the counts, and GlobalIds by kind as far as they are listed."""
    return {
        "counts": {kind.value: count for kind, count in difference.counts().items()},
        "unchanged": difference.unchanged,
        "aspects": {aspect.value: count for aspect, count in difference.aspects().items()},
        "classes": {
            name: {kind.value: count for kind, count in of_class.items()}
            for name, of_class in difference.classes().items()
        },
        "global_ids": {
            kind.value: [f.element.global_id for f in islice(difference.of(kind), _RECORDED)]
            for kind in Kind
        },
        "model_moved": difference.shift is not None,
    }


def _result(difference: Difference, made: list[str], notes: list[str]) -> DiffResult:
    counts = difference.counts()
    shift = difference.shift
    return DiffResult(
        **{kind.value: count for kind, count in counts.items()},
        unchanged=difference.unchanged,
        aspects={aspect.value: count for aspect, count in difference.aspects().items()},
        classes=[
            DiffCounts.model_validate({"class": name, **of_class})
            for name, of_class in difference.classes().items()
        ],
        shift=None
        if shift is None
        else DiffShift(
            translation=shift.translation,
            angle=shift.angle,
            matrix=[list(row) for row in shift.matrix],
            elements=shift.elements,
            compared=shift.compared,
        ),
        old=_version(difference.old),
        new=_version(difference.new),
        model_changes=[_change(change) for change in difference.model_changes],
        shape_unknown=len(difference.shape_unknown),
        without_place=difference.unshaped,
        notes=[*difference.notes, *notes],
        elements=[_element(finding) for finding in difference.findings[:_LISTED]],
        elements_total=len(difference.findings),
        artifacts=made,
    )


def _version(facts: ModelFacts) -> DiffVersion:
    return DiffVersion.model_validate(
        {
            "name": facts.name,
            "schema": facts.schema,
            "length_unit_metres": facts.length_unit_metres,
            "originating_system": facts.originating_system,
            "time_stamp": facts.time_stamp,
            "elements": facts.elements,
        }
    )


def _element(finding: Any) -> DiffElement:
    element = finding.element
    rematched = finding.kind is Kind.REMATCHED
    return DiffElement.model_validate(
        {
            "kind": finding.kind,
            "class": element.ifc_class,
            "global_id": element.global_id,
            "old_global_id": finding.old.global_id if rematched else None,
            "name": element.name,
            "storey": element.storey,
            "recognised_by": finding.how,
            "changes": [_change(change) for change in finding.changes],
        }
    )


def _change(change: Any) -> DiffChange:
    return DiffChange(
        what=change.aspect,
        name=change.name,
        old=change.old,
        new=change.new,
        old_unit=change.old_unit,
        new_unit=change.new_unit,
        difference=change.difference,
    )
