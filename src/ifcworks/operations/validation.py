"""Check parameters against an operation's declaration, and say plainly what is wrong with them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from ifcworks.errors import ParametersInvalid
from ifcworks.operations.base import Operation, OperationParams

_SHOWN = 200


def validate(
    operation: Operation, given: dict[str, Any], *, strict: bool = False
) -> OperationParams:
    """The parameters as the operation's own type.

    Args:
        operation: whose.
        given: the parameters.
        strict: hold JSON values against the published JSON Schema to the letter: a text that
            reads like a number is none. The command line, where all is text, is not strict.

    Raises:
        ParametersInvalid: naming every parameter that is wrong, and what it should be.
    """
    try:
        if strict:
            return operation.params.model_validate_json(to_json(_whole(given)), strict=True)
        return operation.params.model_validate(given)
    except ValidationError as error:
        wrong = [dict(item) for item in error.errors(include_url=False)]
        passed_on = [told for item in wrong for told in _passed_on(item)]
        errors = passed_on + _explained(
            [item for item in wrong if not _passed_on(item)], given, operation.params
        )
    listed = "; ".join(f"{e['where']}: {e['what']}" if e["where"] else e["what"] for e in errors)
    raise ParametersInvalid(
        f"The parameters of '{operation.name}' are not valid: {listed}"
        f"{'' if listed.endswith('?') else '.'}",
        errors=errors,
    ) from None


def _whole(value: Any) -> Any:
    """JSON with whole numbers as integers, however they are written: 41.0 is one in JSON Schema."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items()}
    return [_whole(item) for item in value] if isinstance(value, list) else value


def _passed_on(item: dict[str, Any]) -> list[dict[str, Any]]:
    """What a validator has found out to be wrong with parts of a parameter, if it is that."""
    cause = getattr(item.get("ctx", {}).get("error"), "__cause__", None)
    return list(cause.context.get("errors", ())) if isinstance(cause, ParametersInvalid) else []


def _explained(
    wrong: list[dict[str, Any]], given: Any, params: type[BaseModel]
) -> list[dict[str, Any]]:
    """What is wrong, each place once, whatever the number of alternatives that it could be."""
    found: dict[str, tuple[dict[str, Any], list[str]]] = {}
    places = [_place(item, given) for item in wrong]
    for item, place in zip(wrong, places, strict=True):
        beneath = any(len(other) > len(place) and other[: len(place)] == place for other in places)
        if beneath and len(place) < len(item["loc"]):
            continue  # another alternative fits as far as its parts, and those say what is wrong
        where = path(place)
        told, reasons = found.setdefault(where, ({"where": where}, []))
        if (what := _what(item, params)) not in reasons:
            reasons.append(what)
        if item["type"] not in ("missing", "extra_forbidden"):
            got = repr(item["input"])
            told["got"] = got if len(got) <= _SHOWN else f"{got[:_SHOWN]}…"
    return [{"where": where, "what": _either(r), **told} for where, (told, r) in found.items()]


def _place(item: dict[str, Any], given: Any) -> tuple[int | str, ...]:
    """Where in what was given an error is: its location without the names of alternatives."""
    place: list[int | str] = []
    for number, part in enumerate(item["loc"], start=1):
        inside = (isinstance(given, dict) and part in given) or (
            isinstance(given, list) and isinstance(part, int) and part < len(given)
        )
        if inside:
            given = given[part]
        if inside or (item["type"] == "missing" and number == len(item["loc"])):
            place.append(part)
    return tuple(place)


def _what(item: dict[str, Any], params: type[BaseModel]) -> str:
    what = str(item["msg"]).removeprefix("Value error, ")
    if item["type"] == "missing":
        return "this parameter is required"
    if item["type"] == "extra_forbidden":
        known = _known_beside(item["loc"], params)
        near = difflib.get_close_matches(str(item["loc"][-1]), known, n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"known are: {', '.join(known)}"
        return f"there is no such parameter; {hint}"
    return what[:1].lower() + what[1:]


def _known_beside(location: tuple[int | str, ...], params: type[BaseModel]) -> list[str]:
    """The parameters that there are where one was given that there is not."""
    models = [params]
    for part in location[:-1]:
        named = [model for model in models if model.__name__ == part]
        fields = [model.model_fields[part] for model in models if part in model.model_fields]
        if named:
            models = named
        elif fields:
            models = [model for field in fields for model in _models(field.annotation)]
    return list(dict.fromkeys(name for model in models for name in model.model_fields))


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _either(reasons: list[str]) -> str:
    """Reasons of several alternatives as one: a text, a number or a list."""
    alike = "input should be "
    if len(reasons) > 1 and all(reason.startswith(alike) for reason in reasons):
        *first, last = (reason.removeprefix(alike) for reason in reasons)
        return f"{alike}{', '.join(first)} or {last}"
    return "; ".join(reasons)


def path(location: tuple[int | str, ...]) -> str:
    """A place inside parameters as text, such as ``sets[0].a[1].file``."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
