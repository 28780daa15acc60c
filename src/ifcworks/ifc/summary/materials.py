"""Which materials are used, and by how many elements.

A material reaches an element directly or through its type, and alone or inside a list, layer set,
profile set or constituent set (IfcMaterialSelect). An element's own material goes before that of
its type (IfcRelAssociatesMaterial, IFC 4.3).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from pydantic import Field

from ifcworks.ifc.summary.identity import Part
from ifcworks.ifc.summary.values import by_type, reference, references, text

if TYPE_CHECKING:
    import ifcopenshell

# Class of a definition: the list in it, and the attribute of a list item (None: the item itself).
_SETS = (
    ("IfcMaterialList", "Materials", None),
    ("IfcMaterialLayerSet", "MaterialLayers", "Material"),
    ("IfcMaterialProfileSet", "MaterialProfiles", "Material"),
    ("IfcMaterialConstituentSet", "MaterialConstituents", "Material"),
)
_SINGLE = ("IfcMaterialLayer", "IfcMaterialProfile", "IfcMaterialConstituent")


class Material(Part):
    """A material by name; several instances of the same name and category are one."""

    name: str | None = Field(description="Name.")
    category: str | None = Field(description="Category, such as concrete (IFC4 and later).")
    elements: int = Field(description="Elements that it is used in.")


def read_materials(model: ifcopenshell.file) -> list[Material]:
    """All materials of the model, the most used first; also those that no element uses."""
    users: dict[tuple[str | None, str | None], set[int]] = {
        _key(material): set() for material in by_type(model, "IfcMaterial")
    }
    own, of_type = _associations(model)
    for rel in by_type(model, "IfcRelDefinesByType"):
        type_ = reference(rel, "RelatingType")
        inherited = of_type.get(type_.id()) if type_ is not None else None
        if inherited:
            for element in references(rel, "RelatedObjects", "IfcElement"):
                own.setdefault(element.id(), inherited)
    for element_id, keys in own.items():
        for key in keys:
            users.setdefault(key, set()).add(element_id)
    found = [Material(name=k[0], category=k[1], elements=len(used)) for k, used in users.items()]
    return sorted(found, key=lambda m: (-m.elements, m.name or "", m.category or ""))


_Keys = list[tuple[str | None, str | None]]


def _associations(model: Any) -> tuple[dict[int, _Keys], dict[int, _Keys]]:
    """The materials of each element and of each type, by step id."""
    elements: dict[int, _Keys] = {}
    types: dict[int, _Keys] = defaultdict(list)
    for rel in by_type(model, "IfcRelAssociatesMaterial"):
        keys = [_key(m) for m in _materials(reference(rel, "RelatingMaterial"))]
        for instance in references(rel, "RelatedObjects"):
            if instance.is_a("IfcElement"):
                elements.setdefault(instance.id(), []).extend(keys)
            elif instance.is_a("IfcTypeObject"):
                types[instance.id()].extend(keys)
    return elements, types


def _materials(definition: Any) -> list[Any]:
    if definition is None:
        return []
    if definition.is_a("IfcMaterial"):
        return [definition]
    if definition.is_a("IfcMaterialLayerSetUsage"):
        return _materials(reference(definition, "ForLayerSet"))
    if definition.is_a("IfcMaterialProfileSetUsage"):
        return _materials(reference(definition, "ForProfileSet"))
    if any(definition.is_a(name) for name in _SINGLE):
        return _materials(reference(definition, "Material", "IfcMaterial"))
    for name, items, attribute in _SETS:
        if definition.is_a(name):
            parts = references(definition, items)
            found = parts if attribute is None else [reference(p, attribute) for p in parts]
            return [m for m in found if m is not None and m.is_a("IfcMaterial")]
    return []


def _key(material: Any) -> tuple[str | None, str | None]:
    return text(material, "Name"), text(material, "Category")
