"""The operation ``import-table``: an edited table back into its model."""

from __future__ import annotations

import shutil
from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from ifcworks.operations.base import FileRef, ModelRef, OperationParams, OperationResult, operation
from ifcworks.operations.workspace import Workspace

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ifcworks.ifc.tables.importing.run import Imported

_Word = Annotated[str, Field(max_length=100)] | None
_Plain = str | int | float | bool | None
_LISTED = 1000
_MODEL = "model.ifc"


class OnProblem(StrEnum):
    """What to do where something cannot be taken over."""

    STOP = "stop"
    SKIP = "skip"


class ImportTableParams(OperationParams):
    """Parameters of ``import-table``."""

    model: ModelRef = Field(description="The model.")
    table: FileRef = Field(description="The table: CSV, TSV, XLSX, ODS, Parquet or JSON.")
    write: bool = Field(
        default=False,
        description="Make the next version of the model. Without it only say what would change.",
    )
    new_version: bool = Field(
        default=True,
        description="Make what is written the next version of the model, and not a file beside "
        "it. That is written even where nothing differs.",
    )
    on_problem: OnProblem = Field(
        default=OnProblem.STOP,
        description="stop: write nothing if any cell cannot be taken over. skip: write the rest.",
    )
    columns: dict[str, Annotated[str, Field(min_length=1, max_length=500)] | None] = Field(
        default_factory=dict,
        max_length=1000,
        description="Queries by header, where the table does not say itself what a column is "
        "about; null leaves a column out.",
    )
    sheet: str | None = Field(
        default=None, max_length=200, description="The sheet of a book; the exported, or the first."
    )
    delimiter: str | None = Field(
        default=None,
        pattern=r"^[^\"\r\n]$",
        description="What separates cells of text; found out if not given.",
    )
    encoding: str | None = Field(
        default=None,
        max_length=40,
        description="The encoding of text, such as cp1252; found out if not given.",
    )
    null: _Word = Field(
        default=None,
        description="Text for a value that is not there; - if not given, or as the table says.",
    )
    empty: _Word = Field(
        default=None, description="Text for a text without letters, beside an empty cell."
    )
    bool_true: _Word = Field(
        default=None, description="Text for true, beside true, yes and 1; YES if not given."
    )
    bool_false: _Word = Field(
        default=None, description="Text for false, beside false, no and 0; NO if not given."
    )
    concat: _Word = Field(
        default=None, description="Text between several values of a cell; a comma if not given."
    )


class TableChange(BaseModel):
    """A value that is other than in the model."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, serialize_by_alias=True, validate_by_name=True
    )

    row: int = Field(description="The row of the table, as a spreadsheet counts.")
    global_id: str = Field(description="GlobalId of the element.")
    class_: str = Field(alias="class", description="Class of the element.")
    name: str | None = Field(description="Name of the element, as in the model.")
    column: str = Field(description="Header of the column.")
    old: _Plain = Field(description="What the model says; null for nothing.")
    new: _Plain = Field(description="What the table says; null for nothing.")
    note: str = Field(description="How it is written, where that is not obvious.")


class TableProblem(BaseModel):
    """Something in the table that cannot be taken over."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    row: int | None = Field(description="The row of the table; null for none in particular.")
    column: str | None = Field(description="Header of the column; null for the whole row.")
    global_id: str | None = Field(description="GlobalId that the row names.")
    reason: str = Field(description="A word for why, such as read-only or unknown-element.")
    message: str = Field(description="The same as a sentence.")


class ImportTableResult(OperationResult):
    """What a table changes."""

    written: bool = Field(description="Whether the model was written.")
    artifact: str | None = Field(description="The file that it was written to.")
    table: str = Field(description="How the table was read.")
    rows: int = Field(description="Rows of the table with anything in them.")
    elements: int = Field(description="Rows that are about an element of the model.")
    cells: int = Field(description="Cells compared with the model.")
    ignored: list[str] = Field(
        description="Headers of columns that were left out, as they hold no plain values or on "
        "demand."
    )
    changes_total: int = Field(description="Values that are other than in the model.")
    elements_changed: int = Field(description="Elements that these are about.")
    changes: list[TableChange] = Field(description="The first 1,000 of them; all in changes.csv.")
    problems_total: int = Field(description="What cannot be taken over.")
    reasons: dict[str, int] = Field(description="How often for which reason.")
    problems: list[TableProblem] = Field(
        description="The first 1,000 of them; all in problems.csv."
    )
    instances_edited: int = Field(description="Instances of the file that differ in an argument.")
    instances_added: int = Field(description="Instances that are added to the file.")


