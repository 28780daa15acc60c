"""A command from the declaration of an operation, and from nothing else."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import typer
from typer._click.core import Context

from ifcworks.cli.call import Call, Running, is_folder
from ifcworks.cli.fields import CliField, Shape, cli_fields, from_json
from ifcworks.cli.help import Command
from ifcworks.errors import ParametersInvalid
from ifcworks.operations.base import Operation
from ifcworks.operations.validation import validate

PARAMETERS = "Parameters"
_OUTPUT = (
    "Where to write: a file, or a folder (it exists, or ends in /). Else the current folder, "
    "under the name of the input."
)


class _Derived(Command):
    """Shows positional arguments as they are meant, though typer does not require them."""

    positionals: str

    def collect_usage_pieces(self, ctx: Context) -> list[str]:
        """The words of the usage line."""
        return ["[OPTIONS]", self.positionals]


def derive(
    operation: Operation,
    packages: Sequence[str],
    run: Callable[[Call, Sequence[str]], None] | None = None,
) -> Command:
    """The command of an operation.

    Args:
        operation: which.
        packages: where operations are found.
        run: what carries a call out; the default does so in a process of its own.
    """
    known = cli_fields(operation, [option for word in _RUNNING for option in word.options])

    def command(**words: Any) -> None:
        call = _read(operation, known, words)
        try:
            (run or _run_here)(call, packages)
        except ParametersInvalid as error:  # some things only the operation itself can see
            raise named(error, known, {}) from None

    signature = [
        *(_argument(field) for field in known if field.shape is Shape.POSITIONAL),
        inspect.Parameter(
            "output",
            inspect.Parameter.KEYWORD_ONLY,
            default=typer.Argument(None, metavar="OUTPUT", help=_OUTPUT),
            annotation=str | None,
        ),
        *(_option(field) for field in known if field.shape is not Shape.POSITIONAL),
        *(word.parameter for word in _RUNNING),
    ]
    command.__signature__ = inspect.Signature(signature)  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in signature}
    app = typer.Typer(
        add_completion=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.command(operation.name, cls=_Derived, help=operation.description)(command)
    made = typer.main.get_command(app)
    assert isinstance(made, _Derived)
    names = [field.shown for field in known if field.shape is Shape.POSITIONAL]
    made.positionals = " ".join([*names, "[OUTPUT]"])
    return made


def _run_here(call: Call, packages: Sequence[str]) -> None:
    from ifcworks.cli.local import run_here

    run_here(call, packages)


# -- the parameters of the command ------------------------------------------------------------


def _argument(field: CliField) -> inspect.Parameter:
    return inspect.Parameter(
        _key(field),
        inspect.Parameter.KEYWORD_ONLY,
        default=typer.Argument(None, metavar=field.shown, help=field.description),
        annotation=str | None,
    )


def _option(field: CliField) -> inspect.Parameter:
    annotation: Any = str | None
    names = field.shown
    if field.shape is Shape.FLAG:
        annotation = bool | None
        names = f"{names}/--no-{field.shown.removeprefix('--')}"
    elif field.shape is Shape.MANY:
        annotation = list[str] | None
    elif field.shape is Shape.FIXED:
        annotation = tuple[(str,) * len(field.types)] | None  # type: ignore[misc]
    choices = list(field.choices)
    return inspect.Parameter(
        _key(field),
        inspect.Parameter.KEYWORD_ONLY,
        default=typer.Option(
            None,
            names,
            metavar=" ".join(f"<{word}>" for word in field.types) or None,
            help=help_text(field),
            show_default=False,
            rich_help_panel=PARAMETERS,
            autocompletion=(lambda incomplete: choices) if choices else None,
        ),
        annotation=annotation,
    )


def help_text(field: CliField) -> str:
    """The description of an option with its choices, bounds and default."""
    notes = []
    if field.choices:
        notes.append("one of: " + ", ".join(field.choices))
    if field.bounds:
        notes.append(field.bounds)
    if field.shape is Shape.MANY:
        notes.append("may be repeated")
    if field.shape is Shape.JSON:
        notes.append("JSON, or @file.json")
    if field.required:
        notes.append("required")
    elif field.default is not None:
        notes.append(f"default: {field.default}")
    return field.description + (f" [{'; '.join(notes)}]" if notes else "")


def _key(field: CliField) -> str:
    """The name of a parameter inside the command, where it meets ``output`` and the others."""
    return f"given_{field.name}"


@dataclass(frozen=True)
class _Word:
    """An option that every operation's command has."""

    name: str
    annotation: Any
    default: Any
    options: tuple[str, ...]
    help: str
    metavar: str | None = None

    @property
    def parameter(self) -> inspect.Parameter:
        return inspect.Parameter(
            self.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=typer.Option(self.default, *self.options, help=self.help, metavar=self.metavar),
            annotation=self.annotation,
        )


