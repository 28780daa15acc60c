"""Which query each column of a table is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from ifcworks.errors import ParametersInvalid
from ifcworks.ifc.index.cells.queries import Key, keys_of
from ifcworks.ifc.tables.importing.problems import Problem, Reason
from ifcworks.ifc.tables.reading.sheet import Sheet
from ifcworks.ifc.tables.writing.request import GLOBAL_ID, Wording


@dataclass(frozen=True)
class Column:
    """A column.

    Attributes:
        place: from 0.
        header: what stands above it.
        query: what it is about.
        keys: the steps of the query.
    """

    place: int
    header: str
    query: str
    keys: tuple[Key, ...]


@dataclass(frozen=True)
class Columns:
    """The columns of a table.

    Attributes:
        global_id: the place of the one that says which element a row is about; None if none does.
        values: the others that can be read.
        ignored: headers of those that are left out: they are wanted so, or hold no plain values.
        problems: what is wrong with the others.
    """

    global_id: int | None
    values: list[Column]
    ignored: list[str]
    problems: list[Problem]


def columns_of(sheet: Sheet, given: Mapping[str, str | None]) -> Columns:
    """The columns of a table by what is given, by what the table says, or else by their headers.

    Args:
        sheet: the table.
        given: queries by header; None for a column to leave out.

    Raises:
        ParametersInvalid: a header that is given is not there, or its query is malformed.
    """
    for header, query in given.items():
        if header not in sheet.headers:
            what = f"the table has no column '{header}'"
            raise ParametersInvalid(
                f"T{what[1:]}.", errors=[{"where": f"columns.{header}", "what": what, "got": query}]
            )
        if query is not None:
            keys_of(query, f"columns.{header}")
    said = {header: (kind, query) for kind, header, query in sheet.about if kind != "setting"}
    found = Columns(None, [], [], [])
    known: dict[tuple[Key, ...], str] = {}
    for place, header in enumerate(sheet.headers):
        kind, query = said.get(header, ("column", header))
        wanted = given.get(header, query)
        if wanted is None or (kind == "derived" and header not in given):
            found.ignored.append(header)
            continue
        if not header:
            if any(len(row.cells) > place and row.cells[place] is not None for row in sheet.rows):
                found.problems.append(
                    Problem(
                        Reason.UNKNOWN_COLUMN,
                        f"Column {place + 1} has values but no header.",
                        sheet.header_row or None,
                    )
                )
            continue
        try:
            keys = keys_of(wanted)
        except ParametersInvalid:
            found.problems.append(unknown_column(header, wanted, sheet.header_row))
            continue
        if keys in known:
            found.problems.append(
                Problem(
                    Reason.DUPLICATE_COLUMN,
                    f"The columns '{known[keys]}' and '{header}' are both about {wanted}; only the "
                    "first one is read.",
                    sheet.header_row or None,
                    header,
                )
            )
            continue
        known[keys] = header
        if keys == (GLOBAL_ID,):
            found = replace(found, global_id=place)
        else:
            found.values.append(Column(place, header, wanted, keys))
    if found.global_id is None:
        found.problems.append(
            Problem(
                Reason.NO_GLOBAL_ID_COLUMN,
                "No column is headed GlobalId, so that nothing says which element a row is about. "
                "Export the table with GlobalIds, or say in 'columns' which column they are in.",
                sheet.header_row or None,
            )
        )
    return found


def unknown_column(header: str, query: str, row: int) -> Problem:
    """A column that is about nothing that elements have."""
    about = "" if header == query else f" ({query})"
    return Problem(
        Reason.UNKNOWN_COLUMN,
        f"The column '{header}'{about} is neither an attribute nor, with a dot, a property of a "
        "set such as Pset_WallCommon.FireRating. Say in 'columns' what it is about, or null to "
        "leave it out.",
        row or None,
        header,
    )


def wording_of(sheet: Sheet, given: Mapping[str, str | None]) -> Wording:
    """How a table writes what is no text or number: as given, else as it says, else as usual."""
    names = {field.name for field in fields(Wording)}
    said = {name: text for kind, name, text in sheet.about if kind == "setting" and name in names}
    chosen = {name: text for name, text in given.items() if text is not None}
    return Wording(**{**said, **chosen})
