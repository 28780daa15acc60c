"""Statements of property sets and quantities with other content, and of those who share them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import ifcopenshell
import ifcopenshell.guid
from ifcopenshell import entity_instance

from ifcworks.ifc import encoding
from ifcworks.ifc.splicing import Edits, StepText
from ifcworks.ifc.tables.importing.members import PROPERTY_SET, QUANTITY_SET, MemberEdit

_GLOBAL_ID, _OBJECTS, _DEFINITION = 0, 4, 5
_SETS_OF_TYPE = 5
MEMBERS = {PROPERTY_SET: 4, QUANTITY_SET: 5}
"""Where plain sets have their properties or quantities, by class."""

Wishes = dict[str, MemberEdit]
"""The edits of one element in one set, by name of the property."""


class SetRewriting:
    """Adds the edits of sets to those of a file.

    Args:
        model: the model, which stays as it is.
        text: its text.
        edits: receives the edits.
        method: ``MethodOfMeasurement`` of quantity sets that are made, if any.
    """

    def __init__(
        self, model: ifcopenshell.file, text: StepText, edits: Edits, method: str | None
    ) -> None:
        self._model = model
        self._text = text
        self._edits = edits
        self._method = "$" if method is None else encoding.string(method)
        self._last = text.last
        self._copies: dict[tuple[int, int, str], int] = {}
        self._sets_of_types: dict[int, list[int]] = {}

    def edit_set(self, definition: entity_instance, by_element: dict[int, Wishes]) -> None:
        """Add the edits of a set that is there, by the step id of the element that they are of.

        Others that have the set keep it as it is.
        """
        relations, types, others = self._owners(definition)
        owners = {o.id() for r in relations for o in r.RelatedObjects} | {t.id() for t in types}
        groups: dict[tuple[tuple[str, str], ...], list[int]] = defaultdict(list)
        for element, wishes in by_element.items():
            signature = tuple(sorted((name, edit.text) for name, edit in wishes.items()))
            groups[signature].append(element)
        wishes_of = [(elements, by_element[elements[0]]) for elements in groups.values()]
        emptied = [group for group in wishes_of if _empties(definition, group[1])]
        wishes_of = [group for group in wishes_of if group not in emptied]
        copies: dict[int, int | None] = {
            number: None for elements, _ in emptied for number in elements
        }
        if not others and owners <= copies.keys():
            self._remove_set(definition)
        if wishes_of and not others and owners <= by_element.keys():
            # Nobody else has the set: it stays that of the first group.
            [_, wishes], *wishes_of = wishes_of
            members = self._new_members(definition, wishes, alone=not wishes_of)
            if members is not None:
                place = MEMBERS[definition.is_a()]
                self._edits.set(definition.id(), place, encoding.references(members))
        for elements, wishes in wishes_of:
            copy = self._copy_of_set(definition, wishes)
            copies |= dict.fromkeys(elements, copy)
        if copies:
            for relation in relations:
                self._part(relation, copies)
            for type_ in types:
                if type_.id() in copies:
                    sets, copied = self._sets_of(type_), copies[type_.id()]
                    place = sets.index(definition.id())
                    sets[place : place + 1] = [] if copied is None else [copied]

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
        members = [member.id() for member in definition[MEMBERS[definition.is_a()]] or ()]
        before = list(members)
        for edit in wishes.values():
            if edit.removes:
                assert edit.existing is not None
                members.remove(edit.existing)
                if alone and self._is_used_once(edit.existing):
                    self._edits.removed.add(edit.existing)
            elif edit.existing is None:
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
        place = MEMBERS[definition.is_a()]
        changes = {_GLOBAL_ID: _new_global_id(), place: encoding.references(members)}
        return self._add(self._changed(definition.id(), changes))

    def _remove_set(self, definition: entity_instance) -> None:
        """Remove a set that nobody will have any more, and what is only in it."""
        self._edits.removed.add(definition.id())
        for member in definition[MEMBERS[definition.is_a()]] or ():
            if self._is_used_once(member.id()):
                self._edits.removed.add(member.id())

    def _part(self, relation: entity_instance, copies: Mapping[int, int | None]) -> None:
        """Let a relation keep the objects that have the set still, and others have new ones.

        Those of which the copy is None will not have the set any more.
        """
        objects = [found.id() for found in relation.RelatedObjects]
        staying = [number for number in objects if number not in copies]
        by_copy: dict[int, list[int]] = defaultdict(list)
        for number in objects:
            if (copied := copies.get(number)) is not None:
                by_copy[copied].append(number)
        moved = list(by_copy.items())
        if staying == objects:
            return
        if not staying and not moved:
            self._edits.removed.add(relation.id())
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

    def add_set(self, element: entity_instance, name: str, wishes: Wishes) -> None:
        """Add a set that an element has not got yet."""
        members = encoding.references(self._add(edit.statement) for edit in wishes.values())
        history = f"#{element.OwnerHistory.id()}" if element.OwnerHistory else "$"
        head = f"{history},{encoding.string(name)},$"
        quantities = is_quantity(next(iter(wishes.values())))
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

    def finish(self) -> None:
        """Add the edits of types, of which several sets may have been edited."""
        for number, sets in self._sets_of_types.items():
            self._edits.set(number, _SETS_OF_TYPE, encoding.references(sets) if sets else "$")

    def _sets_of(self, type_: entity_instance) -> list[int]:
        """The sets of a type as they will be."""
        found = (definition.id() for definition in type_.HasPropertySets or ())
        return self._sets_of_types.setdefault(type_.id(), list(found))

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


def _empties(definition: entity_instance, wishes: Wishes) -> bool:
    """Whether nothing is left in a set; the schema wants a set to have something in it."""
    removed = sum(edit.removes for edit in wishes.values())
    added = sum(edit.existing is None for edit in wishes.values())
    return removed - added == len(definition[MEMBERS[definition.is_a()]] or ())


def is_quantity(edit: MemberEdit) -> bool:
    """Whether what is edited is a quantity."""
    return edit.statement.startswith("IFCQUANTITY")


def _new_global_id() -> str:
    return encoding.string(ifcopenshell.guid.new())
