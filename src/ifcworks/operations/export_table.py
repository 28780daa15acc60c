"""The operation ``export-table``: elements of a model as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ifcworks.errors import ParametersInvalid
from ifcworks.ifc.tables.writing.request import (
    GLOBAL_ID,
    Column,
    Grouping,
    SortKey,
    Summary,
    TableFormat,
    TableRequest,
    Wording,
)
from ifcworks.operations.base import ModelRef, OperationParams, OperationResult, operation
from ifcworks.operations.workspace import Workspace

if TYPE_CHECKING:
    from rich.console import RenderableType

Query = Annotated[str, Field(min_length=1, max_length=500)]
_Word = Annotated[str, Field(max_length=100)]
_STANDARD = ("class", "predefined_type", "Name", "type.Name", "storey.Name", "materials.Name")
_PREVIEWED = 10


class TableColumn(BaseModel):
    """A column with more than its query."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    query: Query = Field(description="What it shows, such as storey.Name.")
    header: str | None = Field(
        default=None, min_length=1, max_length=200, description="What stands above; the query."
    )
    format: str | None = Field(
        default=None,
        min_length=1,
        max_length=500,
        description="How its values are written, in ifcopenshell's language, with {{value}} for "
        'the value: upper({{value}}), round({{value}}, 0.01), concat({{value}}, " m").',
    )
    group: Grouping | None = Field(
        default=None,
        description="GROUP: rows that are equal here become one. The others say what a column "
        "shows of these: all different texts, a word if they vary, or a number.",
    )
    varies: _Word = Field(default="Varies", description="What VARIES shows of different values.")
    summary: Summary | None = Field(default=None, description="What stands below the column.")


class ExportTableParams(OperationParams):
    """Parameters of ``export-table``."""

    model: ModelRef = Field(description="The model.")
    format: TableFormat = Field(default=TableFormat.CSV, description="The format of the table.")
    selector: str = Field(
        default="IfcElement",
        min_length=1,
        max_length=10_000,
        description="Which elements, in the selector syntax of ifcopenshell: IfcWall, "
        'IfcDoor, location="Level 1".',
    )
    columns: list[Query | TableColumn] = Field(
        default=list(_STANDARD),
        min_length=1,
        max_length=1000,
        description="The columns: queries such as Name, storey.Name, materials.Name or "
        "Pset_WallCommon.FireRating, or a query with header, format, group and summary. With a * "
        "in its set or property it is a column for each that there is: Qto_*.*",
    )
    include_global_id: bool = Field(
        default=True,
        description="Begin with the GlobalId, which is needed to read the table back in.",
    )
    sort: list[Query] = Field(
        default_factory=list,
        max_length=20,
        description="Queries of columns to sort by, the most important first; with - before it "
        "from the end to the beginning. By the first column if empty.",
    )
    null: _Word = Field(default="-", description="Text for a value that is not there.")
    empty: _Word = Field(default="", description="Text for a text without letters.")
    bool_true: _Word = Field(default="YES", description="Text for true, in csv and tsv.")
    bool_false: _Word = Field(default="NO", description="Text for false, in csv and tsv.")
    concat: _Word = Field(default=", ", description="Text between several values of a cell.")
    delimiter: str = Field(
        default=",", pattern=r"^[^\"\r\n]$", description="What separates cells, in csv."
    )
    bom: bool = Field(
        default=False,
        description="Begin csv and tsv with a byte order mark, by which Excel knows UTF-8.",
    )
    protect: bool = Field(
        default=True,
        description="In xlsx and ods let all cells be edited but GlobalIds and headers; there is "
        "no password.",
    )
    allow_empty: bool = Field(
        default=False,
        description="Write a table without rows if the selector matches no element, which "
        "otherwise fails with nothing-to-do.",
    )


class ExportedColumn(BaseModel):
    """A column of the table."""

    header: str = Field(description="What stands above it.")
    query: str = Field(description="What it shows.")
    source: Literal["index", "model"] = Field(
        description="Where the values are from: the index, or the model that had to be opened."
    )
    empty: int = Field(description="Elements without a value, or with an empty one.")
    summary: str | None = Field(description="What stands below it.")


class ExportTableResult(OperationResult):
    """A table."""

    format: TableFormat = Field(description="The format written.")
    artifact: str = Field(description="The file made.")
    size: int = Field(description="Bytes of the file.")
    rows: int = Field(description="Rows of the table, without header and summary.")
    elements: int = Field(description="Elements in it; several to a row where it is grouped.")
    columns: list[ExportedColumn] = Field(description="The columns from left to right.")
    selected_from: Literal["index", "model"] = Field(
        description="Where the elements were found: in the index, or in the opened model."
    )
    preview: list[list[str]] = Field(description="The first rows, as text.")
    notes: list[str] = Field(description="What else is worth knowing, as sentences.")


