"""Which elements have equal shapes, by what the file says of them.

Many exporters write the same column or window a hundred times instead of once with a hundred
placements. Two elements have equal shapes if all that the kernel makes a shape of is equal but
for the numbers of the instances: class, representation, styles, material, and the openings with
their places in the element.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from multiprocessing.connection import Connection
from typing import Any

import ifcopenshell

from ifcworks.ifc.geometry.children import Child, memory_of_each
from ifcworks.ifc.geometry.malformed import MALFORMED
from ifcworks.ifc.geometry.routing import Voids
from ifcworks.ifc.statements import Statements

_FEWEST = 200
"""With fewer elements, to look for equal ones is not worth the reading."""
_DIGEST = 16
_DEEPEST = 50
"""More placements above each other are a circle."""
_REFERENCE = re.compile(rb"#(\d+)")
_STRING_OR_REFERENCE = re.compile(rb"('(?:[^']|'')*+')|#(\d+)")

# Positions of attributes, the same in all schemas: to ask by name takes three times as long.
_PLACEMENT, _SHAPE = 5, 6  # of IfcProduct
_RELATED, _MATERIAL = 4, 5  # of IfcRelAssociatesMaterial
_RELATIVE_TO, _RELATIVE = 0, 1  # of IfcLocalPlacement
_ITEM, _STYLES = 0, 1  # of IfcStyledItem
_REPRESENTATIONS, _REPRESENTED = 2, 3  # of IfcMaterialDefinitionRepresentation


def alike(
    file: ifcopenshell.file,
    statements: Statements,
    products: Sequence[ifcopenshell.entity_instance],
    voids: Voids,
    processes: int,
) -> dict[int, tuple[int, ...]]:
    """The first of the products of each shape, and the others that have it too, by step id.

    Args:
        file: the open model; children inherit it.
        statements: the text that it was read from.
        products: with a representation, in the order of their step ids.
        voids: the openings of the model.
        processes: how many children look at a time.
    """
    numbers = [product.id() for product in products]
    if len(products) < _FEWEST or not statements.numbers_are(file.entity_names()):
        return dict.fromkeys(numbers, ())
    groups: dict[bytes, list[int]] = {}
    alone: dict[int, tuple[int, ...]] = {}
    try:
        shapes = _Shapes(file, statements, voids)
    except MALFORMED:
        # It could not be trusted any more.
        return dict.fromkeys(numbers, ())
    keys = _keys(shapes, products, processes)
    for number, key in zip(numbers, keys, strict=True):
        if key is None:
            alone[number] = ()
        else:
            groups.setdefault(key, []).append(number)
    return alone | {first: tuple(others) for first, *others in groups.values()}


def _keys(
    shapes: _Shapes, products: Sequence[ifcopenshell.entity_instance], processes: int
) -> Iterator[bytes | None]:
    """The key of each product, worked out in children."""
    share = -(-len(products) // processes)
    parts = [products[start : start + share] for start in range(0, len(products), share)]
    children: list[Child] = []
    try:
        for part in parts:

            def work(
                commands: Connection[Any, Any],
                answers: Connection[Any, Any],
                part: Sequence[ifcopenshell.entity_instance] = part,
            ) -> None:
                answers.send([shapes.key(product) for product in part])
                commands.recv()

            children.append(Child(work, memory_of_each(processes), children))
        for part, child in zip(parts, children, strict=True):
            found: list[bytes | None] = [None] * len(part)
            # Should a child die over this, its elements are just computed one by one.
            with contextlib.suppress(EOFError, OSError):
                found = child.answers.recv()
            yield from found
    finally:
        for child in children:
            child.kill()


class _Shapes:
    """Keys of shapes: equal where the shapes are."""

    def __init__(self, file: ifcopenshell.file, statements: Statements, voids: Voids) -> None:
        self._file = file
        self._text = statements.text
        self._voids = voids
        self._digests: dict[int, bytes | None] = {}
        self._more: dict[int, list[int]] = {}
        for style in file.by_type("IfcStyledItem"):
            item = style[_ITEM]
            if item is not None:
                of_item = self._more.setdefault(item.id(), [])
                of_item += [assigned.id() for assigned in style[_STYLES] or ()]
        for definition in file.by_type("IfcMaterialDefinitionRepresentation"):
            of_material = self._more.setdefault(definition[_REPRESENTED].id(), [])
            of_material += [shown.id() for shown in definition[_REPRESENTATIONS] or ()]
        self._materials: dict[int, list[int]] = {}
        for relation in file.by_type("IfcRelAssociatesMaterial"):
            if relation[_MATERIAL] is not None:
                for related in relation[_RELATED] or ():
                    self._materials.setdefault(related.id(), []).append(relation[_MATERIAL].id())
        self._types: dict[int, int] = {}
        for relation in file.by_type("IfcRelDefinesByType"):
            if relation.RelatingType is not None and relation.RelatingType.id() in self._materials:
                for related in relation.RelatedObjects or ():
                    self._types[related.id()] = relation.RelatingType.id()

    def key(self, product: ifcopenshell.entity_instance) -> bytes | None:
        """The key of a product's shape; nothing where that cannot be told from it alone."""
        number = product.id()
        if number in self._voids.parts:
            return None
        try:
            digest = blake2b(product.is_a().encode(), digest_size=_DIGEST)
            digest.update(self._digest(product[_SHAPE].id()))
            for owner in (number, self._types.get(number, 0)):
                digest.update(b"m")
                for material in self._materials.get(owner, ()):
                    digest.update(self._digest(material))
            for opening in self._voids.openings.get(number, ()):
                if opening[_SHAPE] is None:
                    return None
                digest.update(b"o" + self._digest(opening[_SHAPE].id()))
                for way in _apart(product[_PLACEMENT], opening[_PLACEMENT]):
                    digest.update(b"p")
                    for place in way:
                        digest.update(self._digest(place[_RELATIVE].id()))
            return digest.digest()
        except MALFORMED:
            # Something is not there, not what it should be, or holds itself: left to the kernel.
            return None

    def _digest(self, number: int) -> bytes:
        """Digest of an instance with all that it refers to.

        Raises:
            KeyError: an instance is missing, or refers to itself.
        """
        # Written for speed: of a large model this is called a million times.
        digests, digest = self._digests, self._digest
        if number in digests:
            if (known := digests[number]) is None:
                raise KeyError(number)
            return known
        digests[number] = None
        text = self._text(number)
        if b"'" in text:
            text = self._with_strings(text)
        elif b"#" in text:
            pieces = _REFERENCE.split(text)
            pieces[1::2] = [digests.get(int(p)) or digest(int(p)) for p in pieces[1::2]]
            # No piece but a digest, which has one length, can hold a "#".
            text = b"#".join(pieces)
        if number in self._more:
            text = b"#".join([text, *map(digest, self._more[number])])
        made = digests[number] = blake2b(text, digest_size=_DIGEST).digest()
        return made

    def _with_strings(self, text: bytes) -> bytes:
        """A text with strings, with digests in place of references."""
        parts = _STRING_OR_REFERENCE.split(text)
        parts[2::3] = [self._digest(int(part)) if part else b"" for part in parts[2::3]]
        return b"#".join(part or b"" for part in parts)


def _apart(one: Any, other: Any) -> tuple[list[Any], list[Any]]:
    """The placements from two up to the one that both are told relative to, without that.

    Mostly an opening is placed relative to what it is in; some exporters place both relative to
    the same wall or storey.

    Raises:
        LookupError: where the one stands to the other cannot be told from their placements.
    """
    ways = _way_up(one), _way_up(other)
    while all(ways) and ways[0][-1] == ways[1][-1]:
        for way in ways:
            way.pop()
    return ways


def _way_up(place: Any) -> list[Any]:
    """A placement, what it is relative to, and so on."""
    way: list[Any] = []
    while place is not None:
        if not place.is_a("IfcLocalPlacement") or len(way) == _DEEPEST:
            raise LookupError(place)
        way.append(place)
        place = place[_RELATIVE_TO]
    if not way:
        raise LookupError("no placement")
    return way
