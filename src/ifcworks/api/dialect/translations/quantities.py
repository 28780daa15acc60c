"""``/calculate-qtos``: the operation ``quantities``, written into a model beside the first."""

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


class QuantitiesRequest(DialectRequest):
    """What ``/calculate-qtos`` takes."""

    input_file: str = Field(min_length=1)
    output_file: str | None = None


def _plan(request: QuantitiesRequest, inputs: Inputs) -> Plan:
    name = request.output_file or f"{stem(request.input_file)}_qto.ifc"
    return Plan(
        "quantities",
        {
            "model": inputs.ref(request.input_file),
            "format": "json",
            "write": True,
            "new_version": False,
            # As ifc5d does: its quantities take the place of those that are there.
            "existing": "replace",
        },
        {"model.ifc": output_path(name, "qto")},
    )


def _result(done: Finished) -> dict[str, Any]:
    result = done.result
    written = result.get("written") or {}
    added, replaced = written.get("added", 0), written.get("replaced", 0)
    return {
        "message": f"Computed {result['computed']} quantities of {result['elements_measured']} "
        f"elements; {added} are new in the model, {replaced} have another value.",
        "elements": result["elements_measured"],
        "quantities": result["computed"],
    }


QUANTITIES = Translation("/calculate-qtos", "Compute quantities", QuantitiesRequest, _plan, _result)
