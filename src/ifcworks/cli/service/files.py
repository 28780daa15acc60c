"""``ifcworks files``: the files of a project of a running service."""

from __future__ import annotations

from pathlib import Path
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

app = group("files", "Files of a running service.")

GivenFile = Annotated[
    str, typer.Argument(metavar="FILE", help="Its name, its id, or the beginning of its id.")
]
Kind = Annotated[
    str | None, typer.Option(metavar="<kind>", help="ifc, ids, bcf, table, json or other.")
]


@app.command("list", cls=Command)
def list_files(
    kind: Kind = None,
    name: Annotated[
        str | None, typer.Option(metavar="<text>", help="Only files with this in the name.")
    ] = None,
    project: InProject = PROJECT,
    as_json: AsJson = False,
    server: Server = SERVER,
) -> None:
    """List the files of a project."""
    with connect(server) as client:
        found = list(client.files(project, kind=kind, name=name))
    if as_json:
        print_json(found)
        return
    from ifcworks.cli.service import tables

    print_shown(tables.files(found) if found else "[dim]No files.[/dim]")


@app.command("upload", cls=Command)
def upload(
    paths: Annotated[list[str], typer.Argument(metavar="PATH…", help="The files to upload.")],
    name: Annotated[
        str | None,
        typer.Option(
            metavar="<name>", help="Name in the project, for a single file; else its own."
        ),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(metavar="<kind>", help="What it must be; else what its name promises."),
    ] = None,
    project: InProject = PROJECT,
    as_json: AsJson = False,
    server: Server = SERVER,
) -> None:
    """Upload files. One whose name is there already becomes its next version."""
    from ifcworks.cli.inputs import input_path
    from ifcworks.cli.progress import Progress
    from ifcworks.cli.service import tables
    from ifcworks.errors import ParametersInvalid

    if name is not None and len(paths) > 1:
        raise ParametersInvalid("--name: there are several files; upload them one by one.")
    local = {given: input_path(given) for given in paths}
    uploaded = []
    with connect(server) as client:
        for given, path in local.items():
            called = name or Path(given).name
            with Progress(called, total=max(1, path.stat().st_size)) as bar:
                file, added = client.upload(project, path, name=called, kind=kind, sent=bar.report)
            uploaded.append(file)
            if not as_json:
                line = tables.file_line(file, file["newest"])
                print_shown(line if added else line.append("  (was there)"))
    if as_json:
        print_json(uploaded)


@app.command("download", cls=Command)
def download(
    given: Annotated[
        str, typer.Argument(metavar="FILE", help="Its name or id; 'name@2' for a version.")
    ],
    output: Annotated[
        Path | None,
        typer.Argument(metavar="OUTPUT", help="A file or folder; else the name it has there."),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", "-y", help="Replace a file that exists already.")
    ] = False,
    project: InProject = PROJECT,
    server: Server = SERVER,
) -> None:
    """Download a file."""
    from ifcworks.cli.progress import Progress
    from ifcworks.cli.render import file_list
    from ifcworks.cli.service.find import find_file, find_version
    from ifcworks.errors import FileNotFound, NameTaken

    with connect(server) as client:
        name, at, number = given.rpartition("@")
        pinned = bool(at) and number.isdecimal()
        file = find_file(client, project, name if pinned else given)
        version = find_version(client, file, int(number)) if pinned else file["newest"]
        target = output or Path()
        if target.is_dir():
            target = target / file["name"].rpartition("/")[2]
        if not target.parent.is_dir():
            raise FileNotFound(f"There is no folder '{target.parent}' to write '{target.name}' to.")
        if target.exists() and not overwrite:
            raise NameTaken(f"'{target}' exists already. '--overwrite' replaces it.")
        with Progress(file["name"], total=max(1, version["size"])) as bar:
            client.download(version["content_url"], target, bar.report)
    print_shown(file_list([target]))


@app.command("delete", cls=Command)
def delete(given: GivenFile, project: InProject = PROJECT, server: Server = SERVER) -> None:
    """Take a file out of its project. Jobs that used it keep their answers."""
    from ifcworks.cli.service.find import find_file

    with connect(server) as client:
        file = find_file(client, project, given)
        client.delete(file)
    typer.echo(f"Deleted {file['name']} ({file['id']}).")
