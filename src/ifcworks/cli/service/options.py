"""Options and helpers that the commands of a running service share."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ifcworks.cli.service.client import Client

Server = Annotated[
    str,
    typer.Option(
        "--server",
        envvar="IFCWORKS_URL",
        metavar="<url>",
        show_envvar=True,
        show_default=True,
        help="Where the service is.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")]
InProject = Annotated[
    str, typer.Option("--project", "-p", metavar="<name>", help="The project meant.")
]

SERVER = "http://127.0.0.1:8000"
PROJECT = "default"


def connect(server: str) -> Client:
    """A client of the service at this address."""
    from ifcworks.cli.service.client import Client

    return Client(server)


def group(name: str, about: str) -> typer.Typer:
    """A group of commands with our help."""
    return typer.Typer(
        name=name,
        help=about,
        rich_markup_mode=None,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def print_json(value: Any) -> None:
    """Print a value as JSON on standard output."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


def print_shown(what: RenderableType) -> None:
    """Print something for people on standard output."""
    from rich.console import Console

    Console(highlight=False).print(what)
