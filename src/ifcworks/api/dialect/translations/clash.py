"""``/ifcclash``: the operation ``clash``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from ifcworks.api.dialect.lenient import Lenient
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
_OWN = ("mode", "tolerance", "clearance", "check_all", "allow_touching")
"""What is said of all clash sets, and may be said of one, as in the files of ifcclash."""

Mode = Literal["intersection", "collision", "clearance"]
Length = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class ClashFile(Lenient):
    """A model on one side, and what of it; its name alone is all of it."""

    file: str = Field(min_length=1)
    selector: str | None = None
    mode: Literal["a", "i", "e"] = "a"

    @model_validator(mode="before")
    @classmethod
    def _of_name(cls, given: Any) -> Any:
        return {"file": given} if isinstance(given, str) else given


class ClashSet(Lenient):
    """A check of side a against side b."""

    name: str = Field("", max_length=200)
    a: list[ClashFile] = Field(min_length=1)
    b: list[ClashFile] | None = None
    mode: Mode | None = None
    tolerance: Length | None = None
    clearance: Length | None = None
    check_all: bool | None = None
    allow_touching: bool | None = None


class ClashRequest(DialectRequest):
    """What ``/ifcclash`` takes."""

    clash_sets: list[ClashSet] = Field(min_length=1)
    output_filename: str = Field(min_length=1)
    tolerance: Length = 0.01
    mode: Mode = "intersection"
    clearance: Length = 0
    check_all: bool = False
    allow_touching: bool = False
    smart_grouping: bool = False
    max_cluster_distance: float = Field(5, gt=0, allow_inf_nan=False)


def _plan(request: ClashRequest, inputs: Inputs) -> Plan:
    notes: list[str] = []
    names = _names((clash_set.name for clash_set in request.clash_sets), notes)
    parameters: dict[str, Any] = {
        "clash_sets": [
            {
                "name": name,
                "a": [_source(file, inputs, notes) for file in clash_set.a],
                "b": [_source(file, inputs, notes) for file in clash_set.b or ()],
                **clash_set.model_dump(include=set(_OWN), exclude_none=True),
            }
            for name, clash_set in zip(names, request.clash_sets, strict=True)
        ],
        **request.model_dump(include=set(_OWN)),
        "reports": ["json"],
    }
    if request.smart_grouping:
        parameters["group"] = "distance"
        parameters["group_distance"] = request.max_cluster_distance
    return Plan(
        "clash", parameters, {_REPORT: output_path(request.output_filename, "clash")}, notes
    )


def _names(given: Iterable[str], notes: list[str]) -> list[str]:
    """A name for each clash set: its own, or one that no other has."""
    names: list[str] = []
    for number, name in enumerate(given, start=1):
        own = plain = name.strip() or f"Clash set {number}"
        count = 1
        while own in names:
            count += 1
            own = f"{plain[:190]} ({count})"
        if own != plain:
            notes.append(f"clash_sets: '{plain[:100]}' is there twice; the later is '{own}'.")
        names.append(own)
    return names


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
