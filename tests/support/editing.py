"""Running operations that edit models, and telling whether two models say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ifcopenshell
import ifcopenshell.geom
import ifcopenshell.util.element
import ifcopenshell.util.placement
import ifcopenshell.validate
import numpy as np

from ifcworks.operations.base import Operation, file_refs
from ifcworks.operations.workspace import Workspace

_STEPS = 6


@dataclass
class Ran:
    """What became of an operation."""

    result: Any
    folder: Path
    _models: dict[str, ifcopenshell.file] = field(default_factory=dict)

    def path(self, name: str = "model.ifc") -> Path:
        return self.folder / "artifacts" / name

    def model(self, name: str = "model.ifc") -> ifcopenshell.file:
        """The model of an artifact; kept, as its instances are of no use without it."""
        if name not in self._models:
            self._models[name] = ifcopenshell.open(str(self.path(name)))
        return self._models[name]


def run(
    operation: Operation,
    folder: Path,
    model: Path,
    *,
    inputs: Mapping[str, Path] | None = None,
    recipes: Path | None = None,
    **params: Any,
) -> Ran:
    """Run an operation on a model, and on further files by reference, in a folder of its own."""
    folder.mkdir(parents=True)
    given = operation.params.model_validate({"model": "m", **params})
    paths = {"m": model, **(inputs or {})}
    assert {ref for _, ref in file_refs(given)} <= paths.keys()
    work = Workspace(inputs=paths, folder=folder, recipes=recipes)
    return Ran(operation.function(given, work), folder)


def said(file: ifcopenshell.file) -> dict[str, dict[str, Any]]:
    """What a model says of each product, by GlobalId: all but shapes and relations to others."""
    return {product.GlobalId: _said(product) for product in file.by_type("IfcProduct")}


def _said(product: ifcopenshell.entity_instance) -> dict[str, Any]:
    util = ifcopenshell.util.element
    sets = util.get_psets(product)
    for members in sets.values():
        members.pop("id", None)
        for member in members.values():
            if isinstance(member, dict):
                member.pop("id", None)
    placement = getattr(product, "ObjectPlacement", None)
    matrix = placement and ifcopenshell.util.placement.get_local_placement(placement)
    return {
        "attributes": {
            name: value
            for name, value in product.get_info(include_identifier=False).items()
            if not isinstance(value, (ifcopenshell.entity_instance, tuple))
        },
        "container": _id(util.get_container(product)),
        "whole": _id(util.get_aggregate(product)),
        "type": _id(util.get_type(product)),
        "materials": sorted(str(getattr(m, "Name", m.is_a())) for m in util.get_materials(product)),
        "sets": sets,
        "groups": sorted(group.GlobalId for group in util.get_groups(product)),
        "classes": sorted(
            str(r.RelatingClassification[1])
            for r in getattr(product, "HasAssociations", ())
            if r.is_a("IfcRelAssociatesClassification")
        ),
        "place": None if matrix is None else np.round(matrix, _STEPS).tolist(),
    }


def _id(instance: ifcopenshell.entity_instance | None) -> str | None:
    return instance and str(instance.GlobalId)


def complaints(file: ifcopenshell.file) -> Counter[str]:
    """What ifcopenshell's validation says, without numbers, which may differ."""
    log = ifcopenshell.validate.json_logger()
    ifcopenshell.validate.validate(file, log)
    return Counter(str(s.get("message"))[:40] for s in log.statements)


def shapes(
    file: ifcopenshell.file, products: Iterable[ifcopenshell.entity_instance]
) -> dict[str, Any]:
    """The corners of products in the world, in order of their coordinates, by GlobalId."""
    settings = ifcopenshell.geom.settings()
    settings.set("use-world-coords", True)
    found = {}
    for product in products:
        try:
            shape = ifcopenshell.geom.create_shape(settings, product)
        except RuntimeError:
            continue
        corners = np.round(np.array(shape.geometry.verts).reshape(-1, 3), _STEPS)
        found[product.GlobalId] = corners[np.lexsort(corners.T)]
    return found


def assert_same_shapes(one: Mapping[str, Any], other: Mapping[str, Any]) -> None:
    assert one.keys() == other.keys()
    for key, corners in one.items():
        assert corners.shape == other[key].shape, key
        assert np.allclose(corners, other[key], atol=1e-5), key
