"""Attributes and properties of many elements at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ifcopenshell
from ifcopenshell import entity_instance

from ifcworks.errors import ParametersInvalid
from ifcworks.ifc.editing.changes import Chosen, Edited, Progress
from ifcworks.ifc.editing.units import UnitsOfModel, converted, written_unit
from ifcworks.ifc.index.cells.queries import keys_of
from ifcworks.ifc.tables.importing.kinds import Kind, Sort, kind_of
from ifcworks.ifc.tables.importing.members import required
from ifcworks.ifc.tables.importing.planning import check_own
from ifcworks.ifc.tables.importing.problems import CellRefused, Reason
from ifcworks.ifc.tables.importing.sameness import is_same
from ifcworks.ifc.tables.importing.sets import SetEdits, Wished, has_sets
from ifcworks.ifc.tables.importing.targets import (
    PREDEFINED_TYPE,
    AttributeTarget,
    SetTarget,
    target_of,
)
from ifcworks.ifc.tables.importing.templates import template
from ifcworks.ifc.tables.importing.values import Cells, step_text
from ifcworks.ifc.tables.reading.sheet import Sheet
from ifcworks.ifc.tables.writing.request import Wording

Plain = str | int | float | bool | None
_STEPS = 100


class _Cells(Cells):
    """Values as they are, of a type and in a unit that may be said."""

    def __init__(
        self, model: ifcopenshell.file, value_type: str | None = None, unit: str | None = None
    ) -> None:
        super().__init__(Sheet("json", (), 0, (), typed=True), Wording())
        self._type = value_type
        self._units = UnitsOfModel(model)
        self._unit = None if unit is None else written_unit(unit)
        if unit is not None and self._unit is None:
            what = f"'{unit}' is no known unit; such as mm, m², kN/m, W/(m²·K), °C are"
            raise _invalid("unit", what, unit)

    def inferred(self, cell: Any) -> str:
        """The type that was said, else the one that the unit or the value has."""
        measure = self._unit and self._unit.measure
        return self._type or measure or super().inferred(cell)

    def stored(self, cell: Any, kind: Kind, unit: entity_instance | None) -> Any:
        """The value in the unit that the property has itself, or else the model.

        Raises:
            CellRefused: it is no value of that kind, or cannot be converted.
        """
        value = self.value(cell, kind)
        if self._unit is None or value is None:
            return value
        target = unit
        if target is None and kind.name.endswith("Measure"):
            target = self._units.of(kind.name)
        if kind.sort is not Sort.REAL or (target is None and not kind.name.endswith("Measure")):
            raise CellRefused(Reason.WRONG_TYPE, f"An {kind.name} has no unit; leave it out.")
        if target is None:
            raise CellRefused(
                Reason.NOT_ALLOWED,
                f"The model does not say in which unit it has values of {kind.name}.",
            )
        found = converted(value, self._unit, target)
        if found is None:
            raise CellRefused(
                Reason.NOT_ALLOWED, f"'{self._unit.text}' is no unit of an {kind.name}."
            )
        return found


def set_property(
    chosen: Chosen,
    query: str,
    value: Plain | Sequence[Plain],
    *,
    value_type: str | None = None,
    unit: str | None = None,
    remove: bool = False,
    rename: str | None = None,
    progress: Progress = lambda fraction, message: None,
) -> Edited:
    """Give a property or quantity of elements a value, remove it or give it another name.

    Args:
        chosen: the elements.
        query: the property, as ``Pset_WallCommon.FireRating``.
        value: of no meaning where it is removed or renamed; a list where there are several.
        unit: of the value, which is converted; as it stands in the model if not said.
        value_type: of a property that the standard does not know, such as IfcLengthMeasure.
        remove: whether to remove it.
        rename: its new name.
        progress: told how far it is, from 0 to 1.

    Raises:
        ParametersInvalid: it is no property of a set, or there is no such type.
    """
    keys = keys_of(query, "property")
    if len(keys) != 2 or not all(isinstance(key, str) for key in keys):
        what = "it must be a set and a property, such as Pset_WallCommon.FireRating"
        raise _invalid("property", what, query)
    schema = chosen.model.schema_identifier
    target = SetTarget(str(keys[0]), str(keys[1]))
    _check_type(schema, target, value_type)
    edited = Edited(len(chosen.ids), chosen.text)
    sets = SetEdits(chosen.model, chosen.text, _Cells(chosen.model, value_type, unit), edited.edits)
    old = chosen.values.column(chosen.ids, query).values
    cell = value if isinstance(value, Plain) else list(value)

    def wish(element: entity_instance, before: Any) -> Wished | None:
        if not has_sets(element):
            raise CellRefused(Reason.READ_ONLY, f"An {element.is_a()} has no property sets.")
        found = target_of(schema, element.is_a(), keys)
        if not isinstance(found, SetTarget):
            raise CellRefused(Reason.READ_ONLY, f"{query} is no property of a set.")
        if remove:
            return sets.wish_removed(element, target)
        if rename is not None:
            return sets.wish_renamed(element, target, rename)
        return sets.wish(element, target, cell, before)

    for number, (element, before) in enumerate(zip(chosen.elements, old, strict=True)):
        _report(progress, number, len(old))
        try:
            wished = wish(element, before)
        except CellRefused as refused:
            edited.refuse(element, refused)
            continue
        if wished is not None:
            was = target.name if rename is not None else before
            edited.change(element, was, wished.value, wished.note)
    sets.apply()
    return edited


def set_attribute(
    chosen: Chosen,
    name: str,
    value: Plain,
    *,
    remove: bool = False,
    progress: Progress = lambda fraction, message: None,
) -> Edited:
    """Give an attribute of elements a value, or leave it without one.

    Args:
        chosen: the elements.
        name: of the attribute, such as ObjectType.
        value: in the units of the model.
        remove: whether to leave it without a value.
        progress: told how far it is, from 0 to 1.

    Raises:
        ParametersInvalid: it is no name of an attribute.
    """
    keys = keys_of(name, "attribute")
    if len(keys) != 1 or not isinstance(keys[0], str):
        what = "it must be the name of an attribute, such as Name or ObjectType"
        raise _invalid("attribute", what, name)
    if keys[0] == "PredefinedType":
        keys = (PREDEFINED_TYPE,)
    schema, cells = chosen.model.schema_identifier, _Cells(chosen.model)
    edited = Edited(len(chosen.ids), chosen.text)
    for number, element in enumerate(chosen.elements):
        _report(progress, number, len(chosen.ids))
        try:
            target = target_of(schema, element.is_a(), keys)
            assert isinstance(target, AttributeTarget)
            if keys == (PREDEFINED_TYPE,):
                check_own(element)
            new = None if remove else cells.value(value, target.kind)
            if new is None and not target.optional:
                raise required(target.name)
        except CellRefused as refused:
            edited.refuse(element, refused)
            continue
        old = element[target.place]
        if is_same(new, old):
            continue
        edited.edits.set(element.id(), target.place, step_text(new, target.kind))
        edited.change(element, old, new, "")
    return edited


def _check_type(schema: str, target: SetTarget, value_type: str | None) -> None:
    if value_type is None:
        return
    kind = kind_of(schema, value_type)
    if kind is None:
        what = f"{schema} has no type '{value_type}' of plain values; IfcLabel is one"
        raise _invalid("value_type", what, value_type)
    known = template(schema, target.set_name, target.name)
    if known is not None and known.type_ not in (None, kind.name):
        what = f"{target.set_name}.{target.name} is an {known.type_} in the standard"
        raise _invalid("value_type", what, value_type)


def _invalid(where: str, what: str, got: str) -> ParametersInvalid:
    sentence = f"The parameter '{where}' is not valid: {what}."
    return ParametersInvalid(sentence, errors=[{"where": where, "what": what, "got": got}])


def _report(progress: Progress, number: int, total: int) -> None:
    if number % max(1, total // _STEPS) == 0:
        progress(number / total, f"working out the edits of {total:,} elements")
