"""The cost schedules of a model: trees of items with quantities, rates and totals.

Values are those of ``ifcopenshell.util.cost`` and ``ifc5d``, worked out with decimals.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ifcopenshell
import ifcopenshell.util.element
import ifcopenshell.util.unit

from ifcworks.ifc.geometry.malformed import MALFORMED

_DEEPEST = 100
_SUM = "*"
_NOTHING = Decimal(0)
_GENERAL = "General"
_VALUE_OF_QUANTITY = 3


@dataclass(frozen=True)
class Quantity:
    """One quantity of an item.

    Attributes:
        name: with the names of the elements that it is a quantity of.
    """

    name: str
    value: Decimal
    formula: str


@dataclass(frozen=True)
class Item:
    """A cost item.

    Attributes:
        id: step id.
        depth: 1 for those at the top.
        hierarchy: its place, such as 1.2.1.
        is_sum: it adds up the items below it.
        unit: of its rate, or else of its quantity.
        quantity: the sum of its quantities; None if it has none.
        rate: the sum of its values that are no sums.
        categories: those values by their category.
        sum: what its value says that the items below it come to; 0 if it has no such value.
        total: what it costs with all below it.
        elements: GlobalIds of what it is assigned to.
    """

    id: int
    depth: int
    hierarchy: str
    is_sum: bool
    identification: str | None
    name: str | None
    description: str | None
    unit: str
    quantity: Decimal | None
    quantities: Sequence[Quantity]
    rate: Decimal
    categories: dict[str, Decimal]
    sum: Decimal
    total: Decimal
    elements: Sequence[str]


@dataclass(frozen=True)
class Schedule:
    """A cost schedule.

    Attributes:
        predefined_type: such as PRICEDBILLOFQUANTITIES or SCHEDULEOFRATES.
        currency: of the project; empty where it has none.
        items: from the top down, each before those below it.
        total: of the items at the top.
        problems: items that could not be read, as sentences.
    """

    id: int
    global_id: str
    name: str
    predefined_type: str | None
    status: str | None
    update_date: str | None
    currency: str
    items: list[Item]
    total: Decimal
    problems: list[str]

    @property
    def categories(self) -> list[str]:
        """The categories of all values, sorted."""
        return sorted({name for item in self.items for name in item.categories})


def schedules_of(file: ifcopenshell.file) -> list[Schedule]:
    """All cost schedules of a model, by step id."""
    found = sorted(file.by_type("IfcCostSchedule"), key=lambda schedule: int(schedule.id()))
    reader = _Reader(file)
    return [reader.schedule(schedule) for schedule in found]


class _Reader:
    def __init__(self, file: ifcopenshell.file) -> None:
        self._file = file
        self._currency = _currency(file)
        self._problems: list[str] = []

    def schedule(self, schedule: Any) -> Schedule:
        self._problems = []
        items: list[Item] = []
        total = _NOTHING
        for number, root in enumerate(_controlled(schedule), 1):
            items += (below := list(self._items(root, 1, str(number), frozenset())))
            total += below[0].total if below else _NOTHING
        updated = getattr(schedule, "UpdateDate", None)
        return Schedule(
            id=schedule.id(),
            global_id=schedule.GlobalId or "",
            name=schedule.Name or "Unnamed",
            predefined_type=getattr(schedule, "PredefinedType", None),
            status=getattr(schedule, "Status", None),
            update_date=updated if isinstance(updated, str) else None,
            currency=self._currency,
            items=items,
            total=total,
            problems=self._problems,
        )

    def _items(
        self, item: Any, depth: int, hierarchy: str, above: frozenset[int]
    ) -> Iterator[Item]:
        if item.id() in above or depth > _DEEPEST:
            self._problems.append(
                f"The cost item #{item.id()} stands below itself; left out there."
            )
            return
        try:
            below: list[Item] = []
            total_below = _NOTHING
            for number, nested in enumerate(_nested(item), 1):
                of_nested = list(
                    self._items(nested, depth + 1, f"{hierarchy}.{number}", above | {item.id()})
                )
                total_below += of_nested[0].total if of_nested else _NOTHING
                below += of_nested
            made = self._item(item, depth, hierarchy, total_below if below else None)
        except MALFORMED as error:
            self._problems.append(f"The cost item #{item.id()} cannot be read: {error}.")
            return
        yield made
        yield from below

    def _item(self, item: Any, depth: int, hierarchy: str, below: Decimal | None) -> Item:
        quantity, unit = self._quantity(item)
        categories: dict[str, Decimal] = {}
        rate, stated_sum, price = _NOTHING, _NOTHING, _NOTHING
        is_sum, rate_unit = False, ""
        for value in _values(item):
            applied = self._applied(item, value)
            rate_unit = rate_unit or _unit_of_rate(value)
            if value.Category == _SUM:
                is_sum, stated_sum = True, applied
                continue
            category = f"{value.Category or _GENERAL} Cost"
            categories[category] = categories.get(category, _NOTHING) + applied
            rate += applied
            price += applied / _basis(value)
        if below is not None and (is_sum or not categories):
            total = stated_sum if is_sum else below
        elif below is not None:
            total = rate
        else:
            total = price * (Decimal(1) if quantity is None else quantity)
            total += stated_sum
        return Item(
            id=item.id(),
            depth=depth,
            hierarchy=hierarchy,
            is_sum=is_sum,
            identification=getattr(item, "Identification", None),
            name=item.Name,
            description=item.Description,
            unit=rate_unit or unit,
            quantity=quantity,
            quantities=[self._named(one) for one in _quantities(item)],
            rate=rate,
            categories=categories,
            sum=stated_sum,
            total=total,
            elements=[
                found.GlobalId
                for found in _controlled_objects(item)
                if not found.is_a("IfcCostItem") and found.GlobalId
            ],
        )

    def _quantity(self, item: Any) -> tuple[Decimal | None, str]:
        """The sum of the quantities, those of elements once for each element, and their unit."""
        quantities = _quantities(item)
        if not quantities:
            return None, ""
        wanted = {quantity.id() for quantity in quantities}
        counted: set[int] = set()
        total = _NOTHING
        for related in _controlled_objects(item):
            for found in ifcopenshell.util.element.get_psets(related, qtos_only=True).values():
                for quantity in self._file.by_id(found["id"]).Quantities or ():
                    if quantity.id() in wanted:
                        counted.add(quantity.id())
                        total += _number(quantity[_VALUE_OF_QUANTITY])
        for quantity in quantities:
            if quantity.id() not in counted:
                total += _number(quantity[_VALUE_OF_QUANTITY])
        unit = ifcopenshell.util.unit.get_property_unit(quantities[0], self._file)
        return total, ifcopenshell.util.unit.get_unit_symbol(unit) if unit else ""

    def _named(self, quantity: Any) -> Quantity:
        owners = [
            found.Name or ""
            for definition in self._file.get_inverse(quantity)
            if definition.is_a("IfcElementQuantity")
            for relation in self._file.get_inverse(definition)
            if relation.is_a("IfcRelDefinesByProperties")
            for found in relation.RelatedObjects
            if found.is_a("IfcElement")
        ]
        name = " - ".join([*owners, quantity.Name or ""])
        number = _number(quantity[_VALUE_OF_QUANTITY])
        return Quantity(name, number, getattr(quantity, "Formula", None) or "")

    def _applied(self, item: Any, value: Any, depth: int = 0) -> Decimal:
        """What a value comes to: by its components, the items below, or as it is stated."""
        if depth > _DEEPEST:
            raise ValueError("its values hold each other")
        if value.ArithmeticOperator and value.Components:
            numbers = [self._applied(item, part, depth + 1) for part in value.Components]
            return _combined(value.ArithmeticOperator, numbers)
        if value.Category is not None and (nested := _nested(item)):
            only = None if value.Category == _SUM else value.Category
            return sum((self._of_child(child, only, depth) for child in nested), _NOTHING)
        return _stated(value.AppliedValue)

    def _of_child(self, child: Any, category: str | None, depth: int) -> Decimal:
        source = _rate_of(child) or child
        quantity, _ = self._quantity(child)
        total = _NOTHING
        for value in _values(source):
            if category is None or value.Category == category:
                applied = self._applied(source, value, depth + 1) / _basis(value)
                total += applied * (Decimal(1) if quantity is None else quantity)
        return total


def _combined(operator: str, numbers: list[Decimal]) -> Decimal:
    result, *others = numbers
    for number in others:
        if operator == "ADD":
            result += number
        elif operator == "SUBTRACT":
            result -= number
        elif operator == "MULTIPLY":
            result *= number
        elif operator == "DIVIDE" and number:
            result /= number
    return result


def _stated(applied: Any) -> Decimal:
    if applied is None:
        return _NOTHING
    if isinstance(applied, (int, float)):
        return _number(applied)
    if applied.is_a("IfcMeasureWithUnit"):
        return _stated(applied.ValueComponent)
    return _number(getattr(applied, "wrappedValue", None))


def _number(value: Any) -> Decimal:
    """A number of the file with the digits that it has there."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return _NOTHING
    return Decimal(repr(value))


