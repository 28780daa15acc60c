"""The web application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from ifcworks import __version__
from ifcworks.api import problems
from ifcworks.api.routes import explanations, files, health, jobs, operations, projects
from ifcworks.wiring import Service

_ABOUT = """IFC building models in, answers out.

Upload a model, request a job of an operation, follow it, fetch its result and artifacts.
Every error is an [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) problem with a stable `code`,
explained under `/problems`.
"""


def create_app(service: Service) -> FastAPI:
    """The application over a connected service, which it starts and stops."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(service.start)
        try:
            yield
        finally:
            await run_in_threadpool(service.stop)

    app = FastAPI(title="ifcworks", version=__version__, description=_ABOUT, lifespan=lifespan)
    app.state.service = service
    problems.install(app)
    api = APIRouter(prefix="/api/v1")
    api.include_router(projects.router)
    api.include_router(files.router)
    api.include_router(operations.router(service.registry))
    api.include_router(jobs.router)
    app.include_router(api)
    app.include_router(health.router)
    app.include_router(explanations.router)

    @app.get("/", include_in_schema=False)
    def front() -> RedirectResponse:
        return RedirectResponse("/docs")

    app.openapi = lambda: _openapi(app, service)  # type: ignore[method-assign]
    return app


def _openapi(app: FastAPI, service: Service) -> dict[str, Any]:
    """The OpenAPI document, with each operation's own schema where its parameters go."""
    if app.openapi_schema is not None:
        return app.openapi_schema
    document = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    schemas = document["components"]["schemas"]
    schemas["Problem"] = problems.Problem.model_json_schema()
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    general = schemas.pop("JobRequest")
    for operation in service.registry:
        schema = operation.params.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(schema.pop("$defs", {}))
        name = operation.params.__name__
        schemas[name] = schema
        request = {**general, "title": f"{name}Request"}
        parameters = {"$ref": f"#/components/schemas/{name}"}
        request["properties"] = {**general["properties"], "parameters": parameters}
        if schema.get("required"):
            request["required"] = ["parameters"]
        schemas[f"{name}Request"] = request
        route = document["paths"][f"/api/v1/operations/{operation.name}/jobs"]["post"]
        route["requestBody"]["content"]["application/json"]["schema"] = {
            "$ref": f"#/components/schemas/{name}Request"
        }
    app.openapi_schema = document
    return document
