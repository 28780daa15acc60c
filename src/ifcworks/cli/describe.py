"""``ifcworks operations``: what operations there are, and what parameters one takes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ifcworks.cli import catalogue
from ifcworks.errors import OperationNotFound

if TYPE_CHECKING:
    from rich.table import Table

    from ifcworks.cli.fields import CliField
    from ifcworks.operations.base import Operation


def operations(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Tell of this operation only.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON, with the schemas of parameters and results.")
    ] = False,
) -> None:
    """List the operations, or tell of one with its parameters."""
    found = {item.name: item for item in catalogue.declared(catalogue.packages())}
    if name is not None and name not in found:
        raise OperationNotFound(f"There is no operation '{name}'. There are: {', '.join(found)}.")
    chosen = [item.load() for item in found.values() if name in (None, item.name)]
    if as_json:
        said = [_as_json(operation) for operation in chosen]
        typer.echo(json.dumps(said if name is None else said[0], indent=2))
        return
    from rich.console import Console

    console = Console(highlight=False)
    if name is None:
        console.print(_list(chosen))
    else:
        _tell(console, chosen[0])


def _as_json(operation: Operation) -> dict[str, Any]:
    return {
        "name": operation.name,
        "title": operation.title,
        "description": operation.description,
        "version": operation.version,
        "timeout": operation.timeout,
        "memory": operation.memory,
        "parameters": operation.params.model_json_schema(),
        "result": operation.result.model_json_schema(mode="serialization"),
    }


def _list(chosen: list[Operation]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Operation", style="bold cyan", no_wrap=True)
    table.add_column("What it does", overflow="fold")
    table.add_column("Limits", style="dim", no_wrap=True)
    for operation in chosen:
        table.add_row(operation.name, operation.summary, _limits(operation))
    return table


def _limits(operation: Operation) -> str:
    minutes = operation.timeout / 60
    time = f"{minutes / 60:g} h" if minutes >= 60 else f"{minutes:g} min"
    return f"{time}, {operation.memory / 2**30:g} GiB"


def _tell(console: Any, operation: Operation) -> None:
    from rich.markdown import Markdown
    from rich.padding import Padding

    from ifcworks.cli.fields import cli_fields

    console.print(f"[bold cyan]{operation.name}[/]  [bold]{operation.title}[/]")
    console.print(Padding(Markdown(operation.description), (1, 0, 1, 2), expand=False))
    console.print(_parameters(cli_fields(operation)))
    console.print(
        f"[dim]Version {operation.version} · limits {_limits(operation)} · "
        f"'ifcworks {operation.name} --help' tells of the command[/]"
    )


def _parameters(fields: list[CliField]) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from ifcworks.cli.derive import help_text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Parameter", overflow="fold")
    table.add_column("Meaning", overflow="fold")
    for field in fields:
        kind = " ".join(field.types) or "yes or no"
        table.add_row(
            Text.assemble((field.name, "cyan"), "\n", (f"  {kind}", "dim")), Text(help_text(field))
        )
    return table
