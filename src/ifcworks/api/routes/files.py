"""Files of a project: upload, list, download, versions."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from ifcworks.api import paging
from ifcworks.api.access import FileId, ProjectDep, ServiceDep
from ifcworks.api.content import CONDITIONS, CONTENT_RESPONSES, blob_response
from ifcworks.api.files import FileOut, Kind, VersionOut, file_address, file_out, version_out
from ifcworks.api.problems import documented
from ifcworks.api.uploads import receive
from ifcworks.errors import (
    ArchiveUnsafe,
    FileEmpty,
    FileKindUnsupported,
    FileNameInvalid,
    FileNotFound,
    FileTooLarge,
    FileTruncated,
    ModelUnreadable,
    ProjectNotFound,
    RangeUnsatisfiable,
    SchemaUnsupported,
    StorageFull,
    StorageUnavailable,
)

router = APIRouter(prefix="/projects/{project}/files", tags=["files"])

Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="Number of the version: 1, 2, 3 …")]


_LOCATION = {"Location": {"description": "Where the file lives.", "schema": {"type": "string"}}}
_UPLOAD_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


@router.post(
    "",
    summary="Upload a file",
    status_code=201,
    openapi_extra=_UPLOAD_BODY,
    response_description="A version was added.",
    responses={
        200: {
            "model": FileOut,
            "description": "The newest version has the same bytes; nothing was added.",
            "headers": _LOCATION,
        },
        201: {"headers": _LOCATION},
        **documented(
            ProjectNotFound,
            FileEmpty,
            FileTooLarge,
            FileKindUnsupported,
            FileNameInvalid,
            FileTruncated,
            ArchiveUnsafe,
            ModelUnreadable,
            SchemaUnsupported,
            StorageUnavailable,
            StorageFull,
        ),
    },
)
async def upload_file(
    project: ProjectDep,
    service: ServiceDep,
    request: Request,
    response: Response,
    name: Annotated[
        str | None,
        Query(max_length=1024, description="Name of the file; else the one in the upload itself."),
    ] = None,
    kind: Annotated[
        Kind | None,
        Query(description="What it must be; else what its name promises. `other` for anything."),
    ] = None,
) -> FileOut:
    """Upload a file: as the raw body (`?name=model.ifc`), or as a form with one file in it.

    An upload under a name that exists becomes its next version. What is not what it should be is
    refused with the reason, and nothing of it is kept.
    """
    received = await receive(request, project, service.intake, name, kind)
    response.status_code = 201 if received.created else 200
    response.headers["Location"] = file_address(project, received.file.id)
    return file_out(project, received.file)


@router.get("", summary="Files of a project", responses=documented(ProjectNotFound))
def list_files(
    project: ProjectDep,
    service: ServiceDep,
    kind: Annotated[Kind | None, Query(description="Only files of this kind.")] = None,
    name: Annotated[
        str | None, Query(max_length=255, description="Only files with this text in the name.")
    ] = None,
    limit: paging.Limit = 100,
    cursor: paging.Cursor = None,
) -> paging.Page[FileOut]:
    """Files by name, page by page."""
    after = paging.decode(cursor, 1)[0] if cursor else None
    found = service.catalog.files(project, kind=kind, name=name, after=after, limit=limit + 1)
    page = found[:limit]
    return paging.Page[FileOut](
        items=[file_out(project, file) for file in page],
        next=paging.encode(page[-1].name) if len(found) > limit else None,
    )


@router.get("/{file_id}", summary="One file", responses=documented(ProjectNotFound, FileNotFound))
def get_file(project: ProjectDep, service: ServiceDep, file_id: FileId) -> FileOut:
    """One file with its newest version."""
    return file_out(project, service.catalog.file(project, file_id))


@router.delete(
    "/{file_id}",
    summary="Delete a file",
    status_code=204,
    responses=documented(ProjectNotFound, FileNotFound),
)
def delete_file(project: ProjectDep, service: ServiceDep, file_id: FileId) -> None:
    """Take a file out of its project. Jobs that used it keep their answers."""
    service.catalog.delete(service.catalog.file(project, file_id))


@router.get(
    "/{file_id}/versions",
    summary="Versions of a file",
    responses=documented(ProjectNotFound, FileNotFound),
)
def list_versions(project: ProjectDep, service: ServiceDep, file_id: FileId) -> list[VersionOut]:
    """All versions of a file, the newest first."""
    file = service.catalog.file(project, file_id)
    return [version_out(project, version) for version in service.catalog.versions(file)]


_DOWNLOAD = {
    **CONTENT_RESPONSES,
    **documented(ProjectNotFound, FileNotFound, RangeUnsatisfiable, StorageUnavailable),
}


@router.head("/{file_id}/content", include_in_schema=False)
@router.get(
    "/{file_id}/content",
    summary="Download a file",
    response_class=Response,
    dependencies=CONDITIONS,
    responses=_DOWNLOAD,
)
def download_file(
    project: ProjectDep, service: ServiceDep, file_id: FileId, request: Request
) -> Response:
    """The bytes of the newest version, as they were uploaded. Ranges are answered."""
    file = service.catalog.file(project, file_id)
    newest = file.newest
    return blob_response(request, service.blobs, newest.blob, file.name, newest.media_type)


@router.head("/{file_id}/versions/{number}/content", include_in_schema=False)
@router.get(
    "/{file_id}/versions/{number}/content",
    summary="Download a version",
    response_class=Response,
    dependencies=CONDITIONS,
    responses=_DOWNLOAD,
)
def download_version(
    project: ProjectDep, service: ServiceDep, file_id: FileId, number: Number, request: Request
) -> Response:
    """The bytes of one version, as they were uploaded. Ranges are answered."""
    file = service.catalog.file(project, file_id)
    version = service.catalog.version(file, number)
    return blob_response(request, service.blobs, version.blob, file.name, version.media_type)
