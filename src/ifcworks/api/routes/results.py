"""Results as they stand in the database's tables for those who ask with SQL."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import AwareDatetime, BaseModel, BeforeValidator, Field

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
    """A row of a table of results: the columns that all have, and those of its kind."""

    id: int = Field(description="Number of the row.")
    job_id: str = Field(description="The job that it comes from.")
    project: str = Field(description="Name of the project.")
    created_at: datetime = Field(description="When the job ended.")
    original_clash_id: int | None = Field(
        None, description="Of clash: the row of the run before of the same clash set."
    )
    clash_set_name: str = Field("", description="Of clash: the clash set.")
    clash_count: int = Field(0, description="Of clash: how many clashes there are.")
    clash_data: dict[str, Any] = Field({}, description="Of clash, if asked for: all of them.")
    input_filename: str = Field("", description="Of conversion: the model.")
    output_filename: str | None = Field(
        None, description="Of clash and conversion: the file made, as it was saved."
    )
    conversion_options: dict[str, Any] = Field(
        {}, description="Of conversion, if asked for: its parameters."
    )
    ifc_filename: str = Field("", description="Of tester: the model.")
    ids_filename: str = Field("", description="Of tester: the requirements.")
    test_results: dict[str, Any] = Field(
        {}, description="Of tester, if asked for: verdicts by specification and requirement."
    )
    pass_count: int = Field(0, description="Of tester: checks of elements that passed.")
    fail_count: int = Field(0, description="Of tester: checks of elements that failed.")
    old_file: str = Field("", description="Of diff: the earlier version.")
    new_file: str = Field("", description="Of diff: the later version.")
    diff_count: int = Field(0, description="Of diff: elements that differ.")
    diff_data: dict[str, Any] = Field({}, description="Of diff, if asked for: what differs.")


class ResultPage(paging.Page[ResultOut]):
    """One page of rows."""

    total: int = Field(description="How many rows there are on all pages.")


class Order(StrEnum):
    """In which order rows are listed."""

    NEWEST = "newest"
    OLDEST = "oldest"


@router.get(
    "/{kind}",
    summary="Results of a kind",
    responses=documented(ProjectNotFound),
    response_model_exclude_unset=True,
)
def list_results(
    service: ServiceDep,
    kind: KindPath,
    project: Annotated[str | None, Query(description="Only of this project.")] = None,
    job: Annotated[str | None, Query(max_length=36, description="Only of this job.")] = None,
    file: Annotated[
        str | None,
        Query(
            max_length=255,
            description="Only with this text in the name of a file: of one in the row, or of an "
            "input of its job.",
        ),
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
    sort: Annotated[Order, Query(description="Which rows come first.")] = Order.NEWEST,
    limit: paging.Limit = 50,
    cursor: paging.Cursor = None,
) -> ResultPage:
    """Rows of `clash_results`, `conversion_results`, `tester_results` or `diff_results`.

    The newest first, page by page. A row is written in the transaction in which its job ends.
    With `data` a page may have fewer rows than `limit`, as it has about 32 MiB at most.
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
        beyond=_beyond(cursor, sort) if cursor else None,
        oldest_first=sort is Order.OLDEST,
    )
    page = service.results.rows(kind, wanted, limit, data)
    return ResultPage(
        items=_out(service, page.rows),
        next=paging.encode(sort, str(page.rows[-1]["id"])) if page.more else None,
        total=page.total,
    )


@router.get(
    "/{kind}/{number}",
    summary="One result",
    responses=documented(ResultNotFound),
    response_model_exclude_unset=True,
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


def _beyond(cursor: str, sort: Order) -> int:
    order, number = paging.decode(cursor, 2)
    if order != sort or not (number.isascii() and number.isdigit() and len(number) < 17):
        raise ParametersInvalid("cursor: this is not a cursor of this list.")
    return int(number)
