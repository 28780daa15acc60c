"""Which elements have a body, and which of them belong together."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

import ifcopenshell

from ifcworks.ifc.geometry.malformed import MALFORMED
from ifcworks.ifc.geometry.routing import NO_BODY, Route, Router, body_items
from ifcworks.ifc.geometry.work import Batch

_BODY_ITEMS = frozenset(
    {
        "IfcSolidModel",
        "IfcBooleanResult",
        "IfcCsgPrimitive3D",
        "IfcTessellatedItem",
        "IfcFaceBasedSurfaceModel",
        "IfcShellBasedSurfaceModel",
        "IfcSectionedSpine",
    }
)
_LIGHTEST_BATCH, _HEAVIEST_BATCH = 120, 2000
_BATCHES = 24


def products_with_shape(file: ifcopenshell.file) -> list[ifcopenshell.entity_instance]:
    """Every product that has a representation of any kind, by step id."""
    products = [product for product in file.by_type("IfcProduct") if _has_shape(product)]
    return sorted(products, key=lambda product: product.id())


def _has_shape(product: ifcopenshell.entity_instance) -> bool:
    try:
        return product.Representation is not None
    except MALFORMED:
        # It has something that cannot be read, which is for the kernel to say.
        return True


def has_body(product: ifcopenshell.entity_instance) -> bool:
    """Whether a solid or a surface of the product is to be expected from a geometry kernel.

    So it is of a product whose representations cannot be read.
    """
    try:
        return _has_body(product)
    except MALFORMED:
        return True


def _has_body(product: ifcopenshell.entity_instance) -> bool:
    for representation in product.Representation.Representations or ():
        identifier = (representation.RepresentationIdentifier or "").lower()
        if identifier in NO_BODY or identifier.startswith("footprint"):
            continue
        if any(_is_body(item) for item in representation.Items or ()):
            return True
    return False


def _is_body(item: ifcopenshell.entity_instance) -> bool:
    if item.is_a("IfcMappedItem"):
        mapped = item.MappingSource.MappedRepresentation
        return any(_is_body(inner) for inner in mapped.Items or ())
    return any(item.is_a(name) for name in _BODY_ITEMS)


def batches(
    products: Iterable[ifcopenshell.entity_instance],
    router: Router,
    others: Mapping[int, tuple[int, ...]],
) -> Iterator[Batch]:
    """Batches of elements, those with one representation together so that it is computed once.

    Every batch costs the kernel a look through the whole model, so they are few; the slow ones
    come first, so that no process is left with one at the end. They depend on the elements alone
    and not on the number of processes, so that the result cannot.

    Args:
        products: one of each shape.
        router: chooses the kernels.
        others: step ids of the elements that have the same shape, by the product's.
    """
    lots: dict[tuple[str, str | None], dict[int, list[tuple[int, Route]]]] = {}
    total = 0
    for product in products:
        route = router.route(product)
        total += route.weight
        lot = lots.setdefault((route.kernel, route.then), {})
        lot.setdefault(_source(product), []).append((product.id(), route))
    most = min(max(total // _BATCHES, _LIGHTEST_BATCH), _HEAVIEST_BATCH)
    made = [
        (weight, _batch(members, kernel, then, others))
        for (kernel, then), groups in lots.items()
        for weight, members in _portions(groups.values(), most)
    ]
    made.sort(key=lambda pair: (-pair[0], pair[1].elements))
    for _, batch in made:
        yield batch


def _portions(
    groups: Iterable[list[tuple[int, Route]]], most: int
) -> Iterator[tuple[int, list[tuple[int, Route]]]]:
    """Groups put together up to a weight, and that weight."""
    portion: list[tuple[int, Route]] = []
    weight = 0
    for group in groups:
        # One representation is computed once; each further element is only a placement.
        added = group[0][1].weight + len(group) - 1
        if portion and weight + added > most:
            yield weight, portion
            portion, weight = [], 0
        # Only a group too large for one process is cut; its shape is then computed once for each.
        rest = group
        while len(rest) > most:
            yield most, rest[:most]
            rest = rest[most:]
            added = len(rest)
        portion += rest
        weight += added
    if portion:
        yield weight, portion


def _batch(
    members: list[tuple[int, Route]],
    kernel: str,
    then: str | None,
    others: Mapping[int, tuple[int, ...]],
) -> Batch:
    return Batch(
        elements=tuple(number for number, _ in members),
        kernel=kernel,
        then=then,
        volumes={number: route.volumes for number, route in members if route.volumes},
        others={number: others[number] for number, _ in members if others.get(number)},
    )


def _source(product: ifcopenshell.entity_instance) -> int:
    """The map that the product's shape comes from, or else the product itself."""
    with contextlib.suppress(*MALFORMED):
        items = list(islice(body_items(product), 2))
        if len(items) == 1 and items[0].is_a("IfcMappedItem"):
            source: int = items[0].MappingSource.id()
            return source
    number: int = product.id()
    return number
