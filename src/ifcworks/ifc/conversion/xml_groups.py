"""Groups, zones and systems, with their members."""

from __future__ import annotations

from collections.abc import Iterator

import ifcopenshell

from ifcworks.ifc.conversion.xml_links import References
from ifcworks.ifc.conversion.xml_tree import Tree, related
from ifcworks.ifc.conversion.xml_values import Values, link
from ifcworks.ifc.conversion.xml_writer import XmlWriter
from ifcworks.ifc.summary.values import by_type


class Groups:
    """The groups of a model by step id, those in no other first."""

    def __init__(self, file: ifcopenshell.file, tree: Tree) -> None:
        self._file = file
        self._tree = tree
        self._members: dict[int, list[int]] = {
            group.id(): [] for group in by_type(file, "IfcGroup")
        }
        inner: set[int] = set()
        for group, member in related(
            file, "IfcRelAssignsToGroup", "RelatingGroup", "RelatedObjects"
        ):
            self._members.setdefault(group.id(), []).append(member.id())
            if member.id() != group.id():
                inner.add(member.id())
        self._order = sorted(self._members, key=lambda number: number in inner)

    def __iter__(self) -> Iterator[int]:
        return iter(self._order)

    def write(self, writer: XmlWriter, values: Values, links: References) -> None:
        """Write each group once, in the first that has it; members without what hangs on them.

        Groups in a circle are written in the first of them.
        """
        writer.start("groups")
        written: set[int] = set()
        for top in self._order:
            if top in written:
                continue
            stack = [iter((top,))]
            while stack:
                number = next(stack[-1], None)
                if number is None:
                    stack.pop()
                    if stack:
                        writer.end()
                    continue
                entity = self._file.by_id(number)
                if number not in self._members:
                    if number in self._tree or not entity.is_a("IfcProduct"):
                        writer.leaf(entity.is_a(), values.attributes(entity))
                elif number in written:
                    writer.leaf(entity.is_a(), link(entity))
                else:
                    written.add(number)
                    writer.start(entity.is_a(), values.attributes(entity))
                    for name, attributes in links.elements(entity):
                        writer.leaf(name, attributes)
                    stack.append(iter(dict.fromkeys(self._members[number])))
        writer.end()
