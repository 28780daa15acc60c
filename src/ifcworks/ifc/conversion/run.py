"""A conversion of chosen elements, from the open model to the written files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import ifcopenshell

from ifcworks.ifc.conversion.elements import choose_elements
from ifcworks.ifc.conversion.formats import FalseOrigin, Format, Kernel, SpacesAndOpenings
from ifcworks.ifc.conversion.outcome import Conversion
from ifcworks.ifc.geometry.naming import Naming


@dataclass(frozen=True)
class Request:
    """What is wanted; the fields mean what those of ``ConvertParams`` say."""

    format: Format = Format.GLB
    include: Sequence[str] = ()
    exclude: Sequence[str] = ()
    storeys: Sequence[str] = ()
    spaces_and_openings: SpacesAndOpenings = SpacesAndOpenings.AUTO
    kernel: Kernel = Kernel.HYBRID_CGAL_SIMPLE
    processes: int = 0
    linear_deflection: float = 0.001
    angular_deflection: float = 0.5
    circle_segments: int = 0
    weld: bool = True
    normals: bool = False
    names: Naming = Naming.GUID
    world_coordinates: bool = False
    layer_sets: bool = False
    openings: bool = True
    model_offset: tuple[float, float, float] | None = None
    false_origin: FalseOrigin = FalseOrigin.AUTO
    element_timeout: float = 30.0
    svg_scale: str | None = None
    svg_size: str | None = None
    section_height: float = 1.2
    space_names: bool = False
    space_areas: bool = False
    door_arcs: bool = False


class Work(Protocol):
    """What a conversion needs of its surroundings; an operation's workspace is one."""

    processes: int

    def progress(self, fraction: float, message: str) -> None:
        """Tell how far it is."""

    def artifact(self, name: str) -> Path:
        """A path to write a file to that is kept."""


def run(file: ifcopenshell.file, request: Request, work: Work) -> Conversion:
    """Convert an open model.

    Raises:
        ParametersInvalid, NothingToDo: as ``choose_elements``, or ``write_xml``.
        OperationFailed: the writer of the format fails whatever is left out.
    """
    if request.format is Format.XML:
        from ifcworks.ifc.conversion.xml_document import write_xml

        return write_xml(file, request, work)
    chosen = choose_elements(
        file,
        request.format,
        request.include,
        request.exclude,
        request.storeys,
        request.spaces_and_openings,
    )
    total = len(chosen.products)
    work.progress(0.05, f"{total:,} elements to convert")

    def progress(done: int, of: int) -> None:
        work.progress(0.05 + 0.85 * done / max(of, 1), f"{done:,} of {of:,} elements")

    arguments: dict[str, Any] = {
        "file": file,
        "chosen": chosen,
        "request": request,
        "processes": min(request.processes, work.processes) or work.processes,
        "artifact": work.artifact,
        "progress": progress,
    }
    if request.format in (Format.GLB, Format.OBJ):
        from ifcworks.ifc.conversion.triangles import convert_triangles

        return convert_triangles(**arguments)
    from ifcworks.ifc.conversion.serializers import convert_serialized

    return convert_serialized(**arguments)
