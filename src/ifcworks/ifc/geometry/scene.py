"""What a file of geometry says besides triangles: who the elements are and how they are ordered."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import ifcopenshell

from ifcworks.ifc.geometry.malformed import MALFORMED, text_of
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


@dataclass(frozen=True)
class Structure:
    """How the objects of a model hang together, by step ids.

    Attributes:
        roots: the projects.
        spatial: sites, buildings, storeys, spaces and the like.
        spaces: those of them that are spaces.
        parents: what each object is part of, or else contained in.
        hosts: what each opening voids.
    """

    roots: Sequence[int]
    spatial: Sequence[int]
    spaces: Collection[int]
    parents: Mapping[int, int]
    hosts: Mapping[int, int]


def scene_of(file: ifcopenshell.file, elements: Iterable[int]) -> Scene:
    """The elements, whatever they are parts of, and the whole spatial structure above them."""
    projects = file.by_type("IfcProject")
    name = text_of(projects[0], "Name") if projects else None
    return arrange(
        file.schema_identifier,
        name or "",
        _structure(file),
        elements,
        lambda number: _entry(file.by_id(number)),
    )


def arrange(
    schema: str,
    project: str,
    structure: Structure,
    elements: Iterable[int],
    entry_of: Callable[[int], Entry],
) -> Scene:
    """The scene of some elements: parents before children, children in the order of their ids.

    What stands in a space hangs on the space's storey: hiding a space, as viewers do, must not
    hide the furniture in it. Openings hang beside their hosts.
    """
    parents = _visible_parents(structure)
    wanted: set[int] = set()
    spatial = [number for number in structure.spatial if number not in structure.spaces]
    for number in [*structure.roots, *spatial, *elements]:
        chain: set[int] = set()
        while number and number not in wanted and number not in chain:
            chain.add(number)
            number = parents.get(number, 0)
        wanted |= chain
    entries = {
        number: replace(entry_of(number), parent=parents.get(number, 0))
        for number in sorted(wanted)
    }
    return Scene(schema, project, _parents_first(entries))


def _entry(entity: ifcopenshell.entity_instance) -> Entry:
    return Entry(
        entity.id(), text_of(entity, "GlobalId") or "", entity.is_a(), text_of(entity, "Name"), 0
    )


def _structure(file: ifcopenshell.file) -> Structure:
    spatial = "IfcSpatialStructureElement" if file.schema == "IFC2X3" else "IfcSpatialElement"
    parents: dict[int, int] = {}
    relations = (
        ("IfcRelAggregates", "RelatingObject", "RelatedObjects"),
        ("IfcRelNests", "RelatingObject", "RelatedObjects"),
        ("IfcRelContainedInSpatialStructure", "RelatingStructure", "RelatedElements"),
    )
    for name, whole_of, parts_of in relations:
        for relation in file.by_type(name):
            with contextlib.suppress(*MALFORMED):
                whole = getattr(relation, whole_of).id()
                for part in getattr(relation, parts_of):
                    parents.setdefault(part.id(), whole)
    hosts: dict[int, int] = {}
    for relation in file.by_type("IfcRelVoidsElement"):
        with contextlib.suppress(*MALFORMED):
            opening = relation.RelatedOpeningElement.id()
            hosts.setdefault(opening, relation.RelatingBuildingElement.id())
    return Structure(
        roots=[project.id() for project in file.by_type("IfcProject")],
        spatial=[place.id() for place in file.by_type(spatial)],
        spaces=frozenset(space.id() for space in file.by_type("IfcSpace")),
        parents=parents,
        hosts=hosts,
    )


def _visible_parents(structure: Structure) -> dict[int, int]:
    parents = dict(structure.parents)
    for opening, host in structure.hosts.items():
        if host in parents:
            parents.setdefault(opening, parents[host])
    for part, whole in parents.items():
        above, seen = whole, {part}
        while above in structure.spaces and above not in seen:
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
