"""What a model says, answered from its index without reading the model again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from ifcworks.api import paging
from ifcworks.api.content import CONDITIONS, CONTENT_RESPONSES, blob_response
from ifcworks.api.knowing import PROBLEMS, AskedModelDep
from ifcworks.api.problems import documented
from ifcworks.errors import ElementNotFound, RangeUnsatisfiable
from ifcworks.ifc.index.answers import Card, Summary, Tree

router = APIRouter(prefix="/projects/{project}/files/{file_id}", tags=["models"])


@router.get(
    "/summary", summary="What a model is", response_model=Summary, responses=documented(*PROBLEMS)
)
async def model_summary(
    model: AskedModelDep,
) -> Response:
    """Schema, header, units, place on earth, counts per class, storeys, extent."""
    return await model.answer("summary")


@router.get(
    "/tree",
    summary="One level of the tree",
    response_model=Tree,
    responses=documented(*PROBLEMS, ElementNotFound),
)
async def model_tree(
    model: AskedModelDep,
    parent: Annotated[
        str | None,
        Query(
            max_length=100,
            description="GlobalId, or number such as `#12`, of what to look below; or `types`, "
            "`groups`, `systems`. Without it: the project.",
        ),
    ] = None,
    limit: paging.Limit = 200,
    cursor: paging.Cursor = None,
) -> Response:
    """What stands directly below an object: project, site, building, storey, space, elements."""
    return await model.answer(
        "tree",
        parent=parent,
        limit=limit,
        after=cursor,
    )


@router.get(
    "/elements/{element}",
    summary="All about one element",
    response_model=Card,
    responses=documented(*PROBLEMS, ElementNotFound),
)
async def model_element(
    model: AskedModelDep,
    element: Annotated[
        str, Path(max_length=100, description="GlobalId, or number in the file such as `#12`.")
    ],
) -> Response:
    """Attributes, property and quantity sets, type, materials, classifications, place and shape.

    Of several objects with one GlobalId, which should not be, the first is told, and the numbers
    of the others.
    """
    return await model.answer("card", element=element)


@router.get(
    "/index.duckdb",
    summary="Download the index",
    response_class=Response,
    dependencies=CONDITIONS,
    responses={**CONTENT_RESPONSES, **documented(*PROBLEMS, RangeUnsatisfiable)},
)
async def model_index(
    model: AskedModelDep,
    request: Request,
) -> Response:
    """The tables of the model as a DuckDB file, to be opened with the `duckdb` command."""
    file, index = await model.knowledge("index")
    name = f"{file.name}.index.duckdb"
    return blob_response(request, model.service.blobs, index, name, "application/vnd.duckdb")


@router.get(
    "/viewer.glb",
    summary="Download the geometry for a viewer",
    response_class=Response,
    dependencies=CONDITIONS,
    responses={**CONTENT_RESPONSES, **documented(*PROBLEMS, RangeUnsatisfiable)},
)
async def model_viewer(
    model: AskedModelDep,
    request: Request,
) -> Response:
    """The whole model as a small GLB, in which every element can be picked.

    Equal shapes are instances, positions are 16-bit, and a table tells the GlobalId, class, name
    and storey of each element; see the guide to the viewer's GLB.
    """
    file, viewer = await model.knowledge("viewer")
    name = f"{file.name}.glb"
    return blob_response(request, model.service.blobs, viewer, name, "model/gltf-binary")
