"""Classifications of many elements at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import ifcopenshell
import ifcopenshell.guid
from ifcopenshell import entity_instance

from ifcworks.errors import ParametersInvalid
from ifcworks.ifc import encoding
from ifcworks.ifc.editing.changes import Chosen, Edited
from ifcworks.ifc.tables.importing.problems import CellRefused, Reason

_OBJECTS = 4
_ASSOCIATES = "IfcRelAssociatesClassification"
_LONGEST_CHAIN = 100


@dataclass(frozen=True)
class Wanted:
    """A classification.

    Attributes:
        system: the name of the system, such as Uniclass 2015.
        identification: of the class in it; None to remove whatever elements have of the system.
        name: what the class is called.
        edition, source, location: of the system, where it has to be made.
        keep_others: whether other classes of the system stay with the elements.
        remove: whether elements shall not have it.
    """

    system: str
    identification: str | None
    name: str | None = None
    edition: str | None = None
    source: str | None = None
    location: str | None = None
    keep_others: bool = False
    remove: bool = False


def set_classification(chosen: Chosen, wanted: Wanted) -> Edited:
    """Classify elements, or remove their classification.

    A system and a reference that are in the model are used again.

    Raises:
        ParametersInvalid: several systems of the model fit.
    """
    return _Classifier(chosen, wanted).edited()


class _Classifier:
    def __init__(self, chosen: Chosen, wanted: Wanted) -> None:
        self._wanted = wanted
        self._model = chosen.model
        self._is_2x3 = chosen.model.schema == "IFC2X3"
        self._chosen = chosen
        self._edited = Edited(len(chosen.ids), chosen.text)
        self._last = chosen.text.last
        self._system = self._found_system()
        self._relations = {
            relation.id(): relation
            for relation in self._model.by_type(_ASSOCIATES)
            if self._is_of_system(relation.RelatingClassification)
        }
        self._of: dict[int, list[int]] = defaultdict(list)
        for number, relation in self._relations.items():
            for related in relation.RelatedObjects:
                self._of[related.id()].append(number)

    def edited(self) -> Edited:
        """Work out the edits."""
        leaving: dict[int, set[int]] = defaultdict(set)
        joining: list[entity_instance] = []
        for element in self._chosen.elements:
            if not hasattr(element, "HasAssociations"):
                why = f"An {element.is_a()} cannot be classified."
                self._edited.refuse(element, CellRefused(Reason.READ_ONLY, why))
                continue
            self._decide(element, leaving, joining)
        self._leave(leaving, {element.id() for element in joining})
        return self._edited

    def _decide(
        self,
        element: entity_instance,
        leaving: dict[int, set[int]],
        joining: list[entity_instance],
    ) -> None:
        wanted = self._wanted
        relations = self._of.get(element.id(), [])
        codes = {number: self._code(number) for number in relations}
        old = list(codes.values())
        if wanted.remove:
            going = [n for n in relations if wanted.identification in (None, codes[n])]
            new = [code for number, code in codes.items() if number not in going]
        else:
            kept = [n for n in relations if codes[n] == wanted.identification]
            going = [] if wanted.keep_others else [n for n in relations if n not in kept]
            new = [code for number, code in codes.items() if number not in going]
            if not kept:
                joining.append(element)
                new.append(wanted.identification or "")
        if not going and len(new) == len(old):
            return
        for number in going:
            leaving[number].add(element.id())
        self._edited.change(element, _joined(old), _joined(new), self._note(old, new))

    def _note(self, old: list[str], new: list[str]) -> str:
        if not old:
            return "is classified"
        if len(new) > len(old):
            return "is added"
        return "is replaced" if len(new) == len(old) else "is removed"

    # -- what is there ------------------------------------------------------------------------

    def _found_system(self) -> entity_instance | None:
        wanted = self._wanted
        found = [
            system
            for system in self._model.by_type("IfcClassification")
            if system.Name == wanted.system and wanted.edition in (None, system.Edition)
        ]
        if len(found) > 1 and len({system.Edition for system in found}) > 1:
            editions = ", ".join(sorted(str(system.Edition) for system in found))
            what = f"the model has '{wanted.system}' in several editions: {editions}; say which"
            raise ParametersInvalid(
                f"T{what[1:]}.", errors=[{"where": "edition", "what": what, "got": None}]
            )
        return found[0] if found else None

    def _is_of_system(self, relating: entity_instance | None) -> bool:
        for _ in range(_LONGEST_CHAIN):
            if relating is None:
                return False
            if relating.is_a("IfcClassification"):
                edition = self._wanted.edition
                return bool(
                    relating.Name == self._wanted.system
                    and (edition is None or relating.Edition == edition)
                )
            relating = getattr(relating, "ReferencedSource", None)
        return False

    def _code(self, relation: int) -> str:
        reference = self._relations[relation].RelatingClassification
        return _identification(reference) or ""

    def _found_reference(self) -> int | None:
        for reference in self._model.by_type("IfcClassificationReference"):
            if _identification(reference) == self._wanted.identification and self._is_of_system(
                reference
            ):
                return int(reference.id())
        return None

    # -- edits --------------------------------------------------------------------------------

    def _leave(self, leaving: dict[int, set[int]], joining: set[int]) -> None:
        """Let relations lose some objects, and one have others."""
        edits = self._edited.edits
        target = self._joined_relation() if joining else None
        for number, relation in self._relations.items():
            objects = [related.id() for related in relation.RelatedObjects]
            staying = [o for o in objects if o not in leaving.get(number, ())]
            if number == target:
                staying += sorted(joining - set(staying))
            if not staying:
                edits.removed.add(number)
            elif staying != objects:
                edits.set(number, _OBJECTS, encoding.references(staying))
        if joining and target is None:
            self._relate(sorted(joining), self._found_reference() or self._add_reference())

    def _joined_relation(self) -> int | None:
        """A relation of the very class, which can take more objects."""
        reference = self._found_reference()
        found: list[int] = [
            number
            for number, relation in self._relations.items()
            if relation.RelatingClassification.id() == reference
        ]
        return found[0] if found else None

    def _relate(self, objects: Iterable[int], relating: int) -> None:
        numbers = list(objects)
        history = self._model.by_id(numbers[0]).OwnerHistory
        owner = f"#{history.id()}" if history else "$"
        guid = encoding.string(ifcopenshell.guid.new())
        self._add(
            f"IFCRELASSOCIATESCLASSIFICATION({guid},{owner},$,$,"
            f"{encoding.references(numbers)},#{relating})"
        )

    def _add_reference(self) -> int:
        wanted = self._wanted
        system = self._system.id() if self._system is not None else self._add_system()
        arguments = ["$", _text(wanted.identification), _text(wanted.name), f"#{system}"]
        arguments += [] if self._is_2x3 else ["$", "$"]
        return self._add(f"IFCCLASSIFICATIONREFERENCE({','.join(arguments)})")

    def _add_system(self) -> int:
        wanted = self._wanted
        if self._is_2x3:
            # Source and edition must be there in IFC2X3, be it as texts without letters.
            source, edition = _text(wanted.source or ""), _text(wanted.edition or "")
            return self._add(f"IFCCLASSIFICATION({source},{edition},$,{_text(wanted.system)})")
        arguments = [_text(wanted.source), _text(wanted.edition), "$", _text(wanted.system), "$"]
        arguments += [_text(wanted.location), "$"]
        system = self._add(f"IFCCLASSIFICATION({','.join(arguments)})")
        if projects := [project.id() for project in self._model.by_type("IfcProject")]:
            self._relate(projects, system)
        return system

    def _add(self, statement: str) -> int:
        self._last += 1
        self._edited.edits.added[self._last] = statement
        return self._last


def _identification(reference: entity_instance) -> str | None:
    for name in ("Identification", "ItemReference"):
        if (found := getattr(reference, name, None)) is not None:
            return str(found)
    return None


def _text(value: str | None) -> str:
    return "$" if value is None else encoding.string(value)


def _joined(codes: list[str]) -> str | None:
    return ", ".join(codes) or None
