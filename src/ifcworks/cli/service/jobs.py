"""``ifcworks jobs``: the jobs of a running service."""

from __future__ import annotations

import json
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ifcworks.cli.help import Command
from ifcworks.cli.service.options import (
    PROJECT,
    SERVER,
    AsJson,
    InProject,
    Server,
    connect,
    group,
    print_json,
    print_shown,
)

if TYPE_CHECKING:
    from ifcworks.cli.service.answers import Job
    from ifcworks.cli.service.client import Client

app = group("jobs", "Jobs of a running service.")

JobId = Annotated[str, typer.Argument(metavar="ID", help="The job's id, or the beginning of it.")]


@app.command("list", cls=Command)
def list_jobs(
    state: Annotated[
        list[str] | None, typer.Option(metavar="<state>", help="Only jobs in this state.")
    ] = None,
    operation: Annotated[
        list[str] | None, typer.Option(metavar="<name>", help="Only jobs of this operation.")
    ] = None,
    project: Annotated[
        str | None, typer.Option("--project", "-p", metavar="<name>", help="Only of this project.")
    ] = None,
    limit: Annotated[int, typer.Option(help="The most jobs to list.", min=1)] = 20,
    as_json: AsJson = False,
    server: Server = SERVER,
) -> None:
    """List jobs, the newest first."""
    with connect(server) as client:
        found = client.jobs(
            project=project, states=state, operations=operation, page=min(limit, 500)
        )
        listed = list(islice(found, limit))
    if as_json:
        print_json(listed)
        return
    from ifcworks.cli.service import tables

    print_shown(tables.jobs(listed) if listed else "[dim]No jobs.[/dim]")


@app.command("show", cls=Command)
def show(job_id: JobId, as_json: AsJson = False, server: Server = SERVER) -> None:
    """Show one job as it stands."""
    from ifcworks.cli.service import tables
    from ifcworks.cli.service.find import find_job

    with connect(server) as client:
        job = client.job(find_job(client, job_id))
    if as_json:
        print_json(job)
    else:
        print_shown(tables.job_details(job))


@app.command("follow", cls=Command)
def follow(job_id: JobId, as_json: AsJson = False, server: Server = SERVER) -> None:
    """Follow a job to its end. The exit code tells how it ended, as for a local operation."""
    from ifcworks.cli.service.find import find_job

    with connect(server) as client:
        _to_the_end(client, find_job(client, job_id), as_json)


@app.command("result", cls=Command)
def result(job_id: JobId, server: Server = SERVER) -> None:
    """Print the result of a job, as JSON."""
    from ifcworks.cli.service.find import find_job

    with connect(server) as client:
        print_json(client.result(find_job(client, job_id)))


@app.command("artifacts", cls=Command)
def artifacts(
    job_id: JobId,
    save: Annotated[
        Path | None,
        typer.Option(metavar="<folder>", help="Download them into this folder, replacing others."),
    ] = None,
    as_json: AsJson = False,
    server: Server = SERVER,
) -> None:
    """List the files that a job made, or download them."""
    from ifcworks.cli.progress import Progress
    from ifcworks.cli.render import file_list
    from ifcworks.cli.service import tables
    from ifcworks.cli.service.find import find_job

    with connect(server) as client:
        found = client.artifacts(find_job(client, job_id))
        saved = []
        for item in found if save is not None else []:
            assert save is not None
            save.mkdir(parents=True, exist_ok=True)
            target = save / item["name"]
            with Progress(item["name"], total=item["size"]) as bar:
                client.download(item["url"], target, bar.report)
            saved.append(target)
    if as_json:
        print_json(found)
    elif saved:
        print_shown(file_list(saved))
    else:
        print_shown(tables.artifacts(found) if found else "[dim]No artifacts.[/dim]")


@app.command("attempts", cls=Command)
def attempts(job_id: JobId, as_json: AsJson = False, server: Server = SERVER) -> None:
    """Show every attempt at a job: how it ended, what it used, what it printed."""
    from ifcworks.cli.service import tables
    from ifcworks.cli.service.find import find_job

    with connect(server) as client:
        found = client.attempts(find_job(client, job_id))
    if as_json:
        print_json(found)
    else:
        print_shown(tables.attempts(found))


@app.command("cancel", cls=Command)
def cancel(job_id: JobId, as_json: AsJson = False, server: Server = SERVER) -> None:
    """Cancel a job."""
    from ifcworks.cli.service.find import find_job

    with connect(server) as client:
        _line(client.cancel(find_job(client, job_id)), as_json)


@app.command("retry", cls=Command)
def retry(job_id: JobId, as_json: AsJson = False, server: Server = SERVER) -> None:
    """Queue a failed or cancelled job again."""
    from ifcworks.cli.service.find import find_job

    with connect(server) as client:
        _line(client.retry(find_job(client, job_id)), as_json)


@app.command("submit", cls=Command)
def submit(
    operation: Annotated[str, typer.Argument(metavar="OPERATION", help="What to do.")],
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME=VALUE",
            help="Parameters, such as model=house.ifc format=glb. Files are those of the project, "
            "as name, name@version or id. A value that is JSON is taken as JSON.",
        ),
    ] = None,
    params: Annotated[
        str | None, typer.Option(metavar="<json>", help="Parameters as JSON, or @file.json.")
    ] = None,
    project: InProject = PROJECT,
    force: Annotated[
        bool, typer.Option("--force", help="Work it out anew even if the answer is stored.")
    ] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Follow the job to its end.")] = False,
    as_json: AsJson = False,
    server: Server = SERVER,
) -> None:
    """Request a job."""
    parameters = _parameters(params, words or [])
    with connect(server) as client:
        job = client.submit(operation, parameters, project=project, force=force)
        if wait:
            _to_the_end(client, job["id"], as_json)
        else:
            _line(job, as_json)


def _parameters(params: str | None, words: list[str]) -> dict[str, Any]:
    from ifcworks.cli.fields import from_json
    from ifcworks.errors import ParametersInvalid

    given = {} if params is None else from_json(params, "--params")
    if not isinstance(given, dict):
        raise ParametersInvalid('--params: a JSON object is needed, {"name": value, …}.')
    for word in words:
        name, equals, text = word.partition("=")
        if not (name and equals):
            raise ParametersInvalid(f"'{word}' is no parameter; write NAME=VALUE.")
        try:
            given[name] = json.loads(text)
        except json.JSONDecodeError:
            given[name] = text
    return given


def _to_the_end(client: Client, job_id: str, as_json: bool) -> None:
    from ifcworks.cli.progress import Progress
    from ifcworks.errors import from_problem

    job: Job | None = None
    with Progress(job_id[:8]) as bar, closing(client.follow(job_id)) as following:
        for job in following:
            bar.report(job["progress"], job["message"] or job["state"])
    assert job is not None
    if job["state"] == "failed" and job["problem"] is not None:
        error = from_problem(job["problem"])
        error.add_note(f"'ifcworks jobs attempts {job['id'][:8]}' shows what it printed.")
        raise error
    _line(job, as_json)
    if job["state"] == "cancelled":
        raise typer.Exit(1)


def _line(job: Job, as_json: bool) -> None:
    if as_json:
        print_json(job)
        return
    from rich.text import Text

    from ifcworks.cli.service import tables

    took = f", {tables.took(job)}" if job["finished_at"] else ""
    print_shown(
        Text.assemble(tables.state(job), f"  {job['operation']}{took}  ", (job["id"], "dim"))
    )
