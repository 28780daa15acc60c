"""Clashes of a project through all runs, and what people say of them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from ifcworks.api import paging
from ifcworks.api.access import ProjectDep, ServiceDep
from ifcworks.api.json_bodies import JsonRoute
from ifcworks.api.problems import documented
from ifcworks.errors import BodyTooLarge, ClashNotFound, MediaTypeUnsupported, ProjectNotFound
from ifcworks.results.clash_history import State, Status
from ifcworks.results.clashes import Change, Clash, Search

router = APIRouter(prefix="/projects/{project}", tags=["clashes"], route_class=JsonRoute)

ClashId = Annotated[str, Path(max_length=36, description="Id of the clash.")]
_Text = Annotated[str, Field(max_length=2000)] | None
_Word = Annotated[str, Field(max_length=255)] | None


class ClashSetOut(BaseModel):
    """A clash set that has been run."""

    name: str = Field(description="Name of the clash set.")
    runs: int = Field(description="How often it has been run.")
    last_result_id: int = Field(description="Number of its newest run in clash_results.")
    last_run_at: datetime = Field(description="When that ended.")
    not_judged: int = Field(
        description="How many clashes are there as far as is known, but the newest run has not "
        "judged them: it did not ask for such, or could not test their elements."
    )
    states: dict[str, int] = Field(description="How many clashes are in each state.")
    statuses: dict[str, int] = Field(
        description="How many of those that are there, new or persistent, have each status."
    )


class EventOut(BaseModel):
    """Something that happened to a clash."""

    what: str = Field(description="state (by a run), status, reason, assignee or comment.")
    old: str | None = Field(description="What it was before.")
    new: str | None = Field(description="What it is since.")
    result_id: int | None = Field(description="The run, in clash_results.")
    author: str | None = Field(description="Who said so.")
    created_at: datetime = Field(description="When.")


class ClashOut(BaseModel):
    """Two elements in each other's way, through all runs of a clash set."""

    id: str = Field(description="The same in every run and version.")
    clash_set_name: str = Field(description="Name of the clash set.")
    a_global_id: str = Field(description="GlobalId of the one element, the first in order.")
    b_global_id: str = Field(description="GlobalId of the other.")
    state: State = Field(description="What the runs say: new, persistent, resolved …")
    status: Status = Field(description="What people say.")
    reason: str | None = Field(description="Why it is approved or ignored.")
    assignee: str | None = Field(description="Who it is assigned to.")
    data: dict[str, Any] = Field(description="The clash as it was found last.")
    first_result_id: int = Field(description="The run that found it first, in clash_results.")
    last_result_id: int = Field(description="The run that found it last.")
    changed_at: datetime = Field(description="When state or status changed last.")

    @classmethod
    def of(cls, clash: Clash) -> ClashOut:
        """What the API says of a clash."""
        return cls(**{name: getattr(clash, name) for name in cls.model_fields})


class ClashWithEvents(ClashOut):
    """A clash with all that happened to it."""

    events: list[EventOut] = Field(description="What happened to it, the first first.")

    @classmethod
    def of(cls, clash: Clash) -> ClashWithEvents:
        """What the API says of a clash and its events."""
        values = {name: getattr(clash, name) for name in cls.model_fields if name != "events"}
        return cls(**values, events=[EventOut(**vars(event)) for event in clash.events])


class ClashChange(BaseModel):
    """What a person says of a clash. What is not given, or null, stays."""

    model_config = ConfigDict(extra="forbid", strict=True)

    status: Annotated[Status, Field(strict=False)] | None = Field(
        None, description="open, reviewed, approved or ignored."
    )
    reason: _Text = Field(None, description="Why; needed with approved. Empty for none.")
    assignee: _Word = Field(None, description="Who is to see to it. Empty for nobody.")
    comment: _Text = Field(None, description="A comment, added to those before.")
    author: _Word = Field(None, description="Who says so.")

    def change(self) -> Change:
        """The same for the history."""
        return Change(self.status, self.reason, self.assignee, self.comment, self.author)


class ClashChanges(ClashChange):
    """What a person says of several clashes."""

    ids: list[Annotated[str, Field(min_length=1, max_length=36)]] = Field(
        min_length=1, max_length=1000, description="Ids of the clashes."
    )


@router.get("/clash-sets", summary="Clash sets", responses=documented(ProjectNotFound))
def list_clash_sets(project: ProjectDep, service: ServiceDep) -> list[ClashSetOut]:
    """The clash sets of a project that have been run, with counts."""
    return [ClashSetOut(**vars(one)) for one in service.clashes.sets(project.id)]


@router.get("/clashes", summary="Clashes", responses=documented(ProjectNotFound))
def list_clashes(
    project: ProjectDep,
    service: ServiceDep,
    clash_set: Annotated[
        str | None, Query(max_length=255, description="Only of the clash set of this name.")
    ] = None,
    state: Annotated[list[State], Query(description="Only in one of these states.")] = [],  # noqa: B006 -- FastAPI copies defaults
    status: Annotated[list[Status], Query(description="Only with one of these statuses.")] = [],  # noqa: B006
    assignee: Annotated[str | None, Query(max_length=255, description="Only of this one.")] = None,
    element: Annotated[
        str | None, Query(max_length=64, description="Only of the element of this GlobalId.")
    ] = None,
    limit: paging.Limit = 100,
    cursor: paging.Cursor = None,
) -> paging.Page[ClashOut]:
    """Clashes of a project, page by page, each with what the runs and what people say of it."""
    search = Search(
        project.id,
        clash_set,
        state,
        status,
        assignee,
        element,
        paging.decode(cursor, 1)[0] if cursor else None,
    )
    found = service.clashes.clashes(search, limit + 1)
    page = found[:limit]
    return paging.Page[ClashOut](
        items=[ClashOut.of(clash) for clash in page],
        next=paging.encode(page[-1].id) if len(found) > limit else None,
    )


@router.get(
    "/clashes/{clash_id}",
    summary="One clash",
    responses=documented(ProjectNotFound, ClashNotFound),
)
def get_clash(project: ProjectDep, service: ServiceDep, clash_id: ClashId) -> ClashWithEvents:
    """A clash with all that happened to it: runs that changed its state, and what people said."""
    return ClashWithEvents.of(service.clashes.clash(project.id, clash_id))


_CHANGE = documented(ProjectNotFound, ClashNotFound, BodyTooLarge, MediaTypeUnsupported)


@router.patch("/clashes/{clash_id}", summary="Say something of a clash", responses=_CHANGE)
def change_clash(
    project: ProjectDep, service: ServiceDep, clash_id: ClashId, body: ClashChange
) -> ClashWithEvents:
    """Set a status, assign, comment. It stays through later runs and versions."""
    [clash] = service.clashes.change(project.id, [clash_id], body.change())
    return ClashWithEvents.of(clash)


@router.post("/clash-changes", summary="Say something of several clashes", responses=_CHANGE)
def change_clashes(project: ProjectDep, service: ServiceDep, body: ClashChanges) -> list[ClashOut]:
    """The same for several clashes at once: for all of them, or for none."""
    return [ClashOut.of(one) for one in service.clashes.change(project.id, body.ids, body.change())]
