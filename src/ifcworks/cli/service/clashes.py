"""``ifcworks clashes``: the clashes of a project through all runs, and what people say of them."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

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

app = group("clashes", "Clashes through all runs in a running service.")

_STATUSES = "open, reviewed, approved or ignored"


@app.command("sets", cls=Command)
def sets(project: InProject = PROJECT, as_json: AsJson = False, server: Server = SERVER) -> None:
    """List the clash sets that have been run, with how many clashes are where."""
    with connect(server) as client:
        found = client.clash_sets(project)
    if as_json:
        print_json(found)
        return
    from ifcworks.cli.service import result_tables

    print_shown(result_tables.clash_sets(found) if found else "[dim]No clash sets.[/dim]")


@app.command("list", cls=Command)
def list_clashes(
    clash_set: Annotated[
        str | None, typer.Option(metavar="<name>", help="Only of the clash set of this name.")
    ] = None,
    state: Annotated[
        list[str] | None,
        typer.Option(
            metavar="<state>",
            help="Only what the runs call new, persistent, resolved or element-missing.",
        ),
    ] = None,
    status: Annotated[
        list[str] | None,
        typer.Option(metavar="<status>", help=f"Only what people call {_STATUSES}."),
    ] = None,
    assignee: Annotated[
        str | None, typer.Option(metavar="<name>", help="Only what is assigned to this one.")
    ] = None,
    element: Annotated[
        str | None, typer.Option(metavar="<GlobalId>", help="Only of this element.")
    ] = None,
    limit: Annotated[int, typer.Option(help="The most clashes to list.", min=1)] = 50,
    project: InProject = PROJECT,
    as_json: AsJson = False,
    server: Server = SERVER,
) -> None:
    """List clashes of a project."""
    with connect(server) as client:
        found = client.clashes(
            project,
            {
                "clash_set": clash_set,
                "state": state,
                "status": status,
                "assignee": assignee,
                "element": element,
                "limit": min(limit, 500),
            },
        )
        listed = list(islice(found, limit))
    if as_json:
        print_json(listed)
        return
    from ifcworks.cli.service import result_tables

    print_shown(result_tables.clashes(listed) if listed else "[dim]No clashes.[/dim]")


ClashId = Annotated[
    str, typer.Argument(metavar="ID", help="The clash's id, or the beginning of it.")
]


@app.command("show", cls=Command)
def show(
    clash_id: ClashId,
    project: InProject = PROJECT,
    as_json: AsJson = False,
    server: Server = SERVER,
) -> None:
    """Show a clash with all that happened to it."""
    from ifcworks.cli.service.find import find_clash

    with connect(server) as client:
        clash = client.clash(project, find_clash(client, project, clash_id))
    if as_json:
        print_json(clash)
        return
    from ifcworks.cli.service import result_tables

    print_shown(result_tables.clash_details(clash))


@app.command("set", cls=Command)
def set_clashes(
    clash_ids: Annotated[
        list[str], typer.Argument(metavar="ID…", help="The clashes' ids, or beginnings of them.")
    ],
    status: Annotated[
        str | None, typer.Option(metavar="<status>", help=f"Set it to {_STATUSES}.")
    ] = None,
    reason: Annotated[
        str | None,
        typer.Option(metavar="<text>", help="Why; needed with approved. Empty for none."),
    ] = None,
    assignee: Annotated[
        str | None,
        typer.Option(metavar="<name>", help="Who is to see to it. Empty for nobody."),
    ] = None,
    comment: Annotated[
        str | None, typer.Option(metavar="<text>", help="Add a comment to those before.")
    ] = None,
    author: Annotated[str | None, typer.Option(metavar="<name>", help="Who says so.")] = None,
    project: InProject = PROJECT,
    as_json: AsJson = False,
    server: Server = SERVER,
) -> None:
    """Say something of clashes: of all that are named, or of none. It stays through later runs."""
    from ifcworks.cli.service.find import find_clash
    from ifcworks.errors import ParametersInvalid

    given = {"status": status, "reason": reason, "assignee": assignee, "comment": comment}
    change = {name: value for name, value in given.items() if value is not None}
    if not change:
        raise ParametersInvalid("Nothing to say: give --status, --reason, --assignee or --comment.")
    if author is not None:
        change["author"] = author
    with connect(server) as client:
        ids = [find_clash(client, project, one) for one in clash_ids]
        changed = client.change_clashes(project, ids, change)
    if as_json:
        print_json(changed)
        return
    from ifcworks.cli.service import result_tables

    print_shown(result_tables.clashes(changed))
