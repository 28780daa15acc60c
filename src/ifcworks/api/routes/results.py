"""Results as they stand in the database's tables for those who ask with SQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from ifcworks.api import paging
from ifcworks.api.access import ServiceDep
from ifcworks.api.problems import documented
from ifcworks.errors import ParametersInvalid, ProjectNotFound, ResultNotFound
from ifcworks.results.questions import Kind, Wanted
from ifcworks.wiring import Service

router = APIRouter(prefix="/results", tags=["results"])

KindPath = Annotated[Kind, Path(description="Which table: that of the name with `_results`.")]


def _not_a_number(value: Any) -> Any:
    """Refuse what pydantic would take for seconds since 1970, against the published schema."""
    if isinstance(value, str) and "-" not in value.lstrip("-"):
        raise ValueError("write it as 2026-11-25T08:30:00Z (RFC 3339)")
    return value


Moment = Annotated[AwareDatetime, BeforeValidator(_not_a_number)]


class ResultOut(BaseModel):
    """A row of a table of results, with the columns of its kind."""

    model_config = ConfigDict(extra="allow")

    id: int = Field(description="Number of the row.")
    job_id: str = Field(description="The job that it comes from.")
    project: str = Field(description="Name of the project.")
    created_at: datetime = Field(description="When the job ended.")


@router.get("/{kind}", summary="Results of a kind", responses=documented(ProjectNotFound))
def list_results(
    service: ServiceDep,
    kind: KindPath,
    project: Annotated[str | None, Query(description="Only of this project.")] = None,
    job: Annotated[str | None, Query(max_length=36, description="Only of this job.")] = None,
    file: Annotated[
        str | None,
        Query(max_length=255, description="Only with this text in the name of a file."),
    ] = None,
    clash_set: Annotated[
        str | None, Query(max_length=255, description="Only of the clash set of this name.")
    ] = None,
    since: Annotated[
        Moment | None, Query(description="Only from this moment on, with its time zone.")
    ] = None,
    until: Annotated[Moment | None, Query(description="Only from before this moment.")] = None,
    data: Annotated[
        bool, Query(description="With the large column: clash_data, test_results, diff_data …")
    ] = False,
    limit: paging.Limit = 50,
    cursor: paging.Cursor = None,
) -> paging.Page[ResultOut]:
    """Rows of `clash_results`, `conversion_results`, `tester_results` or `diff_results`.

    The newest first, page by page. A row is written in the transaction in which its job ends.
    """
    if clash_set is not None and kind is not Kind.CLASH:
        raise ParametersInvalid("clash_set: only clash results are of a clash set.")
    wanted = Wanted(
        project_id=service.catalog.project(project).id if project is not None else None,
        job_id=job,
        file=file,
        clash_set=clash_set,
        since=since.astimezone(UTC) if since else None,
        until=until.astimezone(UTC) if until else None,
        below=_below(cursor) if cursor else None,
    )
    found = service.results.rows(kind, wanted, limit + 1, data)
    page = found[:limit]
    return paging.Page[ResultOut](
        items=_out(service, page),
        next=paging.encode(str(page[-1]["id"])) if len(found) > limit else None,
    )


@router.get(
    "/{kind}/{number}",
    summary="One result",
    responses=documented(ResultNotFound),
)
def get_result_row(
    service: ServiceDep,
    kind: KindPath,
    number: Annotated[int, Path(ge=1, le=2**53, description="Number of the row.")],
) -> ResultOut:
    """One row with all its columns."""
    return _out(service, [service.results.row(kind, number)])[0]


def _out(service: Service, rows: list[dict[str, Any]]) -> list[ResultOut]:
    names = {project.id: project.name for project in service.catalog.projects()}
    return [
        ResultOut(
            project=names[row["project_id"]],
            **{name: value for name, value in row.items() if name != "project_id"},
        )
        for row in rows
    ]


def _below(cursor: str) -> int:
    [number] = paging.decode(cursor, 1)
    if not (number.isascii() and number.isdigit() and len(number) < 17):
        raise ParametersInvalid("cursor: this is not a cursor of this list.")
    return int(number)
