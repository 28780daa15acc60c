"""Georeferencing in all the ways of IFC, against ifcopenshell.util.geolocation and by hand."""

from __future__ import annotations

from pathlib import Path

import ifcopenshell
import ifcopenshell.util.geolocation as geolocation
import pytest

from ifcworks.ifc.summary.georeference import read_georeference
from ifcworks.ifc.summary.units import length_scale


@pytest.fixture
def model() -> ifcopenshell.file:
    return ifcopenshell.file(schema="IFC4")


def context(model: ifcopenshell.file, **attributes: object) -> ifcopenshell.entity_instance:
    return model.create_entity("IfcGeometricRepresentationContext", **attributes)


def test_a_map_conversion_without_map_unit_is_in_project_units(model: ifcopenshell.file) -> None:
    crs = model.create_entity("IfcProjectedCRS", Name="EPSG:25832")
    model.create_entity(
        "IfcMapConversion", context(model), crs, 458_870_000.0, 5_438_230_000.0, 110_000.0, 0.0, 1.0
    )
    conversion = read_georeference(model, 0.001).map_conversion
    assert conversion is not None
    assert (conversion.crs, conversion.source) == ("EPSG:25832", "IfcMapConversion")
    assert conversion.eastings == pytest.approx(458_870.0)
    assert conversion.height == pytest.approx(110.0)
    assert conversion.rotation == pytest.approx(90.0)


def test_a_map_conversion_with_map_unit_is_in_that(model: ifcopenshell.file) -> None:
    metre = model.create_entity("IfcSIUnit", UnitType="LENGTHUNIT", Name="METRE")
    crs = model.create_entity("IfcProjectedCRS", Name="EPSG:25832", MapUnit=metre)
    model.create_entity("IfcMapConversion", context(model), crs, 1000.0, 2000.0, 3.0)
    conversion = read_georeference(model, 0.001).map_conversion
    assert conversion is not None
    assert (conversion.eastings, conversion.northings, conversion.height) == (1000.0, 2000.0, 3.0)
    assert (conversion.rotation, conversion.map_unit_scale) == (None, 1.0)


def test_property_sets_of_ifc2x3() -> None:
    model = ifcopenshell.file(schema="IFC2X3")

    def pset(name: str, **values: tuple[str, object]) -> None:
        properties = [
            model.create_entity("IfcPropertySingleValue", key, None, model.create_entity(*value))
            for key, value in values.items()
        ]
        model.create_entity("IfcPropertySet", "0" * 22, Name=name, HasProperties=properties)

    pset(
        "ePSet_MapConversion",
        Eastings=("IfcLengthMeasure", 1000.0),
        Northings=("IfcLengthMeasure", 2000.0),
        XAxisAbscissa=("IfcReal", 1.0),
        XAxisOrdinate=("IfcReal", 1.0),
    )
    millimetres = read_georeference(model, 0.001).map_conversion
    assert millimetres is not None
    assert (millimetres.eastings, millimetres.crs) == (1.0, None)
    assert millimetres.rotation == pytest.approx(45.0)
    pset(
        "ePSet_ProjectedCRS",
        Name=("IfcLabel", "EPSG:7844"),
        MapUnit=("IfcIdentifier", "METRE"),
    )
    metres = read_georeference(model, 0.001).map_conversion
    assert metres is not None
    assert (metres.eastings, metres.crs) == (1000.0, "EPSG:7844")


@pytest.mark.parametrize(
    ("parts", "degrees"),
    [
        ((51, 30, 0), 51.5),
        ((-33, -52, -12), -33.87),
        ((-33, 52, 12), -33.87),
        ((0, -7, -34, -450000), -0.126236111),
        ((8, 26, 11, 540399), 8.436539),
        ((0, 0, 0), 0.0),
        ((51, 30), None),
        (None, None),
    ],
)
def test_compound_angles(
    model: ifcopenshell.file, parts: tuple[int, ...] | None, degrees: float | None
) -> None:
    model.create_entity("IfcSite", "0" * 22, RefLatitude=parts, RefElevation=5000.0)
    site = read_georeference(model, 0.001).sites[0]
    assert site.latitude == (None if degrees is None else pytest.approx(degrees, abs=1e-6))
    assert site.elevation == pytest.approx(5.0)


@pytest.mark.parametrize(
    ("ratios", "angle"), [((0.0, 1.0), 0.0), ((1.0, 0.0), -90.0), ((-1.0, 1.0, 0.0), 45.0)]
)
def test_true_north(model: ifcopenshell.file, ratios: tuple[float, ...], angle: float) -> None:
    context(model, TrueNorth=model.create_entity("IfcDirection", ratios))
    assert read_georeference(model, 1.0).true_north == pytest.approx(angle)


def test_nothing_stated_is_nothing_said(model: ifcopenshell.file) -> None:
    context(model, TrueNorth=model.create_entity("IfcDirection", (0.0, 0.0)))
    model.create_entity("IfcSite", "0" * 22)
    found = read_georeference(model, 1.0)
    assert (found.map_conversion, found.sites, found.true_north) == (None, [], None)


def test_the_corpus_agrees_with_ifcopenshell(corpus: Path) -> None:
    for path in sorted(corpus.glob("*.ifc")):
        if "rc2" in path.name or "errorfile" in path.name:
            continue
        model = ifcopenshell.open(path)
        found = read_georeference(model, length_scale(model) or 1.0)
        assert (found.true_north or 0.0) == pytest.approx(geolocation.get_true_north(model))
        theirs = geolocation.get_helmert_transformation_parameters(model)
        assert (theirs is None) == (found.map_conversion is None)
        if theirs and found.map_conversion:
            unit = found.map_conversion.map_unit_scale
            assert found.map_conversion.eastings == pytest.approx(theirs.e * unit)
            assert found.map_conversion.northings == pytest.approx(theirs.n * unit)
            assert found.map_conversion.rotation == pytest.approx(
                -geolocation.get_grid_north(model)
            )
        for site in found.sites:
            instance = model.by_guid(site.global_id)
            if instance.is_a("IfcSite") and instance.RefLatitude:
                assert site.latitude == pytest.approx(geolocation.dms2dd(*instance.RefLatitude))
                assert site.longitude == pytest.approx(geolocation.dms2dd(*instance.RefLongitude))
