"""``/ifcfast``: those of its operations that there is something here for."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field
from starlette.exceptions import HTTPException

from ifcworks.api.dialect.paths import output_path
from ifcworks.api.dialect.store import Inputs
from ifcworks.api.dialect.translations.base import (
    DialectRequest,
    Finished,
    Plan,
    Translation,
    stem,
)

OPERATIONS = {
    "export_products": "Products that a query finds as a table (export-table).",
    "filter_products": "Products of a class as a table (export-table).",
    "by_type": "Products of a class as a table (export-table).",
    "summary": "What a model is and holds (inspect).",
    "types": "How many objects there are of each class (inspect).",
    "diff": "What differs from other_filename (diff).",
    "mesh_qto": "Quantities computed from the geometry (quantities).",
}
ELSEWHERE = {
    "export_layer": "query",
    "extract_all": "query",
    "schemas": "query",
    "preview": "query",
    "traverse": "query",
    "type_bank": "query",
    "type_summary": "query",
    "meshes_summary": "geometry",
    "point_cloud": None,
}
"""Operations that are not translated, and the operation of this service to use instead."""
FORMATS = ("csv", "json", "parquet", "xlsx")
_COLUMNS = ["class", "Name", "Description", "predefined_type", "type.Name", "storey.Name"]
_TABLES = frozenset({"export_products", "filter_products", "by_type"})


class FastRequest(DialectRequest):
    """What ``/ifcfast`` takes."""

    filename: str = Field(min_length=1)
    operation: str = "export_products"
    output_filename: str | None = None
    output_format: Literal["csv", "json", "parquet", "xlsx"] | None = None
    query: str = "IfcProduct"
    attributes: list[str] | None = None
    entity: str | None = None
    entity_type: str | None = None
    other_filename: str | None = None

    comma_lists = frozenset({"attributes"})


def _plan(request: FastRequest, inputs: Inputs) -> Plan:
    name = request.operation
    if name not in OPERATIONS:
        there = ELSEWHERE.get(name)
        use = f" Use the operation '{there}' of this service." if there else ""
        raise HTTPException(
            400,
            f"The ifcfast operation '{name[:50]}' is not served here; these are: "
            f"{', '.join(OPERATIONS)}.{use}",
        )
    model = inputs.ref(request.filename)
    if name in _TABLES:
        return _table(request, model)
    if name == "diff":
        if not request.other_filename:
            raise HTTPException(400, "The operation 'diff' needs other_filename.")
        other = inputs.ref(request.other_filename)
        plan = Plan("diff", {"old": model, "new": other, "forms": ["ifcdiff", "json"]})
        artifact, suffix = "ifcdiff.json", "json"
    elif name == "mesh_qto":
        suffix = request.output_format if request.output_format in ("csv", "xlsx") else "json"
        plan = Plan("quantities", {"model": model, "format": suffix})
        artifact = "quantities-elements.csv" if suffix == "csv" else f"quantities.{suffix}"
    else:
        return Plan("inspect", {"model": model})
    output = request.output_filename or f"{stem(request.filename)}_{name}.{suffix}"
    plan.outputs[artifact] = output_path(output, "ifcfast")
    return plan


def _table(request: FastRequest, model: str) -> Plan:
    named = (request.output_filename or "").rpartition(".")[2].lower()
    format_ = request.output_format or (named if named in FORMATS else "csv")
    output = request.output_filename or f"{stem(request.filename)}_products.{format_}"
    entity = request.entity_type or request.entity
    selector = entity if request.operation != "export_products" and entity else request.query
    parameters = {
        "model": model,
        "format": format_,
        "selector": selector,
        "columns": request.attributes or _COLUMNS,
        "allow_empty": True,
    }
    outputs = {f"table.{format_}": output_path(output, "ifcfast")}
    return Plan("export-table", parameters, outputs)


def _result(done: Finished) -> dict[str, Any]:
    name = done.request.get("operation", "")
    told: dict[str, Any] = {"operation": name, "engine": "ifcworks", "inline": {}}
    result, path = done.result, done.output_path
    told["artifacts"] = [str(path)] if path is not None and done.output is not None else []
    if name in _TABLES:
        count = result["elements"]
        return {
            **told,
            "message": f"Exported {result['rows']} rows.",
            "element_count": count,
            "rows": result["rows"],
        }
    if name == "types":
        counts = {item["ifc_class"]: item["count"] for item in result["classes"]}
        return {**told, "inline": counts, "rows": len(counts), "message": "Counted."}
    return {**told, "inline": result, "rows": _rows(result), "message": "Done."}


def _rows(result: dict[str, Any]) -> int | None:
    for name in ("values", "elements_total"):
        if isinstance(result.get(name), int):
            return int(result[name])
    return None


FAST = Translation(
    "/ifcfast",
    "Ask for a table or a summary",
    FastRequest,
    _plan,
    _result,
    lambda request: {"operation": request.operation},
)
