"""The web application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from fastapi_offline import FastAPIOffline
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from ifcworks import __version__
from ifcworks.api import openapi, problems
from ifcworks.api.addresses import WellFormedAddresses
from ifcworks.api.dialect import router as dialect
from ifcworks.api.lingering import Lingering
from ifcworks.api.routes import (
    clashes,
    elements,
    explanations,
    files,
    health,
    jobs,
    models,
    operations,
    projects,
    query,
    recipes,
    results,
    uploads,
)
from ifcworks.api.tus import MethodOverride
from ifcworks.wiring import Service

log = structlog.get_logger()

SWEEP_SECONDS = 600

_ABOUT = """IFC building models in, answers out.

Upload a model, request a job of an operation, follow it, fetch its result and artifacts:

1. `POST /api/v1/projects/default/files?name=house.ifc` with the model as the body;
2. `POST /api/v1/operations/inspect/jobs` with `{"parameters": {"model": "house.ifc"}}`;
3. `GET /api/v1/jobs/{id}/events`, or ask `GET /api/v1/jobs/{id}` from time to time;
4. `GET /api/v1/jobs/{id}/result` and `GET /api/v1/jobs/{id}/artifacts`.

Every error is an [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) problem with a stable `code`,
explained under `/problems`. Beside those that a route lists, any request may be answered with
`not-found`, `method-not-allowed`, `service-unavailable` or `internal-error`.
"""


def create_app(service: Service) -> FastAPI:
    """The application over a connected service, which it starts and stops."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(service.start)
        sweeping = asyncio.create_task(_sweep(service))
        try:
            yield
        finally:
            sweeping.cancel()
            await run_in_threadpool(service.stop)

    app = FastAPIOffline(
        redoc_url=None,
        title="ifcworks",
        version=__version__,
        description=_ABOUT,
        lifespan=lifespan,
        generate_unique_id_function=_operation_id,
        # A redirect would have large bodies sent twice.
        redirect_slashes=False,
    )
    app.state.service = service
    problems.install(app)
    app.add_middleware(MethodOverride)
    app.add_middleware(WellFormedAddresses)
    app.add_middleware(Lingering)
    api = APIRouter(prefix="/api/v1")
    api.include_router(projects.router)
    api.include_router(files.router)
    api.include_router(models.router)
    api.include_router(elements.router)
    api.include_router(query.router)
    api.include_router(uploads.router)
    api.include_router(operations.router(service.registry))
    api.include_router(recipes.router)
    api.include_router(jobs.router)
    api.include_router(results.router)
    api.include_router(clashes.router)
    app.include_router(api)
    app.include_router(health.router)
    app.include_router(explanations.router)

    @app.get("/", include_in_schema=False)
    def front() -> RedirectResponse:
        return RedirectResponse("/docs")

    if service.settings.dialect:
        app.include_router(dialect.router())

    app.openapi = lambda: openapi.document(app, service.registry)  # type: ignore[method-assign]
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name


async def _sweep(service: Service) -> None:
    """Remove, from time to time, what resumable uploads left that nobody went on with."""
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        try:
            await run_in_threadpool(service.uploads.sweep)
        except Exception:  # the storage may be away; the next round finds the same
            log.exception("uploads could not be swept")
