"""The elements of a model, and what they add up to, answered from its index."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response

from ifcworks.api import paging
from ifcworks.api.knowing import PROBLEMS, AskedModelDep
from ifcworks.api.problems import documented
from ifcworks.errors import ParametersInvalid
from ifcworks.ifc.index.answers import Classifications, Elements, MaterialsUsed, Quantities

router = APIRouter(prefix="/projects/{project}/files/{file_id}", tags=["models"])

_WILD = "`*` stands for anything, `?` for one character; case does not matter."


def _filters(
    classes: Annotated[
        list[str],
        Query(
            alias="class",
            max_length=50,
            description="Classes, with their subtypes: `IfcWall`. Without any: all products.",
        ),
    ] = [],  # noqa: B006 -- FastAPI copies defaults
    storey: Annotated[
        str | None,
        Query(max_length=200, description=f"Name or GlobalId of the storey. {_WILD}"),
    ] = None,
    type_: Annotated[
        str | None,
        Query(alias="type", max_length=200, description=f"Name or GlobalId of the type. {_WILD}"),
    ] = None,
    name: Annotated[str | None, Query(max_length=200, description=f"Name. {_WILD}")] = None,
    material: Annotated[
        str | None,
        Query(max_length=200, description=f"Name of a material, or of a set of them. {_WILD}"),
    ] = None,
    classification: Annotated[
        str | None,
        Query(max_length=200, description=f"Code or name of a classification. {_WILD}"),
    ] = None,
    properties: Annotated[
        list[str],
        Query(
            alias="property",
            max_length=20,
            description="Conditions on properties or quantities: `Pset_WallCommon.FireRating` "
            "(has it), `Pset_WallCommon.FireRating=REI*`, `!=`, or with a number `<`, `<=`, `>`, "
            f"`>=`, in the unit of the model. {_WILD}",
        ),
    ] = [],  # noqa: B006
    search: Annotated[
        str | None,
        Query(
            min_length=1,
            max_length=200,
            description="A part of the name, the tag, the GlobalId, or the name of the type.",
        ),
    ] = None,
) -> dict[str, Any]:
    """The filters of elements, as the question takes them."""
    return {
        "classes": classes,
        "storey": storey,
        "type": type_,
        "name": name,
        "material": material,
        "classification": classification,
        "properties": properties,
        "search": search,
    }


Filters = Annotated[dict[str, Any], Depends(_filters)]


@router.get(
    "/elements",
    summary="Elements",
    response_model=Elements,
    responses=documented(*PROBLEMS, ParametersInvalid),
)
async def model_elements(
    model: AskedModelDep,
    filters: Filters,
    columns: Annotated[
        list[str],
        Query(
            max_length=50,
            description="What else to tell of each, in the words of ifcopenshell's selectors: "
            "`Pset_WallCommon.FireRating`, `Qto_WallBaseQuantities.Length`, `type.Name`, "
            "`material`, `classification`, …",
        ),
    ] = [],  # noqa: B006
    limit: Annotated[int, Query(ge=1, le=1000, description="The most elements to answer.")] = 100,
    cursor: paging.Cursor = None,
) -> Response:
    """Elements that fit all filters, page by page, in the order of the file."""
    return await model.answer(
        "elements",
        columns=columns,
        limit=limit,
        after=cursor,
        **filters,
    )


@router.get(
    "/materials",
    summary="Materials",
    response_model=MaterialsUsed,
    responses=documented(*PROBLEMS, ParametersInvalid),
)
async def model_materials(
    model: AskedModelDep,
    limit: paging.Limit = 200,
    cursor: paging.Cursor = None,
) -> Response:
    """The materials, what is made of them, and how much of them there is."""
    return await model.answer("materials", limit=limit, after=cursor)


@router.get(
    "/classifications",
    summary="Classifications",
    response_model=Classifications,
    responses=documented(*PROBLEMS, ParametersInvalid),
)
async def model_classifications(
    model: AskedModelDep,
    limit: paging.Limit = 200,
    cursor: paging.Cursor = None,
) -> Response:
    """The systems and codes that objects are classified by, and how many there are of each."""
    return await model.answer("classifications", limit=limit, after=cursor)


@router.get(
    "/quantities",
    summary="Quantities",
    response_model=Quantities,
    responses=documented(*PROBLEMS, ParametersInvalid),
)
async def model_quantities(
    model: AskedModelDep,
    filters: Filters,
    by: Annotated[
        list[Literal["class", "storey", "type"]],
        Query(max_length=3, description="What to add up by; several together."),
    ] = ["class"],  # noqa: B006
    limit: paging.Limit = 200,
    cursor: paging.Cursor = None,
) -> Response:
    """What quantity sets add up to, in SI units, beside the volume and surface of the shapes."""
    return await model.answer(
        "quantities",
        by=by,
        limit=limit,
        after=cursor,
        **filters,
    )
