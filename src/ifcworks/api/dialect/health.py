"""Whether the service can work, in the parts that clients of ifcpipeline know."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from ifcworks.api.access import ServiceDep
from ifcworks.api.dialect.routing import DialectRoute
from ifcworks.errors import ServiceUnavailable
from ifcworks.wiring import Service

_HEALTHY = "healthy"


def router() -> APIRouter:
    """The route; no key is needed for it."""
    routes = APIRouter(route_class=DialectRoute)

    @routes.head("/health")
    @routes.get("/health")
    def health(service: ServiceDep, response: Response) -> dict[str, Any]:
        ledger, storage = _ledger(service), _storage(service)
        # The ledger is the queue, so that it stands for the broker that clients expect.
        services = {"api-gateway": _HEALTHY, "redis": ledger, "storage": storage}
        queues = {operation.queue for operation in service.registry} | {"ifcfast"}
        services |= {f"{queue}_queue": ledger for queue in sorted(queues)}
        status = _HEALTHY if ledger == storage == _HEALTHY else "degraded"
        if ledger != _HEALTHY:
            status = "unhealthy"
            response.status_code = 503
        return {"status": status, "services": services}

    return routes


def _ledger(service: Service) -> str:
    try:
        service.ledger.counts()
    except Exception as error:  # whatever the driver raises, the answer is that it cannot be used
        return f"unhealthy ({type(error).__name__})"
    return _HEALTHY


def _storage(service: Service) -> str:
    try:
        service.blobs.check()
    except ServiceUnavailable as error:
        return f"unhealthy ({error.detail})"
    return _HEALTHY