def show(result: ExportTableResult) -> RenderableType:
    """The first rows and a line of facts, for the terminal."""
    from ifcworks.operations.views.export_table import render

    return render(result)


@operation(
    "export-table",
    title="Export a table of elements",
    version=2,
    queue="ifccsv",
    timeout="30min",
    memory="6GiB",
    needs=("index",),
    suffix_sets="format",
    show=show,
    preload=(
        "ifcopenshell",
        "ifcopenshell.util.selector",
        "duckdb",
        "pyarrow.parquet",
        "xlsxwriter",
        "ifcworks.ifc.index.reader",
        "ifcworks.ifc.reading",
        "ifcworks.ifc.tables.export",
    ),
)
def export_table(params: ExportTableParams, work: Workspace) -> ExportTableResult:
    """Write elements of a model as CSV, TSV, XLSX, ODS, Parquet or JSON, with any columns.

    Selectors, queries, formats, groups and summaries are those of ifccsv, and so are the cells,
    except that whole things such as `container` or `material` are shown by name. They are answered
    from the index, and only what that does not know, such as coordinates, from the opened model.
    Rows without a sorting come by the first column and step id. A table
    with GlobalIds can be edited and read back in: XLSX and ODS have a hidden sheet for it that
    says which header means which query.

    In XLSX and ODS numbers and booleans are such; Parquet and JSON have all values as they
    are, and null where there is none. Text is written as it is. No sheet takes text that begins
    with = for a formula, but a program that opens CSV may: import such a file with all columns as
    text if you do not trust its origin.
    """
    from ifcworks.ifc.index.reader import open_index
    from ifcworks.ifc.reading import open_model
    from ifcworks.ifc.tables.export import make_table, write_table

    request = _request(params)
    source, unpacked = work.path(params.model), work.scratch("unpacked")
    with open_index(work.index(params.model)) as index:
        made = make_table(
            request,
            index,
            lambda: open_model(source, unpacked, lazy=True),
            lambda done, message: work.progress(0.8 * done, message),
        )
    work.progress(0.8, f"writing {made.table.rows:,} rows")
    name = f"table.{request.format}"
    path = work.artifact(name)
    notes = write_table(made.table, request, path, work.scratch(""))
    words = made.table.words()
    return ExportTableResult(
        format=request.format,
        artifact=name,
        size=path.stat().st_size,
        rows=made.table.rows,
        elements=made.elements,
        columns=[
            ExportedColumn(
                header=column.header,
                query=column.query,
                source=found.source,
                empty=sum(value is None or value == "" for value in found.values),
                summary=below,
            )
            for column, found, below in zip(
                made.table.columns, made.columns, made.table.summaries, strict=True
            )
        ],
        selected_from=made.selected_from,
        preview=[
            [str(values[row]) for values in words]
            for row in range(min(made.table.rows, _PREVIEWED))
        ],
        notes=[*made.notes, *notes],
    )


def _request(params: ExportTableParams) -> TableRequest:
    """The parameters as the table that they ask for.

    Raises:
        ParametersInvalid: they contradict each other.
    """
    columns = [_column(given) for given in params.columns]
    if params.include_global_id and columns[0].query != GLOBAL_ID:
        columns.insert(0, Column(GLOBAL_ID, GLOBAL_ID))
    headers = [column.header for column in columns]
    for place, header in enumerate(headers):
        if header in headers[:place]:
            raise _refused("columns", f"two columns have the header '{header}'", header)
    for name, formats in (
        ("delimiter", (TableFormat.CSV,)),
        ("bom", (TableFormat.CSV, TableFormat.TSV)),
        ("protect", (TableFormat.XLSX, TableFormat.ODS)),
    ):
        default = ExportTableParams.model_fields[name].default
        if getattr(params, name) != default and params.format not in formats:
            what = f"'{name}' means nothing for {params.format}"
            raise _refused(name, what, getattr(params, name))
    return TableRequest(
        format=params.format,
        selector=params.selector,
        columns=tuple(columns),
        sort=tuple(SortKey(key.removeprefix("-"), key.startswith("-")) for key in params.sort),
        wording=Wording(
            params.null, params.empty, params.bool_true, params.bool_false, params.concat
        ),
        delimiter=params.delimiter,
        bom=params.bom,
        protect=params.protect,
        allow_empty=params.allow_empty,
    )


def _column(given: str | TableColumn) -> Column:
    if isinstance(given, str):
        return Column(given, given)
    return Column(
        query=given.query,
        header=given.header or given.query,
        format=given.format,
        group=given.group,
        varies=given.varies,
        summary=given.summary,
    )


def _refused(where: str, what: str, got: object) -> ParametersInvalid:
    sentence = f"{what[0].upper()}{what[1:]}."
    return ParametersInvalid(sentence, errors=[{"where": where, "what": what, "got": got}])
