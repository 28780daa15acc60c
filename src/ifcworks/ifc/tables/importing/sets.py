"""Edits of property sets and quantities, of which several elements may have the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import ifcopenshell
import ifcopenshell.guid
import ifcopenshell.util.element
from ifcopenshell import entity_instance

from ifcworks.ifc import encoding
from ifcworks.ifc.splicing import Edits, StepText
from ifcworks.ifc.tables.importing.members import (
    QUANTITY_SET,
    MemberEdit,
    edited,
    made,
)
from ifcworks.ifc.tables.importing.problems import CellRefused, Reason
from ifcworks.ifc.tables.importing.rewriting import MEMBERS, SetRewriting, Wishes, is_quantity
from ifcworks.ifc.tables.importing.sameness import is_same
from ifcworks.ifc.tables.importing.targets import SetTarget
from ifcworks.ifc.tables.importing.values import Cells


@dataclass(frozen=True)
class Wished:
    """An edit that can be made.

    Attributes:
        value: what will be there.
        note: how it is made, where that is not obvious; else empty.
    """

    value: Any
    note: str = ""


class SetEdits:
    """Collects what shall be different in sets, then works out the edits of the file.

    Args:
        model: the model, which stays as it is.
        text: its text.
        cells: reads cells.
        edits: receives the edits.
        method: ``MethodOfMeasurement`` of quantity sets that are made, if any.
    """

    def __init__(
        self,
        model: ifcopenshell.file,
        text: StepText,
        cells: Cells,
        edits: Edits,
        method: str | None = None,
    ) -> None:
        self._model = model
        self._schema = model.schema_identifier
        self._cells = cells
        self._rewriting = SetRewriting(model, text, edits, method)
        self._in_sets: dict[int, dict[int, Wishes]] = defaultdict(dict)
        self._in_new: dict[tuple[int, str], Wishes] = defaultdict(dict)
        self._members = cache(_members)

    def wish(
        self, element: entity_instance, target: SetTarget, cell: Any, old: Any
    ) -> Wished | None:
        """Note that an element shall have a value; None if it is ``old``, so has it already.

        Raises:
            CellRefused: it cannot.
        """
        own = self._own(element, target.set_name)
        inherited = self._inherited(element, target)
        if own is None:
            edit = self._made(cell, target, inherited)
            if is_same(_alone(edit.value), _alone(old)):
                return None
            others = self._in_new.get((element.id(), target.set_name), {}).values()
            if any(is_quantity(other) != is_quantity(edit) for other in others):
                raise _mixed(target.set_name)
            self._in_new[element.id(), target.set_name][target.name] = edit
            note = "overrides the type" if inherited else ""
            return Wished(edit.value, note or f"makes the set {target.set_name}")
        self._check_plain(element, own, target)
        member = self._members(own).get(target.name)
        if member is not None:
            edit = edited(self._schema, self._cells, cell, member, target.set_name)
            note = ""
        else:
            edit = self._made(cell, target, inherited, own)
            note = "overrides the type" if inherited is not None else "is added"
        if is_same(_alone(edit.value), _alone(old)):
            return None
        self._in_sets[own.id()].setdefault(element.id(), {})[target.name] = edit
        return Wished(edit.value, note)

    def members(self, element: entity_instance, set_name: str) -> dict[str, entity_instance]:
        """The properties or quantities in a set of the element itself, by name."""
        own = self._own(element, set_name)
        return {} if own is None or own.is_a() not in MEMBERS else self._members(own)

    def put(self, element: entity_instance, set_name: str, edit: MemberEdit) -> None:
        """Note that an element shall have a quantity, whether or not it is there.

        Raises:
            CellRefused: the element has something else of that name than a plain set of quantities.
        """
        own = self._own(element, set_name)
        if own is None:
            self._in_new[element.id(), set_name][edit.name] = edit
        elif own.is_a() != QUANTITY_SET:
            raise _mixed(set_name)
        elif _is_in_a_list(element, own):
            raise _not_plain(set_name, own)
        else:
            self._in_sets[own.id()].setdefault(element.id(), {})[edit.name] = edit

    def wish_removed(self, element: entity_instance, target: SetTarget) -> Wished | None:
        """Note that a property shall be gone from an element; None if it is not there.

        Raises:
            CellRefused: it is that of the type, or in no plain set of the element.
        """
        found = self._there(element, target)
        if found is None:
            return None
        own, member = found
        edit = MemberEdit(target.name, member.id(), -1, "", None, removes=True)
        self._in_sets[own.id()].setdefault(element.id(), {})[target.name] = edit
        return Wished(None, "is removed")

    def wish_renamed(self, element: entity_instance, target: SetTarget, name: str) -> Wished | None:
        """Note that a property shall have another name; None if it is not there.

        Raises:
            CellRefused: it is that of the type, in no plain set, or the name is taken.
        """
        found = self._there(element, target)
        if found is None or name == target.name:
            return None
        own, member = found
        if name in self._members(own):
            raise CellRefused(
                Reason.NOT_ALLOWED, f"The set {target.set_name} already has a property '{name}'."
            )
        edit = MemberEdit(target.name, member.id(), 0, encoding.string(name), name)
        self._in_sets[own.id()].setdefault(element.id(), {})[target.name] = edit
        return Wished(name, "is renamed")

    def apply(self) -> None:
        """Add all edits."""
        for number, by_element in self._in_sets.items():
            self._rewriting.edit_set(self._model.by_id(number), by_element)
        for (element, name), wishes in self._in_new.items():
            self._rewriting.add_set(self._model.by_id(element), name, wishes)
        self._rewriting.finish()

    # -- what is there ------------------------------------------------------------------------

    def _own(self, element: entity_instance, name: str) -> entity_instance | None:
        return next((found for found in _own_sets(element) if found.Name == name), None)

    def _there(
        self, element: entity_instance, target: SetTarget
    ) -> tuple[entity_instance, entity_instance] | None:
        """The set and the property of the element itself; None if neither it nor its type has it.

        Raises:
            CellRefused: it is that of the type, or in no plain set.
        """
        own = self._own(element, target.set_name)
        member = None
        if own is not None:
            self._check_plain(element, own, target)
            member = self._members(own).get(target.name)
        if own is not None and member is not None:
            return own, member
        if self._inherited(element, target) is not None:
            raise CellRefused(
                Reason.READ_ONLY, "This value is that of the element's type; edit that one."
            )
        return None

    def _check_plain(
        self, element: entity_instance, own: entity_instance, target: SetTarget
    ) -> None:
        if own.is_a() not in MEMBERS or _is_in_a_list(element, own):
            raise _not_plain(target.set_name, own)

    def _inherited(self, element: entity_instance, target: SetTarget) -> entity_instance | None:
        """The property or quantity of the type."""
        type_ = ifcopenshell.util.element.get_type(element)
        if type_ is None or type_ == element:
            return None
        found = self._own(type_, target.set_name)
        if found is None or found.is_a() not in MEMBERS:
            return None
        return self._members(found).get(target.name)

    def _made(
        self,
        cell: Any,
        target: SetTarget,
        like: entity_instance | None,
        own: entity_instance | None = None,
    ) -> MemberEdit:
        edit = made(self._schema, self._cells, cell, target.set_name, target.name, like)
        if own is not None and is_quantity(edit) != (own.is_a() == QUANTITY_SET):
            raise _mixed(target.set_name)
        return edit


def has_sets(element: entity_instance) -> bool:
    """Whether an element can have sets at all."""
    return element.is_a("IfcTypeObject") or hasattr(element, "IsDefinedBy")


def _own_sets(element: entity_instance) -> Iterable[entity_instance]:
    if element.is_a("IfcTypeObject"):
        yield from element.HasPropertySets or ()
        return
    for relation in element.IsDefinedBy:
        if relation.is_a("IfcRelDefinesByProperties"):
            definition = relation.RelatingPropertyDefinition
            if definition.is_a("IfcPropertySetDefinitionSet"):
                yield from definition.wrappedValue
            else:
                yield definition


def _members(definition: entity_instance) -> dict[str, entity_instance]:
    return {member.Name: member for member in definition[MEMBERS[definition.is_a()]] or ()}


def _alone(value: Any) -> Any:
    """The one value of a list of one."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _is_in_a_list(element: entity_instance, definition: entity_instance) -> bool:
    """Whether an element has a set by a relation that gives several sets at a time."""
    return not element.is_a("IfcTypeObject") and not any(
        relation.is_a("IfcRelDefinesByProperties")
        and relation.RelatingPropertyDefinition == definition
        for relation in element.IsDefinedBy
    )


def _mixed(set_name: str) -> CellRefused:
    return CellRefused(
        Reason.READ_ONLY,
        f"The set {set_name} cannot hold both properties and quantities.",
    )


def _not_plain(set_name: str, own: entity_instance) -> CellRefused:
    return CellRefused(
        Reason.READ_ONLY,
        f"This value can be read only: {set_name} is an {own.is_a()} that is no plain set of the "
        "element.",
    )
