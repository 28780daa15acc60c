"""The pages behind the ``type`` of a problem: what each code means."""

from __future__ import annotations

import inspect
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from ifcworks.api.problems import documented
from ifcworks.errors import NotFound, tree

router = APIRouter(prefix="/problems", tags=["problems"])


class Explanation(BaseModel):
    """What a code of a problem means."""

    code: str = Field(description="The stable code.")
    title: str = Field(description="What kind of problem it is.")
    status: int = Field(description="The HTTP status that it comes with.")
    meaning: str = Field(description="What it means.")


def _all() -> dict[str, Explanation]:
    return {
        error.code: Explanation(
            code=error.code,
            title=error.title,
            status=error.status,
            meaning=inspect.cleandoc(error.__doc__ or ""),
        )
        for error in tree()
    }


@router.get("", summary="All problem codes", responses=documented())
def list_problems() -> list[Explanation]:
    """Every code that a problem can have."""
    return list(_all().values())


@router.get("/{code}", summary="One problem code", responses=documented(NotFound))
def get_problem(
    code: Annotated[str, Path(description="The code.", examples=["file-truncated"])],
) -> Explanation:
    """What one code means."""
    try:
        return _all()[code]
    except KeyError:
        raise NotFound(f"There is no problem code '{code}'; see /problems.") from None
