"""GLB and OBJ: written from the triangles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ifcopenshell
import numpy as np

from ifcworks import __version__
from ifcworks.ifc.conversion.elements import Chosen
from ifcworks.ifc.conversion.formats import FalseOrigin, Format
from ifcworks.ifc.conversion.outcome import Bounds, Conversion, Point, layers_note, no_shape, told
from ifcworks.ifc.geometry.glb import write_glb
from ifcworks.ifc.geometry.model import Float64, Tessellation, world_bounds
from ifcworks.ifc.geometry.obj import write_obj
from ifcworks.ifc.geometry.options import GeometryOptions
from ifcworks.ifc.geometry.origin import false_origin, moved
from ifcworks.ifc.geometry.scene import scene_of
from ifcworks.ifc.geometry.tessellation import tessellate

if TYPE_CHECKING:
    from ifcworks.ifc.conversion.request import Request

GENERATOR = f"ifcworks {__version__} (ifcopenshell {ifcopenshell.version})"


def geometry_options(request: Request) -> GeometryOptions:
    """The part of a request that concerns the kernel."""
    return GeometryOptions(
        kernel=request.kernel.value,
        linear_deflection=request.linear_deflection,
        angular_deflection=request.angular_deflection,
        circle_segments=request.circle_segments,
        weld=request.weld,
        layer_sets=request.layer_sets,
        openings=request.openings,
    )


def point(values: Float64) -> Point:
    """Three numbers for the result."""
    x, y, z = np.round(values, 6).tolist()
    return x, y, z


def origin_note(origin: Float64) -> str:
    """What to tell of a false origin."""
    x, y, z = origin.tolist()
    return (
        f"The model lies far from zero and was moved: its point {x:,.0f}, {y:,.0f}, {z:,.0f} "
        "(metres) is the new origin. Set 'false_origin' to 'off' to keep its coordinates."
    )


def convert_triangles(
    file: ifcopenshell.file,
    chosen: Chosen,
    request: Request,
    processes: int,
    artifact: Callable[[str], Path],
    progress: Callable[[int, int], None],
) -> Conversion:
    """Compute and write triangles.

    Raises:
        NothingToDo: no element gave any.
    """
    tessellation = tessellate(
        file,
        chosen.products,
        geometry_options(request),
        processes,
        element_timeout=request.element_timeout,
        progress=progress,
    )
    fallbacks = told(file, tessellation.fallbacks)
    left_out = told(file, tessellation.left_out)
    if not tessellation.instances:
        raise no_shape(left_out)
    low, high = world_bounds(tessellation)
    offset, origin = _offset(request, low, high)
    if offset.any():
        tessellation = moved(tessellation, offset)
    paths = _write(file, tessellation, request, artifact, offset, origin)
    sizes = np.array([len(shape.triangles) for shape in tessellation.shapes])
    used = np.array([instance.shape for instance in tessellation.instances])
    return Conversion(
        format=request.format,
        artifacts=[path.name for path in paths],
        size=sum(path.stat().st_size for path in paths),
        elements=len({instance.element for instance in tessellation.instances}),
        shapes=len(tessellation.shapes),
        triangles=int(sizes[used].sum()),
        bounds=Bounds(low=point(low.min(axis=0)), high=point(high.max(axis=0))),
        offset=point(offset) if offset.any() else None,
        false_origin=None if origin is None else point(origin),
        kernel=tessellation.kernel,
        fallbacks=fallbacks,
        left_out=left_out,
        skipped=list(chosen.skipped),
        notes=[
            *([] if origin is None else [origin_note(origin)]),
            *layers_note(request.layer_sets, fallbacks),
        ],
        complete=not left_out,
    )


def _offset(request: Request, low: Float64, high: Float64) -> tuple[Float64, Float64 | None]:
    """What to add to all coordinates, and the false origin that is part of it."""
    wanted = np.array(request.model_offset or (0.0, 0.0, 0.0))
    origin = None
    if request.false_origin is FalseOrigin.AUTO:
        origin = false_origin(low + wanted, high + wanted)
    return (wanted if origin is None else wanted - origin), origin


def _write(
    file: ifcopenshell.file,
    tessellation: Tessellation,
    request: Request,
    artifact: Callable[[str], Path],
    offset: Float64,
    origin: Float64 | None,
) -> list[Path]:
    scene = scene_of(file, [instance.element for instance in tessellation.instances])
    if request.format is Format.OBJ:
        obj, library = artifact("model.obj"), artifact("model.mtl")
        write_obj(
            obj, library, tessellation, scene, request.names, GENERATOR, normals=request.normals
        )
        return [obj, library]
    extras: dict[str, Any] = {"schema": scene.schema, "unit": "METRE"}
    if offset.any():
        extras["offset"] = offset.tolist()
    if origin is not None:
        extras["false_origin"] = origin.tolist()
    path = artifact("model.glb")
    write_glb(
        path,
        tessellation,
        scene,
        request.names,
        GENERATOR,
        extras,
        normals=request.normals,
        world_coordinates=request.world_coordinates,
    )
    return [path]
