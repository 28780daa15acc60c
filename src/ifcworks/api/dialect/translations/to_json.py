"""``/ifc2json``: the operation ``to-json``."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from ifcworks.api.dialect.paths import output_path
from ifcworks.api.dialect.store import Inputs
from ifcworks.api.dialect.translations.base import (
    DialectRequest,
    Finished,
    Plan,
    Translation,
    stem,
)


class JsonRequest(DialectRequest):
    """What ``/ifc2json`` takes."""

    filename: str = Field(min_length=1)
    output_filename: str | None = None


def _plan(request: JsonRequest, inputs: Inputs) -> Plan:
    name = request.output_filename or f"{stem(request.filename)}.json"
    return Plan(
        "to-json",
        {"model": inputs.ref(request.filename), "form": "ifcjson"},
        {"model.json": output_path(name, "json")},
    )


def _result(done: Finished) -> dict[str, Any]:
    return {"message": f"Wrote {done.result['objects']} objects as ifcJSON."}


TO_JSON = Translation("/ifc2json", "Write a model as JSON", JsonRequest, _plan, _result)
