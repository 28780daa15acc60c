"""The operation ``geometry``, as it is, so that the viewer's GLB can be asked for."""

from ifcworks.operations.base import operation
from ifcworks.operations.geometry import GeometryParams, GeometryResult
from ifcworks.operations.geometry import geometry as real
from ifcworks.operations.workspace import Workspace


@operation(
    "geometry",
    title="Geometry",
    needs=("index",),
    provides=real.provides,
    preload=real.preload,
)
def geometry(params: GeometryParams, work: Workspace) -> GeometryResult:
    """Compute the geometry of a model."""
    result = real.function(params, work)
    assert isinstance(result, GeometryResult)
    return result
