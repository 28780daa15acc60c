"""The operation ``cost-schedules``: what a model says of costs, as tables."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from ifcworks.ifc.tables.books import BookFormat
from ifcworks.operations.base import ModelRef, OperationParams, OperationResult, operation
from ifcworks.operations.workspace import Workspace

if TYPE_CHECKING:
    from rich.console import RenderableType

_LISTED = 200


class CostSchedulesParams(OperationParams):
    """Parameters of ``cost-schedules``."""

    model: ModelRef = Field(description="The model.")
    format: BookFormat = Field(
        default=BookFormat.XLSX,
        description="xlsx or ods: a sheet for each schedule. csv: a file for each. json: one file.",
    )


class CostItem(BaseModel):
    """A cost item."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    hierarchy: str = Field(description="Its place in the schedule, such as 1.2.1.")
    identification: str | None = Field(description="Its code.")
    name: str | None = Field(description="Its name.")
    quantity: Decimal | None = Field(description="The sum of its quantities.")
    unit: str = Field(description="The unit of its rate, or else of its quantity.")
    rate: Decimal = Field(description="The sum of its rates.")
    total: Decimal = Field(description="What it costs with all that stands below it.")
    elements: int = Field(description="What it is assigned to: elements, resources, tasks.")


class CostSchedule(BaseModel):
    """A cost schedule of the model."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    global_id: str = Field(description="Its GlobalId.")
    name: str = Field(description="Its name.")
    predefined_type: str | None = Field(description="Such as PRICEDBILLOFQUANTITIES.")
    status: str | None = Field(description="As the model states it.")
    update_date: str | None = Field(description="As the model states it.")
    currency: str = Field(description="Of the project; empty if it names none.")
    total: Decimal = Field(description="What the items at the top come to.")
    items_total: int = Field(description="How many cost items it has.")
    items: list[CostItem] = Field(description="The first 200 of them.")
    problems: list[str] = Field(description="Items that could not be read, as sentences.")


class CostSchedulesResult(OperationResult):
    """The cost schedules of a model."""

    format: BookFormat = Field(description="The format of the tables.")
    artifacts: list[str] = Field(description="The files made.")
    schedules: list[CostSchedule] = Field(description="The schedules.")
    notes: list[str] = Field(description="What else is worth knowing, as sentences.")


def show(result: CostSchedulesResult) -> RenderableType:
    """Each schedule with its items, for the terminal."""
    from ifcworks.operations.views.cost_schedules import render

    return render(result)


@operation(
    "cost-schedules",
    title="Export cost schedules",
    queue="ifc5d",
    timeout="30min",
    memory="6GiB",
    suffix_sets="format",
    show=show,
    preload=("ifcopenshell", "xlsxwriter", "ifcworks.ifc.cost.schedules", "ifcworks.ifc.reading"),
)
def cost_schedules(params: CostSchedulesParams, work: Workspace) -> CostSchedulesResult:
    """Write the cost schedules of a model as CSV, XLSX, ODS or JSON.

    Each schedule is a table of its items from the top down, in the columns of ifc5d: place in the
    hierarchy, code, name, quantities, unit, rate, the sum of what is below, and a column for each
    category of cost. Further columns say what each item comes to, the currency, and the GlobalIds
    of the elements that it is for. Amounts are worked out with decimals and are not rounded.
    """
    from ifcworks.errors import NothingToDo
    from ifcworks.ifc.cost.schedule_pages import pages
    from ifcworks.ifc.cost.schedules import schedules_of
    from ifcworks.ifc.reading import open_model
    from ifcworks.ifc.tables.books import write_book

    work.progress(0, "opening the model")
    file = open_model(work.path(params.model), work.scratch("unpacked"), lazy=True)
    work.progress(0.5, "reading the cost schedules")
    schedules = schedules_of(file)
    if not schedules:
        raise NothingToDo(
            "The model has no cost schedules (IfcCostSchedule). To price its quantities, give a "
            "table of rates to bill-of-quantities."
        )
    work.progress(0.8, f"writing {sum(len(one.items) for one in schedules):,} cost items")
    written = write_book("costs", pages(schedules), params.format, work.artifact, work.scratch(""))
    return CostSchedulesResult(
        format=params.format,
        artifacts=written.artifacts,
        schedules=[
            CostSchedule(
                global_id=one.global_id,
                name=one.name,
                predefined_type=one.predefined_type,
                status=one.status,
                update_date=one.update_date,
                currency=one.currency,
                total=one.total,
                items_total=len(one.items),
                items=[
                    CostItem(
                        hierarchy=item.hierarchy,
                        identification=item.identification,
                        name=item.name,
                        quantity=item.quantity,
                        unit=item.unit,
                        rate=item.rate,
                        total=item.total,
                        elements=len(item.elements),
                    )
                    for item in one.items[:_LISTED]
                ],
                problems=one.problems,
            )
            for one in schedules
        ],
        notes=written.notes,
    )
