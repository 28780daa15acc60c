"""The rows of ``materials``, ``classifications``, ``documents`` and ``relations``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ifcworks.ifc.index.columns import Columns
from ifcworks.ifc.index.gathering import Gathered, ref, refs
from ifcworks.ifc.index.hierarchy import Hierarchy
from ifcworks.ifc.index.schema import Schema
from ifcworks.ifc.index.stream import Values
from ifcworks.ifc.index.values import text_of

_DEPTH = 20
_IN_TABLES = tuple(f"IfcRelAssociates{what}" for what in ("Material", "Classification", "Document"))


class Associations:
    """What the objects of a model are associated with, by class of the relationship."""

    def __init__(self, gathered: Gathered, hierarchy: Hierarchy) -> None:
        self._gathered = gathered
        self._types = hierarchy.types

    def own(self, relationship: str, relating: str) -> dict[int, list[int]]:
        """Numbers of what each object is associated with itself, as the relationships follow."""
        found: dict[int, list[int]] = {}
        for values in self._gathered.related(relationship):
            other = ref(values.get(relating))
            if other in self._gathered.others:
                for member in refs(values.get("RelatedObjects")):
                    found.setdefault(member, []).append(other)
        return found

    def with_types(
        self, relationship: str, relating: str
    ) -> Iterator[tuple[int, list[int], list[int]]]:
        """Each object with what it is associated with itself, and through its type."""
        own = self.own(relationship, relating)
        if not own:
            return
        for number in self._gathered.objects:
            type_id = self._types.get(number)
            mine, inherited = own.get(number, []), own.get(type_id, []) if type_id else []
            if mine or inherited:
                yield number, mine, inherited


def materials(gathered: Gathered, associations: Associations, length: float) -> Columns:
    """The rows of ``materials``, by element: those of the type where there are no own."""
    rows = Columns(
        *("element_id", "source", "definition_id", "definition_class", "set_name", "position"),
        *("material_id", "name", "category", "part_name", "profile", "thickness", "fraction"),
        "is_ventilated",
    )
    others = gathered.others
    expanded: dict[int, list[tuple[Any, ...]]] = {}
    for number, own, inherited in associations.with_types(
        "IfcRelAssociatesMaterial", "RelatingMaterial"
    ):
        source, definition = ("instance", own[0]) if own else ("type", inherited[0])
        if definition not in expanded:
            expanded[definition] = list(_parts(others, others[definition], length))
        for part in expanded[definition]:
            rows.add(number, source, definition, *part)
    return rows


def classifications(gathered: Gathered, associations: Associations) -> Columns:
    """The rows of ``classifications``, by element.

    An element's own references of a system take the place of its type's.
    """
    rows = Columns(
        *("element_id", "source", "reference_id", "position", "system", "edition"),
        *("identification", "name", "location", "description"),
    )
    others = gathered.others
    for number, own, inherited in associations.with_types(
        "IfcRelAssociatesClassification", "RelatingClassification"
    ):
        mine = list(dict.fromkeys(own))
        systems = {_system(others, item) for item in mine}
        kept = [("instance", item) for item in mine] + [
            ("type", item)
            for item in dict.fromkeys(inherited)
            if item not in mine and _system(others, item) not in systems
        ]
        for position, (source, item) in enumerate(kept):
            values = others[item]
            system = others.get(_system(others, item) or 0, {})
            identification = values.get("Identification", values.get("ItemReference"))
            if values["type"] == "IfcClassificationNotation":
                identification = _notation(others, values)
            rows.add(
                *(number, source, item, position, text_of(system.get("Name"))),
                *(text_of(system.get("Edition")), text_of(identification)),
                *(text_of(values.get(name)) for name in ("Name", "Location", "Description")),
            )
    return rows


def documents(gathered: Gathered, associations: Associations) -> Columns:
    """The rows of ``documents``, by element: own ones, then those of the type."""
    rows = Columns(
        *("element_id", "source", "document_id", "position", "identification", "name"),
        *("location", "description"),
    )
    others = gathered.others
    # In IFC2X3 the document names its references, and not they the document.
    listing = {
        number: values
        for values in gathered.of("IfcDocumentInformation")
        for number in refs(values.get("DocumentReferences"))
    }
    for number, own, inherited in associations.with_types(
        "IfcRelAssociatesDocument", "RelatingDocument"
    ):
        found = [("instance", item) for item in dict.fromkeys(own)]
        found += [("type", item) for item in dict.fromkeys(inherited) if item not in own]
        for position, (source, item) in enumerate(found):
            values = others[item]
            about = others.get(ref(values.get("ReferencedDocument")) or 0, listing.get(item, {}))
            names = ("Identification", "ItemReference", "DocumentId")
            rows.add(
                *(number, source, item, position, _first(names, values, about)),
                *(_first((name,), values, about) for name in ("Name", "Location", "Description")),
            )
    return rows


def relations(gathered: Gathered) -> Columns:
    """The rows of ``relations``, by class and number: what is in no other table."""
    rows = Columns("id", "class", "relating_id", "related_id", "position")
    is_a, add = gathered.schema.is_a, rows.add
    for kind, relations in gathered.relations.items():
        if any(is_a(kind, name) for name in _IN_TABLES):
            continue
        relating, related = _ends(gathered.schema, kind)
        for values in relations:
            number = values["id"]
            # One with nothing at an end is kept too.
            above, below = _numbers(values, relating), _numbers(values, related)
            for one in above:
                for position, other in enumerate(below):
                    add(number, kind, one, other, position)
    return rows


def _ends(schema: Schema, kind: str) -> tuple[list[str], list[str]]:
    names = [name for name, _ in schema.attributes(kind) if name != "RelatedObjectsType"]
    relating = [name for name in names if name.startswith("Relating")]
    related = [name for name in names if name.startswith("Related")]
    if not relating and len(related) > 1:  # IfcRelCoversSpaces of IFC2X3: RelatedSpace is the one
        return related[:1], related[1:]
    return relating, related


def _numbers(values: Values, names: list[str]) -> list[int] | tuple[None]:
    found: list[int] = []
    for name in names:
        single = ref(values.get(name))
        found.extend(refs(values.get(name)) if single is None else (single,))
    return found or (None,)


def _first(names: tuple[str, ...], *sources: Values) -> str | None:
    for values in sources:
        for name in names:
            if values.get(name) is not None:
                return text_of(values[name])
    return None


def _system(others: dict[int, Values], number: int) -> int | None:
    """The classification that a reference belongs to."""
    for _ in range(_DEPTH):
        values = others.get(number)
        if values is None:
            return None
        if values["type"] == "IfcClassification":
            return number
        above = ref(values.get("ReferencedSource"))
        if above is None:
            return None
        number = above
    return None


def _notation(others: dict[int, Values], values: Values) -> str | None:
    """The code that the facets of a notation of IFC2X3 make up."""
    facets = (others.get(number, {}) for number in refs(values.get("NotationFacets")))
    codes = [text_of(facet.get("NotationValue")) for facet in facets]
    return " ".join(code for code in codes if code) or None


def _parts(
    others: dict[int, Values], definition: Values, length: float
) -> Iterator[tuple[Any, ...]]:
    """The columns of ``materials`` from ``definition_class`` on, for each material in it.

    A set with nothing in it has one row too, so that it is not lost.
    """
    kind = definition["type"]
    used = ref(definition.get("ForLayerSet")) or ref(definition.get("ForProfileSet"))
    set_ = others.get(used, {}) if used is not None else definition
    name = text_of(set_.get("LayerSetName", set_.get("Name")))
    members = next(
        (
            set_[attribute]
            for attribute in (
                *("MaterialLayers", "MaterialConstituents", "MaterialProfiles", "Materials"),
            )
            if set_.get(attribute) is not None
        ),
        None,
    )
    if members is None and kind == "IfcMaterial":
        yield (kind, None, 0, *_material(others, definition, definition, None), *(None,) * 5)
        return
    if members is None and "Material" in definition:  # a layer or the like that stands alone
        yield (kind, None, 0, *_part(others, definition, length, None))
        return
    parts = [others[number] for number in refs(members) if number in others]
    if not parts:
        yield (kind, name, 0, *(None,) * 8)
    total = sum(_thickness(part, length) or 0.0 for part in parts) or None
    for position, part in enumerate(parts):
        if part["type"] == "IfcMaterial":
            yield (kind, name, position, *_material(others, part, part, None), *(None,) * 5)
        else:
            yield (kind, name, position, *_part(others, part, length, total))


def _part(
    others: dict[int, Values], part: Values, length: float, total: float | None
) -> tuple[Any, ...]:
    material = others.get(ref(part.get("Material")) or 0)
    thickness = _thickness(part, length)
    fraction = part.get("Fraction")
    if fraction is None and thickness is not None and total:
        fraction = thickness / total
    profile = others.get(ref(part.get("Profile")) or 0, {})
    return (
        *_material(others, material, part, part.get("Category")),
        text_of(part.get("Name")),
        text_of(profile.get("ProfileName")),
        thickness,
        fraction,
        text_of(part.get("IsVentilated")),
    )


def _material(
    others: dict[int, Values], material: Values | None, part: Values, category: Any
) -> tuple[Any, Any, Any]:
    """Id, name and category."""
    if material is None:
        return None, None, text_of(category)
    return (
        material["id"],
        text_of(material.get("Name")),
        text_of(category if category is not None else material.get("Category")),
    )


def _thickness(part: Values, length: float) -> float | None:
    value = part.get("LayerThickness")
    return value * length if isinstance(value, (int, float)) else None
