"""``ifcworks patch-recipes``: what recipes ``ifcworks patch`` can run, and what one takes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from ifcworks.cli import catalogue
from ifcworks.errors import NotFound

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from ifcworks.ifc.patching.listing import RecipeOut, RecipeParameterOut


def patch_recipes(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Tell of this recipe only.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the recipes of patch, or tell of one with its parameters."""
    from ifcworks.ifc.patching.listing import listing

    found = listing(catalogue.recipes())
    if name is not None:
        found = [recipe for recipe in found if recipe.name == name]
        if not found:
            raise NotFound(f"There is no recipe '{name}'. 'ifcworks patch-recipes' lists them.")
    if as_json:
        said = [recipe.model_dump(mode="json") for recipe in found]
        typer.echo(json.dumps(said if name is None else said[0], indent=2))
        return
    from rich.console import Console

    console = Console(highlight=False)
    if name is None:
        console.print(_table(found))
    else:
        _tell(console, found[0])


def _table(found: list[RecipeOut]) -> Table:
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Recipe", no_wrap=True)
    table.add_column("What it does")
    table.add_column("Takes")
    for recipe in found:
        takes = ", ".join(p.name + ("*" if p.required else "") for p in recipe.parameters)
        name = f"{recipe.name} (custom)" if recipe.is_custom else recipe.name
        summary = escape(recipe.summary)
        if not recipe.available:
            takes = "[yellow]cannot be run here[/yellow]"
        table.add_row(escape(name), summary, takes)
    return table


def _tell(console: Console, recipe: RecipeOut) -> None:
    from rich.markup import escape

    console.print(f"[bold]{escape(recipe.name)}[/bold]")
    console.print(escape(recipe.description))
    if recipe.reason is not None:
        console.print(f"\n[yellow]{escape(recipe.reason)}[/yellow]")
    for parameter in recipe.parameters:
        console.print(f"\n[bold]{parameter.name}[/bold]  {escape(_facts(parameter))}")
        console.print(f"  {escape(parameter.description)}")


def _facts(parameter: RecipeParameterOut) -> str:
    facts = [f"list of {parameter.type}" if parameter.many else str(parameter.type)]
    facts += ["required"] if parameter.required else []
    facts += [f"default: {parameter.default}"] if parameter.default not in (None, "") else []
    facts += [f"one of {', '.join(parameter.choices)}"] if parameter.choices else []
    return "; ".join([*facts, f"in {parameter.given_in}"])
