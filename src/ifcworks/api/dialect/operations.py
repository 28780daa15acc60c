"""The routes of the dialect that ask for jobs, one for each translation."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Response
from fastapi.params import Depends as DependsParam
from starlette.concurrency import run_in_threadpool

from ifcworks.api.access import ServiceDep
from ifcworks.api.dialect.asked import Asked, AskedJobs
from ifcworks.api.dialect.routing import DialectRoute
from ifcworks.api.dialect.store import Inputs, Store
from ifcworks.api.dialect.translations import fast, patch
from ifcworks.api.dialect.translations.all import TRANSLATIONS
from ifcworks.api.dialect.translations.base import DialectRequest, Translation
from ifcworks.wiring import Service

Prefer = Annotated[str | None, Header()]
Async = Annotated[bool, Query(alias="async")]


def router(dependencies: list[DependsParam]) -> APIRouter:
    """The routes of all translations."""
    routes = APIRouter(route_class=DialectRoute, dependencies=dependencies)
    for translation in TRANSLATIONS.values():
        _add(routes, translation)

    @routes.post("/patch/recipes/list")
    def list_recipes(body: patch.RecipesRequest, service: ServiceDep) -> dict[str, Any]:
        return patch.listed(body, service.settings.recipes)

    @routes.get("/ifcfast/operations")
    def ifcfast_operations() -> dict[str, Any]:
        return {
            "operations": fast.OPERATIONS,
            "data_layers": [],
            "traverse_ops": [],
            "output_formats": list(fast.FORMATS),
        }

    return routes


def _add(routes: APIRouter, translation: Translation[Any]) -> None:
    async def request_job(
        body: DialectRequest,
        service: ServiceDep,
        response: Response,
        prefer: Prefer = None,
        asynchronous: Async = False,
    ) -> dict[str, Any]:
        answer = await run_in_threadpool(_enter, service, translation, body)
        if asynchronous or "respond-async" in (prefer or "").lower():
            # Clients of ifcpipeline expect 200; who knows HTTP better may ask for what fits.
            response.status_code = 202
            response.headers["Location"] = f"/jobs/{answer['job_id']}/status"
            if not asynchronous:
                response.headers["Preference-Applied"] = "respond-async"
        return answer

    request_job.__annotations__["body"] = translation.request
    routes.post(translation.route, name=f"dialect{translation.route}")(request_job)


def _enter(
    service: Service, translation: Translation[Any], request: DialectRequest
) -> dict[str, Any]:
    store = Store(service)
    plan = translation.plan(request, Inputs(store, request.pins))
    notes = list(plan.notes)
    if strangers := request.strangers():
        unknown = ", ".join(sorted(strangers)[:20])
        notes.append(f"Not known here, so ignored: {unknown[:500]}.")
    saves = {artifact: path.file_name for artifact, path in plan.outputs.items()}
    job = service.jobs.submit(store.project, plan.operation, plan.parameters, saves=saves)
    asked = Asked(
        translation.route,
        next(iter(saves), None),
        request.model_dump(mode="json", exclude=set(request.model_extra or ())),
        notes,
    )
    AskedJobs(service.database).keep(job.id, asked)
    return {"job_id": job.id, **translation.echo(request)}
