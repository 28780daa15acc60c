"""What a file of geometry says besides triangles: who the elements are and how they are ordered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import ifcopenshell

from ifcworks.ifc.geometry.naming import Naming


@dataclass(frozen=True)
class Entry:
    """An element or spatial structure element of the scene.

    Attributes:
        parent: step id of the entry that it hangs on; 0 for the top.
    """

    step_id: int
    global_id: str
    ifc_class: str
    name: str | None
    parent: int

    def label(self, naming: Naming) -> str:
        """Its name in a file; never empty."""
        labels = {
            Naming.GUID: self.global_id,
            Naming.NAME: self.name or "",
            Naming.STEP_ID: str(self.step_id),
            Naming.TYPE: self.ifc_class,
        }
        return labels[naming] or self.global_id or f"#{self.step_id}"


@dataclass(frozen=True)
class Scene:
    """Entries by step id, parents before children, children in the order of their ids."""

    schema: str
    project: str
    entries: dict[int, Entry] = field(default_factory=dict)


def scene_of(file: ifcopenshell.file, elements: Iterable[int]) -> Scene:
    """The elements, whatever they are parts of, and the whole spatial structure above them."""
    parents = _parents(file)
    wanted: set[int] = set()
    roots = [project.id() for project in file.by_type("IfcProject")]
    structure = [s.id() for s in file.by_type(_spatial_class(file)) if not s.is_a("IfcSpace")]
    for number in [*roots, *structure, *elements]:
        chain: set[int] = set()
        while number and number not in wanted and number not in chain:
            chain.add(number)
            number = parents.get(number, 0)
        wanted |= chain
    entries = {number: _entry(file.by_id(number), parents) for number in sorted(wanted)}
    project = file.by_id(roots[0]).Name if roots else None
    return Scene(file.schema_identifier, project or "", _parents_first(entries))


def _spatial_class(file: ifcopenshell.file) -> str:
    return "IfcSpatialStructureElement" if file.schema == "IFC2X3" else "IfcSpatialElement"


def _entry(entity: ifcopenshell.entity_instance, parents: dict[int, int]) -> Entry:
    number: int = entity.id()
    return Entry(
        step_id=number,
        global_id=entity.GlobalId or "",
        ifc_class=entity.is_a(),
        name=entity.Name,
        parent=parents.get(number, 0),
    )


def _parents(file: ifcopenshell.file) -> dict[int, int]:
    """Step id of what each object is part of or contained in; openings hang beside their host.

    What stands in a space hangs on the space's storey: hiding a space, as viewers do, must not
    hide the furniture in it.
    """
    parents: dict[int, int] = {}
    relations = (
        ("IfcRelAggregates", "RelatingObject", "RelatedObjects"),
        ("IfcRelNests", "RelatingObject", "RelatedObjects"),
        ("IfcRelContainedInSpatialStructure", "RelatingStructure", "RelatedElements"),
    )
    spaces: set[int] = set()
    for name, whole_of, parts_of in relations:
        for relation in file.by_type(name):
            whole = getattr(relation, whole_of)
            if whole is None:
                continue
            if whole.is_a("IfcSpace"):
                spaces.add(whole.id())
            for part in getattr(relation, parts_of) or ():
                if part is not None:
                    parents.setdefault(part.id(), whole.id())
    for relation in file.by_type("IfcRelVoidsElement"):
        host, opening = relation.RelatingBuildingElement, relation.RelatedOpeningElement
        if host is not None and opening is not None and host.id() in parents:
            parents.setdefault(opening.id(), parents[host.id()])
    for part, whole_id in parents.items():
        above, seen = whole_id, {part}
        while above in spaces and above not in seen:
            seen.add(above)
            above = parents.get(above, 0)
        parents[part] = above
    return parents


def _parents_first(entries: dict[int, Entry]) -> dict[int, Entry]:
    """The same entries with parents before children; a circle of parents is cut open."""
    children: dict[int, list[Entry]] = {}
    for entry in entries.values():
        children.setdefault(entry.parent if entry.parent in entries else 0, []).append(entry)
    ordered: dict[int, Entry] = {}
    for start in [0, *entries]:
        # Numbers other than 0 only add something where circles kept entries from the top.
        stack = list(reversed(children.get(start, ())))
        while stack:
            entry = stack.pop()
            if entry.step_id not in ordered:
                ordered[entry.step_id] = entry
                stack.extend(reversed(children.get(entry.step_id, ())))
    return ordered
