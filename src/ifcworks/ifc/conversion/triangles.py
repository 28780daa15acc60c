"""GLB and OBJ: written from the triangles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ifcopenshell
import numpy as np

from ifcworks import __version__
from ifcworks.ifc.conversion.elements import Chosen
from ifcworks.ifc.conversion.formats import FalseOrigin, Format
from ifcworks.ifc.conversion.outcome import (
    Bounds,
    Conversion,
    Element,
    Point,
    Skipped,
    layers_note,
    no_shape,
    told,
)
from ifcworks.ifc.geometry.glb import write_glb
from ifcworks.ifc.geometry.model import Float64, Tessellation, world_bounds
from ifcworks.ifc.geometry.obj import write_obj
from ifcworks.ifc.geometry.options import GeometryOptions
from ifcworks.ifc.geometry.origin import false_origin, moved
from ifcworks.ifc.geometry.scene import Scene, scene_of
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


@dataclass(frozen=True)
class Triangles:
    """What GLB and OBJ are written from, wherever it comes from.

    Attributes:
        scene: the scene of elements given by step ids.
    """

    tessellation: Tessellation
    scene: Callable[[Iterable[int]], Scene]
    fallbacks: list[Element]
    left_out: list[Element]
    skipped: Sequence[Skipped]


def convert_triangles(
    file: ifcopenshell.file,
    chosen: Chosen,
    request: Request,
    processes: int,
    artifact: Callable[[str], Path],
    progress: Callable[[int, int], None],
    text: Path,
) -> Conversion:
    """Compute and write triangles of a model that was read from a STEP file, ``text``.

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
        text=text,
    )
    triangles = Triangles(
        tessellation=tessellation,
        scene=partial(scene_of, file),
        fallbacks=told(file, tessellation.fallbacks),
        left_out=told(file, tessellation.left_out),
        skipped=chosen.skipped,
    )
    return write_triangles(triangles, request, artifact)


def write_triangles(
    triangles: Triangles, request: Request, artifact: Callable[[str], Path]
) -> Conversion:
    """Write triangles that are there.

    Raises:
        NothingToDo: there are none.
    """
    tessellation = triangles.tessellation
    if not tessellation.instances:
        raise no_shape(triangles.left_out)
    low, high = world_bounds(tessellation)
    offset, origin = _offset(request, low, high)
    if offset.any():
        tessellation = moved(tessellation, offset)
    scene = triangles.scene([instance.element for instance in tessellation.instances])
    paths = _write(scene, tessellation, request, artifact, offset, origin)
    used, times = np.unique(
        [instance.shape for instance in tessellation.instances], return_counts=True
    )
    sizes = np.array([len(tessellation.shapes[number].triangles) for number in used])
    return Conversion(
        format=request.format,
        artifacts=[path.name for path in paths],
        size=sum(path.stat().st_size for path in paths),
        elements=len({instance.element for instance in tessellation.instances}),
        shapes=len(used),
        triangles=int((sizes * times).sum()),
        bounds=Bounds(low=point(low.min(axis=0)), high=point(high.max(axis=0))),
        offset=point(offset) if offset.any() else None,
        false_origin=None if origin is None else point(origin),
        kernel=tessellation.kernel,
        fallbacks=triangles.fallbacks,
        left_out=triangles.left_out,
        skipped=list(triangles.skipped),
        notes=[
            *([] if origin is None else [origin_note(origin)]),
            *layers_note(request.layer_sets, triangles.fallbacks),
        ],
        complete=not triangles.left_out,
    )


def _offset(request: Request, low: Float64, high: Float64) -> tuple[Float64, Float64 | None]:
    """What to add to all coordinates, and the false origin that is part of it."""
    wanted = np.array(request.model_offset or (0.0, 0.0, 0.0))
    origin = None
    if request.false_origin is FalseOrigin.AUTO:
        origin = false_origin(low + wanted, high + wanted)
    return (wanted if origin is None else wanted - origin), origin


def _write(
    scene: Scene,
    tessellation: Tessellation,
    request: Request,
    artifact: Callable[[str], Path],
    offset: Float64,
    origin: Float64 | None,
) -> list[Path]:
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
