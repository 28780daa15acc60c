"""``/ifcconvert``: the operation ``convert``."""

from __future__ import annotations

import re
from typing import Any

from pydantic import Field
from starlette.exceptions import HTTPException

from ifcworks.api.dialect.paths import StorePath, output_path
from ifcworks.api.dialect.store import Inputs
from ifcworks.api.dialect.translations.base import (
    DialectRequest,
    Finished,
    Plan,
    Translation,
    suffix,
)
from ifcworks.ifc.conversion.formats import APPLIES, Format

_BOUNDS = re.compile(r"[1-9]\d{0,4}x[1-9]\d{0,4}")
_NO_EFFECT = {
    "plan": "plan: contexts are chosen by the format; floor plans are written as .svg",
    "convert_back_units": "convert_back_units: lengths are in metres",
    "sew_shells": "sew_shells: shells are sewn where a kernel needs it",
    "merge_boolean_operands": "merge_boolean_operands: operands are merged by the kernel",
}
_CALLED = {"openings": "disable_opening_subtractions", "world_coordinates": "use_world_coords"}


class ConvertRequest(DialectRequest):
    """What ``/ifcconvert`` takes."""

    input_filename: str = Field(min_length=1)
    output_filename: str = Field(min_length=1)
    verbose: bool = False
    plan: bool = False
    model: bool = True
    weld_vertices: bool = False
    use_world_coords: bool = False
    convert_back_units: bool = False
    sew_shells: bool = False
    merge_boolean_operands: bool = False
    disable_opening_subtractions: bool = False
    bounds: str | None = None
    include: list[str] | None = None
    exclude: list[str] | None = None
    log_file: str | None = None


def _plan(request: ConvertRequest, inputs: Inputs) -> Plan:
    output = output_path(request.output_filename, "converted")
    format_ = _format(output)
    parameters: dict[str, Any] = {
        "model": inputs.ref(request.input_filename),
        "format": format_.value,
        "include": _selectors("include", request.include),
        "exclude": _selectors("exclude", request.exclude),
    }
    notes = [f"{note}." for name, note in _NO_EFFECT.items() if getattr(request, name)]
    if not request.model:
        notes.append("model: false has no effect; the format decides what is written.")
    if request.log_file:
        notes.append("log_file: no file is written; stdout has what was printed.")
    if request.disable_opening_subtractions:
        parameters["openings"] = False
    if request.use_world_coords and format_ is not Format.OBJ:  # which is so always
        parameters["world_coordinates"] = True
    if request.bounds:
        if format_ is Format.SVG and _BOUNDS.fullmatch(request.bounds):
            parameters["svg_size"] = request.bounds
        else:
            notes.append("bounds: only WIDTHxHEIGHT of an .svg has an effect.")
    for name in [name for name in parameters if format_ not in APPLIES.get(name, [format_])]:
        if parameters.pop(name) != []:
            notes.append(f"{_CALLED.get(name, name)}: means nothing for {format_.value}.")
    outputs = {f"model.{format_.value}": output}
    if format_ is Format.OBJ:
        outputs["model.mtl"] = output.beside(f"{output.name[:-4]}.mtl")
        notes.append(f"The materials are in {outputs['model.mtl']}; the .obj names model.mtl.")
    return Plan("convert", parameters, outputs, notes)


def _format(output: StorePath) -> Format:
    try:
        return Format(suffix(output))
    except ValueError:
        known = ", ".join(f".{known}" for known in Format)
        raise HTTPException(
            400, f"'{output.name}' names no format that can be written; these can: {known}."
        ) from None


def _selectors(name: str, given: list[str] | None) -> list[str]:
    """Filters as IfcConvert takes them: ``entities IfcWall``, ``attribute Name Door*`` or a class.

    Raises:
        HTTPException: 400, it is a filter that is not understood.
    """
    items = [item.strip() for item in given or []]
    words = [word for item in items for word in ([item] if "," in item else item.split())]
    chosen: list[str] = []
    while words:
        word = words.pop(0)
        if word in ("entities", "entity"):
            continue
        if word in ("attribute", "arg"):
            if len(words) < 2:
                raise HTTPException(400, f"{name}: '{word}' needs a name and a value.")
            chosen.append(_by_attribute(words.pop(0), words.pop(0)))
        elif word == "layers":
            raise HTTPException(400, f"{name}: layers cannot be chosen; name classes instead.")
        else:
            chosen.append(word)
    return chosen


def _by_attribute(attribute: str, value: str) -> str:
    if attribute == "GlobalId":
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'IfcProduct, {attribute}="{escaped}"'


def _result(done: Finished) -> dict[str, Any]:
    job, log = done.job, ""
    for attempt in done.service.ledger.attempts(job.answered_from or job.id):
        log = attempt.log
    seconds = (
        (job.finished_at - job.started_at).total_seconds()
        if job.finished_at and job.started_at
        else None
    )
    result = done.result
    left_out = result["left_out"]
    told = {"warning": f"{len(left_out)} elements could not be computed."} if left_out else {}
    return {
        **told,
        "message": f"The model was converted to {result['format']}.",
        "log_file": None,
        "stdout": log,
        "stderr": "",
        "execution_time": seconds,
        "input_size_bytes": job.inputs[0].blob.size,
        "output_size_bytes": done.output.blob.size if done.output else None,
    }


CONVERT = Translation("/ifcconvert", "Convert a model", ConvertRequest, _plan, _result)
