"""The operation ``index``: a model into tables that answer questions about it."""

from __future__ import annotations

from pydantic import Field

from ifcworks.ifc.index import INDEX_FORMAT
from ifcworks.operations.base import ModelRef, OperationParams, OperationResult, operation
from ifcworks.operations.workspace import Workspace


class IndexParams(OperationParams):
    """Parameters of ``index``."""

    model: ModelRef = Field(description="The model to read.")


class IndexResult(OperationResult):
    """What an index holds."""

    schema_identifier: str = Field(alias="schema", description="IFC2X3, IFC4 or IFC4X3_ADD2.")
    instances: int = Field(description="Instances in the file.")
    elements: int = Field(description="Objects and types with a GlobalId.")
    rows: dict[str, int] = Field(description="Rows of each table.")
    size: int = Field(description="Bytes of the index.")


@operation(
    "index",
    title="Index a model",
    queue="index",
    timeout="30min",
    memory="8GiB",
    version=INDEX_FORMAT,
    provides={"index": "index.duckdb"},
    preload=(
        "ifcopenshell",
        "duckdb",
        "pyarrow",
        "ifcworks.ifc.index.build",
        "ifcworks.ifc.index.reader",
    ),
)
def index(params: IndexParams, work: Workspace) -> IndexResult:
    """Read a model one time into tables: elements, properties, materials, relations and more.

    The index is one DuckDB file. The service makes it by itself after an upload, and answers
    summary, tree, elements, tables and queries from it without reading the model again. It can be
    downloaded and opened with the `duckdb` command; its tables are described in the user guide.
    """
    from ifcworks.ifc.index.build import build_index
    from ifcworks.ifc.index.reader import open_index, table_sizes

    path = work.artifact("index.duckdb")
    build_index(work.path(params.model), path, work.scratch("unpacked"), work.progress)
    with open_index(path) as connection:
        rows = table_sizes(connection)
        found = connection.execute("SELECT schema, instances FROM model").fetchone()
    assert found is not None
    work.progress(1.0, "done")
    return IndexResult(
        schema_identifier=found[0],
        instances=found[1],
        elements=rows["elements"],
        rows=rows,
        size=path.stat().st_size,
    )
