"""The operation ``index``, so that questions about models can be answered."""

from pydantic import Field

from ifcworks.operations.base import ModelRef, OperationParams, OperationResult, operation
from ifcworks.operations.workspace import Workspace


class IndexParams(OperationParams):
    model: ModelRef = Field(description="A model.")


class IndexResult(OperationResult):
    size: int = Field(description="Bytes of the index.")


@operation("index", title="Index", provides={"index": "index.duckdb"})
def index(params: IndexParams, work: Workspace) -> IndexResult:
    """Index a model."""
    from ifcworks.ifc.index.build import build_index

    path = work.artifact("index.duckdb")
    build_index(work.path(params.model), path, work.scratch("unpacked"))
    return IndexResult(size=path.stat().st_size)
