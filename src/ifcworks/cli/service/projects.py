"""``ifcworks projects``: the projects of a running service."""

from __future__ import annotations

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

app = group("projects", "Projects of a running service.")


@app.command("list", cls=Command)
def list_projects(as_json: AsJson = False, server: Server = SERVER) -> None:
    """List the projects."""
    with connect(server) as client:
        found = client.projects()
    if as_json:
        print_json(found)
        return
    from ifcworks.cli.service import tables

    print_shown(tables.projects(found))


@app.command("add", cls=Command)
def add(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Its name: a-z, 0-9, '.', '_' and '-'.")
    ],
    title: Annotated[str, typer.Option(metavar="<text>", help="A title for people.")] = "",
    as_json: AsJson = False,
    server: Server = SERVER,
) -> None:
    """Make a project."""
    with connect(server) as client:
        project = client.add_project(name, title)
    if as_json:
        print_json(project)
    else:
        typer.echo(f"Made the project {project['name']}.")
