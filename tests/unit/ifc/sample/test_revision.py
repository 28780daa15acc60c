"""The second version differs from the first in what the truth lists, and in nothing else."""

from __future__ import annotations

from typing import Any

import ifcopenshell
import ifcopenshell.geom
import ifcopenshell.util.classification
import ifcopenshell.util.element
import ifcopenshell.util.placement
import numpy as np
import pytest

from .conftest import Sample

# The aspect of an element that each kind of change is a change of.
ASPECTS = {
    "renamed": "name",
    "moved": "position",
    "geometry": "shape",
    "property": "properties",
    "quantity": "quantities",
    "type": "type",
    "material": "material",
    "container": "container",
    "classification": "classification",
}


def test_every_kind_of_change_occurs_and_no_element_has_two(sample: Sample) -> None:
    changes = sample.truth["changes"]
    assert {c["kind"] for c in changes} == {"added", "deleted", *ASPECTS}
    assert len({c["global_id"] for c in changes}) == len(changes)


def test_added_and_deleted(sample: Sample) -> None:
    old, new = (_objects(m) for m in (sample.architecture, sample.revised))
    assert new.keys() - old.keys() == _listed(sample, "added")
    assert old.keys() - new.keys() == _listed(sample, "deleted")


def test_everything_else_differs_only_as_listed(sample: Sample) -> None:
    old, new = _aspects(sample.architecture), _aspects(sample.revised)
    found = {
        (guid, aspect)
        for guid in old.keys() & new.keys()
        for aspect in old[guid]
        if old[guid][aspect] != new[guid][aspect]
    }
    assert found == {
        (c["global_id"], ASPECTS[c["kind"]])
        for c in sample.truth["changes"]
        if c["kind"] in ASPECTS
    }


def test_types_and_materials_are_the_same(sample: Sample) -> None:
    def described(model: ifcopenshell.file) -> list[Any]:
        types = sorted(
            (
                t.GlobalId,
                t.is_a(),
                t.Name,
                repr(ifcopenshell.util.element.get_psets(t, should_inherit=False).keys()),
            )
            for t in model.by_type("IfcTypeProduct")
        )
        return [*types, sorted(m.Name for m in model.by_type("IfcMaterial"))]

    assert described(sample.architecture) == described(sample.revised)


@pytest.mark.parametrize("kind", list(ASPECTS))
def test_old_and_new_values(sample: Sample, kind: str) -> None:
    (change,) = [c for c in sample.truth["changes"] if c["kind"] == kind]
    for model, key in ((sample.architecture, "old"), (sample.revised, "new")):
        element = model.by_guid(change["global_id"])
        value = _value(element, kind, change["what"])
        assert value == (pytest.approx(change[key]) if kind != "container" else change[key])


def _value(element: ifcopenshell.entity_instance, kind: str, what: str) -> Any:
    match kind:
        case "renamed":
            return element.Name
        case "moved":
            return [v / 1000 for v in _matrix(element)[:3, 3]]
        case "geometry":
            settings = ifcopenshell.geom.settings()
            shape = ifcopenshell.geom.create_shape(settings, element)
            heights = np.asarray(shape.geometry.verts).reshape(-1, 3)[:, 2]
            return float(heights.max() - heights.min())
        case "property" | "quantity":
            return ifcopenshell.util.element.get_pset(element, *what.split("."))
        case "type":
            return ifcopenshell.util.element.get_type(element).Name
        case "material":
            return ifcopenshell.util.element.get_material(element).Name
        case "container":
            return ifcopenshell.util.element.get_container(element).Name
        case "classification":
            (reference,) = ifcopenshell.util.classification.get_references(element)
            return reference.Identification
    raise AssertionError(kind)


def _listed(sample: Sample, kind: str) -> set[str]:
    return {c["global_id"] for c in sample.truth["changes"] if c["kind"] == kind}


def _objects(model: ifcopenshell.file) -> dict[str, ifcopenshell.entity_instance]:
    return {o.GlobalId: o for o in model.by_type("IfcObjectDefinition")}


def _aspects(model: ifcopenshell.file) -> dict[str, dict[str, Any]]:
    shapes = {
        shape.guid: (tuple(np.round(shape.geometry.verts, 6)), tuple(shape.geometry.faces))
        for shape in ifcopenshell.geom.iterator(
            ifcopenshell.geom.settings(), model, 1, geometry_library="opencascade"
        )
    }
    return {
        product.GlobalId: {**_described(product), "shape": shapes.get(product.GlobalId)}
        for product in model.by_type("IfcProduct")
    }


def _described(product: ifcopenshell.entity_instance) -> dict[str, Any]:
    element_type = ifcopenshell.util.element.get_type(product)
    holder = ifcopenshell.util.element.get_parent(product)
    material = ifcopenshell.util.element.get_material(product, should_skip_usage=True)
    references = ifcopenshell.util.classification.get_references(product)
    # Attributes that neither refer to other entities nor have an aspect of their own.
    attributes = {
        name: value
        for name, value in product.get_info(include_identifier=False).items()
        if name != "Name" and not isinstance(value, ifcopenshell.entity_instance)
    }
    return {
        "attributes": attributes,
        "name": product.Name,
        "position": _matrix(product).round(6).tolist(),
        "properties": _values(product, psets_only=True),
        "quantities": _values(product, qtos_only=True),
        "type": element_type.GlobalId if element_type else None,
        "material": _label(material),
        "container": holder.GlobalId if holder else None,
        "classification": sorted(r.Identification for r in references),
    }


def _matrix(product: ifcopenshell.entity_instance) -> np.ndarray:
    return ifcopenshell.util.placement.get_local_placement(product.ObjectPlacement)


def _values(product: ifcopenshell.entity_instance, **only: bool) -> dict[str, Any]:
    return {
        name: {k: v for k, v in values.items() if k != "id"}
        for name, values in ifcopenshell.util.element.get_psets(product, **only).items()
    }


def _label(material: ifcopenshell.entity_instance | None) -> str | None:
    if material is None:
        return None
    return material.LayerSetName if material.is_a("IfcMaterialLayerSet") else material.Name
