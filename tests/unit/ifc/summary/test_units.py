"""Units and their scale, against ifcopenshell.util.unit and by hand."""

from __future__ import annotations

from pathlib import Path

import ifcopenshell
import ifcopenshell.util.unit
import pytest

from ifcworks.ifc.summary.units import length_scale, read_unit, read_units, scale_to_si


@pytest.fixture
def model() -> ifcopenshell.file:
    return ifcopenshell.file(schema="IFC4")


@pytest.mark.parametrize(
    ("kind", "prefix", "name", "symbol", "scale"),
    [
        ("LENGTHUNIT", "MILLI", "METRE", "mm", 1e-3),
        ("AREAUNIT", "MILLI", "SQUARE_METRE", "mm²", 1e-6),
        ("VOLUMEUNIT", "DECI", "CUBIC_METRE", "dm³", 1e-3),
        ("MASSUNIT", "KILO", "GRAM", "kg", 1.0),
        ("MASSUNIT", None, "GRAM", "g", 1e-3),
    ],
)
def test_si_units(
    model: ifcopenshell.file, kind: str, prefix: str | None, name: str, symbol: str, scale: float
) -> None:
    unit = read_unit(model.create_entity("IfcSIUnit", UnitType=kind, Prefix=prefix, Name=name))
    assert unit.name == (prefix or "") + name
    assert unit.symbol == symbol
    assert unit.scale_to_si == pytest.approx(scale)


def test_conversion_and_derived_units(model: ifcopenshell.file) -> None:
    metre = model.create_entity("IfcSIUnit", UnitType="LENGTHUNIT", Name="METRE")
    factor = model.create_entity(
        "IfcMeasureWithUnit", model.create_entity("IfcLengthMeasure", 0.3048), metre
    )
    foot = model.create_entity(
        "IfcConversionBasedUnit", UnitType="LENGTHUNIT", Name="FOOT", ConversionFactor=factor
    )
    assert read_unit(foot).symbol == "ft"
    assert scale_to_si(foot) == pytest.approx(0.3048)
    elements = [
        model.create_entity("IfcDerivedUnitElement", unit, exponent)
        for unit, exponent in (
            (model.create_entity("IfcSIUnit", UnitType="MASSUNIT", Prefix="KILO", Name="GRAM"), 1),
            (foot, -3),
        )
    ]
    density = read_unit(
        model.create_entity("IfcDerivedUnit", Elements=elements, UnitType="MASSDENSITYUNIT")
    )
    assert density.symbol == "kg/ft³"
    assert density.name == "KILOGRAM/FOOT³"
    assert density.scale_to_si == pytest.approx(0.3048**-3)


def test_units_in_a_circle_or_without_anything_are_unknown(model: ifcopenshell.file) -> None:
    circle = model.create_entity("IfcConversionBasedUnit", UnitType="LENGTHUNIT", Name="LOOP")
    circle.ConversionFactor = model.create_entity(
        "IfcMeasureWithUnit", model.create_entity("IfcLengthMeasure", 2.0), circle
    )
    assert scale_to_si(circle) is None
    assert scale_to_si(model.create_entity("IfcDerivedUnit")) is None
    assert read_unit(model.create_entity("IfcSIUnit")).scale_to_si is None
    assert read_unit(model.create_entity("IfcMonetaryUnit", "EUR")).symbol == "EUR"
    assert length_scale(model) is None


def test_the_corpus_agrees_with_ifcopenshell(corpus: Path) -> None:
    for path in sorted(corpus.glob("*.ifc")):
        if "rc2" in path.name or "errorfile" in path.name:
            continue
        model = ifcopenshell.open(path)
        assert length_scale(model) == pytest.approx(
            ifcopenshell.util.unit.calculate_unit_scale(model)
        )
        for unit in read_units(model):
            if unit.type in ("AREAUNIT", "VOLUMEUNIT", "PLANEANGLEUNIT"):
                assert unit.scale_to_si == pytest.approx(
                    ifcopenshell.util.unit.calculate_unit_scale(model, unit.type)
                ), (path.name, unit)
