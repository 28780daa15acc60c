"""From cells that differ to the edits of the file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import ifcopenshell
import ifcopenshell.util.element
from ifcopenshell import entity_instance

from ifcworks.ifc.splicing import Edits, StepText
from ifcworks.ifc.tables.importing.columns import Column, unknown_column
from ifcworks.ifc.tables.importing.kinds import objects_of
from ifcworks.ifc.tables.importing.members import required
from ifcworks.ifc.tables.importing.problems import CellRefused, Problem, Reason
from ifcworks.ifc.tables.importing.sameness import is_same
from ifcworks.ifc.tables.importing.sets import SetEdits, Wished, has_sets
from ifcworks.ifc.tables.importing.targets import (
    PREDEFINED_TYPE,
    AttributeTarget,
    is_unknown,
    target_of,
)
from ifcworks.ifc.tables.importing.values import Cells, step_text

_STEPS = 100


@dataclass(frozen=True)
class Difference:
    """A cell that says other than the model.

    Attributes:
        row: as in the sheet.
        element: the step id.
        old: what the model says: None, text, a number, a boolean, or a list of such.
        cell: what the cell says.
    """

    row: int
    element: int
    global_id: str
    column: Column
    old: Any
    cell: Any


@dataclass(frozen=True)
class Change:
    """A value that will be another.

    Attributes:
        old: None, text, a number, a boolean, or a list of such.
        new: None, text, a number or a boolean.
        note: how it is made, where that is not obvious; else empty.
    """

    row: int
    global_id: str
    class_: str
    name: str | None
    column: str
    old: Any
    new: Any
    note: str


@dataclass(frozen=True)
class Plan:
    """What is to be done."""

    edits: Edits
    changes: list[Change]
    problems: list[Problem]


def plan(
    model: ifcopenshell.file,
    text: StepText,
    cells: Cells,
    differences: Sequence[Difference],
    header_row: int,
    progress: Callable[[float], None] = lambda done: None,
) -> Plan:
    """Work out which arguments and instances have to be other for cells to be true.

    Args:
        model: the model; it is not changed.
        text: its text.
        cells: reads the cells.
        differences: the cells that say other than the model.
        header_row: the row of the headers.
        progress: told how far it is, from 0 to 1.
    """
    return _Planner(model, text, cells).plan(differences, header_row, progress)


class _Planner:
    def __init__(self, model: ifcopenshell.file, text: StepText, cells: Cells) -> None:
        self._model = model
        self._schema = model.schema_identifier
        self._cells = cells
        self._edits = Edits()
        self._sets = SetEdits(model, text, cells, self._edits)

    def plan(
        self,
        differences: Sequence[Difference],
        header_row: int,
        progress: Callable[[float], None],
    ) -> Plan:
        changes, problems = [], []
        elements = {d.element: self._model.by_id(d.element) for d in differences}
        unknown = self._unknown(differences)
        problems += [unknown_column(c.header, c.query, header_row) for c in unknown]
        step = max(1, len(differences) // _STEPS)
        for number, difference in enumerate(differences):
            if number % step == 0:
                progress(number / len(differences))
            if difference.column in unknown:
                continue
            element = elements[difference.element]
            try:
                wished = self._wish(element, difference)
            except CellRefused as refused:
                problems.append(
                    Problem(
                        refused.reason,
                        refused.message,
                        difference.row,
                        difference.column.header,
                        difference.global_id,
                    )
                )
                continue
            if wished is not None:
                changes.append(_change(difference, element, wished))
        self._sets.apply()
        return Plan(self._edits, changes, problems)

    def _unknown(self, differences: Sequence[Difference]) -> list[Column]:
        kinds = objects_of(self._schema, frozenset(self._model.types()))
        columns = dict.fromkeys(difference.column for difference in differences)
        return [column for column in columns if is_unknown(self._schema, kinds, column.keys)]

    def _wish(self, element: entity_instance, difference: Difference) -> Wished | None:
        """Note what an element shall be like; None if it is so already."""
        target = target_of(self._schema, element.is_a(), difference.column.keys)
        if isinstance(target, AttributeTarget):
            return self._wish_attribute(element, target, difference)
        if not has_sets(element):
            raise CellRefused(Reason.READ_ONLY, f"An {element.is_a()} has no property sets.")
        return self._sets.wish(element, target, difference.cell, difference.old)

    def _wish_attribute(
        self, element: entity_instance, target: AttributeTarget, difference: Difference
    ) -> Wished | None:
        if difference.column.keys == (PREDEFINED_TYPE,):
            check_own(element)
        value = self._cells.value(difference.cell, target.kind)
        if is_same(value, element[target.place]):
            return None
        if value is None and not target.optional:
            raise required(target.name)
        self._edits.set(element.id(), target.place, step_text(value, target.kind))
        return Wished(value)


def check_own(element: entity_instance) -> None:
    """See that the predefined type of an element is its own."""
    type_ = ifcopenshell.util.element.get_type(element)
    if type_ is None or type_ == element:
        return
    found = getattr(type_, "PredefinedType", None)
    if found == "USERDEFINED" or not found:
        found = getattr(type_, "ElementType", getattr(type_, "ProcessType", None))
    if found and found != "NOTDEFINED":
        raise CellRefused(
            Reason.READ_ONLY,
            f"The predefined type is that of the element's type '{type_.Name}'; edit that one.",
        )


def _change(difference: Difference, element: entity_instance, wished: Wished) -> Change:
    return Change(
        difference.row,
        difference.global_id,
        element.is_a(),
        getattr(element, "Name", None),
        difference.column.header,
        difference.old,
        wished.value,
        wished.note,
    )
