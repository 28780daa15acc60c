"""Read an upload from a request as it streams in: multipart/form-data or the raw body."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from email.message import Message

from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from ifcworks.errors import IfcworksError, RequestMalformed
from ifcworks.files.intake import Received, Receiving

BATCH = 1024 * 1024
DRAIN = 256 * 1024 * 1024

Begin = Callable[[str], Receiving]


async def receive(request: Request, name: str | None, begin: Begin) -> Received:
    """Take the upload that a request carries.

    Args:
        request: its body is the file, or a form with one file in it.
        name: the file's name; if missing, the one that the request or its form gives.
        begin: starts an upload under a name.

    Raises:
        FileRefused; RequestMalformed: the form cannot be read, or has not exactly one file.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    try:
        if kind == b"multipart/form-data":
            return await _multipart(request, options.get(b"boundary", b""), name, begin)
        with begin(name or _name_of(request)) as receiving:
            async for data in _batches(request):
                await run_in_threadpool(receiving.write, data)
            return await run_in_threadpool(receiving.finish)
    except ClientDisconnect:
        raise RequestMalformed(
            "The connection was closed before the whole file had come."
        ) from None
    except IfcworksError:
        await _drain(request)
        raise


def _name_of(request: Request) -> str:
    header = Message()
    header["Content-Disposition"] = request.headers.get("content-disposition", "attachment")
    return header.get_filename() or ""


async def _batches(request: Request) -> AsyncIterator[bytes]:
    """The body in parts of about 1 MiB: few hops between threads, little memory."""
    waiting = bytearray()
    async for data in request.stream():
        waiting += data
        if len(waiting) >= BATCH:
            yield bytes(waiting)
            waiting.clear()
    if waiting:
        yield bytes(waiting)


async def _drain(request: Request) -> None:
    """Read on for a while, because clients look at the answer only when all has been sent."""
    left = DRAIN
    try:
        async for data in request.stream():
            left -= len(data)
            if left < 0:
                return
    except (ClientDisconnect, RuntimeError):
        return  # gone, or read to the end already


async def _multipart(request: Request, boundary: bytes, name: str | None, begin: Begin) -> Received:
    form = _Form(boundary, name, begin)
    try:
        async for data in _batches(request):
            await run_in_threadpool(form.feed, data)
        return await run_in_threadpool(form.finish)
    finally:
        await run_in_threadpool(form.close)


class _Form:
    """The one file of a form, handed on while the form is read; other fields are passed over."""

    def __init__(self, boundary: bytes, name: str | None, begin: Begin) -> None:
        if not boundary:
            raise RequestMalformed("The multipart form names no boundary in its Content-Type.")
        self._name = name
        self._begin = begin
        self._receiving: Receiving | None = None
        self._inside = False
        self._complete = False
        self._header = (b"", b"")
        self._disposition = b""
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._part_begin,
                    "on_header_field": self._header_field,
                    "on_header_value": self._header_value,
                    "on_header_end": self._header_end,
                    "on_headers_finished": self._headers_finished,
                    "on_part_data": self._part_data,
                    "on_part_end": self._part_end,
                    "on_end": self._end,
                },
            )
        except ValueError as error:
            raise RequestMalformed(f"The multipart form cannot be read: {error}") from None

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the form."""
        try:
            self._parser.write(data)
        except ValueError as error:
            raise RequestMalformed(f"The multipart form cannot be read: {error}") from None

    def finish(self) -> Received:
        """The file, when the whole form has come."""
        if not self._complete:
            raise RequestMalformed("The multipart form ends before its last boundary.")
        if self._receiving is None:
            raise RequestMalformed(
                "The multipart form has no file in it; send one, for example with "
                "curl -F file=@model.ifc."
            )
        return self._receiving.finish()

    def close(self) -> None:
        """Leave nothing behind of what was not finished."""
        if self._receiving is not None:
            self._receiving.__exit__(None, None, None)

    def _part_begin(self) -> None:
        self._disposition = b""
        self._header = (b"", b"")

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header = (self._header[0] + data[start:end], self._header[1])

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._header = (self._header[0], self._header[1] + data[start:end])

    def _header_end(self) -> None:
        if self._header[0].lower() == b"content-disposition":
            self._disposition = self._header[1]
        self._header = (b"", b"")

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._inside = b"filename" in options
        if not self._inside:
            return
        if self._receiving is not None:
            raise RequestMalformed(
                "The multipart form has more than one file; send each in a request of its own."
            )
        name = self._name or options[b"filename"].decode("utf-8", "replace")
        self._receiving = self._begin(name)

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._inside and self._receiving is not None:
            self._receiving.write(data[start:end])

    def _part_end(self) -> None:
        self._inside = False

    def _end(self) -> None:
        self._complete = True
