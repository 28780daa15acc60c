"""``/ifccsv`` and ``/ifccsv/import``: the operations ``export-table`` and ``import-table``."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any, Literal, get_args

from pydantic import Field, field_validator, model_validator

from ifcworks.api.dialect.lenient import Lenient
from ifcworks.api.dialect.paths import output_path
from ifcworks.api.dialect.store import Inputs
from ifcworks.api.dialect.translations.base import (
    DialectRequest,
    Finished,
    Plan,
    Translation,
    stem,
)

TableFormat = Literal["csv", "xlsx", "ods"]
_GROUPINGS = frozenset({"GROUP", "CONCAT", "VARIES", "SUM", "AVERAGE", "MIN", "MAX"})


class _Named(Lenient):
    name: str

    @model_validator(mode="before")
    @classmethod
    def _of_name(cls, given: Any) -> Any:
        return {"name": given} if isinstance(given, str) else given


class Group(_Named):
    """What becomes of an attribute where rows are grouped."""

    type: str = "GROUP"
    varies_value: str | None = None

    empty_counts = frozenset({"varies_value"})


class Sort(_Named):
    """An attribute to sort by."""

    order: str = "ASC"


class Summary(_Named):
    """What stands below an attribute's column."""

    type: str = "SUM"


class Formatting(_Named):
    """How an attribute is written."""

    format: str


def _suffix_format(name: str) -> TableFormat | None:
    suffix = name.strip().rpartition(".")[2].lower()
    return next((known for known in get_args(TableFormat) if known == suffix), None)


class CsvRequest(DialectRequest):
    """What ``/ifccsv`` takes."""

    filename: str = Field(min_length=1)
    output_filename: str = Field(min_length=1)
    format: TableFormat | None = None
    delimiter: str = Field(",", min_length=1, max_length=1)
    null: str = "-"
    query: str = "IfcElement"
    attributes: list[str] = Field(default_factory=lambda: ["Name", "Description"])
    headers: list[str] | None = None
    groups: list[Group] | None = None
    sort: list[Sort] | None = None
    summaries: list[Summary] | None = None
    formatting: list[Formatting] | None = None
    include_global_id: bool = True

    empty_counts = frozenset({"null"})
    comma_lists = frozenset({"attributes", "headers"})

    @field_validator("delimiter", mode="before")
    @classmethod
    def _tabulator(cls, given: Any) -> Any:
        return "\t" if given == r"\t" else given

    @property
    def written(self) -> TableFormat:
        """The format asked for; if none is, that of the output's suffix, and CSV of any other."""
        if self.format is not None:
            return self.format
        return _suffix_format(self.output_filename) or "csv"


def _export(request: CsvRequest, inputs: Inputs) -> Plan:
    notes: list[str] = []
    headed = [
        (name.strip(), header)
        for name, header in zip_longest(request.attributes, request.headers or [])
        if name and name.strip()
    ] or [("Name", None), ("Description", None)]
    format_ = request.written
    named = _suffix_format(request.output_filename)
    if named not in (None, format_):
        notes.append(f"format: {format_} is written, although the name ends in .{named}.")
    parameters: dict[str, Any] = {
        "model": inputs.ref(request.filename),
        "format": format_,
        "selector": request.query or "IfcElement",
        "columns": _columns(request, headed, notes),
        "include_global_id": request.include_global_id,
        "null": request.null,
        "allow_empty": True,
    }
    if format_ == "csv":
        parameters["delimiter"] = request.delimiter
    elif request.delimiter != ",":
        notes.append(f"delimiter: means nothing for {format_}.")
    if request.sort:
        parameters["sort"] = [
            f"-{item.name}" if item.order.upper().startswith("DESC") else item.name
            for item in request.sort
        ]
    output = output_path(request.output_filename, format_)
    return Plan("export-table", parameters, {f"table.{format_}": output}, notes)


def _columns(
    request: CsvRequest, headed: list[tuple[str, str | None]], notes: list[str]
) -> list[Any]:
    """The attributes as columns, each with what else is said of it by name."""
    columns: dict[str, dict[str, Any]] = {name: {"query": name} for name, _ in headed}
    for name, header in headed:
        if header and header != name:
            columns[name]["header"] = header

    def each(field: str, items: list[Any] | None) -> list[tuple[dict[str, Any], Any]]:
        unknown = [item.name for item in items or [] if item.name not in columns]
        if unknown:
            notes.append(f"{field}: not among the attributes, so ignored: {', '.join(unknown)}.")
        return [(columns[item.name], item) for item in items or [] if item.name in columns]

    for column, group in each("groups", request.groups):
        if group.type.upper() in _GROUPINGS:
            column["group"] = group.type.upper()
            if group.varies_value is not None:
                column["varies"] = group.varies_value
        else:
            notes.append(f"groups: '{group.type}' is not known, so ignored.")
    for column, summary in each("summaries", request.summaries):
        column["summary"] = summary.type.upper()
    for column, formatting in each("formatting", request.formatting):
        column["format"] = formatting.format
    return [column if len(column) > 1 else column["query"] for column in columns.values()]


def _exported(done: Finished) -> dict[str, Any]:
    result = done.result
    return {
        "message": f"Exported {result['rows']} rows to {result['format']}.",
        "element_count": result["elements"],
        "metadata": {"element_count": result["elements"], "row_count": result["rows"]},
    }


class CsvImportRequest(DialectRequest):
    """What ``/ifccsv/import`` takes."""

    ifc_filename: str = Field(min_length=1)
    csv_filename: str = Field(min_length=1)
    output_filename: str | None = None


def _import(request: CsvImportRequest, inputs: Inputs) -> Plan:
    name = request.output_filename or f"{stem(request.ifc_filename)}_updated.ifc"
    return Plan(
        "import-table",
        {
            "model": inputs.ref(request.ifc_filename),
            "table": inputs.ref(request.csv_filename, folders=("csv", "xlsx", "ods")),
            "write": True,
            "on_problem": "skip",
            "new_version": False,
        },
        {"model.ifc": output_path(name, "ifc_updated")},
    )


def _imported(done: Finished) -> dict[str, Any]:
    result = done.result
    told: dict[str, Any] = {
        "message": f"{result['changes_total']} values of {result['elements_changed']} elements "
        "were taken over.",
        "changes": result["changes_total"],
        "problems": result["problems_total"],
    }
    if result["problems_total"]:
        reasons = ", ".join(f"{word} ({count})" for word, count in result["reasons"].items())
        told["warning"] = (
            f"{result['problems_total']} cells were not taken over: {reasons}; the first: "
            f"{result['problems'][0]['message']}"
        )
    return told


EXPORT = Translation("/ifccsv", "Export a table", CsvRequest, _export, _exported)
IMPORT = Translation("/ifccsv/import", "Import a table", CsvImportRequest, _import, _imported)
