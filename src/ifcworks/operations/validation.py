"""Check parameters against an operation's declaration, and say plainly what is wrong with them."""

from __future__ import annotations

import difflib
from typing import Any

from pydantic import ValidationError
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
        known = list(operation.params.model_fields)
        errors = [
            explained
            for item in error.errors(include_url=False)
            for explained in _passed_on(dict(item)) or [_explain(dict(item), known)]
        ]
    listed = "; ".join(f"{e['where']}: {e['what']}" if e["where"] else e["what"] for e in errors)
    raise ParametersInvalid(
        f"The parameters of '{operation.name}' are not valid: {listed}.", errors=errors
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


def _explain(item: dict[str, Any], known: list[str]) -> dict[str, Any]:
    where = path(item["loc"])
    what = str(item["msg"]).removeprefix("Value error, ")
    if item["type"] == "missing":
        return {"where": where, "what": "this parameter is required"}
    if item["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(item["loc"][-1]), known, n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"known are: {', '.join(known)}"
        return {"where": where, "what": f"there is no such parameter; {hint}"}
    got = repr(item["input"])
    return {
        "where": where,
        "what": what[:1].lower() + what[1:],
        "got": got if len(got) <= _SHOWN else f"{got[:_SHOWN]}…",
    }


def path(location: tuple[int | str, ...]) -> str:
    """A place inside parameters as text, such as ``sets[0].a[1].file``."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
