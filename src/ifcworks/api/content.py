"""Hand out the bytes of a blob: ranges, validators, and a name to save them under (RFC 9110)."""

from __future__ import annotations

import re
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from ifcworks.errors import RangeUnsatisfiable
from ifcworks.files.blobs import Blob, BlobStore

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


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
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        "Content-Disposition": disposition(name),
        "X-Content-Type-Options": "nosniff",
    }
    if _matches(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    wanted = None
    if "range" in request.headers and request.headers.get("if-range", etag) == etag:
        wanted = _range(request.headers["range"], blob.size)
    start, end = wanted or (0, blob.size)
    if wanted is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{blob.size}"
    headers["Content-Length"] = str(end - start)
    status = 200 if wanted is None else 206
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers, media_type=media_type)
    return StreamingResponse(
        blobs.stream(blob, start, end), status_code=status, headers=headers, media_type=media_type
    )


CONTENT_RESPONSES: dict[int | str, dict[str, object]] = {
    200: {
        "description": "The bytes.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    },
    206: {
        "description": "The range of the bytes that was asked for.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    },
    304: {"description": "Not modified since the ETag given."},
}
