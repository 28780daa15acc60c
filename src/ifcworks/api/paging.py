"""Pages of a list: ``limit`` and an opaque ``cursor``."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

from ifcworks.errors import ParametersInvalid

Item = TypeVar("Item")

Limit = Annotated[int, Query(ge=1, le=500, description="The most items to answer.")]
Cursor = Annotated[
    str | None,
    Query(max_length=2000, description="Where to go on: `next` of the page before."),
]


class Page(BaseModel, Generic[Item]):
    """One page of a list."""

    items: list[Item] = Field(description="The items of this page.")
    next: str | None = Field(description="The cursor of the next page; null on the last.")


def encode(*parts: str) -> str:
    """A cursor that stands for these parts."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


def decode(cursor: str, count: int) -> list[str]:
    """The parts of a cursor.

    Raises:
        ParametersInvalid: it is not one of ours.
    """
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii")))
    except (ValueError, binascii.Error):
        parts = None
    if (
        not isinstance(parts, list)
        or len(parts) != count
        or not all(isinstance(part, str) for part in parts)
    ):
        raise ParametersInvalid(
            "cursor: this is not a cursor of this list; leave it out to begin at the start."
        )
    return parts
