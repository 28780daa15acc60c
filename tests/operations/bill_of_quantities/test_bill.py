"""Bills worked out by hand, and everything that is not in them said."""

from __future__ import annotations

import csv
import re
import zipfile
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifcworks.errors import ParametersInvalid
from ifcworks.ifc.cost.units import rate_unit
from ifcworks.operations.bill_of_quantities import BillOfQuantitiesResult, bill_of_quantities
from support.boxes import Boxes
from support.measured import FOOT, Measured, in_feet, in_metres

_HEAD = "code,description,class,type,material,classification,selector,quantity,unit,rate,currency\n"


@pytest.fixture
def model(tmp_path: Path) -> Measured:
    """Two walls of 0.8 m³ and 8 m² each on two storeys, a slab of 12 m², a door, a chair."""
    boxes = in_metres(Boxes())
    for storey, name in enumerate(("W1", "W2")):
        boxes.add((0, 0, 3 * storey), (4, 0.1, 2), name=name, storey=storey)
    boxes.add((0, 5, 0), (4, 3, 0.2), "IfcSlab", name="S")
    boxes.add((0, 9, 0), (0.9, 0.1, 2), "IfcDoor", name="D")
    boxes.add((5, 9, 0), ifc_class="IfcFurniture", name="Chair")
    walls = boxes.products[:2]
    layers = [
        boxes.file.create_entity("IfcMaterialLayer", boxes.file.create_entity("IfcMaterial", n), t)
        for n, t in (("Brick [hard]", 0.075), ("Wool", 0.025))
    ]
    made = boxes.file.create_entity("IfcMaterialLayerSet", MaterialLayers=layers)
    boxes.root("IfcRelAssociatesMaterial", RelatedObjects=walls, RelatingMaterial=made)
    type_ = boxes.root("IfcWallType", Name="Outer wall 10", PredefinedType="STANDARD")
    boxes.root("IfcRelDefinesByType", RelatedObjects=[walls[0]], RelatingType=type_)
    code = boxes.file.create_entity("IfcClassificationReference", None, "Ss_25_13", "Walls")
    boxes.root(
        "IfcRelAssociatesClassification", RelatedObjects=[walls[1]], RelatingClassification=code
    )
    return Measured.of(boxes.write(tmp_path / "m.ifc"), tmp_path / "known")


def _bill(
    model: Measured, rows: str, **params: Any
) -> tuple[BillOfQuantitiesResult, dict[str, list[dict[str, str]]]]:
    table = model.folder / "rates.csv"
    table.write_text(_HEAD + rows, encoding="utf-8")
    result, files = model.run(bill_of_quantities, {"r": table}, rates="r", format="csv", **params)
    pages = {}
    for name, path in files.items():
        with path.open(newline="", encoding="utf-8") as stream:
            pages[name.removeprefix("bill-").removesuffix(".csv")] = list(csv.DictReader(stream))
    return result, pages


def _amounts(result: BillOfQuantitiesResult) -> list[tuple[Decimal, str, Decimal]]:
    return [(p.quantity, p.unit, p.total) for p in result.positions]


def test_a_bill(model: Measured) -> None:
    result, pages = _bill(
        model,
        "1,Walls,IfcWall,,,,,NetVolume,m3,100.005,EUR\n"
        "2,Plaster,IfcWall,,,,,,m2,12.5,EUR\n"
        "3,Slab,IfcSlab,,,,,GrossArea,sqft,10,USD\n"
        "4,Doors,IfcDoor,,,,,,pcs,890,EUR\n",
    )
    square_feet = (Decimal(12) / Decimal(str(FOOT)) ** 2).quantize(Decimal("0.001"))
    assert _amounts(result) == [
        (Decimal("1.600"), "m³", Decimal("160.01")),
        (Decimal("16.000"), "m²", Decimal("200.00")),
        (square_feet, "ft²", (square_feet * 10).quantize(Decimal("0.01"), ROUND_HALF_UP)),
        (Decimal("1.000"), "pcs", Decimal("890.00")),
    ]
    assert result.totals == {"EUR": Decimal("1250.01"), "USD": result.positions[2].total}
    assert result.unmatched_classes == {"IfcFurniture": 1}
    assert result.several_total == 2
    assert not result.complete
    assert [row["Name"] for row in pages["without-a-rate"]] == ["Chair"]
    assert [row["Positions"] for row in pages["with-several-rates"]] == ["1, 2", "1, 2"]
    sums = {(r["By"], r["Name"], r["Currency"]): Decimal(r["Total"]) for r in pages["sums"]}
    assert sums["Storey", "Upper", "EUR"] == Decimal("180.00")
    assert sums["Class", "IfcWall", "EUR"] == Decimal("360.01")


