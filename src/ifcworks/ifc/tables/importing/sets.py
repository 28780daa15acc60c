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
    PROPERTY_SET,
    QUANTITY_SET,
    MemberEdit,
    edited,
    made,
)
from ifcworks.ifc.tables.importing.problems import CellRefused, Reason
from ifcworks.ifc.tables.importing.sameness import is_same
from ifcworks.ifc.tables.importing.targets import SetTarget
from ifcworks.ifc.tables.importing.values import Cells

_GLOBAL_ID, _OBJECTS, _DEFINITION = 0, 4, 5
_SETS_OF_TYPE = 5
_MEMBERS = {PROPERTY_SET: 4, QUANTITY_SET: 5}

Wishes = dict[str, MemberEdit]
"""The edits of one element in one set, by name of the property."""


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
        self._method = "$" if method is None else encoding.string(method)
        self._model = model
        self._schema = model.schema_identifier
        self._text = text
        self._cells = cells
        self._edits = edits
        self._last = text.last
        self._in_sets: dict[int, dict[int, Wishes]] = defaultdict(dict)
        self._in_new: dict[tuple[int, str], Wishes] = defaultdict(dict)
        self._copies: dict[tuple[int, int, str], int] = {}
        self._sets_of_types: dict[int, list[int]] = {}
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
            if is_same(edit.value, _alone(old)):
                return None
            others = self._in_new.get((element.id(), target.set_name), {}).values()
            if any(_is_quantity(other) != _is_quantity(edit) for other in others):
                raise _mixed(target.set_name)
            self._in_new[element.id(), target.set_name][target.name] = edit
            note = "overrides the type" if inherited else ""
            return Wished(edit.value, note or f"makes the set {target.set_name}")
        if own.is_a() not in _MEMBERS or _is_in_a_list(element, own):
            raise _not_plain(target.set_name, own)
        member = self._members(own).get(target.name)
        if member is not None:
            edit = edited(self._schema, self._cells, cell, member, target.set_name)
            note = ""
        else:
            edit = self._made(cell, target, inherited, own)
            note = "overrides the type" if inherited is not None else "is added"
        if is_same(edit.value, _alone(old)):
            return None
        self._in_sets[own.id()].setdefault(element.id(), {})[target.name] = edit
        return Wished(edit.value, note)

    def members(self, element: entity_instance, set_name: str) -> dict[str, entity_instance]:
        """The properties or quantities in a set of the element itself, by name."""
        own = self._own(element, set_name)
        return {} if own is None or own.is_a() not in _MEMBERS else self._members(own)

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

    def apply(self) -> None:
        """Add all edits."""
        for number, by_element in self._in_sets.items():
            self._edit_set(self._model.by_id(number), by_element)
        for (element, name), wishes in self._in_new.items():
            self._add_set(self._model.by_id(element), name, wishes)
        for number, sets in self._sets_of_types.items():
            self._edits.set(number, _SETS_OF_TYPE, encoding.references(sets))

    # -- what is there ------------------------------------------------------------------------

    def _own(self, element: entity_instance, name: str) -> entity_instance | None:
        return next((found for found in _own_sets(element) if found.Name == name), None)

    def _inherited(self, element: entity_instance, target: SetTarget) -> entity_instance | None:
        """The property or quantity of the type."""
        type_ = ifcopenshell.util.element.get_type(element)
        if type_ is None or type_ == element:
            return None
        found = self._own(type_, target.set_name)
        if found is None or found.is_a() not in _MEMBERS:
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
        if own is not None and _is_quantity(edit) != (own.is_a() == QUANTITY_SET):
            raise _mixed(target.set_name)
        return edit

    # -- edits of sets that are there ---------------------------------------------------------

    def _edit_set(self, definition: entity_instance, by_element: dict[int, Wishes]) -> None:
        relations, types, others = self._owners(definition)
        owners = {o.id() for r in relations for o in r.RelatedObjects} | {t.id() for t in types}
        groups: dict[tuple[tuple[str, str], ...], list[int]] = defaultdict(list)
        for element, wishes in by_element.items():
            signature = tuple(sorted((name, edit.text) for name, edit in wishes.items()))
            groups[signature].append(element)
        wishes_of = [(elements, by_element[elements[0]]) for elements in groups.values()]
        if not others and owners <= by_element.keys():
            # Nobody else has the set: it stays that of the first group.
            [_, wishes], *wishes_of = wishes_of
            members = self._new_members(definition, wishes, alone=not wishes_of)
            if members is not None:
                place = _MEMBERS[definition.is_a()]
                self._edits.set(definition.id(), place, encoding.references(members))
        copies: dict[int, int] = {}
        for elements, wishes in wishes_of:
            copy = self._copy_of_set(definition, wishes)
            copies |= dict.fromkeys(elements, copy)
        if copies:
            for relation in relations:
                self._part(relation, copies)
            for type_ in types:
                if type_.id() in copies:
                    sets = self._sets_of(type_)
                    sets[sets.index(definition.id())] = copies[type_.id()]

    def _owners(
        self, definition: entity_instance
    ) -> tuple[list[entity_instance], list[entity_instance], bool]:
        """Relations and types that have a set, and whether anything else has."""
        relations, types, others = [], [], False
        for user in sorted(self._model.get_inverse(definition), key=lambda found: found.id()):
            if user.is_a("IfcRelDefinesByProperties"):
                if user.RelatingPropertyDefinition == definition:
                    relations.append(user)
                else:
                    others = True
            elif user.is_a("IfcTypeObject"):
                types.append(user)
            elif not user.is_a("IfcRelationship"):
                others = True
        return relations, types, others

    def _new_members(
        self, definition: entity_instance, wishes: Wishes, alone: bool
    ) -> list[int] | None:
        """The members of a set after its edits; None if these are the same instances.

        Args:
            definition: the set.
            wishes: its edits.
            alone: whether no other set will refer to its members, so that these may be edited.
        """
        members = [member.id() for member in definition[_MEMBERS[definition.is_a()]] or ()]
        before = list(members)
        for edit in wishes.values():
            if edit.existing is None:
                members.append(self._add(edit.statement))
            elif alone and self._is_used_once(edit.existing):
                self._edits.set(edit.existing, edit.place, edit.text)
            else:
                members[members.index(edit.existing)] = self._copy_of_member(edit)
        return None if members == before else members

    def _is_used_once(self, member: int) -> bool:
        return bool(self._model.get_total_inverses(self._model.by_id(member)) == 1)

    def _copy_of_member(self, edit: MemberEdit) -> int:
        """A property with another value; one for all sets that had the same and shall have it."""
        assert edit.existing is not None
        key = (edit.existing, edit.place, edit.text)
        if key not in self._copies:
            self._copies[key] = self._add(self._changed(edit.existing, {edit.place: edit.text}))
        return self._copies[key]

    def _copy_of_set(self, definition: entity_instance, wishes: Wishes) -> int:
        members = self._new_members(definition, wishes, alone=False) or ()
        place = _MEMBERS[definition.is_a()]
        changes = {_GLOBAL_ID: _new_global_id(), place: encoding.references(members)}
        return self._add(self._changed(definition.id(), changes))

    def _part(self, relation: entity_instance, copies: dict[int, int]) -> None:
        """Let a relation keep the objects that have the set still, and others have new ones."""
        objects = [found.id() for found in relation.RelatedObjects]
        staying = [number for number in objects if number not in copies]
        by_copy: dict[int, list[int]] = defaultdict(list)
        for number in objects:
            if number in copies:
                by_copy[copies[number]].append(number)
        moved = list(by_copy.items())
        if not moved:
            return
        if not staying:
            copy, staying = moved.pop(0)
            self._edits.set(relation.id(), _DEFINITION, f"#{copy}")
        if staying != objects:
            self._edits.set(relation.id(), _OBJECTS, encoding.references(staying))
        for copy, numbers in moved:
            changes = {
                _GLOBAL_ID: _new_global_id(),
                _OBJECTS: encoding.references(numbers),
                _DEFINITION: f"#{copy}",
            }
            self._add(self._changed(relation.id(), changes))

    # -- new sets -----------------------------------------------------------------------------

    def _add_set(self, element: entity_instance, name: str, wishes: Wishes) -> None:
        members = encoding.references(self._add(edit.statement) for edit in wishes.values())
        history = f"#{element.OwnerHistory.id()}" if element.OwnerHistory else "$"
        head = f"{history},{encoding.string(name)},$"
        quantities = _is_quantity(next(iter(wishes.values())))
        body = f"{self._method},{members}" if quantities else members
        class_ = QUANTITY_SET if quantities else PROPERTY_SET
        made_set = self._add(f"{class_.upper()}({_new_global_id()},{head},{body})")
        if element.is_a("IfcTypeObject"):
            self._sets_of(element).append(made_set)
            return
        self._add(
            f"IFCRELDEFINESBYPROPERTIES({_new_global_id()},{history},$,$,"
            f"(#{element.id()}),#{made_set})"
        )

    def _sets_of(self, type_: entity_instance) -> list[int]:
        """The sets of a type as they will be."""
        found = (definition.id() for definition in type_.HasPropertySets or ())
        return self._sets_of_types.setdefault(type_.id(), list(found))

    # -- text ---------------------------------------------------------------------------------

    def _add(self, statement: str) -> int:
        self._last += 1
        self._edits.added[self._last] = statement
        return self._last

    def _changed(self, number: int, changes: dict[int, str]) -> str:
        """The text of an instance with other arguments."""
        keyword, arguments = self._text.parts(number)
        for place, text in changes.items():
            arguments[place] = text
        return f"{keyword}({','.join(arguments)})"


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
    return {member.Name: member for member in definition[_MEMBERS[definition.is_a()]] or ()}


def _alone(value: Any) -> Any:
    """The one value of a list of one."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _is_quantity(edit: MemberEdit) -> bool:
    return edit.statement.startswith("IFCQUANTITY")


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


def _new_global_id() -> str:
    return encoding.string(ifcopenshell.guid.new())
