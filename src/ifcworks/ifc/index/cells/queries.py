"""Queries for values, in the syntax of ``ifcopenshell.util.selector``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

from ifcopenshell.util.selector import GetElementTransformer, get_element_grammar
from lark.exceptions import UnexpectedInput, VisitError

from ifcworks.errors import ParametersInvalid

Key: TypeAlias = "str | re.Pattern[str]"


@lru_cache(maxsize=1000)
def keys_of(query: str, where: str = "query") -> tuple[Key, ...]:
    """The steps of a query: names, and patterns where it has ``/…/``.

    Args:
        query: such as ``storey.Name``.
        where: the parameter that it is, for errors.

    Raises:
        ParametersInvalid: it is malformed.
    """
    try:
        return tuple(GetElementTransformer().transform(get_element_grammar.parse(query)))
    except (UnexpectedInput, VisitError) as error:
        what = _why(query, error)
    raise ParametersInvalid(
        f"The query '{query}' is malformed: {what}. Write names with dots between them, such as "
        'Name, storey.Name or Pset_WallCommon.FireRating; names with spaces or dots in quotes, "My '
        'set".Size; patterns in slashes, /Pset_.*Common/.FireRating.',
        errors=[{"where": where, "what": what, "got": query}],
    )


def _why(query: str, error: Exception) -> str:
    if isinstance(error, VisitError):
        return f"its pattern cannot be used ({error.orig_exc})"
    column = getattr(error, "column", None)
    if not query.strip():
        return "it is empty"
    if not isinstance(column, int) or not 1 <= column <= len(query):
        return "it ends before it is complete"
    return f"'{query[column - 1 :]}' cannot stand at position {column}"
