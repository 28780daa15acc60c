"""The operation ``query``, as it is, so that the route of that name can be asked."""

from ifcworks.operations.base import operation
from ifcworks.operations.query import QueryParams, QueryResult
from ifcworks.operations.query import query as real
from ifcworks.operations.workspace import Workspace


@operation("query", title="Query", timeout="20s", memory="4GiB", needs=("index",), stores=False)
def query(params: QueryParams, work: Workspace) -> QueryResult:
    """Query a model."""
    result = real.function(params, work)
    assert isinstance(result, QueryResult)
    return result
