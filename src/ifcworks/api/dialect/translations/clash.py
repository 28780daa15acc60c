"""``/ifcclash``: the operation ``clash``."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from ifcworks.api.dialect.paths import output_path
from ifcworks.api.dialect.store import Inputs
from ifcworks.api.dialect.translations.base import (
    INLINE_LIMIT,
    DialectRequest,
    Finished,
    Plan,
    Translation,
)

_REPORT = "clash.json"


class ClashFile(BaseModel):
    """A model on one side, and what of it."""

    model_config = ConfigDict(extra="allow")

    file: str = Field(min_length=1)
    selector: str | None = None
    mode: Literal["a", "i", "e"] = "a"


class ClashSet(BaseModel):
    """A check of side a against side b."""

    model_config = ConfigDict(extra="allow")

    name: str = Field(min_length=1, max_length=200)
    a: list[ClashFile] = Field(min_length=1)
    b: list[ClashFile] | None = None


class ClashRequest(DialectRequest):
    """What ``/ifcclash`` takes."""

    clash_sets: list[ClashSet] = Field(min_length=1)
    output_filename: str = Field(min_length=1)
    tolerance: float = Field(0.01, ge=0)
    mode: Literal["intersection", "collision", "clearance"] = "intersection"
    clearance: float = Field(0, ge=0)
    check_all: bool = False
    allow_touching: bool = False
    smart_grouping: bool = False
    max_cluster_distance: float = Field(5, gt=0)


def _plan(request: ClashRequest, inputs: Inputs) -> Plan:
    names = [clash_set.name for clash_set in request.clash_sets]
    if len(set(names)) < len(names):
        raise HTTPException(400, "clash_sets: each needs a name of its own.")
    notes: list[str] = []
    parameters: dict[str, Any] = {
        "clash_sets": [
            {
                "name": clash_set.name,
                "a": [_source(file, inputs, notes) for file in clash_set.a],
                "b": [_source(file, inputs, notes) for file in clash_set.b or ()],
            }
            for clash_set in request.clash_sets
        ],
        "mode": request.mode,
        "tolerance": request.tolerance,
        "clearance": request.clearance,
        "check_all": request.check_all,
        "allow_touching": request.allow_touching,
        "reports": ["json"],
    }
    if request.smart_grouping:
        parameters["group"] = "distance"
        parameters["group_distance"] = request.max_cluster_distance
    return Plan(
        "clash", parameters, {_REPORT: output_path(request.output_filename, "clash")}, notes
    )


def _source(given: ClashFile, inputs: Inputs, notes: list[str]) -> dict[str, Any]:
    source: dict[str, Any] = {"file": inputs.ref(given.file)}
    if given.selector and given.mode == "a":
        notes.append(
            f"clash_sets: the selector '{given.selector[:100]}' was ignored, as with mode 'a' all "
            "elements are meant; 'i' chooses and 'e' takes away."
        )
    elif given.selector:
        source |= {"selector": given.selector, "mode": given.mode}
    return source


def _result(done: Finished) -> dict[str, Any]:
    result = done.result
    count = result["clashes"]
    told: dict[str, Any] = {
        "message": f"Found {count} clashes.",
        "result": done.document(_REPORT),
        "clash_count": count,
    }
    warnings = []
    if not result["complete"]:
        warnings.append("Some elements could not be tested; the job's own result names them.")
    if told["result"] is None:
        limit = INLINE_LIMIT // 2**20
        warnings.append(f"The list has more than {limit} MiB; download it.")
    if warnings:
        told["warning"] = " ".join(warnings)
    return told


CLASH = Translation("/ifcclash", "Find clashes", ClashRequest, _plan, _result)
