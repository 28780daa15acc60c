"""Arguments as somebody gave them, as the values that a recipe wants."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping, Sequence
from typing import Any

from ifcworks.errors import ParametersInvalid
from ifcworks.ifc.patching.recipe import Recipe, RecipeParameter, ValueType

_TRUE, _FALSE = ("true", "yes", "1"), ("false", "no", "0")
_WANTED = {
    ValueType.TEXT: "a text",
    ValueType.INTEGER: "a whole number",
    ValueType.NUMBER: "a number",
    ValueType.BOOLEAN: "true or false",
}


def converted(
    recipe: Recipe, given: Mapping[str, Any], files: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """The values by name, without those that were not given, or are null where that means nothing.

    Args:
        recipe: whose.
        given: the arguments by name; a number may be written as text.
        files: those that are files: names or paths, whatever stands for one.

    Raises:
        ParametersInvalid: one is unknown, missing or wrong. All of them are said.
    """
    known = {parameter.name: parameter for parameter in recipe.parameters}
    errors: list[dict[str, Any]] = []
    values: dict[str, Any] = {}
    for where, names, is_file in (("arguments", given, False), ("files", files, True)):
        for name, value in names.items():
            found = known.get(name)
            try:
                if found is None:
                    raise ValueError(_unknown(recipe, name, known))
                if is_file != (found.type is ValueType.FILE):
                    other = "files" if found.type is ValueType.FILE else "arguments"
                    raise ValueError(f"it belongs into '{other}'")
                read = _files(found, value) if is_file else _value(found, value)
            except ValueError as error:
                errors.append({"where": f"{where}.{name}", "what": str(error), "got": repr(value)})
                continue
            if read is not None:
                values[name] = read
    for parameter in recipe.parameters:
        given_at_all = parameter.name in given or parameter.name in files
        if parameter.required and not given_at_all:
            where = "files" if parameter.type is ValueType.FILE else "arguments"
            what = f"'{recipe.name}' needs this: {parameter.description}".rstrip(": ")
            errors.append({"where": f"{where}.{parameter.name}", "what": what})
    if errors:
        listed = "; ".join(f"{error['where']}: {error['what'].rstrip('.')}" for error in errors)
        raise ParametersInvalid(
            f"The arguments of the recipe '{recipe.name}' are not valid: {listed}.", errors=errors
        )
    return values


def _unknown(recipe: Recipe, name: str, known: Mapping[str, RecipeParameter]) -> str:
    if name in recipe.order:
        return "the service decides on this itself"
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return f"there is no such argument; did you mean '{near[0]}'?"
    listed = ", ".join(known)
    return "there is no such argument; " + (f"known are: {listed}" if listed else "it takes none")


def _files(parameter: RecipeParameter, value: Sequence[str]) -> Any:
    if not value:
        raise ValueError("a file is needed")
    if not parameter.many and len(value) > 1:
        raise ValueError(f"one file is needed, and here are {len(value)}")
    return list(value) if parameter.many else value[0]


def _value(parameter: RecipeParameter, value: Any) -> Any:
    if parameter.many:
        several = value if isinstance(value, (list, tuple)) else [value]
        return [_one(parameter, item) for item in several]
    return _one(parameter, value)


def _one(parameter: RecipeParameter, value: Any) -> Any:
    """A value of the right type; None for a null that means: as usual.

    Raises:
        ValueError: it is of another type.
    """
    if value is None:
        if parameter.optional or not parameter.required:
            return None
        raise ValueError("a value is needed")
    if parameter.type is ValueType.CHOICE:
        for choice in parameter.choices:
            if str(value).lower() == choice.lower():
                return choice
        raise ValueError(f"it must be one of {', '.join(parameter.choices)}")
    found = _READERS[parameter.type](value)
    if found is None:
        raise ValueError(f"it must be {_WANTED[parameter.type]}")
    return found


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and "\0" not in value else None


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _integer(value: Any) -> int | None:
    number = _number(value)
    return int(number) if number is not None and number.is_integer() else None


def _boolean(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    word = str(value).lower()
    return word in _TRUE if word in _TRUE or word in _FALSE else None


_READERS = {
    ValueType.TEXT: _text,
    ValueType.NUMBER: _number,
    ValueType.INTEGER: _integer,
    ValueType.BOOLEAN: _boolean,
}
