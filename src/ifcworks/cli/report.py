"""Tell of errors, on standard error, and choose the exit code."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from typer._click.exceptions import ClickException

from ifcworks.errors import (
    AttemptFailed,
    IfcworksError,
    InternalError,
    ParametersInvalid,
    RequestError,
    ServerRefused,
    ServerUnreachable,
)

_HINTS = {
    "server-unreachable": "Start a service with 'ifcworks serve', or name one with --server.",
    "operation-not-found": "'ifcworks operations' lists what there is.",
}


def exit_code(error: IfcworksError) -> int:
    """The exit code that tells of an error; see ``ifcworks.cli.main``."""
    match error:
        case ServerUnreachable() | ServerRefused():
            return 4
        case AttemptFailed():
            return 3
        case RequestError():
            return 2
        case _:
            return 1


def failure(error: IfcworksError, as_json: bool) -> int:
    """Tell of a known error, with what was noted on it as a hint.

    Returns:
        The exit code.
    """
    problem = error.problem()
    notes = getattr(error, "__notes__", None) or [_HINTS.get(problem["code"])]
    _tell(problem, problem["title"], as_json, notes[0])
    return exit_code(error)


def usage(error: ClickException, as_json: bool) -> int:
    """Tell of a command line that cannot be understood.

    Returns:
        The exit code.
    """
    context = getattr(error, "ctx", None)
    hint = f"'{context.command_path} --help' tells how to use it." if context else None
    message = error.format_message()
    known = ParametersInvalid(message if message.endswith((".", "?")) else f"{message}.")
    _tell(known.problem(), "Wrong usage", as_json, hint)
    return 2


def unexpected(error: Exception, as_json: bool) -> int:
    """Tell of an error that nobody foresaw.

    Returns:
        The exit code.
    """
    if isinstance(error, ValidationError) and error.title == "Settings":
        return failure(_setting(error), as_json)
    traceback.print_exception(error)
    bug = InternalError(f"{type(error).__name__}: {error}. The lines above are for the developers.")
    return failure(bug, as_json)


def _setting(error: ValidationError) -> ParametersInvalid:
    errors = [
        {
            "where": "IFCWORKS_" + "_".join(str(part) for part in item["loc"]).upper(),
            "what": item["msg"][:1].lower() + item["msg"][1:],
            "got": repr(item["input"]),
        }
        for item in error.errors(include_url=False)
    ]
    listed = "; ".join(f"{item['where']}: {item['what']}" for item in errors)
    return ParametersInvalid(f"The settings are not valid: {listed}", errors=errors)


def _tell(problem: Mapping[str, Any], title: str, as_json: bool, hint: str | None) -> None:
    if as_json:
        print(json.dumps(problem), file=sys.stderr)  # noqa: T201
        return
    console = Console(stderr=True, highlight=False)
    code = escape(f"[{problem['code']}]")
    console.print(f"[bold red]✗ {escape(title)}[/bold red] [dim]{code}[/dim]")
    for line in _sentences(problem):
        console.print(Padding(line, (0, 0, 0, 2), expand=False))
    if hint:
        console.print(Padding(f"[cyan]→[/cyan] {escape(hint)}", (0, 0, 0, 2), expand=False))


def _sentences(problem: Mapping[str, Any]) -> list[str]:
    """The lines below the title: one for each thing that is wrong, if they are listed."""
    listed = problem.get("errors")
    if not isinstance(listed, list) or not listed:
        return [escape(problem["detail"])]
    lines = []
    for item in listed:
        where = f"[bold]{escape(item['where'])}[/bold]: " if item.get("where") else ""
        got = f" [dim](got {escape(str(item['got']))})[/dim]" if "got" in item else ""
        lines.append(f"{where}{escape(item['what'])}{got}")
    return lines
