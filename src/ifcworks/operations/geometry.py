"""The operation ``geometry``: the triangles of a model, once and for all."""

from __future__ import annotations

from pydantic import Field

from ifcworks.ifc.conversion.outcome import Bounds, Element
from ifcworks.ifc.geometry import GEOMETRY_FORMAT
from ifcworks.ifc.index import INDEX_FORMAT
from ifcworks.operations.base import ModelRef, OperationParams, OperationResult, operation
from ifcworks.operations.workspace import Workspace


class GeometryParams(OperationParams):
    """Parameters of ``geometry``."""

    model: ModelRef = Field(description="The model to compute.")


class GeometryResult(OperationResult):
    """What came of the geometry of a model."""

    elements: int = Field(description="Elements with a shape.")
    shapes: int = Field(description="Distinct shapes.")
    triangles: int = Field(description="Triangles as seen.")
    bounds: Bounds | None = Field(description="Box around the model, z up; None if it is empty.")
    kernel: str = Field(description="The geometry kernel used.")
    fallbacks: list[Element] = Field(
        description="Elements that are there, but computed by opencascade because the kernel "
        "could not."
    )
    left_out: list[Element] = Field(
        description="Elements that have a body and are not there, as no kernel could compute it."
    )
    complete: bool = Field(description="Whether nothing had to be left out.")
    size: int = Field(description="Bytes of the geometry cache.")


@operation(
    "geometry",
    title="Compute the geometry of a model",
    queue="geometry",
    timeout="2h",
    memory="8GiB",
    # It provides an index too. Both numbers only rise, so no sum comes twice.
    version=GEOMETRY_FORMAT + INDEX_FORMAT,
    needs=("index",),
    provides={"geometry": "model.geometry", "index": "index.duckdb", "viewer": "viewer.glb"},
    preload=(
        "ifcopenshell.geom",
        "numpy",
        "ifcworks.ifc.knowing",
    ),
)
def geometry(params: GeometryParams, work: Workspace) -> GeometryResult:
    """Compute the triangles of all elements of a model and keep them.

    The service does this by itself after an upload. It leaves the geometry cache, from which GLB
    and OBJ are written without computing again, a small GLB for viewers, and the index with the
    columns filled that come from triangles: boxes, hashes of shape and place, volumes and areas.
    Elements that crash or hang a geometry kernel cost only themselves, as in `convert`.
    """
    from ifcworks.ifc.knowing import know_geometry

    return GeometryResult(
        **know_geometry(
            model=work.path(params.model),
            index=work.index(params.model),
            scratch=work.scratch("unpacked"),
            processes=work.processes,
            artifact=work.artifact,
            progress=work.progress,
        )
    )
