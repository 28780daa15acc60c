"""Read JSON bodies with care, and say plainly what is wrong with one that cannot be taken."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from email.message import Message
from typing import Any, NoReturn

from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from ifcworks.errors import BodyTooLarge, MediaTypeUnsupported, RequestMalformed
from ifcworks.operations.validation import path

MAX_BYTES = 8 * 2**20
MAX_DEPTH = 64
_QUICK = 64 * 1024
"""Bodies up to this size are parsed at once; a change of thread would cost more."""


class JsonRoute(APIRoute):
    """A route whose body, if it takes one, is JSON (RFC 8259) of bounded size and depth."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with the body read before it runs."""
        handler = super().get_route_handler()
        if self.body_field is None:
            return handler

        async def read_first(request: Request) -> Response:
            return await handler(await _read(request))

        return read_first


class JsonRequest(Request):
    """A request whose JSON body has been read and parsed."""

    def __init__(self, request: Request, text: bytes, value: Any) -> None:
        super().__init__(request.scope, request.receive)
        self._text = text
        self._value = value

    async def body(self) -> bytes:
        """The body as it came."""
        return self._text

    async def json(self) -> Any:
        """Its value."""
        return self._value


async def _read(request: Request) -> Request:
    text = await read_text(request)
    if not text:
        raise RequestMalformed("The request has no body; send a JSON object.")
    _check_type(request)
    return JsonRequest(request, text, await parsed(text))


async def read_text(request: Request) -> bytes:
    """The body of a request, which may be a large JSON document but no file.

    Raises:
        BodyTooLarge; RequestMalformed: the connection was closed.
    """
    text = bytearray()
    try:
        async for data in request.stream():
            text += data
            if len(text) > MAX_BYTES:
                raise BodyTooLarge(
                    f"The body is larger than the {MAX_BYTES // 2**20} MiB that a JSON body may "
                    "have. Send files with POST /api/v1/projects/{project}/files.",
                    limit=MAX_BYTES,
                )
    except ClientDisconnect:
        raise RequestMalformed(
            "The connection was closed before the whole body had come."
        ) from None
    return bytes(text)


async def parsed(text: bytes) -> Any:
    """As ``parse``, without holding up other requests where the text is long."""
    return parse(text) if len(text) <= _QUICK else await run_in_threadpool(parse, text)


def _check_type(request: Request) -> None:
    coding = request.headers.get("content-encoding", "identity").lower()
    if coding != "identity":
        raise MediaTypeUnsupported(
            f"A body with the Content-Encoding {coding} is not taken here; send it plain."
        )
    given = request.headers.get("content-type", "")
    parsed = Message()
    parsed["Content-Type"] = given
    subtype = parsed.get_content_subtype()
    if parsed.get_content_maintype() != "application" or not (
        subtype == "json" or subtype.endswith("+json")
    ):
        found = f"this one says '{given}'" if given else "this one names none"
        raise MediaTypeUnsupported(
            f"The body must have the Content-Type application/json, but {found}."
        )


def parse(body: bytes) -> Any:
    """The value of a JSON body.

    Raises:
        RequestMalformed: it is not JSON, nests too deep, or has text or numbers in it that
            cannot be kept: lone surrogates, NUL, NaN, numbers beyond all range.
    """
    try:
        value = json.loads(
            body.decode("utf-8-sig"), parse_constant=_no_constant, parse_float=_finite
        )
    except UnicodeDecodeError as error:
        raise RequestMalformed(
            f"The body is not UTF-8, which JSON must be: byte {error.start} is "
            f"0x{body[error.start]:02X}."
        ) from None
    except json.JSONDecodeError as error:
        raise RequestMalformed(
            f"The body is not valid JSON: {error.msg} (line {error.lineno}, column {error.colno})."
        ) from None
    except RecursionError:
        _too_deep()
    except _NotJson as error:
        raise RequestMalformed(f"The body is not valid JSON: {error}.") from None
    except ValueError:  # what Python says to an endless integer speaks of Python
        raise RequestMalformed("The body has a number with more digits than can be read.") from None
    try:
        _check(value, 1)
    except _Unfit as unfit:
        place = path(tuple(reversed(unfit.place)))
        raise RequestMalformed(
            f"The body cannot be taken{' at ' + place[:200] if place else ''}: {unfit}."
        ) from None
    return value


class _NotJson(Exception):
    """What Python would read, but JSON does not know."""


def _no_constant(text: str) -> NoReturn:
    raise _NotJson(f"{text} is not a number that JSON knows")


def _finite(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise _NotJson(f"the number {text[:40]} is too large")
    return value


class _Unfit(Exception):
    """A part that cannot be taken; its place is gathered on the way up."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.place: list[str | int] = []


def _check(value: Any, depth: int) -> None:
    if isinstance(value, str):
        _check_text(value)
        return
    items: Any
    if isinstance(value, dict):
        for key in value:
            _check_text(key)
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    else:
        return
    if depth > MAX_DEPTH:
        _too_deep()
    for place, item in items:
        try:
            _check(item, depth + 1)
        except _Unfit as unfit:
            unfit.place.append(place)
            raise


def _check_text(text: str) -> None:
    # PostgreSQL keeps neither, and a lone surrogate is no character (RFC 8259, section 8.2).
    if "\0" in text:
        raise _Unfit("the text contains a NUL character (\\u0000); remove it")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise _Unfit(
                f"the text contains half of a character (\\u{ord(text[error.start]):04x}, a lone "
                "surrogate); remove it"
            ) from None


def _too_deep() -> NoReturn:
    raise RequestMalformed(f"The body nests deeper than {MAX_DEPTH} levels.") from None
