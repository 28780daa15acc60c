"""The operation ``bill-of-quantities``: the quantities of a model priced by a table of rates."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from ifcworks.ifc.quantities.request import Rules, Source
from ifcworks.ifc.tables.books import BookFormat
from ifcworks.operations.base import FileRef, ModelRef, OperationParams, OperationResult, operation
from ifcworks.operations.workspace import Workspace

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ifcworks.ifc.cost.pricing import Bill, Position

_LISTED = 1000


class BillOfQuantitiesParams(OperationParams):
    """Parameters of ``bill-of-quantities``."""

    model: ModelRef = Field(description="The model.")
    rates: FileRef = Field(
        description="The table of rates: CSV, TSV, XLSX, ODS, Parquet or JSON, with the columns "
        "unit and rate, one or more of selector, class, type, material and classification, and "
        "perhaps code, description, quantity and currency."
    )
    format: BookFormat = Field(
        default=BookFormat.XLSX,
        description="xlsx or ods: one book. csv: a file for each of its sheets. json: one file.",
    )
    selector: str = Field(
        default="IfcElement, !IfcFeatureElement",
        min_length=1,
        max_length=10_000,
        description="Which elements are to be priced, in the selector syntax of ifcopenshell.",
    )
    sheet: str | None = Field(
        default=None, max_length=200, description="The sheet with the rates; the first."
    )
    currency: str | None = Field(
        default=None, max_length=20, description="The currency of rates that do not say."
    )
    prefer: Source = Field(
        default=Source.COMPUTED,
        description="Which quantity counts where there are both: the one computed from the shape, "
        "or the one that the model states.",
    )
    rules: Rules = Field(
        default=Rules.STANDARD,
        description="What is measured: as the standard defines its quantities, or as ifc5d does.",
    )
    quantity_digits: int = Field(
        default=3, ge=0, le=9, description="Digits of the quantity of a position."
    )
    money_digits: int = Field(default=2, ge=0, le=9, description="Digits of amounts.")


class BillPosition(BaseModel):
    """A line of the bill."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    position: int = Field(description="Its number.")
    code: str = Field(description="The code of the rate.")
    description: str = Field(description="What the rate is for.")
    quantity: Decimal = Field(description="How much there is of it.")
    unit: str = Field(description="In which unit.")
    rate: Decimal = Field(description="For one unit.")
    total: Decimal = Field(description="Quantity times rate.")
    currency: str = Field(description="In which currency; empty if nothing says.")
    elements: int = Field(description="Elements that it is for.")
    missing: int = Field(description="Of these, how many are not in it: what they have is unknown.")


class UnpricedElement(BaseModel):
    """An element that no rate is for."""

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True)

    global_id: str = Field(description="Its GlobalId.")
    class_: str = Field(alias="class", description="Its class.")
    name: str | None = Field(description="Its name.")


class BillOfQuantitiesResult(OperationResult):
    """A priced bill of quantities."""

    format: BookFormat = Field(description="The format of the tables.")
    artifacts: list[str] = Field(description="The files made.")
    complete: bool = Field(
        description="Whether every element has a rate, and every quantity is known."
    )
    totals: dict[str, Decimal] = Field(description="What the bill comes to, by currency.")
    positions_total: int = Field(description="How many positions it has.")
    positions: list[BillPosition] = Field(description="The first 1,000 of them.")
    elements: int = Field(description="Elements that were to be priced.")
    missing: int = Field(description="Quantities that are not known, which positions lack.")
    unmatched_total: int = Field(description="Elements that no rate is for.")
    unmatched_classes: dict[str, int] = Field(description="The same by class.")
    unmatched: list[UnpricedElement] = Field(description="The first 1,000 of them.")
    several_total: int = Field(description="Elements that more than one rate is for.")
    notes: list[str] = Field(description="What else is worth knowing, as sentences.")


def show(result: BillOfQuantitiesResult) -> RenderableType:
    """The bill and what is not in it, for the terminal."""
    from ifcworks.operations.views.bill_of_quantities import render

    return render(result)


@operation(
    "bill-of-quantities",
    title="Price a bill of quantities",
    queue="ifc5d",
    timeout="1h",
    memory="6GiB",
    needs=("index", "geometry"),
    suffix_sets="format",
    show=show,
    preload=(
        "ifcopenshell.geom",
        "ifcopenshell.util.selector",
        "duckdb",
        "python_calamine",
        "shapely",
        "xlsxwriter",
        "ifcworks.ifc.cost.run",
    ),
)
def bill_of_quantities(params: BillOfQuantitiesParams, work: Workspace) -> BillOfQuantitiesResult:
    """Price the quantities of a model by a table of rates.

    A rate is for the elements that are all it says: its selector matches them, they are of its
    class, type, material and classification (* stands for any letters). What is paid for is the
    quantity that it names, or the usual one of its unit, converted to that unit; a rate for a
    material is paid for the material's share of volumes and weights.

    Elements that no rate is for, that several rates are for, and whose quantity is not known are
    listed, never counted as nothing. Amounts are decimals, rounded half up; sums are by currency,
    storey, class and classification.
    """
    from ifcworks.ifc.cost.run import run

    made = run(
        model=work.path(params.model),
        index=work.index(params.model),
        geometry=work.geometry(params.model),
        rates=work.path(params.rates),
        sheet=params.sheet,
        currency=params.currency,
        scratch=work.scratch("model"),
        processes=work.processes,
        selector=params.selector,
        rules=params.rules,
        prefer=params.prefer,
        quantity_digits=params.quantity_digits,
        money_digits=params.money_digits,
        form=params.format,
        artifact=work.artifact,
        progress=work.progress,
    )
    return _result(params, made.bill, made.elements, made.artifacts, made.notes)


def _result(
    params: BillOfQuantitiesParams,
    bill: Bill,
    elements: int,
    artifacts: list[str],
    notes: list[str],
) -> BillOfQuantitiesResult:
    missing = sum(position.missing for position in bill.positions)
    return BillOfQuantitiesResult(
        format=params.format,
        artifacts=artifacts,
        complete=not missing and not bill.unmatched,
        totals=bill.totals,
        positions_total=len(bill.positions),
        positions=[_position(position) for position in bill.positions[:_LISTED]],
        elements=elements,
        missing=missing,
        unmatched_total=len(bill.unmatched),
        unmatched_classes=dict(Counter(e.class_ for e in bill.unmatched).most_common()),
        unmatched=[
            UnpricedElement.model_validate(
                {"global_id": e.global_id, "class": e.class_, "name": e.name}
            )
            for e in bill.unmatched[:_LISTED]
        ],
        several_total=len(bill.several),
        notes=notes,
    )


def _position(position: Position) -> BillPosition:
    rate = position.rate
    return BillPosition(
        position=position.number,
        code=rate.code,
        description=rate.description,
        quantity=position.quantity,
        unit=rate.unit.symbol,
        rate=rate.price,
        total=position.total,
        currency=rate.currency,
        elements=len(position.shares),
        missing=position.missing,
    )
