"""A recipe of ifcpatch, and its parameters."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

Plain = str | int | float | bool | None


class ValueType(StrEnum):
    """What a parameter of a recipe takes."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    FILE = "file"


@dataclass(frozen=True)
class RecipeParameter:
    """A parameter of a recipe.

    Attributes:
        many: whether it takes a list of such values.
        optional: whether null is a value too.
        choices: the values that are allowed, where only some are.
        suffixes: of the files that it takes, such as ``.ags``.
    """

    name: str
    type: ValueType
    description: str
    required: bool
    default: Plain = None
    many: bool = False
    optional: bool = False
    choices: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recipe:
    """A recipe.

    Attributes:
        name: as it is called; that of its file.
        summary: the first sentence of what it says of itself.
        description: all of it.
        path: its source.
        is_custom: whether it is from the folder of the administrator.
        unavailable: why it cannot be run; None if it can.
        parameters: those that can be given, in order.
        order: the names of all its arguments, in order.
        makes: the file that it makes, as in ``Handling``.
        unpacks: whether its arguments are passed one by one, and not as a list.
    """

    name: str
    summary: str
    description: str
    path: Path
    is_custom: bool
    unavailable: str | None
    parameters: tuple[RecipeParameter, ...]
    order: tuple[str, ...]
    unpacks: bool
    makes: str | None = None
