"""The operation ``convert``: a model into another format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from ifcworks.errors import CacheUnusable, ParametersInvalid, ResultIncomplete
from ifcworks.ifc.conversion.formats import (
    FalseOrigin,
    Format,
    Kernel,
    SpacesAndOpenings,
    misplaced,
)
from ifcworks.ifc.conversion.outcome import Bounds, Element, Skipped
from ifcworks.ifc.geometry.naming import Naming
from ifcworks.operations.base import ModelRef, OperationParams, OperationResult, operation
from ifcworks.operations.workspace import Workspace

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ifcworks.ifc.conversion.outcome import Conversion
    from ifcworks.ifc.conversion.request import Request

Selector = Annotated[str, Field(min_length=1, max_length=2000)]


class ConvertParams(OperationParams):
    """Parameters of ``convert``. Those that mean nothing for the format are refused."""

    model: ModelRef = Field(description="The model to convert.")
    format: Format = Field(
        default=Format.GLB,
        description="The format to convert to. 'step' and 'iges' are understood too.",
    )
    include: list[Selector] = Field(
        default_factory=list,
        max_length=100,
        description="Convert only what any of these selectors matches: a class (IfcWall), a "
        'GlobalId, or a selector in the syntax of ifcopenshell (IfcDoor, Name="Main").',
    )
    exclude: list[Selector] = Field(
        default_factory=list,
        max_length=100,
        description="Leave out what any of these selectors matches.",
    )
    storeys: list[str] = Field(
        default_factory=list,
        max_length=500,
        description="Convert only what stands on these storeys, by name or GlobalId; all if empty.",
    )
    spaces_and_openings: SpacesAndOpenings = Field(
        default=SpacesAndOpenings.AUTO,
        description="Spaces and openings: 'auto' has them in GLB (openings unseen, spaces faint), "
        "spaces only in SVG, neither elsewhere.",
    )
    kernel: Kernel = Field(
        default=Kernel.AUTO,
        description="The geometry kernel. 'auto' takes for each element the fastest that is right "
        "for its kind of geometry. STEP, IGES and SVG always use opencascade.",
    )
    threads: int = Field(
        default=0,
        ge=0,
        le=256,
        description="How many batches are computed at a time, each in a process of its own; 0 for "
        "as many as the service gives.",
    )
    linear_deflection: float = Field(
        default=0.001,
        gt=0,
        le=10,
        description="How far, in metres, a facet may be away from the curve it stands for.",
    )
    angular_deflection: float = Field(
        default=0.5,
        gt=0,
        le=3.2,
        description="How far, in radians, neighbouring facets of a curve may turn.",
    )
    circle_segments: int = Field(
        default=0,
        ge=0,
        le=1024,
        description="Facets of a full circle in the polygonal kernels; 0 leaves it to them.",
    )
    weld: bool = Field(default=True, description="Let neighbouring triangles share their vertices.")
    normals: bool = Field(
        default=False,
        description="Write normals, so that curved surfaces look smooth; twice as large.",
    )
    names: Naming = Field(
        default=Naming.GUID,
        description="What elements are called: by GlobalId, name, STEP id or IFC class.",
    )
    world_coordinates: bool = Field(
        default=False,
        description="Write vertices in world coordinates instead of placing shared shapes.",
    )
    layer_sets: bool = Field(
        default=False, description="Cut walls and slabs into the layers of their material."
    )
    openings: bool = Field(
        default=True, description="Cut openings out of walls and other elements."
    )
    model_offset: tuple[float, float, float] | None = Field(
        default=None, description="Add this to all coordinates: x, y, z in metres."
    )
    false_origin: FalseOrigin = Field(
        default=FalseOrigin.AUTO,
        description="'auto' moves a model farther than 10 km from zero near to it and says by how "
        "much.",
    )
    element_timeout: float = Field(
        default=30.0,
        ge=1,
        le=3600,
        description="Seconds one element may take before it is tried otherwise or left out.",
    )
    strict: bool = Field(
        default=False, description="Fail if an element has to be left out, instead of telling it."
    )
    svg_scale: str | None = Field(
        default=None,
        pattern=r"^1:[1-9]\d{0,5}$",
        description="Scale of floor plans, such as 1:100; fitted into 'svg_size' if not given.",
    )
    svg_size: str | None = Field(
        default=None,
        pattern=r"^[1-9]\d{0,4}x[1-9]\d{0,4}$",
        description="Room of one floor plan, WIDTHxHEIGHT: in mm with a scale (default 420x297), "
        "in pixels without (default 1024x1024).",
    )
    section_height: float = Field(
        default=1.2,
        ge=-100,
        le=100,
        description="Metres above each storey at which floor plans are cut.",
    )
    space_names: bool = Field(
        default=False, description="Write the names of spaces into floor plans."
    )
    space_areas: bool = Field(
        default=False, description="Write the areas of spaces into floor plans."
    )
    door_arcs: bool = Field(default=False, description="Draw the swing of doors in floor plans.")


class ConvertResult(OperationResult):
    """What came of a conversion."""

    format: Format = Field(description="The format written.")
    artifacts: list[str] = Field(description="The files made; the first is the main one.")
    size: int = Field(description="Bytes of these files.")
    elements: int | None = Field(description="Elements written; None where none are told apart.")
    shapes: int | None = Field(description="Distinct shapes, where the format shares them.")
    triangles: int | None = Field(description="Triangles as seen, where there are triangles.")
    bounds: Bounds | None = Field(
        description="Box around the model, z up, in its own coordinates (before any offset)."
    )
    offset: tuple[float, float, float] | None = Field(
        description="Metres added to all coordinates, by 'model_offset' and false origin together."
    )
    false_origin: tuple[float, float, float] | None = Field(
        description="The point of the model that became zero because it lies far off."
    )
    kernel: str | None = Field(description="The geometry kernel used.")
    storeys: list[str] = Field(description="Storeys drawn, for floor plans.")
    fallbacks: list[Element] = Field(
        description="Elements that are there, but computed by opencascade because the kernel "
        "could not."
    )
    left_out: list[Element] = Field(
        description="Elements that have a body and are not there, as no kernel could compute it."
    )
    skipped: list[Skipped] = Field(description="Elements left out by default.")
    notes: list[str] = Field(description="What else is worth knowing, as sentences.")
    complete: bool = Field(description="Whether nothing had to be left out.")


def show(result: ConvertResult) -> RenderableType:
    """The result as a panel and tables for the terminal."""
    from ifcworks.operations.views.convert import render

    return render(result)


_COMPUTED_WITH = (
    *("kernel", "linear_deflection", "angular_deflection", "circle_segments", "weld"),
    *("layer_sets", "openings", "element_timeout"),
)
"""The parameters that the triangles depend on; those that are kept have the defaults."""


def _changed(params: ConvertParams) -> dict[str, Any]:
    """The parameters that are not as they are by default."""
    return {
        name: value
        for name, field in ConvertParams.model_fields.items()
        if not field.is_required()
        and (value := getattr(params, name)) != field.get_default(call_default_factory=True)
    }


def needs(params: ConvertParams) -> tuple[str, ...]:
    """What makes the conversion a matter of writing: the triangles that are kept, and names."""
    if params.format in (Format.GLB, Format.OBJ) and not _changed(params).keys() & _COMPUTED_WITH:
        return ("index", "geometry")
    return ()


@operation(
    "convert",
    title="Convert a model",
    queue="ifcconvert",
    timeout="1h",
    memory="6GiB",
    version=2,
    needs=needs,
    suffix_sets="format",
    show=show,
    preload=(
        "ifcopenshell.geom",
        "numpy",
        "ifcworks.ifc.reading",
        "ifcworks.ifc.conversion.run",
        "ifcworks.ifc.conversion.known",
        "ifcworks.ifc.conversion.triangles",
        "ifcworks.ifc.conversion.serializers",
        "ifcworks.ifc.conversion.xml_document",
    ),
)
def convert(params: ConvertParams, work: Workspace) -> ConvertResult:
    """Convert a model to GLB, OBJ, COLLADA, STEP, IGES, SVG floor plans, Turtle, XML or ifcZIP.

    Geometry is computed in processes of its own, several at a time. An element that crashes a
    process, takes too long or too much memory is tried alone with the most patient kernel; if
    that fails too it is left out and listed with the reason, and all others are there. In GLB
    every element is a node that carries GlobalId, class, name and STEP id in its `extras`, under
    its storey, building and site; equal shapes are stored once. A model far from its origin is
    moved near to it, by whole metres that the result names. XML is what IfcConvert of
    IfcOpenShell writes: no geometry but properties, quantities, types, materials, layers, groups
    and the tree of all objects, each under what it is part of, stands in or is cut out of.
    """
    from ifcworks.ifc.conversion.request import Request
    from ifcworks.ifc.conversion.run import run
    from ifcworks.ifc.reading import plain_step, read_model

    _check(params)
    source = work.path(params.model)
    unpacked = work.scratch("unpacked")
    if params.format is Format.IFCZIP:
        from ifcworks.ifc.conversion.ifczip import write_ifczip

        work.progress(0.0, "packing")
        done = write_ifczip(plain_step(source, unpacked), work.artifact("model.ifczip"))
    else:
        work.progress(0.0, "reading the model")
        request = Request(
            **{name: value for name, value in params if name not in ("model", "strict")}
        )
        done = _from_what_is_kept(params, request, work) or run(
            read_model(source, unpacked), request, work
        )
    if params.strict and done.left_out:
        first = done.left_out[0]
        raise ResultIncomplete(
            f"{len(done.left_out)} elements have a body that could not be computed, the first is "
            f"{first.ifc_class} {first.global_id}: {first.detail} Without 'strict' all others "
            "are converted.",
            left_out=[element.model_dump() for element in done.left_out[:100]],
        )
    work.record(
        "conversion_results",
        files={"input_filename": params.model},
        output_filename=next(iter(work.artifacts)),
        conversion_options=params.model_dump(mode="json", exclude={"model"}),
    )
    return ConvertResult(**vars(done))


def _from_what_is_kept(
    params: ConvertParams, request: Request, work: Workspace
) -> Conversion | None:
    """The conversion, if the triangles are kept; nothing where they are not or are damaged."""
    from ifcworks.ifc.conversion.known import convert_known
    from ifcworks.ifc.reading import open_model

    if not needs(params) or not work.knows("geometry", params.model):
        return None
    try:
        return convert_known(
            work.index(params.model),
            work.geometry(params.model),
            lambda: open_model(work.path(params.model), work.scratch("unpacked")),
            request,
            work,
        )
    except CacheUnusable:
        return None


def _check(params: ConvertParams) -> None:
    """Refuse what cannot be done as asked, before the model is read."""
    from ifcworks.ifc.geometry.options import missing_libraries

    problems = misplaced(params.format, _changed(params))
    if params.format is Format.SVG and params.model_offset and params.model_offset[2]:
        what = "the third number of 'model_offset' must be 0: floor plans have no height"
        problems.append({"where": "model_offset", "what": what, "got": params.model_offset})
    if params.kernel is not Kernel.AUTO and (missing := missing_libraries(params.kernel)):
        what = f"the installed ifcopenshell has no geometry library {' or '.join(missing)}"
        problems.append({"where": "kernel", "what": what, "got": params.kernel})
    if problems:
        sentence = "; ".join(problem["what"] for problem in problems)
        raise ParametersInvalid(f"{sentence[0].upper()}{sentence[1:]}.", errors=problems)
