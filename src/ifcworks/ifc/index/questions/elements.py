"""The question ``elements``: which there are, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ifcworks.errors import ParametersInvalid
from ifcworks.ifc.index.answers import Element, Elements
from ifcworks.ifc.index.cells import NotInIndex, cells
from ifcworks.ifc.index.questions.filters import Filters, condition
from ifcworks.ifc.index.questions.finding import box, brief, briefs, position
from ifcworks.ifc.index.questions.opened import Opened

_PAGE = """
WITH found AS MATERIALIZED (SELECT e.id FROM elements e WHERE {where})
SELECT e.id, global_id, class, name, predefined_type, type_id, storey_id, has_geometry,
       min_x, min_y, min_z, max_x, max_y, max_z, (SELECT count(*) FROM found)
FROM found JOIN elements e ON e.id = found.id
ORDER BY e.id LIMIT ? OFFSET ?
"""


def elements(
    index: Opened,
    limit: int = 100,
    after: str | None = None,
    columns: Sequence[str] = (),
    **filters: Any,
) -> Elements:
    """The elements that fit, in the order of the file.

    Args:
        index: of the model.
        limit: the most elements to answer.
        after: ``next`` of the page before.
        columns: what else to tell of each, in the words of ifcopenshell's selectors:
            ``Pset_WallCommon.FireRating``, ``type.Name``, ``material``, …
        filters: as ``Filters``.

    Raises:
        ParametersInvalid: a filter, a column or ``after`` cannot be understood.
    """
    wanted = condition(index, Filters(**filters))
    start = position(after)
    sql = _PAGE.format(where=wanted.sql)
    page = index.rows(sql, *wanted.values, limit + 1, start)
    if page or not start:
        total = page[0][-1] if page else 0
    else:
        sql = f"SELECT count(*) FROM elements e WHERE {wanted.sql}"
        [(total,)] = index.rows(sql, *wanted.values)
    more, page = len(page) > limit, page[:limit]
    known = briefs(index, {number for row in page for number in row[5:7] if number})
    values = _values(index, [row[0] for row in page], columns)
    return Elements(
        items=[
            Element(
                **dict(brief(row)),
                predefined_type=row[4],
                type=known.get(row[5]),
                storey=known.get(row[6]),
                has_geometry=row[7],
                bounds=box(row[8:14]),
                values=dict(zip(columns, cells_of_row, strict=True)),
            )
            for row, cells_of_row in zip(page, values, strict=True)
        ],
        total=total,
        next=str(start + limit) if more else None,
    )


def _values(index: Opened, numbers: list[int], columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """The cells of each element."""
    if not columns or not numbers:
        return [()] * len(numbers)
    try:
        return list(zip(*cells(index.connection, numbers, columns), strict=True))
    except NotInIndex as error:
        raise ParametersInvalid(
            f"columns: {error} cannot be answered here; the operation export-table can."
        ) from None
