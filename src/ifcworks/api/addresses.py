"""Refuse addresses that are no text: what is decoded wrongly would be looked up wrongly."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Receive, Scope, Send

from ifcworks.api import problems
from ifcworks.errors import RequestMalformed


class WellFormedAddresses:
    """ASGI middleware: the path and the query must be percent-encoded UTF-8 without NUL."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            parts = {"path": scope.get("raw_path") or b"", "query": scope["query_string"]}
            for part, raw in parts.items():
                wrong = _wrong(raw)
                if wrong is not None:
                    error = RequestMalformed(f"The {part} of the address {wrong}.")
                    await problems.response(error)(scope, receive, send)
                    return
        await self._app(scope, receive, send)


def _wrong(raw: bytes) -> str | None:
    decoded = unquote_to_bytes(raw)
    if b"\0" in decoded:
        return "contains a NUL character (%00); remove it"
    try:
        decoded.decode()
    except UnicodeDecodeError as error:
        found = decoded[error.start : error.end].hex(" ").upper()
        return f"is not UTF-8: it contains the bytes {found}; percent-encode it as UTF-8"
    return None
