"""``ifcworks results``: what the tables of results of a running service hold."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

import typer

from ifcworks.cli.help import Command
from ifcworks.cli.service.options import (
    SERVER,
    AsJson,
    Server,
    connect,
    group,
    print_json,
    print_shown,
)

app = group("results", "Results in the tables of a running service.")

Kind = Annotated[
    str, typer.Argument(metavar="KIND", help="clash, conversion, tester or diff: the table.")
]


@app.command("list", cls=Command)
def list_results(
    kind: Kind,
    project: Annotated[
        str | None, typer.Option("--project", "-p", metavar="<name>", help="Only of this project.")
    ] = None,
    job: Annotated[str | None, typer.Option(metavar="<id>", help="Only of this job.")] = None,
    file: Annotated[
        str | None, typer.Option(metavar="<text>", help="Only with this in the name of a file.")
    ] = None,
    clash_set: Annotated[
        str | None, typer.Option(metavar="<name>", help="Only of the clash set of this name.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="<moment>", help="From then on: 2026-11-25T08:30:00Z.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="<moment>", help="From before that moment.")
    ] = None,
    limit: Annotated[int, typer.Option(help="The most results to list.", min=1)] = 20,
    as_json: AsJson = False,
    server: Server = SERVER,
) -> None:
    """List results of a kind, the newest first."""
    with connect(server) as client:
        found = client.results(
            kind,
            {
                "project": project,
                "job": job,
                "file": file,
                "clash_set": clash_set,
                "since": since,
                "until": until,
                "limit": min(limit, 500),
            },
        )
        listed = list(islice(found, limit))
    if as_json:
        print_json(listed)
        return
    from ifcworks.cli.service import result_tables

    what = result_tables.results(listed) if listed else "[dim]No results.[/dim]"
    print_shown(what)


@app.command("show", cls=Command)
def show(
    kind: Kind,
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="The number of the result.")],
    server: Server = SERVER,
) -> None:
    """Print a result with all its columns, as JSON."""
    with connect(server) as client:
        print_json(client.result_row(kind, number))
