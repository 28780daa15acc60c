"""XML as IfcOpenShell's IfcConvert writes it: properties and tree, no geometry.

The names of elements and attributes are those of its XmlSerializer, so that what reads the one
reads the other. More is here than there: lists in properties, what is in no tree, materials of
types. See ``xml_values`` for values and ``xml_tree`` for what hangs on what.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import ifcopenshell

from ifcworks.errors import NothingToDo
from ifcworks.ifc.conversion.formats import Format
from ifcworks.ifc.conversion.outcome import Conversion
from ifcworks.ifc.conversion.xml_groups import Groups
from ifcworks.ifc.conversion.xml_links import References
from ifcworks.ifc.conversion.xml_sections import Sections
from ifcworks.ifc.conversion.xml_tree import Tree
from ifcworks.ifc.conversion.xml_values import Entity, Values
from ifcworks.ifc.conversion.xml_writer import XmlWriter

if TYPE_CHECKING:
    from ifcworks.ifc.conversion.request import Request, Work

_XLINK = {"xmlns:xlink": "http://www.w3.org/1999/xlink"}
_PROGRESS_EVERY = 1000


def write_xml(file: ifcopenshell.file, request: Request, work: Work) -> Conversion:
    """Write an open model as XML, element by element.

    Raises:
        ParametersInvalid: a selector is malformed, or a storey does not exist.
        NothingToDo: nothing is left, or nothing was there.
    """
    tree = Tree(file)
    if not len(tree):
        raise NothingToDo("The model has neither a project nor a product.")
    notes = []
    if tree.loose:
        notes.append(
            f"{tree.loose} objects hang on nothing in the model; they stand beside the project."
        )
    links = References(file)
    groups = Groups(file, tree)
    used = None
    if request.include or request.exclude or request.storeys:
        tree.select(request.include, request.exclude, request.storeys)
        used = _used(file, tree, groups, links)
        notes.append("Property sets, types and materials that nothing written uses are left out.")
    path = work.artifact(f"model.{request.format.value}")
    with path.open("wb") as stream, XmlWriter(stream) as writer:
        values = Values(file)
        sections = Sections(file, writer, values, used)
        writer.start("ifc", _XLINK)
        sections.header()
        sections.units()
        sections.connections(tree)
        sections.properties()
        sections.quantities()
        sections.types(links)
        sections.layers()
        groups.write(writer, values, links)
        sections.materials()
        elements = _decomposition(file, tree, writer, values, links, work)
        writer.end()
    return Conversion(Format.XML, [path.name], path.stat().st_size, elements=elements, notes=notes)


def _decomposition(
    file: ifcopenshell.file,
    tree: Tree,
    writer: XmlWriter,
    values: Values,
    links: References,
    work: Work,
) -> int:
    """Write the tree; returns how many elements, spaces among them, are in it."""
    writer.start("decomposition")
    written = elements = 0
    stack: list[tuple[Entity | None, Iterator[int]]] = [(None, iter(tree.roots))]
    while stack:
        entity, rest = stack[-1]
        number = next(rest, None)
        if number is not None:
            child = file.by_id(number)
            writer.start(child.is_a(), values.attributes(child))
            stack.append((child, iter(tree.children(number))))
            written += 1
            elements += _counts(child)
            if written % _PROGRESS_EVERY == 0:
                share = written / len(tree)
                work.progress(0.2 + 0.8 * share, f"{written:,} of {len(tree):,} objects")
            continue
        stack.pop()
        if entity is not None:
            for name, attributes in links.elements(entity):
                writer.leaf(name, attributes)
        writer.end()
    return elements


def _counts(entity: Entity) -> bool:
    """Whether it is an element as other formats count them: a product, but no container."""
    container = entity.is_a("IfcSpatialStructureElement") or entity.is_a("IfcSpatialElement")
    return bool(entity.is_a("IfcSpace") or (entity.is_a("IfcProduct") and not container))


def _used(file: ifcopenshell.file, tree: Tree, groups: Groups, links: References) -> set[int]:
    """Step ids of what is referred to by what is written, types' own references included."""
    used: set[int] = set()
    waiting = [*tree, *groups]
    while waiting:
        for number in links.of(file.by_id(waiting.pop())):
            if number not in used:
                used.add(number)
                waiting.append(number)
    return used
