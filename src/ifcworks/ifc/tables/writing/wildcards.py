"""Columns with ``*``, such as ``Pset_WallCommon.*``: one for each property that there is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ifcopenshell.util.selector import get_element_grammar
from lark import Token

from ifcworks.errors import NothingToDo, ParametersInvalid, TableTooLarge
from ifcworks.ifc.index.cells.queries import Key, keys_of
from ifcworks.ifc.index.cells.states import SPECIAL
from ifcworks.ifc.tables.workbook.limits import MOST_COLUMNS
from ifcworks.ifc.tables.writing.request import GLOBAL_ID, Column
from ifcworks.ifc.tables.writing.values import ElementValues

_NAMES = 2
"""A set and what is in it."""


@dataclass(frozen=True)
class Wildcard:
    """A query for properties whose names are not all written out.

    Attributes:
        before: the steps to what has the sets, as text with a dot behind; mostly empty.
        sets: what the names of the sets begin with.
        members: what the names of the properties begin with.
    """

    before: str
    sets: re.Pattern[str]
    members: re.Pattern[str]


def wildcard_of(query: str) -> Wildcard | None:
    """What a query with ``*`` in one of its last two names is about; None of any other.

    A ``*`` in quotes or in a pattern is no wildcard.

    Raises:
        ParametersInvalid: the query is malformed.
    """
    keys = keys_of(query)
    if "*" not in query or len(keys) < _NAMES:
        return None
    tokens = list(get_element_grammar.parse(query).scan_values(lambda v: isinstance(v, Token)))
    wild = [
        isinstance(key, str) and "*" in token and not token.startswith('"')
        for key, token in zip(keys, tokens, strict=True)
    ]
    if not any(wild[-_NAMES:]) or any(wild[:-_NAMES]):
        return None
    start = tokens[-_NAMES].start_pos - isinstance(keys[-_NAMES], re.Pattern)
    sets, members = map(_pattern, keys[-_NAMES:], wild[-_NAMES:])
    return Wildcard(query[:start], sets, members)


def expanded(
    columns: Sequence[Column], ids: Sequence[int], values: ElementValues
) -> tuple[tuple[Column, ...], list[str]]:
    """The columns, with those that a wildcard stands for in its place.

    These come by the name of the set and then of the property. What is a column already is none
    again.

    Args:
        columns: as they were asked for.
        ids: the elements.
        values: knows their properties.

    Returns:
        The columns, and sentences on wildcards that match nothing.

    Raises:
        ParametersInvalid: a wildcard has a header, or two columns have the same one.
        NothingToDo: no column is left.
        TableTooLarge: there are too many.
    """
    wildcards = [wildcard_of(column.query) for column in columns]
    if not any(wildcards):
        return tuple(columns), []
    known = {c.query for c, wildcard in zip(columns, wildcards, strict=True) if wildcard is None}
    found, notes = list[Column](), list[str]()
    for place, (column, wildcard) in enumerate(zip(columns, wildcards, strict=True)):
        if wildcard is None:
            found.append(column)
            continue
        if column.header != column.query:
            raise _refused(place, "a wildcard makes several columns, which have no common header")
        queries = _queries(wildcard, ids, values)
        if not queries:
            notes.append(f"'{column.query}' matches no property of these elements.")
        for query in queries:
            if query not in known:
                known.add(query)
                found.append(replace(column, query=query, header=query))
    if all(column.query == GLOBAL_ID for column in found) and len(found) < len(columns):
        raise NothingToDo(f"{' '.join(notes)} No column is left but GlobalIds.")
    if len(found) > MOST_COLUMNS:
        raise TableTooLarge(
            f"The wildcards make {len(found):,} columns, and a table can have {MOST_COLUMNS:,}. "
            "Name the sets, as in Pset_WallCommon.*."
        )
    headers = [column.header for column in found]
    if twice := {header for header in headers if headers.count(header) > 1}:
        raise _refused(None, f"two columns have the header '{min(twice)}'")
    return tuple(found), notes


def _queries(wildcard: Wildcard, ids: Sequence[int], values: ElementValues) -> list[str]:
    if wildcard.before:
        owners = values.column(ids, f"{wildcard.before}id").values
        flat = (n for owner in owners for n in (owner if isinstance(owner, list) else [owner]))
        ids = sorted({number for number in flat if isinstance(number, int)})
    queries = (
        f"{wildcard.before}{set_}.{member}"
        for set_name, name in values.members(ids)
        if wildcard.sets.match(set_name) and wildcard.members.match(name)
        if (set_ := _written(set_name)) and (member := _written(name))
    )
    return list(queries)


def _pattern(key: Key, is_wild: bool) -> re.Pattern[str]:
    if isinstance(key, re.Pattern):
        return key
    parts = key.split("*") if is_wild else [key]
    return re.compile(".*".join(map(re.escape, parts)) + r"\Z", re.DOTALL)


def _written(name: str) -> str | None:
    """A name as it stands in a query: in quotes where it must; None if it cannot stand there."""
    if name in SPECIAL:
        # It would be taken for a step of its own, in quotes too.
        return f"/{name}$/"
    for text in (name, '"' + name.replace('"', '\\"') + '"', f"/{re.escape(name)}$/"):
        try:
            keys = keys_of(text)
        except ParametersInvalid:
            continue
        if text.startswith("/") or (keys == (name,) and ("*" not in text or text != name)):
            return text
    return None


def _refused(place: int | None, what: str) -> ParametersInvalid:
    where = "columns" if place is None else f"columns[{place}].header"
    sentence = f"{what[0].upper()}{what[1:]}."
    return ParametersInvalid(sentence, errors=[{"where": where, "what": what}])
