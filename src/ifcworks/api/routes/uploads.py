"""Resumable uploads: tus 1.0.0, so that tus-js-client, Uppy and others work unchanged."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, get_args

from anyio import CancelScope
from fastapi import APIRouter, Header, Path, Query, Request, Response
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from ifcworks.api import tus
from ifcworks.api.access import ProjectDep, ProjectName, ServiceDep
from ifcworks.api.files import Kind, file_address
from ifcworks.api.problems import documented
from ifcworks.api.uploads import batches
from ifcworks.errors import (
    ArchiveUnsafe,
    ChecksumMismatch,
    FileEmpty,
    FileKindUnsupported,
    FileNameInvalid,
    FileTooLarge,
    FileTruncated,
    MediaTypeUnsupported,
    ModelUnreadable,
    ParametersInvalid,
    ProjectNotFound,
    RequestMalformed,
    SchemaUnsupported,
    StorageFull,
    StorageUnavailable,
    TusVersionUnsupported,
    UploadNotFound,
    UploadOffsetWrong,
)
from ifcworks.files.appending import ALGORITHMS, Appending
from ifcworks.files.catalog import Project
from ifcworks.files.resumable import Upload, UploadState, refusal
from ifcworks.wiring import Service

router = APIRouter(prefix="/projects/{project}/uploads", tags=["uploads"], route_class=tus.TusRoute)

_KINDS: tuple[str, ...] = get_args(Kind)
_FILE_REFUSED = (
    FileKindUnsupported,
    FileTruncated,
    ArchiveUnsafe,
    ModelUnreadable,
    SchemaUnsupported,
    StorageUnavailable,
    StorageFull,
)
MOST = 2**62
UploadId = Annotated[str, Path(max_length=36, description="Id of the upload.")]
Version = Annotated[
    Literal["1.0.0"],
    Header(alias="Tus-Resumable", description="The version of the protocol."),
]
Checksum = Annotated[
    str | None,
    Header(
        alias="Upload-Checksum",
        description=f"Algorithm ({', '.join(ALGORITHMS)}) and Base64 of the body's checksum.",
    ),
]
Offset = Annotated[
    int,
    Header(alias="Upload-Offset", ge=0, le=MOST, description="Where the body begins."),
]


class UploadOut(BaseModel):
    """A resumable upload, and what became of it."""

    id: str = Field(description="Id of the upload.")
    project: str = Field(description="Name of the project.")
    name: str = Field(description="Name of the file.")
    state: UploadState = Field(description="receiving → accepted | refused.")
    length: int = Field(description="Bytes that the file has.")
    offset: int = Field(description="Bytes that have come.")
    file_id: str | None = Field(description="Once it is accepted: the id of the file.")
    file_url: str | None = Field(description="Once it is accepted: where the file lives.")
    created: bool = Field(
        description="Whether a version was added; not if the newest one had these bytes already."
    )
    problem: dict[str, Any] | None = Field(
        description="Why it was refused: the same object as an HTTP problem."
    )
    expires_at: datetime = Field(description="When it is forgotten if nothing more comes.")


def _headers(**described: str) -> dict[str, Any]:
    described = {"Tus-Resumable": "The version of the protocol.", **described}
    return {
        name.replace("_", "-"): {"description": text, "schema": {"type": "string"}}
        for name, text in described.items()
    }


_STATE = {
    "Upload_Offset": "Bytes that have come.",
    "Upload_Expires": "When the upload is forgotten if nothing more comes.",
}
_RESULT = {"Ifcworks_File": "Once all has come: where the file lives."}


@router.options("", summary="What is spoken here", status_code=204, responses=documented())
@router.options("/{upload_id}", include_in_schema=False, status_code=204)
def tus_options(service: ServiceDep, project: ProjectName, response: Response) -> None:
    """The version of tus, its extensions, and the largest file (tus core protocol, OPTIONS)."""
    response.headers["Tus-Version"] = tus.VERSION
    response.headers["Tus-Extension"] = tus.EXTENSIONS
    response.headers["Tus-Max-Size"] = str(service.intake.max_size)
    response.headers["Tus-Checksum-Algorithm"] = ",".join(ALGORITHMS)


@router.post(
    "",
    summary="Begin a resumable upload",
    status_code=201,
    response_class=Response,
    response_description="The upload was begun.",
    openapi_extra={
        "requestBody": {
            "required": False,
            "description": "The first bytes of the file, if any.",
            "content": {tus.MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
        }
    },
    responses={
        201: {"headers": _headers(Location="Where the upload lives.", **_STATE, **_RESULT)},
        **documented(
            ProjectNotFound,
            FileEmpty,
            FileNameInvalid,
            FileTooLarge,
            TusVersionUnsupported,
            MediaTypeUnsupported,
            UploadOffsetWrong,
            ChecksumMismatch,
            *_FILE_REFUSED,
        ),
    },
)
async def begin_upload(
    project: ProjectDep,
    service: ServiceDep,
    request: Request,
    response: Response,
    tus_resumable: Version,
    upload_length: Annotated[
        int, Header(alias="Upload-Length", ge=0, le=MOST, description="Bytes that the file has.")
    ],
    upload_metadata: Annotated[
        str,
        Header(
            alias="Upload-Metadata",
            description="Keys with values in Base64: `filename` (or `name`), and `kind` if the "
            "file must be of one.",
            examples=["filename aG91c2UuaWZj"],
        ),
    ] = "",
    upload_checksum: Checksum = None,
    name: Annotated[
        str | None,
        Query(max_length=1024, description="Name of the file; else `filename` of the metadata."),
    ] = None,
    kind: Annotated[
        Kind | None, Query(description="What it must be; else `kind` of the metadata.")
    ] = None,
) -> None:
    """Begin an upload, and send its first bytes with it if you like (tus creation-with-upload).

    A body that brings the whole file is answered like the last `PATCH`.
    """
    said = tus.metadata(upload_metadata)
    given = kind or said.get("kind") or None
    if given is not None and given not in _KINDS:
        raise ParametersInvalid(f"kind: '{given[:40]}' is none of {', '.join(_KINDS)}.")
    with_body = request.headers.get("content-length") != "0" and (
        "content-length" in request.headers or "transfer-encoding" in request.headers
    )
    if with_body:
        tus.check_body_type(request)
    upload = await run_in_threadpool(
        service.uploads.begin,
        project,
        name or said.get("filename") or said.get("name") or "",
        given,
        upload_length,
        upload_metadata,
    )
    response.headers["Location"] = _address(project, upload)
    if with_body:
        upload = await _append(request, service, project, upload, 0)
    _tell(response, project, upload)


@router.head(
    "/{upload_id}",
    summary="How far an upload is",
    response_class=Response,
    response_description="The offset is in the header.",
    responses={
        200: {
            "headers": _headers(
                **_STATE,
                **_RESULT,
                Upload_Length="Bytes that the file has.",
                Upload_Metadata="What was said of the file.",
            )
        },
        **documented(ProjectNotFound, UploadNotFound, TusVersionUnsupported, *_FILE_REFUSED),
    },
)
def upload_offset(
    project: ProjectDep,
    service: ServiceDep,
    upload_id: UploadId,
    response: Response,
    tus_resumable: Version,
) -> None:
    """How many bytes have come, for a client that goes on. A refused upload answers its reason."""
    upload = service.uploads.finish(project, upload_id)
    if upload.state is UploadState.REFUSED:
        raise refusal(upload)
    response.headers["Upload-Length"] = str(upload.length)
    if upload.metadata:
        response.headers["Upload-Metadata"] = upload.metadata
    _tell(response, project, upload)


@router.get(
    "/{upload_id}",
    summary="What became of an upload",
    responses=documented(ProjectNotFound, UploadNotFound, StorageUnavailable),
)
def get_upload(project: ProjectDep, service: ServiceDep, upload_id: UploadId) -> UploadOut:
    """How far an upload is; once all has come, the file that it is now, or why it was refused."""
    upload = service.uploads.finish(project, upload_id)
    return UploadOut(
        id=upload.id,
        project=project.name,
        name=upload.name,
        state=upload.state,
        length=upload.length,
        offset=upload.offset,
        file_id=upload.file_id,
        file_url=file_address(project, upload.file_id) if upload.file_id else None,
        created=upload.created,
        problem=upload.problem,
        expires_at=upload.expires_at,
    )


@router.patch(
    "/{upload_id}",
    summary="Go on with an upload",
    status_code=204,
    response_description="The bytes have come.",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {tus.MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
        }
    },
    responses={
        204: {"headers": _headers(**_STATE, **_RESULT)},
        **documented(
            ProjectNotFound,
            UploadNotFound,
            UploadOffsetWrong,
            TusVersionUnsupported,
            MediaTypeUnsupported,
            ChecksumMismatch,
            FileTooLarge,
            *_FILE_REFUSED,
        ),
    },
)
async def continue_upload(
    project: ProjectDep,
    service: ServiceDep,
    upload_id: UploadId,
    request: Request,
    response: Response,
    tus_resumable: Version,
    upload_offset: Offset,
    upload_checksum: Checksum = None,
) -> None:
    """Send further bytes. With the last ones the file is looked at, and entered or refused."""
    tus.check_body_type(request)
    upload = await run_in_threadpool(service.uploads.upload, project, upload_id)
    upload = await _append(request, service, project, upload, upload_offset)
    _tell(response, project, upload)


@router.delete(
    "/{upload_id}",
    summary="End an upload",
    status_code=204,
    responses=documented(ProjectNotFound, UploadNotFound, TusVersionUnsupported),
)
def end_upload(
    project: ProjectDep, service: ServiceDep, upload_id: UploadId, tus_resumable: Version
) -> None:
    """Forget an upload and what has come of it. A file that it became stays."""
    service.uploads.end(service.uploads.upload(project, upload_id))


async def _append(
    request: Request, service: Service, project: Project, upload: Upload, offset: int
) -> Upload:
    """Take the bytes of a request; answers the upload as it is then.

    Raises:
        FileRefused: all bytes have come, and the file is not what it should be.
    """
    checksum = tus.checksum(request)
    appending = Appending(service.uploads, upload, offset, checksum)
    try:
        async for data in batches(request):
            await run_in_threadpool(appending.write, data)
        await run_in_threadpool(appending.finish)
    except ClientDisconnect:
        raise RequestMalformed(
            "The connection was closed before the whole body had come; what came was kept."
        ) from None
    finally:
        with CancelScope(shield=True):
            await run_in_threadpool(appending.stop)
    upload = await run_in_threadpool(service.uploads.finish, project, upload.id)
    if upload.state is UploadState.REFUSED:
        raise refusal(upload)
    return upload


def _tell(response: Response, project: Project, upload: Upload) -> None:
    response.headers.update(tus.state(upload))
    if upload.file_id is not None:
        response.headers["Ifcworks-File"] = file_address(project, upload.file_id)


def _address(project: Project, upload: Upload) -> str:
    return f"/api/v1/projects/{project.name}/uploads/{upload.id}"
