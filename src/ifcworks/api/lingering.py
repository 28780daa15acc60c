"""Let clients that are still sending read the answer that refuses what they send.

A server that closes a connection with unread bytes resets it, and a client that only looks at the
answer after its last byte then sees a broken connection instead of the problem. So an error is
answered at once, for those who listen while they send, and the rest of the body is read and thrown
away for a while, as nginx does (``lingering_close``).
"""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOTAL_SECONDS = 60.0
IDLE_SECONDS = 5.0


class Lingering:
    """ASGI middleware: after an error, read on before the response is brought to its end."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name for name, _ in scope["headers"]}
        unread = bool(headers & {b"content-length", b"transfer-encoding"})
        # Who waits for "100 Continue" sends nothing after an error; receiving would ask for it.
        waits = b"expect" in headers
        status = 0

        async def watched_receive() -> Message:
            nonlocal unread, waits
            waits = False
            message = await receive()
            if message["type"] != "http.request" or not message.get("more_body", False):
                unread = False
            return message

        async def lingering_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            elif status >= 400 and unread and not waits and not message.get("more_body", False):
                await send({**message, "more_body": True})
                await _read_on(receive)
                message = {"type": "http.response.body", "body": b"", "more_body": False}
            await send(message)

        await self._app(scope, watched_receive, lingering_send)


async def _read_on(receive: Receive) -> None:
    try:
        async with asyncio.timeout(TOTAL_SECONDS):
            while True:
                async with asyncio.timeout(IDLE_SECONDS):
                    message = await receive()
                if message["type"] != "http.request" or not message.get("more_body", False):
                    return
    except TimeoutError:
        return
