"""Every error as an RFC 9457 problem (``application/problem+json``)."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import structlog
from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ifcworks.errors import (
    FileTooLarge,
    IfcworksError,
    InternalError,
    MethodNotAllowed,
    NotFound,
    ParametersInvalid,
    RequestMalformed,
)
from ifcworks.operations.validation import path

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"
_BY_STATUS: dict[int, type[IfcworksError]] = {
    404: NotFound,
    405: MethodNotAllowed,
    413: FileTooLarge,
}


class Problem(BaseModel):
    """An error as RFC 9457 says, with a stable ``code``; further members by code."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="Address of the page that explains the code.")
    title: str = Field(description="What kind of problem it is.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What was wrong, where, and what to do.")
    code: str = Field(description="The stable code to branch on.")


def documented(*errors: type[IfcworksError]) -> dict[int | str, dict[str, Any]]:
    """The ``responses`` of a route: which problems it may answer.

    Every route may also answer ``request-malformed`` and, for parameters of the address, query or
    body, ``parameters-invalid``.
    """
    by_status: dict[int, list[type[IfcworksError]]] = {}
    always: tuple[type[IfcworksError], ...] = (RequestMalformed, ParametersInvalid)
    for error in (*always, *errors):
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
    # ASCII only: what a client sent may be quoted here, and need not be valid Unicode.
    return Response(
        json.dumps(jsonable_encoder(error.problem())),
        status_code=error.status,
        media_type=MEDIA_TYPE,
        headers=dict(error.headers),
    )


async def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, IfcworksError)
    return response(error)


async def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        reason = first.get("ctx", {}).get("error", "")
        return response(RequestMalformed(f"The body is not valid JSON: {reason}."))
    found = [{"where": path(tuple(item["loc"])), "what": item["msg"]} for item in error.errors()]
    listed = "; ".join(f"{item['where']}: {item['what']}" for item in found)
    return response(ParametersInvalid(f"The request is not valid. {listed}.", errors=found))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    kind = _BY_STATUS.get(error.status_code)
    if kind is NotFound:
        known: IfcworksError = NotFound(f"There is nothing at {request.url.path}; see /docs.")
    elif kind is MethodNotAllowed:
        known = MethodNotAllowed(
            f"{request.url.path} does not take {request.method}; see /docs.",
        )
        known.headers = dict(error.headers or {})
    elif kind is not None:
        known = kind(str(error.detail))
    elif error.status_code < 500:
        known = RequestMalformed(str(error.detail))
    else:
        known = InternalError(str(error.detail))
    return response(known)


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
    app.add_exception_handler(Exception, _unknown)
