"""A conversion of chosen elements, from the open model to the written files."""

from __future__ import annotations

from typing import Any

from ifcworks.ifc.conversion.elements import choose_elements
from ifcworks.ifc.conversion.formats import Format
from ifcworks.ifc.conversion.outcome import Conversion
from ifcworks.ifc.conversion.request import Request, Work
from ifcworks.ifc.reading import ReadModel


def run(read: ReadModel, request: Request, work: Work) -> Conversion:
    """Convert a model that has been read.

    Raises:
        ParametersInvalid, NothingToDo: as ``choose_elements``, or ``write_xml``.
        OperationFailed: the writer of the format fails whatever is left out.
    """
    file = read.model
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
        "processes": min(request.threads, work.processes) or work.processes,
        "artifact": work.artifact,
        "progress": progress,
    }
    if request.format in (Format.GLB, Format.OBJ):
        from ifcworks.ifc.conversion.triangles import convert_triangles

        return convert_triangles(**arguments, text=read.plain)
    from ifcworks.ifc.conversion.serializers import convert_serialized

    return convert_serialized(**arguments)
