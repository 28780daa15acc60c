"""All that is known of the sample building, computed from the plan that it is built from."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .clashes import CLEARANCE, PAIRS, SMALL_CLEARANCE, TOLERANCE
from .model import ConstituentSet, Element, LayerSet, Material, Model, ProfileSet
from .requirements import SPECIFICATIONS
from .revision import Change
from .writing import project

Json = dict[str, Any]

# A few elements with all their properties and quantities: plain ones, and ones that inherit.
_DESCRIBED = (
    "wall-ground-south",
    "wall-upper-west",
    "wall-ground-hall-east",
    "slab-upper",
    "W01",
    "W21",
    "D06",
    "room-0.02",
    "beam",
)


def write_truth(
    path: Path, architecture: Model, services: Model, revised: Model, changes: tuple[Change, ...]
) -> None:
    """Write the truth as JSON; lengths in m, areas in m², volumes in m³ unless said otherwise."""
    truth = {
        "units": {
            "files": "mm, m², m³, kg",
            "truth": "m, m², m³, kg",
            "elements.properties": "as in the file",
            "elements.quantities": "as in the file",
        },
        "files": {m.file_name: _file(m) for m in (architecture, services, revised)},
        "georeferencing": _georeferencing(),
        "storeys": {m.file_name: _storeys(m) for m in (architecture, services)},
        "spaces": [_space(architecture, e) for e in architecture.of_class("IfcSpace")],
        "materials": [_material(architecture, m) for m in architecture.materials],
        "elements": [_element(architecture, key) for key in _DESCRIBED],
        "totals": _totals(architecture),
        "systems": [_system(services, s.key) for s in services.systems],
        "clashes": _clashes(architecture, services),
        "changes": [_change(architecture, revised, c) for c in changes],
        "requirements": {m.file_name: _requirements(m) for m in (architecture, revised)},
    }
    text = json.dumps(_rounded(truth), indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _rounded(value: Any) -> Any:
    """Return the value with floats free of the noise of their computation."""
    match value:
        case float():
            return round(value, 9)
        case dict():
            return {k: _rounded(v) for k, v in value.items()}
        case list() | tuple():
            return [_rounded(v) for v in value]
        case _:
            return value


def _named(model: Model, element: Element) -> Json:
    return {
        "global_id": model.global_id(element.key),
        "name": element.name,
        "ifc_class": element.ifc_class,
    }


def _file(model: Model) -> Json:
    drawn = [e for e in model.elements if model.solids_of(e)]
    return {
        "schema": project.SCHEMA,
        "project": model.project,
        "products": len(model.elements),
        "products_with_geometry": len(drawn),
        "counts": dict(sorted(Counter(e.ifc_class for e in model.elements).items())),
        "type_counts": dict(sorted(Counter(t.ifc_class for t in model.types).items())),
        "with_geometry": [_named(model, e) for e in drawn],
    }


def _georeferencing() -> Json:
    return {
        "crs": project.CRS["Name"],
        "eastings": project.EASTINGS,
        "northings": project.NORTHINGS,
        "orthogonal_height": project.HEIGHT,
        "x_axis": list(project.X_AXIS),
        "scale": project.SCALE,
    }


def _storeys(model: Model) -> list[Json]:
    return [
        {**_named(model, e), "elevation": _number(e.attributes["Elevation"]) / 1000}
        for e in model.of_class("IfcBuildingStorey")
    ]


def _space(model: Model, element: Element) -> Json:
    quantities = element.quantities["Qto_SpaceBaseQuantities"]
    assert element.whole is not None
    return {
        **_named(model, element),
        "long_name": element.attributes["LongName"],
        "storey": model.element(element.whole).name,
        "net_floor_area": quantities["NetFloorArea"],
        "net_volume": quantities["NetVolume"],
        "height": _number(quantities["Height"]) / 1000,
    }


def _material(model: Model, definition: object) -> Json:
    names = {m.key: m.name for m in model.materials}
    match definition:
        case Material(name=name, category=category):
            return {"name": name, "kind": "IfcMaterial", "category": category}
        case LayerSet(name=name, layers=layers):
            return {
                "name": name,
                "kind": "IfcMaterialLayerSet",
                "layers": [
                    {"name": layer, "material": names[key], "thickness": thickness / 1000}
                    for layer, key, thickness in layers
                ],
            }
        case ConstituentSet(name=name, constituents=constituents):
            return {
                "name": name,
                "kind": "IfcMaterialConstituentSet",
                "constituents": [
                    {"name": part, "material": names[key]} for part, key in constituents
                ],
            }
        case ProfileSet(name=name, material=key):
            return {"name": name, "kind": "IfcMaterialProfileSet", "material": names[key]}
        case _:
            raise TypeError(definition)


def _element(model: Model, key: str) -> Json:
    element = model.element(key)
    element_type = model.type_of(element)
    material = model.material_of(element)
    return {
        **_named(model, element),
        "type": element_type.name if element_type else None,
        "material": material.name if material else None,
        "classification": element.classification,
        "properties": model.properties_of(element),
        "quantities": element.quantities,
    }


def _totals(model: Model) -> Json:
    def total(ifc_class: str, qto: str, quantity: str) -> float:
        return sum(_number(e.quantities[qto][quantity]) for e in model.of_class(ifc_class))

    return {
        "wall_gross_volume": total("IfcWall", "Qto_WallBaseQuantities", "GrossVolume"),
        "wall_net_volume": total("IfcWall", "Qto_WallBaseQuantities", "NetVolume"),
        "wall_net_side_area": total("IfcWall", "Qto_WallBaseQuantities", "NetSideArea"),
        "slab_net_volume": total("IfcSlab", "Qto_SlabBaseQuantities", "NetVolume"),
        "window_area": total("IfcWindow", "Qto_WindowBaseQuantities", "Area"),
        "door_area": total("IfcDoor", "Qto_DoorBaseQuantities", "Area"),
        "space_net_floor_area": total("IfcSpace", "Qto_SpaceBaseQuantities", "NetFloorArea"),
        "space_net_volume": total("IfcSpace", "Qto_SpaceBaseQuantities", "NetVolume"),
    }


def _system(model: Model, key: str) -> Json:
    system = next(s for s in model.systems if s.key == key)
    return {
        "global_id": model.global_id(key),
        "name": system.name,
        "predefined_type": system.predefined,
        "members": [_named(model, model.element(member)) for member in system.members],
    }


def _clashes(architecture: Model, services: Model) -> Json:
    return {
        "architecture": architecture.file_name,
        "services": services.file_name,
        "checks": {
            "intersection": {"tolerance": TOLERANCE / 1000},
            "collision": {"allow_touching": False},
            "collision_or_touching": {"allow_touching": True},
            "clearance_50": {"clearance": CLEARANCE / 1000},
            "clearance_20": {"clearance": SMALL_CLEARANCE / 1000},
        },
        "pairs": [
            {
                "architecture": _named(architecture, architecture.element(pair.architecture)),
                "services": _named(services, services.element(pair.services)),
                "kind": pair.kind,
                "distance": None if pair.distance is None else pair.distance / 1000,
                "reported_by": pair.verdicts(),
            }
            for pair in PAIRS
        ],
    }


def _change(old: Model, new: Model, change: Change) -> Json:
    model = new if change.kind == "added" else old
    return {
        "kind": change.kind,
        **_named(model, model.element(change.key)),
        "what": change.what,
        "old": change.old,
        "new": change.new,
    }


def _requirements(model: Model) -> list[Json]:
    rows = []
    for specification in SPECIFICATIONS:
        passes, passing, failing = specification.outcome(model)
        rows.append(
            {
                "identifier": specification.identifier,
                "name": specification.name,
                "status": "pass" if passes else "fail",
                "applicable": specification.applicable_count(model),
                "passing": _ids(model, passing),
                "failing": _ids(model, failing),
            }
        )
    return rows


def _ids(model: Model, elements: Iterable[Element]) -> list[str]:
    return [model.global_id(e.key) for e in elements]


def _number(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)
