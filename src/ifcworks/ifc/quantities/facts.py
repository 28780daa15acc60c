"""What base quantities need to know of elements beside their triangles."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import duckdb
import ifcopenshell

from ifcworks.ifc.geometry.malformed import MALFORMED
from ifcworks.ifc.geometry.routing import body_items
from ifcworks.ifc.quantities.measuring import Facts

_FRAMES = """
SELECT element_id, name, si FROM attributes
WHERE name IN ('OverallWidth', 'OverallHeight') AND si > 0
"""
_ON_EDGE = """
SELECT DISTINCT element_id FROM element_properties
WHERE pset = 'EPset_Parametric' AND property = 'LayerSetDirection' AND value = 'AXIS2'
"""
_SHARES = """
SELECT element_id, material_id, coalesce(
    fraction, CASE WHEN count(*) OVER (PARTITION BY element_id) = 1 THEN 1 END
) AS share
FROM materials WHERE material_id IS NOT NULL ORDER BY element_id, position
"""
_DENSITIES = ("IfcMaterialProperties", "IfcGeneralMaterialProperties")
_PROFILES = ("IfcProfileProperties",)
_SEGMENTS = ("IfcCableCarrierSegment", "IfcCableSegment", "IfcDuctSegment", "IfcPipeSegment")


def facts_of(
    index: duckdb.DuckDBPyConnection,
    model: Callable[[], ifcopenshell.file],
    elements: Mapping[int, tuple[str, str | None]],
    voided: Collection[int],
) -> dict[int, Facts]:
    """The facts of elements.

    Args:
        index: of the model.
        model: opens it; called only where the index does not know.
        elements: the class that has their rules and the predefined type, by step id.
        voided: those that something is cut out of.
    """
    frames: dict[int, dict[str, float]] = defaultdict(dict)
    for number, name, si in index.execute(_FRAMES).fetchall():
        frames[number][name] = si
    on_edge = {row[0] for row in index.execute(_ON_EDGE).fetchall()}
    classes = {row[0] for row in index.execute("SELECT class FROM class_counts").fetchall()}
    densities = _densities(index, model, classes)
    masses = _profile_masses(index, model, classes, elements)
    lengths = _segment_lengths(index, model, elements)
    return {
        number: Facts(
            predefined_type=predefined_type,
            frame=(
                frames.get(number, {}).get("OverallWidth"),
                frames.get(number, {}).get("OverallHeight"),
            ),
            segment_length=lengths.get(number),
            on_edge=number in on_edge,
            density=densities.get(number),
            profile_mass=masses.get(number),
            has_openings=number in voided,
        )
        for number, (_, predefined_type) in elements.items()
    }


def _densities(
    index: duckdb.DuckDBPyConnection, model: Callable[[], ifcopenshell.file], classes: set[str]
) -> dict[int, float]:
    """Kilograms per cubic metre by element, where the density of all its materials is known."""
    if not classes & set(_DENSITIES):
        return {}
    scale = _scale(index, "MASSDENSITYUNIT")
    of_material = {
        material: value * scale for material, value in _material_densities(model()) if value > 0
    }
    found: dict[int, float] = defaultdict(float)
    unknown = set()
    for element, material, share in index.execute(_SHARES).fetchall():
        if share is None or material not in of_material:
            unknown.add(element)
        else:
            found[element] += share * of_material[material]
    return {element: value for element, value in found.items() if element not in unknown}


def _material_densities(file: ifcopenshell.file) -> Iterable[tuple[int, float]]:
    name = "IfcGeneralMaterialProperties" if file.schema == "IFC2X3" else "IfcMaterialProperties"
    for properties in file.by_type(name):
        with contextlib.suppress(*MALFORMED):
            material = properties.Material.id()
            if file.schema == "IFC2X3":
                if properties.MassDensity is not None:
                    yield material, float(properties.MassDensity)
                continue
            for single in properties.Properties:
                if single.Name == "MassDensity" and single.is_a("IfcPropertySingleValue"):
                    yield material, float(single.NominalValue.wrappedValue)


def _profile_masses(
    index: duckdb.DuckDBPyConnection,
    model: Callable[[], ifcopenshell.file],
    classes: set[str],
    elements: Iterable[int],
) -> dict[int, float]:
    """Kilograms of elements of extrusions whose profiles all state their mass per length."""
    if not classes & set(_PROFILES):
        return {}
    file = model()
    per_length: dict[int, float] = {}
    for properties in file.by_type("IfcProfileProperties"):
        with contextlib.suppress(*MALFORMED):
            for single in properties.Properties:
                if single.Name == "MassPerLength" and single.is_a("IfcPropertySingleValue"):
                    profile = properties.ProfileDefinition.id()
                    per_length[profile] = float(single.NominalValue.wrappedValue)
    if not per_length:
        return {}
    scale = _scale(index, "MASSPERLENGTHUNIT") * _scale(index, "LENGTHUNIT")
    found: dict[int, float] = {}
    for number in elements:
        with contextlib.suppress(*MALFORMED):
            items = _solids(file.by_id(number))
            masses = [_extruded_mass(item, per_length) for item in items]
            known = [mass for mass in masses if mass is not None]
            if known and len(known) == len(masses):
                found[number] = sum(known) * scale
    return found


def _extruded_mass(item: Any, per_length: Mapping[int, float]) -> float | None:
    if not item.is_a("IfcExtrudedAreaSolid"):
        return None
    mass = per_length.get(item.SweptArea.id())
    return None if mass is None else mass * float(item.Depth)


def _segment_lengths(
    index: duckdb.DuckDBPyConnection,
    model: Callable[[], ifcopenshell.file],
    elements: Mapping[int, tuple[str, str | None]],
) -> dict[int, float]:
    """Metres of the segments that are one extrusion of a profile with a shape of its own.

    A rectangle may be any side of a bar, so that it says nothing about which way is along.
    """
    segments = [number for number, (name, _) in elements.items() if name in _SEGMENTS]
    if not segments:
        return {}
    file, scale = model(), _scale(index, "LENGTHUNIT")
    found: dict[int, float] = {}
    for number in segments:
        with contextlib.suppress(*MALFORMED):
            items = _solids(file.by_id(number))
            if len(items) == 1 and items[0].is_a("IfcExtrudedAreaSolid"):
                profile = items[0].SweptArea
                parameters = profile.is_a("IfcParameterizedProfileDef")
                if parameters and not profile.is_a("IfcRectangleProfileDef"):
                    found[number] = float(items[0].Depth) * scale
    return found


def _solids(product: Any) -> list[Any]:
    """The items of the body, those of a map where it is one that is not scaled."""
    items = list(body_items(product))
    is_map = len(items) == 1 and items[0].is_a("IfcMappedItem")
    if is_map and getattr(items[0].MappingTarget, "Scale", None) in (None, 1.0):
        return list(items[0].MappingSource.MappedRepresentation.Items or ())
    return items


def _scale(index: duckdb.DuckDBPyConnection, unit_type: str) -> float:
    """SI units per unit of the project; 1 where it does not say."""
    found = index.execute(
        "SELECT scale_to_si FROM units WHERE unit_type = ? LIMIT 1", [unit_type]
    ).fetchone()
    return 1.0 if found is None or found[0] is None else float(found[0])
