"""Whether the service lives, and whether it can work."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from ifcworks import __version__
from ifcworks.api.access import ServiceDep
from ifcworks.errors import ServiceUnavailable

router = APIRouter(prefix="/health", tags=["health"])


class Live(BaseModel):
    """The service answers."""

    status: str = Field("live", description="Always `live`.")
    version: str = Field(__version__, description="Version of ifcworks.")


class Ready(BaseModel):
    """Whether each part that the service needs can be used."""

    status: str = Field(description="`ready`, or `unavailable` if a part is not.")
    parts: dict[str, str] = Field(description="Each part: `ready`, or what is wrong with it.")
    jobs: dict[str, int] = Field(description="How many jobs are in each state.")


@router.get("/live", summary="Does the service answer?")
def live() -> Live:
    """Answers as long as the process serves requests."""
    return Live()


@router.get(
    "/ready",
    summary="Can the service work?",
    responses={503: {"model": Ready, "description": "A part cannot be used."}},
)
def ready(service: ServiceDep, response: Response) -> Ready:
    """Looks at every part that is needed to take and carry out jobs."""
    parts: dict[str, str] = {}
    jobs: dict[str, int] = {}
    try:
        jobs = service.ledger.counts()
        parts["database"] = "ready"
    except Exception as error:  # whatever the driver raises, the answer is that it cannot be used
        parts["database"] = f"{type(error).__name__}: {error}"
    try:
        service.blobs.check()
        parts["storage"] = "ready"
    except ServiceUnavailable as error:
        parts["storage"] = error.detail
    able = all(state == "ready" for state in parts.values())
    response.status_code = 200 if able else 503
    return Ready(status="ready" if able else "unavailable", parts=parts, jobs=jobs)
