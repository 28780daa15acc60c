"""How each parameter of an operation is given on the command line.

====================================  =====================================
parameter                             command line
====================================  =====================================
file reference without default        positional argument, a path
``bool``                              ``--flag/--no-flag``
``Literal``, enum                     ``--option <choice>``
text, number, file reference, …       ``--option <type>``
list, set of those                    ``--option``, repeated
tuple of those                        ``--option`` with that many values
text or a model, list of those        as text; what begins with ``{`` is JSON
models, mappings, lists of models     JSON text, or ``@file.json``
====================================  =====================================

Only the shape is decided here. Whether a value is right is for the operation's own type to say, so
that the command line and the API refuse the same things with the same words.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ifcworks.errors import ParametersInvalid
from ifcworks.operations.base import FileRef, Operation

_TYPES: dict[Any, str] = {str: "text", int: "integer", float: "number"}
_TEXT_OR_MODEL = "text or json"


class Shape(StrEnum):
    """How the words of the command line make one value."""

    POSITIONAL = "positional"
    FLAG = "flag"
    ONE = "one"
    MANY = "many"
    FIXED = "fixed"
    JSON = "json"


@dataclass(frozen=True)
class CliField:
    """One parameter on the command line.

    Attributes:
        name: of the parameter.
        shown: how people know it: ``--option``, or ``MODEL`` for a positional argument.
        types: what each word must be, for people; several for a tuple.
        choices: the words that are allowed, where only some are; each with its value.
        bounds: such as ``0 to 10``; empty if there are none.
        default: as a word of the command line; None if there is none worth showing.
    """

    name: str
    shown: str
    shape: Shape
    types: tuple[str, ...]
    choices: dict[str, Any]
    bounds: str
    default: str | None
    required: bool
    description: str

    def value(self, given: Any) -> Any:
        """The value to validate, from what typer made of the words.

        Raises:
            ParametersInvalid: JSON was expected and this is none.
        """
        if self.shape is Shape.JSON:
            return from_json(given, self.shown)
        if self.shape in (Shape.MANY, Shape.FIXED):
            return [self._one(word) for word in given]
        return self._one(given)

    def _one(self, word: Any) -> Any:
        if not isinstance(word, str):
            return word
        if self.types == (_TEXT_OR_MODEL,) and word.startswith("{"):
            return from_json(word, self.shown)
        return self.choices.get(word, word)


def cli_fields(operation: Operation, taken: Sequence[str] = ()) -> list[CliField]:
    """The parameters of an operation on the command line, in order of declaration.

    Args:
        operation: whose.
        taken: options that mean something else already; a parameter of that name gets
            ``--param-name``.
    """
    return [_field(name, info, taken) for name, info in operation.params.model_fields.items()]


def _field(name: str, info: FieldInfo, taken: Sequence[str]) -> CliField:
    kind, limits = _strip(info.annotation)
    shape, words, choices = _shape(kind)
    required = info.is_required()
    option = f"--{name.replace('_', '-')}"
    if option in taken:
        option = f"--param-{name.replace('_', '-')}"
    if required and shape is Shape.ONE and _is_file(kind):
        shape, option = Shape.POSITIONAL, name.upper()
    return CliField(
        name=name,
        shown=option,
        shape=shape,
        types=words,
        choices=choices,
        bounds=_bounds([*limits, *info.metadata]),
        default=None if required else _word(info.get_default(call_default_factory=True)),
        required=required,
        description=info.description or "",
    )


def _strip(annotation: Any) -> tuple[Any, list[Any]]:
    """A type without ``Annotated`` and ``| None``, and the limits that were noted on it."""
    if get_origin(annotation) is typing.Annotated:
        kind, *notes = get_args(annotation)
        inner, limits = _strip(kind)
        found = [note.metadata if isinstance(note, FieldInfo) else [note] for note in notes]
        return inner, [*limits, *(limit for part in found for limit in part)]
    if get_origin(annotation) in (typing.Union, types.UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
        if len(kinds) == 1:
            return _strip(kinds[0])
    return annotation, []


def _shape(kind: Any) -> tuple[Shape, tuple[str, ...], dict[str, Any]]:
    if kind is bool:
        return Shape.FLAG, (), {}
    word = _type(kind)
    if word is not None:
        return Shape.ONE, (word,), _choices(kind)
    arguments = get_args(kind)
    origin = get_origin(kind)
    if origin is tuple and arguments and arguments[-1] is not Ellipsis:
        words = [_type(_strip(argument)[0]) for argument in arguments]
        if all(words):
            return Shape.FIXED, tuple(word for word in words if word), {}
    elif origin in (list, set, frozenset, tuple, Sequence):
        item = _strip(arguments[0])[0]
        word = _type(item)
        if word is not None:
            return Shape.MANY, (word,), _choices(item)
    return Shape.JSON, ("json",), {}


def _type(kind: Any) -> str | None:
    """What one word of the command line must be to make this type; None if one cannot."""
    if _choices(kind):
        return "choice"
    if kind in _TYPES:
        return _TYPES[kind]
    if isinstance(kind, type) and get_origin(kind) is None:
        if _is_file(kind) or issubclass(kind, Path):
            return "path"
        if not issubclass(kind, (BaseModel, dict, list, tuple, set, frozenset, bool)):
            return "text" if kind is not object else None
    if get_origin(kind) in (typing.Union, types.UnionType):
        kinds = [_strip(argument)[0] for argument in get_args(kind)]
        if str in kinds and all(one is str or _is_model(one) for one in kinds):
            return _TEXT_OR_MODEL
        # Beside a text, a truth is given as one; the operation reads it as what it has to be.
        kinds = [one for one in kinds if one is not bool] if str in kinds else kinds
        kinds = [one for one in kinds if one is not type(None)]
        words = [_type(one) for one in kinds]
        if all(words):
            return " or ".join(dict.fromkeys(word for word in words if word))
    return None


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _is_file(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, FileRef)


def _choices(kind: Any) -> dict[str, Any]:
    if get_origin(kind) is Literal:
        return {str(value): value for value in get_args(kind)}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {str(member.value): member.value for member in kind}
    return {}


def _bounds(limits: list[Any]) -> str:
    said = {name: value for limit in limits for name, value in _limits(limit)}
    low = next((text.format(said[n]) for n, text in _LOW if n in said), None)
    high = next((text.format(said[n]) for n, text in _HIGH if n in said), None)
    if "ge" in said and "le" in said:
        return f"{said['ge']} to {said['le']}"
    return " and ".join(filter(None, (low, high)))


_LOW = (("ge", "at least {}"), ("gt", "more than {}"))
_HIGH = (("le", "at most {}"), ("lt", "less than {}"))


def _limits(limit: Any) -> Iterator[tuple[str, Any]]:
    for name in ("ge", "gt", "le", "lt"):
        value = getattr(limit, name, None)
        if value is not None:
            yield name, value


def _word(value: Any) -> str | None:
    """A default as one would type it; None if it says nothing or cannot be typed."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        words = [_word(item) for item in value]
        return ", ".join(w for w in words if w) or None
    return str(value) if isinstance(value, (str, int, float)) and value != "" else None


def from_json(text: str, shown: str) -> Any:
    """The value of a JSON text, or of the file that ``@path`` names.

    Raises:
        ParametersInvalid: it is no JSON, or there is no such file.
    """
    source = text
    try:
        if text.startswith("@"):
            source = Path(text[1:]).read_text()
        return json.loads(source)
    except OSError as error:
        what = f"the file '{text[1:]}' cannot be read: {error.strerror}"
    except UnicodeDecodeError:
        what = f"the file '{text[1:]}' is not text"
    except json.JSONDecodeError as error:
        what = f"this is not JSON: {error}; write JSON, or @file.json"
    raise ParametersInvalid(f"{shown}: {what}.", errors=[{"where": shown, "what": what}])
