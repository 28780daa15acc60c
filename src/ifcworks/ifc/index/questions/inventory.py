"""The questions ``materials``, ``classifications`` and ``quantities``: what there is, added up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ifcworks.errors import ParametersInvalid
from ifcworks.ifc.index.answers import (
    Classifications,
    ClassificationUse,
    MaterialsUsed,
    MaterialUse,
    Quantities,
    QuantityGroup,
    QuantityTotal,
)
from ifcworks.ifc.index.questions.filters import Filters, condition
from ifcworks.ifc.index.questions.finding import of_class, position
from ifcworks.ifc.index.questions.opened import Opened, Row

GROUPS = {"class": "e.class", "storey": "s.name", "type": "t.name"}
"""What quantities can be added up by, and the column of each."""

_MATERIALS = """
SELECT material, category, elements, classes, coalesce(thicknesses, []), volume,
       elements_measured
FROM materials_summary ORDER BY material LIMIT ? OFFSET ?
"""
_CLASSIFICATIONS = f"""
SELECT system, edition, identification, name, any_value(location),
       count(DISTINCT element_id) FILTER (NOT is_type),
       count(DISTINCT element_id) FILTER (is_type)
FROM (
    SELECT c.*, e.{of_class("IfcTypeObject")} AS is_type
    FROM classifications c JOIN elements e ON e.id = c.element_id
)
GROUP BY system, edition, identification, name
ORDER BY system NULLS LAST, edition, identification NULLS LAST, name LIMIT ? OFFSET ?
"""
_GROUPS = """
SELECT {keys}, count(*), count(*) FILTER (e.is_closed), sum(e.volume) FILTER (e.is_closed),
       sum(e.area)
FROM elements e
LEFT JOIN elements s ON s.id = e.storey_id
LEFT JOIN elements t ON t.id = e.type_id
WHERE {where}
GROUP BY {columns} ORDER BY {columns} LIMIT ? OFFSET ?
"""
_TOTALS = """
SELECT {keys}, q.qto, q.quantity, q.si_unit, count(DISTINCT q.element_id),
       sum(coalesce(q.si, q.number))
FROM elements e
JOIN quantities q ON q.element_id = e.id
LEFT JOIN elements s ON s.id = e.storey_id
LEFT JOIN elements t ON t.id = e.type_id
WHERE {where}
GROUP BY ALL ORDER BY ALL
"""


def materials(index: Opened, limit: int = 200, after: str | None = None) -> MaterialsUsed:
    """The materials of the elements, by name.

    Raises:
        ParametersInvalid: ``after`` is no cursor.
    """
    page, more = _page(index.rows(_MATERIALS, limit + 1, position(after)), limit, after)
    return MaterialsUsed(items=[MaterialUse(**_named(MaterialUse, row)) for row in page], next=more)


def classifications(index: Opened, limit: int = 200, after: str | None = None) -> Classifications:
    """The classifications of the objects, by system and code.

    Raises:
        ParametersInvalid: ``after`` is no cursor.
    """
    found = index.rows(_CLASSIFICATIONS, limit + 1, position(after))
    page, more = _page(found, limit, after)
    return Classifications(
        items=[ClassificationUse(**_named(ClassificationUse, row)) for row in page], next=more
    )


def quantities(
    index: Opened,
    by: Sequence[str] = ("class",),
    limit: int = 200,
    after: str | None = None,
    **filters: Any,
) -> Quantities:
    """Quantities added up, in SI units.

    Args:
        index: of the model.
        by: what to add up by: some of ``GROUPS``.
        limit: the most groups to answer.
        after: ``next`` of the page before.
        filters: as ``Filters``; which elements.

    Raises:
        ParametersInvalid: a filter, ``by`` or ``after`` cannot be understood.
    """
    chosen = list(dict.fromkeys(by))
    if unknown := [name for name in chosen if name not in GROUPS]:
        raise ParametersInvalid(
            f"by: '{unknown[0]}' is nothing to add up by; there are {', '.join(GROUPS)}."
        )
    wanted = condition(index, Filters(**filters))
    columns = ", ".join(GROUPS[name] for name in chosen) or "1"
    sql = {"keys": columns, "columns": columns, "where": wanted.sql}
    found = index.rows(_GROUPS.format(**sql), *wanted.values, limit + 1, position(after))
    page, more = _page(found, limit, after)
    width = len(chosen) or 1
    totals: dict[Row, list[QuantityTotal]] = {}
    for row in index.rows(_TOTALS.format(**sql), *wanted.values):
        total = QuantityTotal(**_named(QuantityTotal, row[width:]))
        totals.setdefault(row[:width], []).append(total)
    return Quantities(
        by=chosen,
        items=[
            QuantityGroup(
                group=dict(zip(chosen, row, strict=False)),
                elements=row[width],
                elements_measured=row[width + 1],
                mesh_volume=row[width + 2],
                mesh_area=row[width + 3],
                quantities=totals.get(row[:width], []),
            )
            for row in page
        ],
        next=more,
    )


def _page(found: list[Row], limit: int, after: str | None) -> tuple[list[Row], str | None]:
    """The rows of a page, and the cursor of the next."""
    return found[:limit], str(position(after) + limit) if len(found) > limit else None


def _named(model: Any, row: Row) -> dict[str, Any]:
    return dict(zip(model.model_fields, row, strict=True))
