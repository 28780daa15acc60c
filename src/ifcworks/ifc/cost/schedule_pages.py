"""Cost schedules as tables, in the columns of ``ifc5d``'s CSV and two more."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from ifcworks.ifc.cost.schedules import Item, Schedule
from ifcworks.ifc.tables.books import Page

_HEADERS = ("Id", "ItemIsASum", "Hierarchy", "Index", "Identification", "Name", "Description")
_RATES_ONLY = "SCHEDULEOFRATES"


def pages(schedules: Sequence[Schedule]) -> list[Page]:
    """A page for each schedule, named by it."""
    seen: Counter[str] = Counter()
    made = []
    for schedule in schedules:
        seen[schedule.name] += 1
        count = seen[schedule.name]
        name = schedule.name if count == 1 else f"{schedule.name}_{count - 1}"
        made.append(_page(name, schedule))
    return made


def _page(name: str, schedule: Schedule) -> Page:
    with_quantities = schedule.predefined_type != _RATES_ONLY
    categories = schedule.categories
    headers = [
        *_HEADERS,
        *(("Quantities", "Quantity") if with_quantities else ()),
        *("Unit", "RateSubtotal", "TotalPrice"),
        *categories,
        *("Total", "Currency", "Elements"),
    ]
    rows = [_row(item, schedule, with_quantities, categories) for item in schedule.items]
    return Page(name, headers, rows, {"Total": 2})


def _row(
    item: Item, schedule: Schedule, with_quantities: bool, categories: Sequence[str]
) -> tuple[Any, ...]:
    quantities = [[one.name, float(one.value), one.formula] for one in item.quantities]
    text = json.dumps(quantities, ensure_ascii=False) if quantities else None
    return (
        *(item.id, item.is_sum, item.hierarchy, item.depth),
        *(item.identification, item.name, item.description),
        *((text, item.quantity) if with_quantities else ()),
        *(item.unit, item.rate, item.sum),
        *(item.categories.get(category) for category in categories),
        *(item.total, schedule.currency, ", ".join(item.elements)),
    )