def _basis(value: Any) -> Decimal:
    """How many units a rate is for; 1 unless the value says otherwise."""
    basis = value.UnitBasis
    number = _stated(basis.ValueComponent) if basis is not None else Decimal(1)
    return number or Decimal(1)


def _unit_of_rate(value: Any) -> str:
    basis = value.UnitBasis
    unit = None if basis is None else basis.UnitComponent
    if unit is None:
        return ""
    prefix = getattr(unit, "Prefix", None)
    name = f"{prefix} {unit.Name}" if prefix else unit.Name
    return f"{unit.UnitType} / {name}"


def _values(item: Any) -> Sequence[Any]:
    # IFC2X3 has no values at its items.
    return getattr(item, "CostValues", None) or ()


def _quantities(item: Any) -> list[Any]:
    found = getattr(item, "CostQuantities", None) or ()
    return [one for one in found if one.is_a("IfcPhysicalSimpleQuantity")]


def _nested(item: Any) -> list[Any]:
    return [
        found
        for relation in _relations_below(item)
        for found in relation.RelatedObjects
        if found.is_a("IfcCostItem")
    ]


def _relations_below(item: Any) -> Sequence[Any]:
    # IFC2X3 has one inverse for all that is part of something.
    return getattr(item, "IsNestedBy", None) or getattr(item, "IsDecomposedBy", None) or ()


def _controlled(schedule: Any) -> list[Any]:
    return [found for found in _controlled_objects(schedule) if found.is_a("IfcCostItem")]


def _controlled_objects(control: Any) -> list[Any]:
    relations = getattr(control, "Controls", None) or ()
    return [found for relation in relations for found in relation.RelatedObjects]


def _rate_of(item: Any) -> Any:
    """The item of a schedule of rates that an item is assigned to."""
    for relation in item.HasAssignments or ():
        control = getattr(relation, "RelatingControl", None)
        if control is not None and control.is_a() == "IfcCostItem":
            return control
    return None


def _currency(file: ifcopenshell.file) -> str:
    with contextlib.suppress(*MALFORMED):
        for unit in file.by_type("IfcMonetaryUnit"):
            return str(unit.Currency or "")
    return ""
