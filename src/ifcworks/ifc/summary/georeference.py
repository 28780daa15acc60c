"""Where on earth the model stands.

IFC4 and later: IfcMapConversion (or IfcRigidOperation) to IfcProjectedCRS. IFC2X3: the property
sets ePSet_MapConversion and ePSet_ProjectedCRS, as agreed in buildingSMART's "User Guide for
Geo-referencing in IFC". All schemas: latitude, longitude and height of IfcSite, and true north.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from pydantic import Field

from ifcworks.ifc.summary.identity import Part
from ifcworks.ifc.summary.units import scale_to_si
from ifcworks.ifc.summary.values import (
    by_type,
    finite,
    get,
    number,
    reference,
    references,
    text,
    unwrapped,
)

if TYPE_CHECKING:
    import ifcopenshell


# What ePSet_ProjectedCRS.MapUnit, a plain word, may say; metres each.
_UNIT_WORDS = {"METRE": 1.0, "METER": 1.0, "MILLIMETRE": 0.001, "FOOT": 0.3048}


class MapConversion(Part):
    """How local coordinates become map coordinates."""

    source: str = Field(description="IfcMapConversion, IfcRigidOperation or ePSet_MapConversion.")
    crs: str | None = Field(description="Coordinate reference system, such as EPSG:32632.")
    crs_description: str | None = Field(description="Description of that system.")
    geodetic_datum: str | None = Field(description="Geodetic datum.")
    vertical_datum: str | None = Field(description="Vertical datum.")
    map_projection: str | None = Field(description="Projection, such as UTM.")
    map_zone: str | None = Field(description="Zone of the projection.")
    eastings: float | None = Field(description="Easting of the local origin, metres.")
    northings: float | None = Field(description="Northing of the local origin, metres.")
    height: float | None = Field(description="Height of the local origin, metres.")
    rotation: float | None = Field(
        description="Angle in degrees by which local axes are turned against the map's, "
        "anticlockwise positive (direction of the local x axis, seen on the map)."
    )
    scale: float | None = Field(description="Scale from local units to map units, as stated.")
    map_unit_scale: float = Field(description="Metres per unit of the map.")


class SitePosition(Part):
    """The position that an IfcSite states."""

    global_id: str | None = Field(description="GlobalId of the site.")
    latitude: float | None = Field(description="Decimal degrees WGS 84, north positive.")
    longitude: float | None = Field(description="Decimal degrees WGS 84, east positive.")
    elevation: float | None = Field(description="Metres above sea level.")


class Georeference(Part):
    """All that the model says about its place on earth."""

    map_conversion: MapConversion | None = Field(description="Conversion to map coordinates.")
    sites: list[SitePosition] = Field(description="Sites that state a position.")
    true_north: float | None = Field(
        description="Degrees from the model's y axis to true north, anticlockwise positive; None "
        "if not stated (then y is north)."
    )


def read_georeference(model: ifcopenshell.file, length: float) -> Georeference:
    """The georeferencing of a model whose length unit is ``length`` metres."""
    positions = [_site(site, length) for site in by_type(model, "IfcSite")]
    return Georeference(
        map_conversion=_from_operation(model, length) or _from_property_sets(model, length),
        sites=[
            p for p in positions if (p.latitude, p.longitude, p.elevation) != (None, None, None)
        ],
        true_north=_true_north(model),
    )


def _from_operation(model: Any, length: float) -> MapConversion | None:
    for operation in by_type(model, "IfcCoordinateOperation"):
        rigid = operation.is_a("IfcRigidOperation")
        crs = reference(operation, "TargetCRS")
        # Without a unit of its own the map is in the length unit of the project (IfcProjectedCRS).
        unit = scale_to_si(reference(crs, "MapUnit")) or length
        names = ("FirstCoordinate", "SecondCoordinate", "Height") if rigid else (
            "Eastings", "Northings", "OrthogonalHeight"
        )  # fmt: skip
        east, north, height = (number(operation, name) for name in names)
        return MapConversion(
            source=operation.is_a(),
            crs=text(crs, "Name"),
            crs_description=text(crs, "Description"),
            geodetic_datum=text(crs, "GeodeticDatum"),
            vertical_datum=text(crs, "VerticalDatum"),
            map_projection=text(crs, "MapProjection"),
            map_zone=text(crs, "MapZone"),
            eastings=_times(east, unit),
            northings=_times(north, unit),
            height=_times(height, unit),
            rotation=_angle(number(operation, "XAxisAbscissa"), number(operation, "XAxisOrdinate")),
            scale=number(operation, "Scale"),
            map_unit_scale=unit,
        )
    return None


def _from_property_sets(model: Any, length: float) -> MapConversion | None:
    sets: dict[str, dict[str, Any]] = {}
    for pset in by_type(model, "IfcPropertySet"):
        name = (text(pset, "Name") or "").lower()
        if name in ("epset_mapconversion", "epset_projectedcrs") and name not in sets:
            properties = references(pset, "HasProperties", "IfcPropertySingleValue")
            sets[name] = {
                text(p, "Name") or "": unwrapped(get(p, "NominalValue")) for p in properties
            }
    if "epset_mapconversion" not in sets:
        return None
    stated, crs = sets["epset_mapconversion"], sets.get("epset_projectedcrs", {})

    unit = _UNIT_WORDS.get(str(crs.get("MapUnit")).upper(), length)

    def word(name: str) -> str | None:
        value = crs.get(name)
        return value.strip() or None if isinstance(value, str) else None

    return MapConversion(
        source="ePSet_MapConversion",
        crs=word("Name"),
        crs_description=word("Description"),
        geodetic_datum=word("GeodeticDatum"),
        vertical_datum=word("VerticalDatum"),
        map_projection=word("MapProjection"),
        map_zone=word("MapZone"),
        eastings=_times(finite(stated.get("Eastings")), unit),
        northings=_times(finite(stated.get("Northings")), unit),
        height=_times(finite(stated.get("OrthogonalHeight")), unit),
        rotation=_angle(finite(stated.get("XAxisAbscissa")), finite(stated.get("XAxisOrdinate"))),
        scale=finite(stated.get("Scale")),
        map_unit_scale=unit,
    )


def _site(site: Any, length: float) -> SitePosition:
    return SitePosition(
        global_id=text(site, "GlobalId"),
        latitude=_degrees(get(site, "RefLatitude")),
        longitude=_degrees(get(site, "RefLongitude")),
        elevation=_times(number(site, "RefElevation"), length),
    )


def _degrees(parts: Any) -> float | None:
    """Decimal degrees of an IfcCompoundPlaneAngleMeasure: degrees, minutes, seconds, millionths."""
    if not isinstance(parts, (list, tuple)) or not 3 <= len(parts) <= 4:
        return None
    if not all(isinstance(part, int) for part in parts):
        return None
    shares = (1.0, 60.0, 3600.0, 3600e6)
    # The standard wants one sign for all; some software signs the first part only.
    size = sum(abs(part) / share for part, share in zip(parts, shares, strict=False))
    first = next((part for part in parts if part), 0)
    return math.copysign(size, first) if first else 0.0


def _true_north(model: Any) -> float | None:
    for context in by_type(model, "IfcGeometricRepresentationContext"):
        if context.is_a("IfcGeometricRepresentationSubContext"):
            continue  # its TrueNorth is derived from the context it belongs to
        ratios = get(reference(context, "TrueNorth", "IfcDirection"), "DirectionRatios")
        if isinstance(ratios, (list, tuple)) and len(ratios) >= 2:
            x, y = finite(ratios[0]), finite(ratios[1])
            if x is not None and y is not None and (x or y):
                return _turn(math.degrees(math.atan2(y, x)) - 90.0)
    return None


def _angle(abscissa: float | None, ordinate: float | None) -> float | None:
    if abscissa is None or ordinate is None or not (abscissa or ordinate):
        return None
    return _turn(math.degrees(math.atan2(ordinate, abscissa)))


def _turn(degrees: float) -> float:
    """The angle in the range -180 … 180, and never -0."""
    return (degrees + 180.0) % 360.0 - 180.0 + 0.0


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor + 0.0  # never -0
