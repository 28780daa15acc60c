"""Read an upload from a request as it streams in: multipart/form-data or the raw body."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from email.message import Message
from typing import Protocol

from anyio import CancelScope
from python_multipart.multipart import parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from ifcworks.api.forms import FormFile
from ifcworks.errors import RequestMalformed
from ifcworks.files.catalog import Project
from ifcworks.files.intake import Intake, Received, Receiving

BATCH = 1024 * 1024

FORM_OVERHEAD = 64 * 1024
"""Bytes that a form may have beside its file."""


class _Reader(Protocol):
    def feed(self, data: bytes) -> None: ...

    def finish(self) -> Received: ...

    def close(self) -> None: ...


async def receive(
    request: Request,
    project: Project,
    intake: Intake,
    name: str | None,
    kind: str | None,
    rename: Callable[[str], str] = lambda given: given,
) -> Received:
    """Take the upload that a request carries.

    Args:
        request: its body is the file, or a form with one file in it.
        project: where the file goes.
        intake: what takes it.
        name: the file's name; if missing, the one that the request or its form gives.
        kind: what it must be; None for what its name promises.
        rename: what a file of this name is called here; may refuse it.

    Raises:
        FileRefused; RequestMalformed: the form cannot be read, or has not exactly one file.
    """
    content_type, options = parse_options_header(request.headers.get("content-type", ""))
    form = content_type == b"multipart/form-data"
    around = FORM_OVERHEAD if form else 0
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit():
        intake.refuse_size(int(length[:20]) - around)

    def begin(given: str) -> Receiving:
        return intake.receive(project, rename(given), kind)

    reader: _Reader
    if form:
        reader = FormFile(options.get(b"boundary", b""), name, begin)
    else:
        reader = _RawFile(await run_in_threadpool(begin, name or _name_of(request)))
    size = 0
    try:
        async for data in batches(request):
            size += len(data)
            intake.refuse_size(size - around)
            await run_in_threadpool(reader.feed, data)
        return await run_in_threadpool(reader.finish)
    except ClientDisconnect:
        raise RequestMalformed(
            "The connection was closed before the whole file had come."
        ) from None
    finally:
        with CancelScope(shield=True):  # a request that is cancelled leaves nothing behind either
            await run_in_threadpool(reader.close)


async def batches(request: Request) -> AsyncIterator[bytes]:
    """The body in parts of about 1 MiB: few hops between threads, little memory.

    What came before the client went away is still handed out.

    Raises:
        ClientDisconnect: the client went away.
    """
    waiting: list[bytes] = []
    size = 0
    gone: ClientDisconnect | None = None
    try:
        async for data in request.stream():
            waiting.append(data)
            size += len(data)
            if size >= BATCH:
                yield b"".join(waiting)
                waiting, size = [], 0
    except ClientDisconnect as error:
        gone = error
    if waiting and size:
        yield b"".join(waiting)
    if gone is not None:
        raise gone


class _RawFile:
    """A file that is the whole body."""

    def __init__(self, receiving: Receiving) -> None:
        self._receiving = receiving

    def feed(self, data: bytes) -> None:
        self._receiving.write(data)

    def finish(self) -> Received:
        return self._receiving.finish()

    def close(self) -> None:
        self._receiving.__exit__(None, None, None)


def _name_of(request: Request) -> str:
    header = Message()
    given = request.headers.get("content-disposition", "attachment")
    with suppress(UnicodeError):
        # Headers are Latin-1 by the book, but clients that write more write UTF-8.
        given = given.encode("latin-1").decode()
    header["Content-Disposition"] = given
    return header.get_filename() or ""
