"""The command ``ifcworks``: its parts put together, and how it ends.

Exit codes:
    0    done
    1    the operation failed, or a file was refused
    2    wrong usage: an option, a parameter, a missing file, a file that would be overwritten
    3    the attempt crashed, took too long or too much memory
    4    no service answers, or the service refused the request
    130  interrupted with Ctrl-C (143: ended by SIGTERM)
"""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from typer._click.exceptions import ClickException, NoArgsIsHelpError

from ifcworks import __version__
from ifcworks.cli import catalogue, describe, recipes, sample, serve
from ifcworks.cli.help import Command, Group
from ifcworks.cli.service import clashes, files, jobs, projects, results
from ifcworks.errors import IfcworksError

EPILOG = (
    "An operation works on local files, without a service: ifcworks convert house.ifc house.glb. "
    "'ifcworks COMMAND --help' tells more.\n\n"
    "Exit codes: 0 done; 1 the operation failed or a file was refused; 2 wrong usage; 3 the "
    "attempt crashed, took too long or too much memory; 4 no service answers, or it refused; "
    "130 interrupted."
)


class _Operation(Command):
    """An operation in the list of commands; becomes a real command when it is used."""

    def __init__(self, declared: catalogue.Declared) -> None:
        super().__init__(
            declared.name,
            short_help=declared.title,
            rich_help_panel="Operations on local files",
            rich_markup_mode=None,
        )
        self._declared = declared

    def make_context(
        self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any
    ) -> Any:
        """Derive the command and let it read its arguments."""
        from ifcworks.cli.derive import derive

        real = derive(self._declared.load(), catalogue.packages())
        return real.make_context(info_name, args, parent, **extra)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ifcworks {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """IFC building models in, answers out."""


def build() -> Group:
    """The whole command line."""
    app = typer.Typer(
        cls=Group,
        rich_markup_mode=None,
        no_args_is_help=True,
        epilog=EPILOG,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    for command in (describe.operations, recipes.patch_recipes, sample.sample):
        app.command(cls=Command, rich_help_panel="More")(command)
    app.command(cls=Command, rich_help_panel="Service")(serve.serve)
    for part in (jobs.app, files.app, projects.app, results.app, clashes.app):
        app.add_typer(part, cls=Group, rich_help_panel="Service")
    group = typer.main.get_command(app)
    assert isinstance(group, Group)
    others = dict(group.commands)
    group.commands.clear()
    for declared in catalogue.declared(catalogue.packages()):
        group.add_command(_Operation(declared))
    group.commands.update(others)
    return group


def run(args: list[str]) -> int:
    """Carry out one command line.

    Returns:
        The exit code.
    """
    as_json = "--json" in args
    try:
        code = build().main(args, prog_name="ifcworks", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except KeyboardInterrupt:
        return 130
    except NoArgsIsHelpError as error:
        typer.echo(error.format_message())
        return 2
    except ClickException as error:
        from ifcworks.cli import report

        return report.usage(error, as_json)
    except IfcworksError as error:
        from ifcworks.cli import report

        return report.failure(error, as_json)
    except Exception as error:
        from ifcworks.cli import report

        return report.unexpected(error, as_json)


def main() -> None:
    """Entry point of the command ``ifcworks``."""
    sys.exit(run(sys.argv[1:]))
