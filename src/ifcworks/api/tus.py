"""The tus protocol 1.0.0 for resumable uploads: its headers (https://tus.io/protocols)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Coroutine
from email.utils import format_datetime
from typing import Any

from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ifcworks.errors import (
    IfcworksError,
    MediaTypeUnsupported,
    RequestMalformed,
    TusVersionUnsupported,
)
from ifcworks.files.appending import ALGORITHMS, Checksum
from ifcworks.files.resumable import Upload

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,expiration,termination,checksum"
MEDIA_TYPE = "application/offset+octet-stream"


class MethodOverride:
    """ASGI middleware: ``X-HTTP-Method-Override``, for clients that may not send PATCH (tus)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["method"] == "POST":
            headers = Headers(scope=scope)
            method = headers.get("x-http-method-override", "").upper()
            if method in ("PATCH", "DELETE", "HEAD") and "tus-resumable" in headers:
                scope = {**scope, "method": method}
        await self._app(scope, receive, send)


class TusRoute(APIRoute):
    """A route that speaks tus: it asks for the version, and says its own with every answer."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, within the protocol."""
        handler = super().get_route_handler()

        async def speak(request: Request) -> Response:
            try:
                # A GET is not of tus: it is how one asks what became of an upload.
                if request.method not in ("GET", "OPTIONS"):
                    _check_version(request)
                response = await handler(request)
            except IfcworksError as error:
                error.headers = {"Tus-Resumable": VERSION, **error.headers}
                raise
            response.headers["Tus-Resumable"] = VERSION
            return response

        return speak


def _check_version(request: Request) -> None:
    given = request.headers.get("tus-resumable")
    if given == VERSION:
        return
    says = f"it says {given[:20]}" if given else "it is missing"
    error = TusVersionUnsupported(
        f"The header Tus-Resumable must say {VERSION}, but {says}. To upload a file in one "
        "request, use POST /api/v1/projects/{project}/files."
    )
    error.headers = {"Tus-Version": VERSION}
    raise error


def metadata(header: str) -> dict[str, str]:
    """What ``Upload-Metadata`` says: keys, and their values from Base64.

    Raises:
        RequestMalformed.
    """
    found: dict[str, str] = {}
    for pair in header.split(",") if header.strip() else ():
        key, _, value = pair.strip().partition(" ")
        try:
            found[key] = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, ValueError):
            raise RequestMalformed(
                f"The header Upload-Metadata has a value for '{key[:40]}' that is not the Base64 "
                "of a text in UTF-8."
            ) from None
    return found


def checksum(request: Request) -> Checksum | None:
    """What ``Upload-Checksum`` says of the body.

    Raises:
        RequestMalformed.
    """
    given = request.headers.get("upload-checksum")
    if given is None:
        return None
    algorithm, _, digest = given.partition(" ")
    if algorithm not in ALGORITHMS:
        raise RequestMalformed(
            f"Upload-Checksum names the algorithm '{algorithm[:40]}'; known are "
            f"{', '.join(ALGORITHMS)}."
        )
    try:
        return Checksum(algorithm, base64.b64decode(digest.strip(), validate=True))
    except (binascii.Error, ValueError):
        raise RequestMalformed("Upload-Checksum has a checksum that is not in Base64.") from None


def check_body_type(request: Request) -> None:
    """Make sure that the body is what tus sends.

    Raises:
        MediaTypeUnsupported.
    """
    given = request.headers.get("content-type", "")
    if given.partition(";")[0].strip().lower() != MEDIA_TYPE:
        raise MediaTypeUnsupported(
            f"The body must have the Content-Type {MEDIA_TYPE}, but this one says '{given[:80]}'."
        )


def state(upload: Upload) -> dict[str, str]:
    """The headers that tell how far an upload is."""
    return {
        "Upload-Offset": str(upload.offset),
        "Upload-Expires": format_datetime(upload.expires_at, usegmt=True),
        "Cache-Control": "no-store",
    }
