"""Requests as forms and scripts send them: a field left empty is one that was not sent.

Forms send the empty text for a field that nobody filled in, scripts ``null``; one value where a
list is meant, lists and objects as JSON in text, ``HTML`` for ``html``. All of that has one
meaning only, and is read as such; what has none is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from typing import Any, ClassVar, Literal, get_args, get_origin

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic.fields import FieldInfo


class Lenient(BaseModel):
    """A request, or a part of one, that is read leniently. Fields nobody knows are let pass."""

    model_config = ConfigDict(extra="allow")

    empty_counts: ClassVar[frozenset[str]] = frozenset()
    """Fields of which the empty text is a value."""
    comma_lists: ClassVar[frozenset[str]] = frozenset()
    """Lists that may be written as one text, with commas."""

    def strangers(self) -> set[str]:
        """The names of fields that nobody knows, of this and of its parts."""
        found = set(self.model_extra or ())
        for name in type(self).model_fields:
            value = getattr(self, name)
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, Lenient):
                    found |= {f"{name}.{inner}" for inner in part.strangers()}
        return found

    @model_validator(mode="before")
    @classmethod
    def _as_meant(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return dict(cls._fields_meant(given))

    @classmethod
    def _fields_meant(cls, given: dict[Any, Any]) -> Iterator[tuple[Any, Any]]:
        for name, value in given.items():
            field = cls.model_fields.get(name)
            if field is None:
                yield name, value
                continue
            blank = value == "" and name not in cls.empty_counts
            if not field.is_required() and (value is None or blank):
                continue
            shape = _shape(cls, name)
            if shape.several:
                value = _list(value, commas=name in cls.comma_lists)
            elif shape.mapping:
                value = _read(value, "{")
            yield name, _spelled(value, shape.choices)


class _Shape:
    """What a field takes, as far as leniency goes."""

    def __init__(self, field: FieldInfo) -> None:
        types = list(_types(field.annotation))
        origins = {get_origin(type_) or type_ for type_ in types}
        self.several = list in origins
        self.mapping = dict in origins
        self.choices: tuple[str, ...] = tuple(
            choice
            for type_ in types
            if get_origin(type_) is Literal
            for choice in get_args(type_)
            if isinstance(choice, str)
        )


@cache
def _shape(model: type[Lenient], name: str) -> _Shape:
    return _Shape(model.model_fields[name])


def _types(annotation: Any) -> Iterator[Any]:
    """A type and all that it is made of."""
    yield annotation
    if get_origin(annotation) is not Literal:
        for part in get_args(annotation):
            yield from _types(part)


def _list(value: Any, *, commas: bool) -> Any:
    value = _read(value, "[{")
    if isinstance(value, list):
        return value
    if commas and isinstance(value, str):
        return [part.strip() for part in value.split(",")]
    return [value]


def _read(value: Any, beginnings: str) -> Any:
    """The value of a text that is JSON and begins so; otherwise the text."""
    if isinstance(value, str) and value.lstrip()[:1] in tuple(beginnings):
        with suppress(ValueError, RecursionError):
            return json.loads(value)
    return value


def _spelled(value: Any, choices: tuple[str, ...]) -> Any:
    """A choice as it is written, whatever its case; of a list, those that are not empty."""
    if not choices:
        return value
    if isinstance(value, list):
        return [_spelled(item, choices) for item in value if item not in ("", None)]
    if isinstance(value, str) and value not in choices:
        folded = value.strip().lower()
        return next((choice for choice in choices if choice.lower() == folded), value)
    return value
