"""Computed quantities into the text of a model, in which all else stays as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ifcopenshell

from ifcworks.ifc import encoding
from ifcworks.ifc.quantities.request import Existing
from ifcworks.ifc.quantities.rules import Kind
from ifcworks.ifc.quantities.values import TakeOff, Unit, Value, rounded
from ifcworks.ifc.splicing import Edits, StepText
from ifcworks.ifc.summary.units import scale_to_si
from ifcworks.ifc.tables.importing.kinds import count_of_attributes
from ifcworks.ifc.tables.importing.members import MemberEdit
from ifcworks.ifc.tables.importing.problems import CellRefused, Reason
from ifcworks.ifc.tables.importing.sets import SetEdits
from ifcworks.ifc.tables.importing.values import Cells
from ifcworks.ifc.tables.reading.sheet import Sheet
from ifcworks.ifc.tables.writing.request import Wording

METHOD = "BaseQuantities"
"""``MethodOfMeasurement`` of the sets that are made, as the standard has it for base quantities."""
_PLACE_OF_VALUE = 3
_NO_CELLS = Cells(Sheet("json", (), 0, (), typed=True), Wording())
"""Nothing is read from a table here."""


@dataclass
class Entered:
    """What was put into a model.

    Attributes:
        added: quantities that were not there.
        replaced: quantities that have another value now.
        kept: quantities that were there, and are as they were.
        problems: how often a quantity could not be written, by reason as a sentence.
        without_unit: of what the project has no unit, so that readers cannot know it.
    """

    added: int = 0
    replaced: int = 0
    kept: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    without_unit: set[Kind] = field(default_factory=set)


def enter(
    file: ifcopenshell.file, plain: Path, taken: TakeOff, existing: Existing, target: Path
) -> Entered:
    """Write a version of a model that has the computed quantities.

    Args:
        file: the open model; it is not changed.
        plain: the STEP file that it was read from.
        taken: the quantities.
        existing: what to do with those that are there.
        target: where to write to; not written if there is nothing to change.

    Raises:
        ModelNotEditable: the text is too unusual.
    """
    edits, entered = Edits(), Entered()
    text = StepText(plain, file.entity_names())
    sets = SetEdits(file, text, _NO_CELLS, edits, METHOD)
    for number, values in _by_element(taken.values).items():
        element = file.by_id(number)
        for set_name, of_set in _by_set(values).items():
            members = sets.members(element, set_name)
            for value in of_set:
                _enter_one(file, sets, element, value, members, taken.units, existing, entered)
    sets.apply()
    if edits:
        text.write(target, edits)
    return entered


def _enter_one(
    file: ifcopenshell.file,
    sets: SetEdits,
    element: Any,
    value: Value,
    members: Mapping[str, Any],
    units: Mapping[Kind, Unit],
    existing: Existing,
    entered: Entered,
) -> None:
    member = members.get(value.name)
    inherited = (
        value.authored is not None
        and value.authored.inherited
        and value.authored.set_name == value.set_name
    )
    if existing is Existing.KEEP and (member is not None or inherited):
        entered.kept += 1
        return
    try:
        edit = _edit(file, value, member, units[value.kind])
        if edit is None:
            entered.kept += 1
            return
        sets.put(element, value.set_name, edit)
    except CellRefused as refused:
        entered.problems[refused.message] += 1
        return
    if not units[value.kind].assigned and getattr(member, "Unit", None) is None:
        entered.without_unit.add(value.kind)
    if member is None:
        entered.added += 1
    else:
        entered.replaced += 1


def _edit(file: ifcopenshell.file, value: Value, member: Any, unit: Unit) -> MemberEdit | None:
    """The new quantity, or the new value of the one that is there; None if it has that value."""
    assert value.computed is not None
    class_ = value.kind.ifc_class
    if member is not None and member.is_a() != class_:
        raise CellRefused(
            Reason.READ_ONLY, f"{value.set_name} has {value.name} as an {member.is_a()}."
        )
    own = getattr(member, "Unit", None)
    scale = unit.scale if own is None else scale_to_si(own)
    if scale is None:
        raise CellRefused(Reason.READ_ONLY, f"The size of the unit of {value.kind}s is not known.")
    number = rounded(value.computed / scale)
    text = encoding.real(number)
    if member is not None:
        if member[_PLACE_OF_VALUE] == number:
            return None
        return MemberEdit(value.name, member.id(), _PLACE_OF_VALUE, text, number)
    arguments = ["$"] * count_of_attributes(file.schema_identifier, class_)
    arguments[0] = encoding.string(value.name)
    arguments[_PLACE_OF_VALUE] = text
    statement = f"{class_.upper()}({','.join(arguments)})"
    return MemberEdit(value.name, None, _PLACE_OF_VALUE, text, number, statement)


def _by_element(values: Iterable[Value]) -> dict[int, list[Value]]:
    """The computed values of each element."""
    found: dict[int, list[Value]] = {}
    for value in values:
        if value.computed is not None:
            found.setdefault(value.element.id, []).append(value)
    return found


def _by_set(values: Iterable[Value]) -> dict[str, list[Value]]:
    found: dict[str, list[Value]] = {}
    for value in values:
        found.setdefault(value.set_name, []).append(value)
    return found