_RUNNING = (
    _Word(
        "params",
        str | None,
        None,
        ("--params",),
        "All parameters as JSON, or @file.json. Options given beside it win.",
        "<json>",
    ),
    _Word("overwrite", bool, False, ("--overwrite", "-y"), "Replace files that exist already."),
    _Word(
        "timeout",
        str | None,
        None,
        ("--timeout",),
        "How long it may take, such as 90s, 10min or 2h, instead of the operation's own limit.",
        "<duration>",
    ),
    _Word(
        "memory",
        str | None,
        None,
        ("--memory",),
        "How much memory it may use, such as 12GiB, instead of the operation's own limit.",
        "<size>",
    ),
    _Word("json", bool, False, ("--json",), "Print the result as JSON, and nothing else."),
    _Word("quiet", bool, False, ("--quiet", "-q"), "Print nothing but errors."),
    _Word("verbose", bool, False, ("--verbose", "-v"), "Show what the operation printed."),
)


# -- what was given ---------------------------------------------------------------------------


def _read(operation: Operation, known: list[CliField], words: dict[str, Any]) -> Call:
    given: dict[str, Any] = {}
    if words["params"] is not None:
        given = from_json(words["params"], "--params")
        if not isinstance(given, dict):
            raise ParametersInvalid('--params: a JSON object is needed, {"name": value, …}.')
    positionals = [field for field in known if field.shape is Shape.POSITIONAL]
    # What --params gives already need not be given again, so that words move up.
    places = [field.name for field in positionals if field.name not in given]
    values = [words[_key(field)] for field in positionals] + [words["output"]]
    values = [value for value in values if value is not None]
    output = values[len(places)] if len(values) > len(places) else None
    if len(values) > len(places) + 1:
        raise ParametersInvalid(f"'{values[-1]}' is one word too many: {output} is the output.")
    given.update(zip(places, values, strict=False))
    for field in known:
        value = words[_key(field)]
        if field.shape is not Shape.POSITIONAL and value not in (None, []):
            given[field.name] = field.value(value)
    by_suffix = _by_suffix(operation, given, output)
    try:
        params = validate(operation, {**by_suffix, **given})
    except ParametersInvalid as error:
        raise named(error, known, by_suffix) from None
    running = Running(**{field.name: words[field.name] for field in fields(Running)})
    return Call(operation, params, output, running)


def _by_suffix(operation: Operation, given: dict[str, Any], output: str | None) -> dict[str, str]:
    """The parameter that the suffix of the output sets, unless it was given itself."""
    name = operation.suffix_sets
    if name is None or name in given or output is None or is_folder(output):
        return {}
    suffix = Path(output).suffix.removeprefix(".").lower()
    if not suffix:
        raise ParametersInvalid(
            f"OUTPUT: '{output}' has no suffix that says what to write, such as in 'out.glb'. "
            f"For a folder write '{output}/'."
        )
    return {name: suffix}


def named(
    error: ParametersInvalid, known: list[CliField], by_suffix: dict[str, str]
) -> ParametersInvalid:
    """The same error, with parameters called what they are called on the command line."""
    shown = {field.name: field.shown for field in known}
    errors = []
    for item in error.context.get("errors", []):
        name = item["where"].split(".")[0].split("[")[0]
        rest = item["where"][len(name) :]
        where = f"OUTPUT (.{by_suffix[name]})" if name in by_suffix else shown.get(name, name)
        errors.append({**item, "where": where + rest})
    if not errors:
        return error
    listed = "; ".join(f"{item['where']}: {item['what']}" for item in errors)
    return ParametersInvalid(f"Not valid: {listed}", errors=errors)
