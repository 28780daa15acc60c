"""The operation ``check``: an IFC file against the standard itself."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from ifcworks.operations.base import ModelRef, OperationParams, OperationResult, operation
from ifcworks.operations.naming import given_name
from ifcworks.operations.workspace import Workspace

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ifcworks.ifc.checking.run import CheckedFile


class CheckParams(OperationParams):
    """Parameters of ``check``."""

    model: ModelRef = Field(description="The model.")
    rules: bool = Field(
        default=True,
        description="Whether the WHERE rules and global rules of the schema are run. They take "
        "most of the time.",
    )
    max_rule_seconds: Annotated[int, Field(ge=1, le=36_000)] = Field(
        default=1_200,
        description="How long the rules may take; those not run by then are named in the result.",
    )
    max_listed: Annotated[int, Field(ge=1, le=10_000)] = Field(
        default=100, description="The most findings of one rule that are listed; all are counted."
    )
    max_syntax_mb: Annotated[float, Field(ge=0, le=1_000)] = Field(
        default=2.0,
        description="The largest file, in megabytes, that the whole grammar is held against: that "
        "takes about six seconds for each. Larger ones are checked by the reader.",
    )
    model_name: Annotated[str, Field(max_length=255)] | None = Field(
        default=None, description="What reports call the model; otherwise its name as given."
    )


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CheckFinding(_Part):
    """One place where a rule does not hold."""

    what: str = Field(description="What is wrong, in a sentence.")
    step_id: int | None = Field(description="Number of the instance (#12 is 12).")
    ifc_class: str | None = Field(description="Class of the instance.")
    global_id: str | None = Field(description="GlobalId of the instance.")
    name: str | None = Field(description="Name of the instance.")
    line: int | None = Field(description="Line of the file, from 1, where it is known.")
    column: int | None = Field(description="Column of the line, from 1, where it is known.")


class CheckRule(_Part):
    """A rule that does not hold everywhere."""

    part: str = Field(description="syntax, header, schema, where rule or global rule.")
    severity: str = Field(description="error, or warning where it could not be evaluated.")
    rule: str = Field(description="Such as IfcWall.CorrectPredefinedType.")
    meaning: str = Field(description="What it demands.")
    count: int = Field(description="How many findings there are.")
    listed: list[CheckFinding] = Field(description="The first of them.")


class CheckResult(OperationResult):
    """Result of ``check``."""

    is_readable: bool = Field(description="Whether the file can be read at all.")
    schema_identifier: str | None = Field(description="Schema of the model, if it can be read.")
    instances: int = Field(description="Instances in the file.")
    errors: int = Field(description="Findings that are errors.")
    warnings: int = Field(description="Findings that are none, or could not be evaluated.")
    not_checked: list[str] = Field(description="What could not be checked, in sentences.")
    rules: list[CheckRule] = Field(description="Rules that do not hold, by part.")


def show(result: CheckResult) -> RenderableType:
    """The result as tables for a terminal."""
    from ifcworks.operations.views.check import render

    return render(result)


@operation(
    "check",
    title="Check a file against the standard",
    queue="ifctester",
    timeout="1h",
    memory="8GiB",
    show=show,
    preload=(
        "ifcopenshell",
        "ifcopenshell.validate",
        "ifcopenshell.simple_spf",
        "jinja2",
        "ifcworks.ifc.checking.run",
        "ifcworks.ifc.checking.reports",
    ),
)
def check(params: CheckParams, work: Workspace) -> CheckResult:
    """Check an IFC file against the standard: STEP syntax, header, schema and its rules.

    Each finding says which rule, which instance (number, class, GlobalId, name), and where the
    line is known that too. A file that cannot be read gives what is wrong with its syntax instead
    of an error. What could not be checked is said in `not_checked`: no findings do not mean that
    all is well then.
    """
    from ifcworks.ifc.checking.reports import write_json, write_page
    from ifcworks.ifc.checking.run import CheckRequest, check_file

    request = CheckRequest(
        rules=params.rules,
        rule_seconds=params.max_rule_seconds,
        most_listed=params.max_listed,
        most_syntax_bytes=int(params.max_syntax_mb * 1e6),
    )
    checked = check_file(work.path(params.model), work.scratch("check"), request, work.progress)
    work.progress(0.97, "writing reports")
    name = params.model_name or given_name(params.model) or "the model"
    date = datetime.now()
    write_json(work.artifact("check.json"), checked, name, date)
    write_page(work.artifact("check.html"), checked, name, date)
    return _result(checked)


def _result(checked: CheckedFile) -> CheckResult:
    from dataclasses import asdict

    from ifcworks.ifc.checking.findings import Severity

    findings = checked.findings
    return CheckResult(
        is_readable=checked.schema is not None,
        schema_identifier=checked.schema,
        instances=checked.instances,
        errors=findings.count(Severity.ERROR),
        warnings=findings.count(Severity.WARNING),
        not_checked=findings.not_checked,
        rules=[CheckRule(**asdict(rule)) for rule in findings.rules],
    )
