"""Which elements have a body, and which of them belong together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import ifcopenshell

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
_NO_BODY = frozenset(
    {"axis", "footprint", "box", "cog", "clearance", "profile", "annotation", "plan", "lighting"}
    | {"surveypoints", "reference", "surface"}
)
_LARGEST_BATCH = 256
_BATCHES = 40


def products_with_shape(file: ifcopenshell.file) -> list[ifcopenshell.entity_instance]:
    """Every product that has a representation of any kind, by step id."""
    products = [p for p in file.by_type("IfcProduct") if p.Representation is not None]
    return sorted(products, key=lambda product: product.id())


def has_body(product: ifcopenshell.entity_instance) -> bool:
    """Whether a solid or a surface of the product is to be expected from a geometry kernel."""
    for representation in product.Representation.Representations or ():
        identifier = (representation.RepresentationIdentifier or "").lower()
        if identifier in _NO_BODY or identifier.startswith("footprint"):
            continue
        if any(_is_body(item) for item in representation.Items or ()):
            return True
    return False


def _is_body(item: ifcopenshell.entity_instance) -> bool:
    if item.is_a("IfcMappedItem"):
        mapped = item.MappingSource.MappedRepresentation
        return any(_is_body(inner) for inner in mapped.Items or ())
    return any(item.is_a(name) for name in _BODY_ITEMS)


def batches(products: Iterable[ifcopenshell.entity_instance], kernel: str) -> Iterator[Batch]:
    """Batches of elements, those with one representation together so that it is computed once.

    Depends on the elements alone and not on the number of processes, so that the result cannot.
    """
    groups: dict[int, list[ifcopenshell.entity_instance]] = {}
    for product in products:
        groups.setdefault(_source(product), []).append(product)
    size = min(max(sum(map(len, groups.values())) // _BATCHES, 4), _LARGEST_BATCH)
    batch: list[int] = []
    for group in groups.values():
        numbers = [product.id() for product in group]
        if batch and len(batch) + len(numbers) > size:
            yield Batch(tuple(batch), kernel)
            batch = []
        # Only a group too large for one process is cut; its shape is then computed once for each.
        while len(numbers) > _LARGEST_BATCH:
            yield Batch(tuple(numbers[:_LARGEST_BATCH]), kernel)
            numbers = numbers[_LARGEST_BATCH:]
        batch += numbers
    if batch:
        yield Batch(tuple(batch), kernel)


def _source(product: ifcopenshell.entity_instance) -> int:
    """The representation that the product's shape comes from: its own, or one that is mapped."""
    representations = product.Representation.Representations or ()
    for representation in representations:
        if (representation.RepresentationIdentifier or "").lower() in _NO_BODY:
            continue
        items = list(representation.Items or ())
        if len(items) == 1 and items[0].is_a("IfcMappedItem"):
            source: int = items[0].MappingSource.id()
            return source
        number: int = representation.id()
        return number
    own: int = product.Representation.id()
    return own
