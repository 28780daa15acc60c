"""The operation ``validate``: a model against requirements written as IDS."""

from __future__ import annotations

from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ifcworks.operations.base import FileRef, ModelRef, OperationParams, OperationResult, operation
from ifcworks.operations.naming import given_name
from ifcworks.operations.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from ifcworks.ifc.ids.outcome import Checked

_LISTED = 200


class IdsRef(FileRef):
    """A reference to an IDS file."""

    kind = "ids"


class Report(StrEnum):
    """A form of the report."""

    JSON = "json"
    HTML = "html"
    XLSX = "xlsx"
    ODS = "ods"
    BCF = "bcf"


class OnInvalid(StrEnum):
    """What to do with an IDS that its audit finds impossible to meet."""

    REFUSE = "refuse"
    CHECK = "check"


class Verdict(StrEnum):
    """What became of a specification or requirement."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not applicable"


class ValidateParams(OperationParams):
    """Parameters of ``validate``."""

    model: ModelRef = Field(description="The model.")
    ids: Annotated[list[IdsRef], Field(min_length=1, max_length=100)] = Field(
        description="The IDS 1.0 files, one or more."
    )
    reports: Annotated[list[Report], Field(max_length=5)] = Field(
        default=[Report.JSON, Report.HTML],
        description="Forms of the report: json (as ifctester writes it, a file for each IDS), html "
        "(one page), xlsx, ods, bcf (failures only, a topic for each requirement).",
    )
    on_invalid: OnInvalid = Field(
        default=OnInvalid.REFUSE,
        description="refuse: an IDS that the audit of the standard finds wrong fails the job, with "
        "lines and reasons. check: hold the model against it all the same, and list them.",
    )
    model_name: Annotated[str, Field(max_length=255)] | None = Field(
        default=None,
        description="What reports call the model; otherwise the name that it was given by, or the "
        "one in its header.",
    )
    list_passed: bool = Field(
        default=True,
        description="Whether the JSON report lists elements that pass, as ifctester does. Without "
        "them it is much smaller.",
    )
    max_html_rows: int = Field(
        default=5_000,
        ge=0,
        le=100_000,
        description="The most failing elements on the page; how many more there are is said.",
    )
    max_sheet_rows: int = Field(
        default=200_000,
        ge=0,
        le=1_000_000,
        description="The most failing elements in a workbook; how many more there are is said.",
    )
    max_topic_elements: int = Field(
        default=500,
        ge=1,
        le=10_000,
        description="The most elements that one topic of BCF selects; it says how many it has not.",
    )
    max_snapshots: int = Field(
        default=30,
        ge=0,
        le=1_000,
        description="The most topics of BCF with a picture of what fails; 0 for none.",
    )
    bcf_version: Literal["2.1", "3.0"] = Field(default="2.1", description="Version of BCF.")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RequirementVerdict(_Part):
    """One requirement."""

    requirement: str = Field(description="The requirement in words.")
    facet: str = Field(description="Entity, Attribute, Property, Classification, Material, PartOf.")
    verdict: Verdict = Field(description="What became of it.")
    failed: int = Field(description="Elements that do not meet it.")


class SpecificationVerdict(_Part):
    """One specification."""

    name: str = Field(description="Its name.")
    identifier: str | None = Field(description="Its identifier, where it has one.")
    cardinality: str = Field(description="required, optional or prohibited.")
    verdict: Verdict = Field(description="What became of it.")
    reason: str = Field(description="Why it fails by how many elements there are; empty if not.")
    names_schema: bool = Field(
        description="Whether it names the schema of the model; it is checked in any case."
    )
    elements: int = Field(description="Elements that it is about.")
    failed: int = Field(description="Elements of these that fail.")
    requirements: list[RequirementVerdict] = Field(description="Its requirements.")


class IdsVerdict(_Part):
    """One IDS."""

    title: str = Field(description="Its title.")
    verdict: Verdict = Field(description="Whether all of its specifications are met.")
    problems: list[str] = Field(description="What its audit found, where it was checked anyhow.")
    specifications: list[SpecificationVerdict] = Field(description="Its specifications.")


class FailingElement(_Part):
    """One element that fails."""

    specification: str = Field(description="Name of the specification.")
    requirement: str = Field(description="The requirement in words; empty if it must not be there.")
    reason: str = Field(description="Why it fails.")
    step_id: int = Field(description="Number of the instance (#12 is 12).")
    global_id: str | None = Field(description="Its GlobalId, where it has one.")
    ifc_class: str = Field(description="Its class.")
    name: str | None = Field(description="Its name.")


class ValidateResult(OperationResult):
    """Result of ``validate``."""

    status: bool = Field(description="Whether all specifications are met.")
    schema_identifier: str = Field(description="Schema that the model is written in.")
    ids: list[IdsVerdict] = Field(description="The verdict for each IDS.")
    specifications: int = Field(description="Specifications in all.")
    specifications_failed: int = Field(description="Specifications that are not met.")
    pass_count: int = Field(description="Checks of an element that it passed.")
    fail_count: int = Field(description="Checks that failed, and elements that must not be there.")
    failures: list[FailingElement] = Field(description=f"The first {_LISTED} failures.")
    topics: int | None = Field(description="Topics in the BCF file; null if none was made.")
    artifacts: list[str] = Field(description="The reports.")
    notes: list[str] = Field(description="What the reports leave out, in sentences.")


def show(result: ValidateResult) -> RenderableType:
    """The result as tables for a terminal."""
    from ifcworks.operations.views.validate import render

    return render(result)


def needs(params: ValidateParams) -> tuple[str, ...]:
    """Issues show where elements are, so for them the geometry has to be known."""
    return ("index", "geometry") if Report.BCF in params.reports else ("index",)


@operation(
    "validate",
    version=2,
    title="Check requirements (IDS)",
    queue="ifctester",
    timeout="1h",
    memory="8GiB",
    show=show,
    needs=needs,
    preload=(
        "ifcopenshell",
        "duckdb",
        "lxml.etree",
        "xmlschema",
        "elementpath",
        "jinja2",
        "xlsxwriter",
        "ifcworks.ifc.reading",
        "ifcworks.ifc.index.reader",
        "ifcworks.ifc.ids.prepared",
        "ifcworks.ifc.ids.reports.writing",
    ),
)
def validate(params: ValidateParams, work: Workspace) -> ValidateResult:
    """Hold a model against requirements written as IDS 1.0.

    There is a verdict for each specification, requirement and element, and reports. Elements are
    picked and checked from the index of the model; only what that does not hold (classification
    trees, parts of materials, instances that are no objects) is read from the file. A specification
    fails if one element fails, if it must find elements and finds none, or if it must not and does.
    The ifcVersion of a specification is for people, as the standard's own cases have it: it is
    checked in any case.

    An IDS that is not as its XML Schema says fails with line and reason, and so does by default
    one that its audit finds impossible to meet: unknown classes, attributes, types, values of a
    wrong form, clauses that exclude each other.
    """
    from ifcworks.ifc.ids.reports.writing import (
        ReportForm,
        Wishes,
        about_model,
        check_all,
        write_reports,
    )
    from ifcworks.ifc.index.reader import open_index
    from ifcworks.ifc.reading import open_model, readable_step

    source, unpacked = work.path(params.model), work.scratch("unpacked")
    files = [
        (given_name(ref) or f"IDS {n + 1}", work.path(ref)) for n, ref in enumerate(params.ids)
    ]
    wishes = Wishes(
        forms=[ReportForm(form) for form in dict.fromkeys(params.reports)],
        with_passed=params.list_passed,
        page_rows=params.max_html_rows,
        sheet_rows=params.max_sheet_rows,
        issue_elements=params.max_topic_elements,
        bcf=params.bcf_version,
        snapshots=params.max_snapshots,
    )
    with open_index(work.index(params.model)) as index:
        checked = check_all(
            files,
            index,
            lambda: open_model(source, unpacked, lazy=True),
            params.on_invalid is OnInvalid.REFUSE,
            lambda done, message: work.progress(0.7 * done, message),
        )
        about = about_model(index, params.model_name or given_name(params.model))
        written = write_reports(
            checked,
            about,
            wishes,
            readable_step(source, unpacked)[0],
            index,
            lambda: work.geometry(params.model),
            work.artifact,
            work.scratch(""),
            lambda done, message: work.progress(0.7 + 0.3 * done, message),
        )
    verdicts = [_ids(one) for one in checked]
    for ref, one, verdict in zip(params.ids, checked, verdicts, strict=True):
        work.record(
            "tester_results",
            files={"ifc_filename": params.model, "ids_filename": ref},
            test_results=verdict.model_dump(mode="json"),
            pass_count=_counts([one])["pass_count"],
            fail_count=_counts([one])["fail_count"],
        )
    return ValidateResult(
        **_verdicts(checked),
        **_counts(checked),
        ids=verdicts,
        schema_identifier=about.schema,
        topics=written.topics,
        artifacts=written.artifacts,
        notes=written.notes,
    )


def _verdicts(checked: Sequence[Checked]) -> dict[str, Any]:
    outcomes = [outcome for one in checked for outcome in one.specifications]
    return {
        "status": all(one.status for one in checked),
        "specifications": len(outcomes),
        "specifications_failed": sum(not outcome.status for outcome in outcomes),
        "failures": _failures(checked),
    }


def _counts(checked: Sequence[Checked]) -> dict[str, int]:
    """Checks that elements passed and failed."""
    from ifcworks.ifc.ids.reports.about import failure_count

    outcomes = [outcome for one in checked for outcome in one.specifications]
    failing = sum(outcome.failed_checks for outcome in outcomes)
    return {
        "pass_count": sum(outcome.checks for outcome in outcomes) - failing,
        "fail_count": failure_count(checked),
    }


def _ids(one: Checked) -> IdsVerdict:
    from ifcworks.ifc.ids.reports.about import verdict
    from ifcworks.ifc.ids.wording import facet_type, requirement_words

    return IdsVerdict(
        title=one.ids.title,
        verdict=Verdict.PASSED if one.status else Verdict.FAILED,
        problems=[str(problem) for problem in one.problems],
        specifications=[
            SpecificationVerdict(
                name=outcome.specification.name,
                identifier=outcome.specification.identifier,
                cardinality=outcome.specification.cardinality,
                verdict=Verdict(verdict(outcome)),
                reason=outcome.reason,
                names_schema=outcome.is_version,
                elements=len(outcome.applicable),
                failed=len(outcome.failed),
                requirements=[
                    RequirementVerdict(
                        requirement=requirement_words(requirement.facet),
                        facet=facet_type(requirement.facet),
                        verdict=Verdict.FAILED
                        if not requirement.status
                        else Verdict.PASSED
                        if outcome.applicable
                        else Verdict.NOT_APPLICABLE,
                        failed=len(requirement.failures),
                    )
                    for requirement in outcome.requirements
                ],
            )
            for outcome in one.specifications
        ],
    )


def _failures(checked: Sequence[Checked]) -> list[FailingElement]:
    from ifcworks.ifc.ids.reports.about import all_failures
    from ifcworks.ifc.ids.wording import failure_words, requirement_words

    found = []
    for one, outcome, requirement, number in islice(all_failures(checked), _LISTED):
        element = one.elements[number]
        words, reason = "", outcome.reason
        if requirement is not None:
            words = requirement_words(requirement.facet)
            reason = failure_words(requirement.facet, requirement.failures[number])
        found.append(
            FailingElement(
                specification=outcome.specification.name,
                requirement=words,
                reason=reason,
                step_id=number,
                global_id=element.global_id,
                ifc_class=element.ifc_class,
                name=element.name,
            )
        )
    return found
