"""The tree of a model: what is part of, contained in, nested in, cut into or put into what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import ifcopenshell

from ifcworks.errors import NothingToDo
from ifcworks.ifc.conversion.elements import storeys_named
from ifcworks.ifc.selection import choose
from ifcworks.ifc.summary.values import by_type, get, reference

_FILLS = ("IfcRelFillsElement", "RelatingOpeningElement", "RelatedBuildingElement")
_RELATIONS = (
    ("IfcRelVoidsElement", "RelatingBuildingElement", "RelatedOpeningElement"),
    ("IfcRelProjectsElement", "RelatingElement", "RelatedFeatureElement"),
    ("IfcRelAdheresToElement", "RelatingElement", "RelatedSurfaceFeatures"),
    ("IfcRelAggregates", "RelatingObject", "RelatedObjects"),
    ("IfcRelNests", "RelatingObject", "RelatedObjects"),
    ("IfcRelContainedInSpatialStructure", "RelatingStructure", "RelatedElements"),
    ("IfcRelConnectsPortToElement", "RelatedElement", "RelatingPort"),
)
"""What puts an object under another, the stronger first."""


class Tree:
    """Objects by step id, each at one place, however often the model says where it is.

    Attributes:
        roots: the projects, and after them what hangs on nothing.
        loose: how many of the roots are no project.
    """

    def __init__(self, file: ifcopenshell.file) -> None:
        self._file = file
        self._parents = _parents(file)
        self.roots = [project.id() for project in file.by_type("IfcProject")]
        for root in self.roots:
            self._parents.pop(root, None)
        projects = len(self.roots)
        settled = set(self.roots)
        for product in file.by_type("IfcProduct"):
            self._settle(product.id(), settled)
        self.loose = len(self.roots) - projects
        self._children = _children(self._parents)
        self._kept = set(self)

    def __iter__(self) -> Iterator[int]:
        """Step ids, parents before children."""
        stack = list(reversed(self.roots))
        while stack:
            number = stack.pop()
            yield number
            stack.extend(reversed(self.children(number)))

    def __contains__(self, number: int) -> bool:
        return number in self._kept

    def __len__(self) -> int:
        return len(self._kept)

    def children(self, number: int) -> Sequence[int]:
        """Step ids of what hangs on an object."""
        return self._children.get(number, ())

    def select(
        self, include: Sequence[str], exclude: Sequence[str], storeys: Sequence[str]
    ) -> None:
        """Keep what the selectors match, and above it all that is not excluded.

        What was in an excluded object moves up, a door to the storey of its wall; an opening has
        no place without its host.

        Raises:
            ParametersInvalid: a selector is malformed, or a storey does not exist.
            NothingToDo: nothing is left.
        """
        entities = (self._file.by_id(number) for number in self)
        products = [entity for entity in entities if entity.is_a("IfcProduct")]
        wanted = {product.id() for product in choose(self._file, products, include, exclude)}
        out: set[int] = set()
        if exclude:
            left = {product.id() for product in choose(self._file, products, (), exclude)}
            out = {product.id() for product in products} - left
            out |= {
                product.id()
                for product in products
                if product.is_a("IfcFeatureElement") and self._parents.get(product.id()) in out
            }
        if storeys:
            wanted &= self._below(storeys_named(self._file, storeys))
        wanted -= out
        if not wanted:
            raise NothingToDo("Nothing in the model is left by what was asked for.")
        self._keep(wanted, out)

    def _settle(self, number: int, settled: set[int]) -> None:
        """Make the top above an object a root; a circle is cut open where it closes."""
        chain: set[int] = set()
        while number not in settled:
            chain.add(number)
            above = self._parents.get(number)
            if above is None or above in chain:
                self._parents.pop(number, None)
                self.roots.append(number)
                break
            number = above
        settled |= chain

    def _below(self, below: set[int]) -> set[int]:
        for number in self:
            if self._parents.get(number) in below:
                below.add(number)
        return below

    def _keep(self, wanted: set[int], out: set[int]) -> None:
        order = list(self)
        needed = set(wanted)
        for number in reversed(order):
            if number in needed and number in self._parents:
                needed.add(self._parents[number])
        self._kept = needed - out
        self.roots = []
        parents: dict[int, int] = {}
        for number in order:
            if number not in self._kept:
                continue
            above = self._parents.get(number)
            while above in out:
                above = self._parents.get(above)
            if above is None:
                self.roots.append(number)
            else:
                parents[number] = above
        self._parents = parents
        self._children = _children(parents)


def related(
    file: ifcopenshell.file, relation: str, whole: str, parts: str
) -> Iterator[tuple[ifcopenshell.entity_instance, ifcopenshell.entity_instance]]:
    """The pairs that the relations of a class make, in the order of the file."""
    for instance in by_type(file, relation):
        one = reference(instance, whole)
        if one is None:
            continue
        others = get(instance, parts)
        for other in others if isinstance(others, tuple) else (others,):
            if other is not None:
                yield one, other


def _parents(file: ifcopenshell.file) -> dict[int, int]:
    parents: dict[int, int] = {}
    for relation in _RELATIONS:
        for whole, part in related(file, *relation):
            parents.setdefault(part.id(), whole.id())
    for opening, filling in related(file, *_FILLS):
        if opening.id() in parents:
            parents[filling.id()] = opening.id()
    return parents


def _children(parents: Mapping[int, int]) -> dict[int, list[int]]:
    children: dict[int, list[int]] = {}
    for part, whole in parents.items():
        children.setdefault(whole, []).append(part)
    return children
