"""Every error as an RFC 9457 problem (``application/problem+json``)."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
import structlog
from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import compile_path

from ifcworks.errors import (
    BodyTooLarge,
    IfcworksError,
    InternalError,
    MediaTypeUnsupported,
    MethodNotAllowed,
    NotFound,
    ParametersInvalid,
    RequestMalformed,
    ServiceUnavailable,
)
from ifcworks.operations.validation import path

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 5
_BY_STATUS: dict[int, type[IfcworksError]] = {413: BodyTooLarge, 415: MediaTypeUnsupported}


class Wrong(BaseModel):
    """One parameter that is not valid."""

    model_config = ConfigDict(extra="allow")

    where: str = Field(description="The path to the parameter; empty for the whole.")
    what: str = Field(description="What is wrong with it.")


class Problem(BaseModel):
    """An error as RFC 9457 says, with a stable ``code``; further members by code."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {
                    "type": "/problems/file-truncated",
                    "title": "File is truncated",
                    "status": 422,
                    "detail": "The IFC file is not whole: it ends without END-ISO-10303-21;, so "
                    "a part of the model is missing.",
                    "code": "file-truncated",
                }
            ]
        },
    )

    type: str = Field(description="Address of the page that explains the code.")
    title: str = Field(description="What kind of problem it is.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What was wrong, where, and what to do.")
    code: str = Field(description="The stable code to branch on.")
    errors: list[Wrong] = Field(
        default_factory=list, description="With `parameters-invalid`: each parameter in question."
    )


def documented(*errors: type[IfcworksError]) -> dict[int | str, dict[str, Any]]:
    """The ``responses`` of a route: which problems it may answer.

    Every route may also answer ``request-malformed`` and, where it takes parameters at all,
    ``parameters-invalid``.
    """
    by_status: dict[int, list[type[IfcworksError]]] = {}
    always: tuple[type[IfcworksError], ...] = (RequestMalformed, ParametersInvalid)
    for error in dict.fromkeys((*always, *errors)):
        by_status.setdefault(error.status, []).append(error)
    return {
        status: {
            "description": "; ".join(f"`{e.code}`: {e.title}" for e in listed),
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, listed in sorted(by_status.items())
    }


def response(error: IfcworksError) -> Response:
    """The HTTP response that tells of an error."""
    headers = dict(error.headers)
    if error.status == 503:
        headers.setdefault("Retry-After", str(RETRY_SECONDS))
    # ASCII only: what a client sent may be quoted here, and need not be valid Unicode.
    return Response(
        json.dumps(jsonable_encoder(error.problem())),
        status_code=error.status,
        media_type=MEDIA_TYPE,
        headers=headers,
    )


async def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, IfcworksError)
    if error.status >= 500:
        log.warning("request refused", path=request.url.path, code=error.code, detail=error.detail)
    return response(error)


async def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = [
        {"where": path(tuple(item["loc"])), "what": str(item["msg"])} for item in error.errors()
    ]
    listed = "; ".join(f"{item['where']}: {item['what']}" for item in found)
    return response(ParametersInvalid(f"The request is not valid. {listed}.", errors=found))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    here = request.url.path[:200]
    if error.status_code == 404:
        known: IfcworksError = NotFound(f"There is nothing at {here}; see /docs.")
    elif error.status_code == 405:
        allowed = _allowed(request)
        known = MethodNotAllowed(f"{here} does not take {request.method}, but {allowed}.")
        known.headers = {"Allow": allowed}
    elif error.status_code < 500:
        known = _BY_STATUS.get(error.status_code, RequestMalformed)(f"{error.detail}.")
    else:
        known = InternalError(f"{error.detail}.")
    return response(known)


def _allowed(request: Request) -> str:
    """The methods of all routes at this address; the router knows only those of the first."""
    here = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    allowed: set[str] = set()
    for route in iter_route_contexts(request.app.routes):
        if route.path is not None and compile_path(route.path)[0].match(here):
            allowed |= route.methods or set()
    return ", ".join(sorted(allowed))


async def _database(request: Request, error: Exception) -> Response:
    log.error("database failed", path=request.url.path, exc_info=error)
    return response(
        ServiceUnavailable("The database of the service does not answer; try again soon.")
    )


async def _unknown(request: Request, error: Exception) -> Response:
    reference = str(uuid4())
    log.error("request failed", path=request.url.path, reference=reference, exc_info=error)
    return response(
        InternalError(
            "Something went wrong inside ifcworks. The service's log has the details under "
            f"reference {reference}.",
            reference=reference,
        )
    )


def install(app: FastAPI) -> None:
    """Have the application answer every error as a problem."""
    app.add_exception_handler(IfcworksError, _known)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(sa.exc.OperationalError, _database)
    app.add_exception_handler(Exception, _unknown)
