"""The web server around the application: its address, its log, its start and its end."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from types import FrameType
from typing import Any

import structlog
import uvicorn

from ifcworks.api.app import create_app
from ifcworks.errors import ServiceUnavailable, StorageUnavailable
from ifcworks.settings import Settings
from ifcworks.telemetry import logs
from ifcworks.wiring import Service, connect

GRACE_SECONDS = 3
"""How long requests may still take after a wish to stop. Event streams end by themselves."""

_CUT_OFF = "ASGI callable returned without completing response."
"""What uvicorn says of each event stream that ends because the service does."""

_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]


def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT.

    Raises:
        IfcworksError: the service cannot start, and why.
    """
    logs.configure(settings.log_format, settings.log_level)
    listener = _listen(settings.host, settings.port)
    with listener:
        app = _Application(create_app(_connect(settings)))
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="on",
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        server = _Server(config, _address(listener))

        def end(number: int, frame: FrameType | None) -> None:
            # Heard before uvicorn listens to signals itself, and after, when it raises them again.
            server.should_exit = True

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, end)
        _log_through_structlog(
            lambda line: app.failure is not None or (server.should_exit and line == _CUT_OFF)
        )
        try:
            server.run(sockets=[listener])
        except SystemExit:
            if app.failure is not None:
                raise app.failure from None
            raise


class _Server(uvicorn.Server):
    """Says where it serves once it does."""

    def __init__(self, config: uvicorn.Config, address: str) -> None:
        super().__init__(config)
        self._address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.should_exit:
            sys.stdout.write(f"ifcworks is ready on {self._address}\n")
            sys.stdout.write(f"Documentation of the API: {self._address}/docs\n")
            sys.stdout.flush()


class _Application:
    """The application; keeps why it could not start, to be told plainly rather than as a trace."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.failure: Exception | None = None

    async def __call__(self, scope: _Message, receive: _Receive, send: _Send) -> None:
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return

        async def without_trace(message: _Message) -> None:
            await send({"type": message["type"]})

        try:
            await self._app(scope, receive, without_trace)
        except Exception as error:
            self.failure = error
            raise


def _connect(settings: Settings) -> Service:
    try:
        return connect(settings)
    except OSError as error:
        raise StorageUnavailable(
            f"The data folder '{settings.data}' cannot be used: {error.strerror}. "
            "Choose another with --data."
        ) from error


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=2048)
        # Connections inherit this. Without it each answer, written in two parts, waits 40 ms for
        # the client's delayed acknowledgement of the first.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except OSError as error:
        raise ServiceUnavailable(
            f"Port {port} on {host} cannot be used: {_reason(error)}. "
            "Choose another with --port; 0 takes any free one."
        ) from None


def _reason(error: OSError) -> str:
    """Why, without the address that asyncio and socket repeat in the text."""
    known = error.errno is not None and error.errno > 0  # failed look-ups of names count downwards
    return os.strerror(error.errno) if known and error.errno else str(error.strerror or error)


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # no address to go to
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _ToStructlog(logging.Handler):
    """Hands what uvicorn logs on to our log, but for what is told otherwise."""

    def __init__(self, untold: Callable[[str], bool]) -> None:
        super().__init__()
        self._untold = untold

    def emit(self, record: logging.LogRecord) -> None:
        if self._untold(record.getMessage()):
            return
        error = record.exc_info if record.exc_info and record.exc_info[0] else None
        structlog.get_logger().log(record.levelno, record.getMessage(), exc_info=error)


def _log_through_structlog(untold: Callable[[str], bool]) -> None:
    for name in ("uvicorn", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.WARNING)
        logger.handlers = []
        logger.propagate = name != "uvicorn"
    logging.getLogger("uvicorn").addHandler(_ToStructlog(untold))