def show(result: ImportTableResult) -> RenderableType:
    """Old and new values, problems, and what to do next, for the terminal."""
    from ifcworks.operations.views.import_table import render

    return render(result)


@operation(
    "import-table",
    title="Import an edited table",
    queue="ifccsv",
    timeout="30min",
    memory="6GiB",
    needs=("index",),
    stores=False,
    show=show,
    preload=(
        "ifcopenshell",
        "ifcopenshell.util.selector",
        "duckdb",
        "pyarrow.parquet",
        "python_calamine",
        "ifcworks.ifc.index.reader",
        "ifcworks.ifc.tables.importing.run",
        "ifcworks.ifc.tables.reading.opening",
    ),
)
def import_table(params: ImportTableParams, work: Workspace) -> ImportTableResult:
    """Take the edits of a table, as export-table makes them, back into the model.

    Rows are found by their GlobalId. Every cell is compared with the model; only what differs is
    an edit. Attributes of the element and properties and quantities of its sets can be written.
    What is computed, or belongs to something else such as type, storey or material, can be read
    only: an edit there is a problem, as is a cell that does not fit what the schema wants.

    The text for null, -, is no value. An empty cell is an empty text where the value is a text, and
    no value where it is a number, a truth or one of a list; where there is no value it changes
    nothing. In Parquet and JSON null is no value, "" an empty text, and a record without a field
    says nothing of it. Numbers and truths that a program for sheets writes in its own way, such as
    2,5 or 12 for 12.0, are the same values.

    A set that other elements share is copied before it is edited. A value of the type is
    overridden by one in a set of the element. Missing sets and properties are made, with the type
    that the standard gives them, or else that of the cell. In the new version everything that was
    not edited stays as it is, byte for byte.
    """
    from ifcworks.ifc.index.reader import open_index
    from ifcworks.ifc.reading import plain_step
    from ifcworks.ifc.tables.importing.reports import write_changes, write_problems
    from ifcworks.ifc.tables.importing.run import work_out
    from ifcworks.ifc.tables.reading.opening import read_table

    work.progress(0, "reading the table")
    sheet = read_table(work.path(params.table), params.sheet, params.delimiter, params.encoding)
    words = {
        name: getattr(params, name)
        for name in ("null", "empty", "bool_true", "bool_false", "concat")
    }
    with open_index(work.index(params.model)) as index:
        made = work_out(
            sheet,
            params.columns,
            words,
            index,
            work.path(params.model),
            work.scratch("model"),
            work.progress,
        )
    artifact = None
    may_write = not made.problems or params.on_problem is OnProblem.SKIP
    if params.write and may_write and made.text is not None and made.edits:
        work.progress(0.9, "writing the model")
        artifact = _MODEL
        target = (
            work.new_version(params.model, _MODEL) if params.new_version else work.artifact(_MODEL)
        )
        made.text.write(target, made.edits)
    elif params.write and may_write and not params.new_version:
        artifact = _MODEL
        shutil.copyfile(
            plain_step(work.path(params.model), work.scratch("model")), work.artifact(_MODEL)
        )
    if made.changes:
        write_changes(made.changes, work.artifact("changes.csv"))
    if made.problems:
        write_problems(made.problems, work.artifact("problems.csv"))
    return _result(made, artifact, sheet.details, len(sheet.rows))


def _result(made: Imported, artifact: str | None, table: str, rows: int) -> ImportTableResult:
    from ifcworks.ifc.tables.importing.reports import plain

    return ImportTableResult(
        written=artifact is not None,
        artifact=artifact,
        table=table,
        rows=rows,
        elements=made.compared.elements,
        cells=made.compared.cells,
        ignored=made.columns.ignored,
        changes_total=len(made.changes),
        elements_changed=len({change.global_id for change in made.changes}),
        changes=[
            TableChange(
                row=change.row,
                global_id=change.global_id,
                class_=change.class_,
                name=change.name,
                column=change.column,
                old=plain(change.old),
                new=plain(change.new),
                note=change.note,
            )
            for change in made.changes[:_LISTED]
        ],
        problems_total=len(made.problems),
        reasons=dict(Counter(problem.reason.value for problem in made.problems).most_common()),
        problems=[
            TableProblem(
                row=problem.row,
                column=problem.column,
                global_id=problem.global_id,
                reason=problem.reason,
                message=problem.message,
            )
            for problem in made.problems[:_LISTED]
        ],
        instances_edited=len(made.edits.arguments),
        instances_added=len(made.edits.added),
    )
