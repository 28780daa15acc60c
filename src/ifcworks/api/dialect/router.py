"""All routes of the dialect."""

from __future__ import annotations

from fastapi import APIRouter

from ifcworks.api.access import ADMITTED
from ifcworks.api.dialect import files, health, jobs, lineage, links, operations


def router() -> APIRouter:
    """The routes, to be added last: one of them takes any address that looks like a token.

    They stand in no OpenAPI document: they take more than they should, as those do that they
    stand in for, and ``docs/ifcpipeline.md`` describes them.
    """
    routes = APIRouter(include_in_schema=False)
    keyed = [ADMITTED]
    routes.include_router(health.router())
    routes.include_router(files.router(keyed))
    routes.include_router(links.router(keyed))
    routes.include_router(operations.router(keyed))
    routes.include_router(jobs.router(keyed))
    routes.include_router(lineage.router(keyed))
    routes.include_router(links.open_router())
    return routes
