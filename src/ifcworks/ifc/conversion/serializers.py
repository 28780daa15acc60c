"""DAE, STEP, IGES, SVG and Turtle: written by ifcopenshell."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import ifcopenshell
import numpy as np

from ifcworks.errors import OperationFailed
from ifcworks.ifc.conversion.elements import Chosen
from ifcworks.ifc.conversion.formats import APPLIES, FalseOrigin, Format, Kernel
from ifcworks.ifc.conversion.outcome import Conversion, layers_note, no_shape, told
from ifcworks.ifc.conversion.request import Request
from ifcworks.ifc.conversion.triangles import geometry_options, origin_note, point
from ifcworks.ifc.geometry.dates import fix_dates
from ifcworks.ifc.geometry.door_arcs import draw_door_arcs
from ifcworks.ifc.geometry.model import Float64, world_bounds
from ifcworks.ifc.geometry.naming import Naming
from ifcworks.ifc.geometry.options import FALLBACK_KERNEL, GeometryOptions
from ifcworks.ifc.geometry.origin import false_origin
from ifcworks.ifc.geometry.serialization import NATIVE_FORMATS, serialize
from ifcworks.ifc.geometry.svg_sheet import arrange
from ifcworks.ifc.geometry.tessellation import tessellate

_SAMPLE = 25
_NEEDED = {
    Format.STP: ("libGL.so.1", "libEGL.so.1"),
    Format.IGS: ("libGL.so.1", "libEGL.so.1"),
}
"""Libraries of the system that a writer loads, though it draws nothing."""
_NAMING = {
    Naming.GUID: "use-element-guids",
    Naming.NAME: "use-element-names",
    Naming.STEP_ID: "use-element-step-ids",
    Naming.TYPE: "use-element-types",
}


def convert_serialized(
    file: ifcopenshell.file,
    chosen: Chosen,
    request: Request,
    processes: int,
    artifact: Callable[[str], Path],
    progress: Callable[[int, int], None],
) -> Conversion:
    """Have ifcopenshell write the elements.

    Raises:
        NothingToDo: no element gave a shape.
        OperationFailed: the writer fails over no element in particular, or cannot be loaded.
    """
    _check_libraries(request.format)
    options = geometry_options(request)
    notes: list[str] = []
    native = request.format.value in NATIVE_FORMATS
    if native and options.kernel != FALLBACK_KERNEL:
        options = replace(options, kernel=FALLBACK_KERNEL)
        if request.kernel is not Kernel.AUTO:
            notes.append(
                f"{request.format.value.upper()} needs the exact shapes of {FALLBACK_KERNEL}, "
                f"which was used instead of {request.kernel.value}."
            )
    offset = np.array(request.model_offset or (0.0, 0.0, 0.0))
    origin = _false_origin(file, chosen.products, request, options, offset, processes)
    if origin is not None:
        offset = offset - origin
        notes.append(origin_note(origin))
    settings, width, height, unit = _writer_settings(file, request)
    path = artifact(f"model.{request.format.value}")
    options = replace(
        options,
        native=native,
        # These have no placements, or the writer loses them.
        world_coordinates=request.world_coordinates or request.format is not Format.DAE,
        offset=point(offset) if offset.any() else None,
    )
    try:
        written = serialize(
            file,
            chosen.products,
            path,
            request.format.value,
            options,
            settings,
            processes,
            element_timeout=request.element_timeout,
            progress=progress,
        )
    except RuntimeError as error:
        raise OperationFailed(
            f"ifcopenshell could not write {request.format.value.upper()}: {error}"
        ) from None
    fallbacks = told(file, written.fallbacks)
    notes += layers_note(request.layer_sets, fallbacks)
    left_out = told(file, written.left_out)
    if not written.elements:
        raise no_shape(left_out)
    storeys: list[str] = []
    if request.format is Format.SVG:
        if request.door_arcs:
            draw_door_arcs(path, file, offset)
        storeys = arrange(path, width, height, unit, only=request.storeys)
    fix_dates(path, request.format.value)
    return Conversion(
        format=request.format,
        artifacts=[path.name],
        size=path.stat().st_size,
        elements=len(written.elements),
        offset=point(offset) if offset.any() else None,
        false_origin=None if origin is None else point(origin),
        kernel=written.kernel,
        storeys=storeys,
        fallbacks=fallbacks,
        left_out=left_out,
        skipped=list(chosen.skipped),
        notes=notes,
        complete=not left_out,
    )


def _check_libraries(format_: Format) -> None:
    missing = []
    for name in _NEEDED.get(format_, ()):
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(name)
    if missing:
        raise OperationFailed(
            f"{format_.value.upper()} cannot be written on this machine, because it lacks "
            f"{' and '.join(missing)}. On Debian and Ubuntu the packages libgl1 and libegl1 have "
            "them; install these, and restart the service.",
            missing=missing,
        )


def _false_origin(
    file: ifcopenshell.file,
    products: Sequence[ifcopenshell.entity_instance],
    request: Request,
    options: GeometryOptions,
    offset: Float64,
    processes: int,
) -> Float64 | None:
    """The false origin, judged by a few elements spread over the file."""
    wanted = request.false_origin is FalseOrigin.AUTO
    if not wanted or request.format not in APPLIES["false_origin"]:
        return None
    some = products[:: max(len(products) // _SAMPLE, 1)]
    sample = tessellate(
        file,
        some,
        replace(options, openings=False, native=False),
        processes,
        element_timeout=request.element_timeout,
    )
    low, high = world_bounds(sample)
    return false_origin(low + offset, high + offset)


def _writer_settings(
    file: ifcopenshell.file, request: Request
) -> tuple[dict[str, Any], float, float, str]:
    """Settings of the writer; for floor plans with the room of one plan and its unit."""
    settings: dict[str, Any] = {_NAMING[request.names]: True}
    if request.format is not Format.SVG:
        return settings, 0.0, 0.0, ""
    size = request.svg_size or ("420x297" if request.svg_scale else "1024x1024")
    settings["bounds"] = size
    settings["center"] = "0.5x0.5"
    if request.svg_scale:
        settings["scale"] = request.svg_scale
    if file.by_type("IfcBuildingStorey"):
        settings["section-height-from-storeys"] = True
        settings["section-height"] = request.section_height
    settings["print-space-names"] = request.space_names
    settings["print-space-areas"] = request.space_areas
    width, height = (float(part) for part in size.split("x"))
    return settings, width, height, "mm" if request.svg_scale else "px"
