"""The operation ``query``: SQL over the index of a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from ifcworks.ifc.index.sql.request import Query, QueryFormat, Scalar
from ifcworks.operations.base import ModelRef, OperationParams, OperationResult, operation
from ifcworks.operations.workspace import Workspace

if TYPE_CHECKING:
    from rich.console import RenderableType


class QueryOptions(OperationParams):
    """What is asked, whatever of and in which format."""

    sql: str = Field(
        min_length=1,
        max_length=100_000,
        description="One statement of DuckDB's SQL that reads: SELECT, WITH, FROM, VALUES, "
        "DESCRIBE, SUMMARIZE, SHOW TABLES, …",
        examples=["SELECT class, count(*) AS n FROM elements GROUP BY ALL ORDER BY n DESC"],
    )
    parameters: dict[str, Scalar] | list[Scalar] | None = Field(
        default=None,
        max_length=1000,
        description="Values for $name in the SQL, by name, or for ? in their order.",
    )
    max_rows: int = Field(
        default=100_000,
        ge=1,
        le=10_000_000,
        description="With more rows the query fails, so that no answer is cut off unseen.",
    )
    timeout: float = Field(
        default=30.0, ge=0.1, le=600, description="Seconds after which the query is ended."
    )


class QueryParams(QueryOptions):
    """Parameters of ``query``."""

    model: ModelRef = Field(description="The model.")
    format: QueryFormat = Field(
        default=QueryFormat.JSON,
        description="How the rows are written. 'arrow' is the IPC format for files.",
    )


class QueryColumn(BaseModel):
    """A column of the answer."""

    name: str = Field(description="Its name.")
    type: str = Field(description="Its type in DuckDB.")


class QueryResult(OperationResult):
    """The answer to a query."""

    format: QueryFormat = Field(description="The format written.")
    artifact: str = Field(description="The file with the rows.")
    size: int = Field(description="Bytes of the file.")
    rows: int = Field(description="How many rows there are; all of them are in the file.")
    columns: list[QueryColumn] = Field(description="The columns from left to right.")
    preview: list[list[str | None]] = Field(
        description="The first rows, as text; null where there is no value."
    )


def show(result: QueryResult) -> RenderableType:
    """The first rows as a table, for the terminal."""
    from ifcworks.operations.views.query import render

    return render(result)


@operation(
    "query",
    title="Query a model with SQL",
    queue="query",
    timeout="15min",
    memory="4GiB",
    needs=("index",),
    suffix_sets="format",
    show=show,
    # What the geometry adds to an index comes later; an answer from before would stay as it was.
    stores=False,
    preload=("duckdb", "pyarrow.parquet", "numpy", "ifcworks.ifc.index.sql.run"),
)
def query(params: QueryParams, work: Workspace) -> QueryResult:
    """Ask the tables of a model with SQL, and have the rows as JSON, CSV, Parquet or Arrow.

    The dialect is DuckDB's. Tables, views, functions, examples and limits are in docs/query.md.
    A query can only read, and only the index of its model: no files, addresses, settings,
    extensions or environment. It is ended when it takes too long or too much memory.

    JSON is an object: `columns` has the name and type of each column, `rows` an array for each
    row. Whole numbers beyond 2^53 - 1 and decimals of more than 15 digits are text there, as are
    NaN and infinities, so that no reader changes them. In CSV an empty cell is NULL, and `""` a
    text without letters.
    """
    from ifcworks.ifc.index.sql.run import run_query

    index = work.index(params.model)
    work.progress(0.1, "asking the index")
    name = f"query.{params.format}"
    target = work.artifact(name)
    asked = Query(params.sql, params.parameters, params.format, params.max_rows, params.timeout)
    found = run_query(asked, index, target)
    return QueryResult(
        format=params.format,
        artifact=name,
        size=target.stat().st_size,
        rows=found.rows,
        columns=[QueryColumn(name=name, type=kind) for name, kind in found.columns],
        preview=found.preview,
    )