@pytest.mark.parametrize(
    ("facets", "elements"),
    [
        (",Outer*,,,", 1),
        (",outer wall 10,,,", 1),
        (",,,Ss_25*,", 1),
        (",,Brick [hard],,", 2),
        ("IfcBuildingElement,,,,", 4),
        ('IfcWall,,,,"IfcWall, Name=""W2"""', 1),
        (',,,,"IfcSlab, IfcDoor"', 2),
        ("IfcWall,,wood*,,", 0),
    ],
)
def test_which_elements_a_rate_is_for(model: Measured, facets: str, elements: int) -> None:
    result, _ = _bill(model, f"1,x,{facets},,pcs,1,EUR\n")
    assert result.positions[0].elements == elements
    assert any("row 2" in note for note in result.notes) == (elements == 0)


def test_a_material_is_paid_for_by_its_share(model: Measured) -> None:
    result, _ = _bill(model, "1,x,,,Brick*,,,,m3,1,EUR\n2,x,,,Wool,,,,m2,1,EUR\n")
    assert [p.quantity for p in result.positions] == [Decimal("1.200"), Decimal("16.000")]


def test_what_is_not_known_is_missing_and_not_nothing(model: Measured) -> None:
    result, pages = _bill(model, "1,x,IfcWall,,,,,,kg,1,EUR\n2,x,IfcDoor,,,,,NetVolume,m3,1,EUR\n")
    assert [(p.elements, p.missing) for p in result.positions] == [(2, 2), (1, 1)]
    assert (result.missing, result.complete) == (3, False)
    reasons = [row["Why missing"] for row in pages["elements"]]
    assert reasons == ["no density of its material is known"] * 2 + ["it has no NetVolume"]


def test_feet_are_converted(tmp_path: Path) -> None:
    boxes = in_feet(Boxes())
    boxes.add((0, 0, 0), (10, 1, 8))
    model = Measured.of(boxes.write(tmp_path / "m.ifc"), tmp_path / "known")
    result, _ = _bill(model, "1,x,IfcWall,,,,,,m3,1,EUR\n2,x,IfcWall,,,,,,cy,27,EUR\n")
    cubic_metres = Decimal(80) * Decimal(str(FOOT)) ** 3
    assert result.positions[0].quantity == cubic_metres.quantize(Decimal("0.001"))
    assert result.positions[1].total == Decimal("80.00")


def test_a_table_with_semicolons_and_decimal_commas(model: Measured) -> None:
    table = model.folder / "preise.csv"
    table.write_text("Code;Class;Unit;Price\n1;IfcDoor;Stk;1 890,55\n", encoding="utf-8")
    result, _ = model.run(
        bill_of_quantities, {"r": table}, rates="r", format="json", currency="CHF"
    )
    assert result.totals == {"CHF": Decimal("1890.55")}


def test_all_errors_of_a_table_are_told_at_once(model: Measured) -> None:
    with pytest.raises(ParametersInvalid) as refused:
        _bill(model, "1,x,,,,,,,m3,1,EUR\n2,x,IfcWall,,,,,,furlong,1,EUR\n3,x,IfcWall,,,,,,m,?,\n")
    assert [error["where"] for error in refused.value.context["errors"]] == [
        "row 2, selector",
        "row 3, unit",
        "row 4, rate",
    ]


