"""Hand out the bytes of a blob: ranges, validators, and a name to save them under (RFC 9110)."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Header
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from ifcworks.errors import RangeUnsatisfiable
from ifcworks.files.blobs import Blob, BlobStore

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII | re.IGNORECASE)


def _range(header: str, size: int) -> tuple[int, int] | None:
    """First byte and end of the range that a header asks for; None to answer the whole."""
    match = _RANGE.fullmatch(header.strip())
    if match is None or match[1] == match[2] == "":
        return None  # several ranges, or not a range of bytes: the whole may be answered
    if match[1] == "":
        start, end = max(0, size - int(match[2])), size
    else:
        start = int(match[1])
        end = min(int(match[2]) + 1, size) if match[2] else size
        if match[2] and int(match[2]) < start:
            return None
    if start >= size or start >= end:
        error = RangeUnsatisfiable(
            f"The range {header} lies outside the content, which has {size:,} bytes."
        )
        error.headers = {"Content-Range": f"bytes */{size}"}
        raise error
    return start, end


def _matches(header: str, etag: str) -> bool:
    return header.strip() == "*" or etag in [
        tag.strip().removeprefix("W/") for tag in header.split(",")
    ]


def disposition(name: str, *, inline: bool = False) -> str:
    """A Content-Disposition that every browser understands (RFC 6266)."""
    kind = "inline" if inline else "attachment"
    plain = re.sub(r'[^\x20-\x7e]|["\\%]', "_", name)
    extended = f"; filename*=UTF-8''{quote(name, safe='')}" if plain != name else ""
    return f'{kind}; filename="{plain}"{extended}'


def blob_response(
    request: Request, blobs: BlobStore, blob: Blob, name: str, media_type: str
) -> Response:
    """The response with a blob's bytes, or the part of them that was asked for.

    Raises:
        RangeUnsatisfiable.
    """
    etag = f'"{blob.sha256}"'
    headers = {
        "Content-Type": media_type,
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        "Content-Disposition": disposition(name),
        "X-Content-Type-Options": "nosniff",
    }
    if _matches(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    wanted = None
    # A range is defined for GET alone (RFC 9110, section 14.2).
    asked = request.method == "GET" and "range" in request.headers
    if asked and request.headers.get("if-range", etag) == etag:
        wanted = _range(request.headers["range"], blob.size)
    start, end = wanted or (0, blob.size)
    if wanted is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{blob.size}"
    headers["Content-Length"] = str(end - start)
    status = 200 if wanted is None else 206
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers)
    return StreamingResponse(blobs.stream(blob, start, end), status_code=status, headers=headers)


_HEADERS: dict[str, object] = {
    "ETag": {
        "description": "The SHA-256 of the whole content, quoted.",
        "schema": {"type": "string"},
    },
    "Accept-Ranges": {"description": "Always `bytes`.", "schema": {"type": "string"}},
    "Content-Disposition": {
        "description": "The name to save the content under (RFC 6266).",
        "schema": {"type": "string"},
    },
}
_BYTES = {"*/*": {"schema": {"type": "string", "format": "binary"}}}

CONTENT_RESPONSES: dict[int | str, dict[str, object]] = {
    200: {
        "description": "The bytes, with the Content-Type of their format.",
        "headers": _HEADERS,
        "content": _BYTES,
    },
    206: {
        "description": "The range of the bytes that was asked for.",
        "headers": {
            **_HEADERS,
            "Content-Range": {
                "description": "Which bytes of how many.",
                "schema": {"type": "string"},
            },
        },
        "content": _BYTES,
    },
    304: {"description": "Not modified since the ETag given."},
}

Range = Annotated[
    str | None,
    Header(
        alias="Range",
        description="One range of bytes, such as `bytes=0-1023`, `bytes=1024-` or `bytes=-512`.",
        examples=["bytes=0-1023"],
    ),
]
IfRange = Annotated[
    str | None,
    Header(alias="If-Range", description="An ETag: the range counts only if it still holds."),
]
IfNoneMatch = Annotated[
    str | None,
    Header(alias="If-None-Match", description="ETags that the client has; 304 if one holds."),
]


def _conditions(range_: Range = None, if_range: IfRange = None, match: IfNoneMatch = None) -> None:
    """Nothing to do: ``blob_response`` reads the headers; here they are documented."""


CONDITIONS = [Depends(_conditions)]
