"""How help looks: plain text in sections, coloured on a terminal.

Typer's own help in boxes loads rich with its Markdown and syntax highlighting, which takes longer
than everything else that ``--help`` does, and squeezes five columns into 80 characters.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from typer import Context, style
from typer._click.core import Command as AnyCommand
from typer._click.core import Context as AnyContext
from typer._click.formatting import HelpFormatter
from typer.core import TyperArgument, TyperCommand, TyperGroup

Rows = list[tuple[str, str]]


def _styled(text: str, **how: object) -> str:
    return text if "NO_COLOR" in os.environ else style(text, **how)  # type: ignore[arg-type]


class _Formatter(HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or _styled("Usage: ", bold=True))

    def write_heading(self, heading: str) -> None:
        self.write(_styled(f"{heading}\n", bold=True))


class _Context(Context):
    formatter_class = _Formatter


def _sections(formatter: HelpFormatter, sections: Iterable[tuple[str, Rows]]) -> None:
    for title, rows in sections:
        with formatter.section(title):
            formatter.write_dl([(_styled(name, fg="cyan"), text) for name, text in rows])


def _summary(command: AnyCommand) -> str:
    """What a command does, in a sentence."""
    return command.short_help or (command.help or "").split("\n\n")[0].replace("\n", " ")


def _short(names: str) -> str:
    """``--[no-]weld`` for ``--weld / --no-weld``."""
    yes, _, no = names.partition(" / ")
    return f"--[no-]{yes[2:]}" if no == f"--no-{yes[2:]}" else names


def _options(command: TyperCommand | TyperGroup, ctx: AnyContext) -> dict[str, Rows]:
    """The arguments and options of a command by section, in order of appearance."""
    sections: dict[str, Rows] = {}
    for param in command.get_params(ctx):
        record = param.get_help_record(ctx)
        if record is None:
            continue
        if isinstance(param, TyperArgument):
            sections.setdefault("Arguments", []).append((param.display_name_raw, record[1]))
        else:
            title = getattr(param, "rich_help_panel", None) or "Options"
            sections.setdefault(title, []).append((_short(record[0]), record[1]))
    # Options of ifcworks itself come after those that belong to the command.
    if "Options" in sections:
        sections["Options"] = sections.pop("Options")
    return sections


class Command(TyperCommand):
    """A command with our help."""

    context_class = _Context

    def format_options(self, ctx: AnyContext, formatter: HelpFormatter) -> None:
        """Write the arguments and options, section by section."""
        _sections(formatter, _options(self, ctx).items())


class Group(TyperGroup):
    """A group of commands with our help."""

    context_class = _Context

    def format_options(self, ctx: AnyContext, formatter: HelpFormatter) -> None:
        """Write the commands by section, then the options."""
        sections: dict[str, Rows] = {}
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                title = getattr(command, "rich_help_panel", None) or "Commands"
                sections.setdefault(title, []).append((name, _summary(command)))
        _sections(formatter, [*sections.items(), *_options(self, ctx).items()])