def test_a_malformed_selector_is_told_with_its_row(model: Measured) -> None:
    with pytest.raises(ParametersInvalid, match="row 3, selector"):
        _bill(model, '1,x,IfcWall,,,,,,m,1,EUR\n2,x,,,,,"IfcWall, [",,m,1,EUR\n')


def test_a_name_that_no_quantity_has_is_told(model: Measured) -> None:
    result, _ = _bill(model, "1,x,IfcWall,,,,,NetVolum,m3,1,EUR\n")
    assert result.notes == ["No element has the NetVolum that row 2 is for. Is NetVolume meant?"]


def test_of_very_many_idle_rates_some_are_named(model: Measured) -> None:
    rows = "".join(f"{n},x,IfcWall,T{n},,,,,m3,1,EUR\n" for n in range(300))
    result, _ = _bill(model, rows)
    assert len(result.notes) == 51
    assert result.notes[-1] == "The same is so of 250 more rates."


@pytest.mark.parametrize("form", ["xlsx", "ods", "json"])
def test_other_formats(model: Measured, form: str) -> None:
    table = model.folder / "rates.csv"
    table.write_text("class,unit,rate\nIfcDoor,pcs,1\n", encoding="utf-8")
    result, files = model.run(bill_of_quantities, {"r": table}, rates="r", format=form)
    assert result.artifacts == [f"bill.{form}"]
    assert files[f"bill.{form}"].stat().st_size > 500


@pytest.mark.parametrize(
    "table", ["class,rate\nIfcWall,1\n", "unit,rate\nm,1\n", "class,unit,rate\n,,\n"]
)
def test_tables_that_lack_something(model: Measured, table: str) -> None:
    path = model.folder / "rates.csv"
    path.write_text(table, encoding="utf-8")
    with pytest.raises(ParametersInvalid):
        model.run(bill_of_quantities, {"r": path}, rates="r")


@given(
    si=st.floats(1e-6, 1e9),
    word=st.sampled_from(["m", "mm", "lf", "m2", "sf", "m³", "cf", "cy", "kg", "t", "lb", "Stk"]),
)
def test_units_are_exact_to_the_last_digit_of_the_number(si: float, word: str) -> None:
    unit = rate_unit(word)
    assert unit is not None
    assert float(unit.of(si) * unit.scale) == pytest.approx(si, rel=1e-15)


def test_the_book_shows_money_with_its_digits(model: Measured) -> None:
    table = model.folder / "rates.csv"
    table.write_text("class,unit,rate\nIfcDoor,pcs,1\n", encoding="utf-8")
    _, files = model.run(bill_of_quantities, {"r": table}, rates="r", format="xlsx", money_digits=4)
    with zipfile.ZipFile(files["bill.xlsx"]) as book:
        styles = book.read("xl/styles.xml").decode()
    assert set(re.findall('formatCode="([^"]*)"', styles)) == {"0.000", "0.0000"}


@pytest.mark.parametrize(("class_", "notes"), [("IfcBuildingElement", 1), ("IfcRoof", 0)])
def test_wholes_and_parts_under_one_rate_are_told(tmp_path: Path, class_: str, notes: int) -> None:
    boxes = in_metres(Boxes())
    roof = boxes.root("IfcRoof", Name="Roof", ObjectPlacement=boxes.place(0, 0, 0))
    boxes.aggregate(roof, [boxes.add((0, 0, 0), (5, 4, 0.2), "IfcSlab")])
    model = Measured.of(boxes.write(tmp_path / "m.ifc"), tmp_path / "known")
    result, _ = _bill(model, f"1,x,{class_},,,,,,m2,1,EUR\n")
    assert result.positions[0].quantity == 20 * (1 + notes)
    assert sum("both are paid: IfcRoof Roof" in note for note in result.notes) == notes
