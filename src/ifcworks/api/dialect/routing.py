"""Routes of the dialect: lenient with what comes in, and errors as ``{"detail": …}``."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Any
from uuid import uuid4

import structlog
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ifcworks.api.json_bodies import JsonRequest, parsed, read_text
from ifcworks.api.problems import RETRY_SECONDS
from ifcworks.errors import IfcworksError

log = structlog.get_logger()


class DialectRoute(APIRoute):
    """A route whose body, if it has one, is JSON whatever its Content-Type says; none means {}."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with the body read before it and errors told as ifcpipeline tells them."""
        handler = super().get_route_handler()

        async def told(request: Request) -> Response:
            try:
                if self.body_field is not None:
                    request = await _with_json(request)
                return await handler(request)
            except RequestValidationError as error:
                return _refused(422, [_wrong(item) for item in error.errors()])
            except HTTPException as error:
                return _refused(error.status_code, error.detail, error.headers)
            except IfcworksError as error:
                return refused(request, error)
            except Exception as error:
                reference = str(uuid4())
                log.error(
                    "request failed", path=request.url.path, reference=reference, exc_info=error
                )
                return _refused(
                    500,
                    "Something went wrong inside ifcworks. The service's log has the details under "
                    f"reference {reference}.",
                )

        return told


def refused(request: Request, error: IfcworksError) -> Response:
    """The response that tells of an error."""
    headers = dict(error.headers)
    if error.status == 503:
        headers.setdefault("Retry-After", str(RETRY_SECONDS))
    if error.status >= 500:
        log.warning("request refused", path=request.url.path, code=error.code, detail=error.detail)
    return _refused(error.status, error.detail, headers)


def _refused(status: int, detail: Any, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse({"detail": detail}, status, headers)


def _wrong(item: dict[str, Any]) -> Any:
    return jsonable_encoder({name: item.get(name) for name in ("type", "loc", "msg", "input")})


async def _with_json(request: Request) -> Request:
    text = await read_text(request) or b"{}"
    value = await parsed(text)
    headers = [item for item in request.scope["headers"] if item[0] != b"content-type"]
    scope = {**request.scope, "headers": [*headers, (b"content-type", b"application/json")]}
    return JsonRequest(Request(scope, request.receive), text, value)
