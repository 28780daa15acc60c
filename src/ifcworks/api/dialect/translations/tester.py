"""``/ifctester``: the operation ``validate``."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from ifcworks.api.dialect.paths import output_path
from ifcworks.api.dialect.store import Inputs
from ifcworks.api.dialect.translations.base import DialectRequest, Finished, Plan, Translation


class TesterRequest(DialectRequest):
    """What ``/ifctester`` takes."""

    ifc_filename: str = Field(min_length=1)
    ids_filename: str = Field(min_length=1)
    output_filename: str = Field(min_length=1)
    report_type: Literal["json", "html", "xlsx", "ods", "bcf"] = "json"


def _plan(request: TesterRequest, inputs: Inputs) -> Plan:
    model, ids = inputs.ref(request.ifc_filename), inputs.ref(request.ids_filename)
    return Plan(
        "validate",
        {
            "model": model,
            "ids": [ids],
            "reports": [request.report_type],
            # ifctester knows no invalid IDS; what is wrong with one stands in the warning.
            "on_invalid": "check",
        },
        {f"report.{request.report_type}": output_path(request.output_filename, "ids")},
    )


def _result(done: Finished) -> dict[str, Any]:
    result = done.result
    total, failed = result["specifications"], result["specifications_failed"]
    told: dict[str, Any] = {
        "message": f"{total - failed} of {total} specifications are met.",
        "total_specifications": total,
        "passed_specifications": total - failed,
        "failed_specifications": failed,
        "pass_count": result["pass_count"],
        "fail_count": result["fail_count"],
    }
    warnings = [problem for ids in result["ids"] for problem in ids["problems"]]
    if done.request.get("report_type") == "html":
        told["report"] = done.text("report.html")
        if told["report"] is None:
            warnings.append("The report is too long to be told here; download it.")
    if warnings:
        told["warning"] = " ".join(warnings[:20])
    return told


TESTER = Translation("/ifctester", "Check requirements", TesterRequest, _plan, _result)
