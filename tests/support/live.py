"""A real HTTP server in a thread of the test's own process, so that tests can look inside."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from ifcworks.api.app import create_app
from ifcworks.settings import Settings
from ifcworks.wiring import Service, connect
from support.services import PATIENCE, wait_until


@contextmanager
def live(settings: Settings) -> Iterator[tuple[str, Service]]:
    """The address of a running server, and the service behind it."""
    service = connect(settings)
    config = uvicorn.Config(
        create_app(service), log_level="warning", lifespan="on", timeout_graceful_shutdown=2
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            wait_until(lambda: server.started or not thread.is_alive())
            assert server.started
            yield f"http://127.0.0.1:{listener.getsockname()[1]}", service
        finally:
            server.should_exit = True
            thread.join(PATIENCE)
            assert not thread.is_alive()
