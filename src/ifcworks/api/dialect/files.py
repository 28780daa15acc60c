"""Files of the dialect: what there is, uploads, and what comes from other hosts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request
from fastapi.params import Depends as DependsParam
from pydantic import AliasChoices, Field
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ifcworks.api.access import ServiceDep
from ifcworks.api.content import blob_response
from ifcworks.api.dialect.lenient import Lenient
from ifcworks.api.dialect.paths import OUTPUT, path_of, upload_name
from ifcworks.api.dialect.routing import DialectRoute
from ifcworks.api.dialect.store import Found, Store, facts
from ifcworks.api.uploads import receive
from ifcworks.errors import FetchFailed
from ifcworks.files.intake import Received
from ifcworks.ifc.recognition import expected_kind
from ifcworks.security.outgoing import Outgoing
from ifcworks.wiring import Service

_TYPES: dict[str, tuple[str, tuple[str, ...]]] = {
    "ifc": ("ifc", (".ifc", ".ifczip", ".ifc.gz", ".ifc.zip")),
    "ids": ("ids", (".ids", ".xml")),
    "bcf": ("bcf", (".bcf", ".bcfzip")),
    "csv": ("table", (".csv", ".xlsx", ".ods")),
    "xlsx": ("table", (".xlsx", ".ods", ".csv")),
    "json": ("json", (".json",)),
    "other": ("other", ()),
}
"""What each type of upload must be, and the suffixes it may have; any where there are none."""


FETCHES = 8
"""Files that are fetched from other hosts at a time."""


class FromUrl(Lenient):
    """What ``/download-from-url`` takes."""

    url: str = Field(min_length=1, max_length=8000)
    output_filename: str | None = None
    source_etag: str | None = Field(
        None, validation_alias=AliasChoices("source_etag", "versionId", "version_id")
    )


def router(dependencies: list[DependsParam]) -> APIRouter:
    """The routes that are about files."""
    routes = APIRouter(route_class=DialectRoute, dependencies=dependencies)
    fetches = CapacityLimiter(FETCHES)

    @routes.get("/list_directories")
    def list_directories(service: ServiceDep) -> dict[str, list[str]]:
        return {"files": [str(path) for path in Store(service).paths()]}

    @routes.post("/upload/{type_}", response_model=None)
    async def upload(service: ServiceDep, type_: str, request: Request) -> dict[str, Any]:
        kind, named = _type(type_)
        original = ""

        def rename(given: str) -> str:
            nonlocal original
            original = given
            return named(given)

        project = await run_in_threadpool(lambda: Store(service).project)
        received = await receive(request, project, service.intake, None, kind, rename)
        return {
            "message": f"File {received.file.name} uploaded successfully",
            **_told(received),
            "original_filename": original,
        }

    @routes.post("/download-from-url")
    async def download_from_url(service: ServiceDep, body: FromUrl) -> dict[str, Any]:
        # In threads of their own: slow hosts take none away from other requests.
        received = await to_thread.run_sync(_fetch, service, body, limiter=fetches)
        told = _told(received)
        return {
            "message": f"File {received.file.name} downloaded successfully",
            **told,
            "original_filename": received.file.name,
            "storage_basename": path_of(received.file.name).name,
            "cached": not received.created,
        }

    @routes.head("/artifacts/{subdir}/{name}", include_in_schema=False)
    @routes.get("/artifacts/{subdir}/{name}", response_model=None)
    def artifact(service: ServiceDep, subdir: str, name: str, request: Request) -> Response:
        found = _output(service, f"/{OUTPUT}/{subdir}/{name}")
        return file_response(service, request, found)

    @routes.get("/ifc2json/{path:path}", response_model=None)
    def json_document(service: ServiceDep, path: str, request: Request) -> Response:
        rooted = "/" in path.strip("/")
        found = _output(service, path if rooted else f"/{OUTPUT}/json/{path.strip('/')}")
        if found.file.kind != "json":
            raise HTTPException(404, f"'{path[:300]}' is no JSON document.")
        return file_response(service, request, found)

    return routes


def file_response(service: Service, request: Request, found: Found) -> Response:
    """The response with the bytes of a file."""
    version = found.version
    return blob_response(request, service.blobs, version.blob, found.path.name, version.media_type)


def _output(service: Service, path: str) -> Found:
    try:
        return Store(service).find(path)
    except HTTPException:
        raise HTTPException(404, f"File not found: {path[:300]}") from None


def _type(type_: str) -> tuple[str, Callable[[str], str]]:
    known = _TYPES.get(type_.lower())
    if known is None:
        raise HTTPException(
            400, f"Unsupported file type: {type_[:50]}. These are taken: {', '.join(_TYPES)}."
        )
    kind, suffixes = known

    def named(given: str) -> str:
        if not given:
            raise HTTPException(
                400,
                "No file was sent, or one without a name; send it as the part 'file' of a form.",
            )
        if suffixes and not given.lower().endswith(suffixes):
            raise HTTPException(
                400,
                f"Invalid file type: '{given[:200]}' is no {type_.lower()} file; its name must "
                f"end in {', '.join(suffixes)}.",
            )
        return upload_name(given)

    return kind, named


def _told(received: Received) -> dict[str, Any]:
    path = path_of(received.file.name)
    return {
        "file_path": str(path),
        "object_key": path.key,
        **facts(received.file.newest),
    }


def _fetch(service: Service, body: FromUrl) -> Received:
    settings = service.settings
    outgoing = Outgoing(settings.fetch_hosts, settings.fetch_seconds)
    try:
        with outgoing.get(body.url) as fetched:
            length = fetched.headers.get("content-length", "")
            if length.isascii() and length.isdigit():
                service.intake.refuse_size(int(length[:20]))
            name = body.output_filename or _name_in(body.url)
            name = upload_name(PurePosixPath(name.replace("\\", "/")).name or "download")
            kind = expected_kind(name) or "other"
            with service.intake.receive(Store(service).project, name, kind) as receiving:
                for chunk in fetched.chunks:
                    receiving.write(chunk)
                return receiving.finish()
    except FetchFailed as error:
        upstream = int(error.context.get("upstream", 502))
        raise HTTPException(upstream if upstream >= 400 else 502, error.detail) from None


def _name_in(url: str) -> str:
    return unquote(PurePosixPath(urlsplit(url).path).name) or "download"
