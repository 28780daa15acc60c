"""``/ifcdiff``: the operation ``diff``, with the file that ifcdiff writes."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from ifcworks.api.dialect.paths import output_path
from ifcworks.api.dialect.store import Inputs
from ifcworks.api.dialect.translations.base import DialectRequest, Finished, Plan, Translation

Relationship = Literal[
    "geometry",
    "attributes",
    "property",
    "type",
    "container",
    "aggregate",
    "classification",
]

_ASPECTS: dict[Relationship, tuple[str, ...]] = {
    "geometry": ("placement", "geometry"),
    "attributes": ("class", "attributes"),
    "property": ("properties", "quantities"),
    "type": ("type",),
    "container": ("container",),
    "aggregate": ("relations",),
    "classification": ("classifications",),
}
_FILE = "ifcdiff.json"
_USUAL: tuple[Relationship, ...] = ("attributes", "geometry")
"""What ifcdiff compares when it is not told."""


class DiffRequest(DialectRequest):
    """What ``/ifcdiff`` takes."""

    old_file: str = Field(min_length=1)
    new_file: str = Field(min_length=1)
    output_file: str = Field("diff.json", min_length=1)
    relationships: list[Relationship] | None = None
    is_shallow: bool = True
    filter_elements: str | None = None
    old_version_id: str | None = None
    new_version_id: str | None = None

    comma_lists = frozenset({"relationships"})


def _plan(request: DiffRequest, inputs: Inputs) -> Plan:
    wanted = request.relationships or _USUAL
    aspects = [aspect for name in wanted for aspect in _ASPECTS[name]]
    parameters: dict[str, Any] = {
        "old": inputs.ref(request.old_file, pin=request.old_version_id),
        "new": inputs.ref(request.new_file, pin=request.new_version_id),
        "compare": list(dict.fromkeys(aspects)),
        "forms": ["ifcdiff", "json"],
    }
    if request.filter_elements:
        parameters["selector"] = request.filter_elements
    return Plan("diff", parameters, {_FILE: output_path(request.output_file, "diff")})


def _result(done: Finished) -> dict[str, Any]:
    result = done.result
    rematched = result["rematched"]
    written = done.document(_FILE)
    if written is not None:
        summary = {name: len(written[name]) for name in ("added", "deleted", "changed")}
    else:  # too long; ifcdiff knows GlobalIds only: what has another one was deleted and added
        summary = {name: result[name] + rematched for name in ("added", "deleted")}
        summary["changed"] = result["changed"]
    told: dict[str, Any] = {
        "message": "Compared: {added} added, {deleted} deleted, {changed} changed.".format(
            **summary
        ),
        "summary": summary,
        "diff_count": sum(summary.values()),
    }
    if rematched:
        told["warning"] = (
            f"{rematched} elements are the same under another GlobalId; they count as deleted and "
            "as added."
        )
    return told


DIFF = Translation("/ifcdiff", "Compare two versions", DiffRequest, _plan, _result)
