"""Every quantity of every element of every model, beside ifc5d."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import ifc5d.qto
import ifcopenshell
import ifcopenshell.geom
import ifcopenshell.util.shape
import numpy as np
import pytest

from ifcworks.ifc.geometry.meshes import is_closed
from ifcworks.ifc.index.reader import open_index
from ifcworks.ifc.quantities.reading import units_of
from ifcworks.ifc.quantities.rules import Kind
from ifcworks.ifc.reading import open_model
from operations.quantities.conftest import taken
from support.measured import Measured

_TOLERANCE = 0.005


@dataclass(frozen=True)
class Difference:
    element: int
    quantity: str
    ours: float | None
    theirs: float
    reason: str | None


def _reference(file: ifcopenshell.file) -> dict[int, dict[str, dict[str, float]]]:
    name = "IFC4X3" if file.schema.startswith("IFC4X3") else "IFC4"
    elements = {*file.by_type("IfcElement"), *file.by_type("IfcSpace")}
    with np.errstate(all="ignore"):
        found = ifc5d.qto.quantify(
            file,
            elements,
            ifc5d.qto.rules[f"{name}QtoBaseQuantities"],  # type: ignore[index]
        )
    return {element.id(): sets for element, sets in found.items()}


def _differences(measured: Measured, file: ifcopenshell.file) -> Iterator[Difference]:
    _, pages = taken(measured, rules="ifc5d")
    ids = {}
    for element in (*file.by_type("IfcElement"), *file.by_type("IfcSpace")):
        ids.setdefault(element.GlobalId, []).append(element.id())
    ours: dict[tuple[int, str, str], Any] = {}
    for row in pages["elements"]:
        numbers = ids[row["GlobalId"]]
        # Elements of one GlobalId come in the order of their step ids.
        key = next(
            (n, row["Set"], row["Quantity"])
            for n in sorted(numbers)
            if (n, row["Set"], row["Quantity"]) not in ours
        )
        ours[key] = row
    with open_index(measured.known["index"]["m"]) as index:
        units = units_of(index)
    kinds = {kind.si_unit: kind for kind in Kind}
    for number, sets in _reference(file).items():
        for set_name, found in sets.items():
            for name, value in found.items():
                row = ours[number, set_name, name]
                kind = kinds[row["SI unit"]]
                scale = 1.0 if kind is Kind.WEIGHT else units[kind].scale
                assert scale is not None
                theirs, mine = value * scale, row["Computed, SI"]
                if mine is None or abs(mine - theirs) > _TOLERANCE * max(abs(theirs), 1e-9):
                    yield Difference(number, name, mine, theirs, row["Reason"])


def _reference_is_closed(file: ifcopenshell.file, number: int) -> bool:
    """Whether the meshes that ifc5d measured are closed, with openings and without."""
    for without in (True, False):
        settings = ifcopenshell.geom.settings()
        settings.set("disable-opening-subtractions", without)
        iterator: Any = ifcopenshell.geom.iterator(settings, file, 1, include=[file.by_id(number)])
        assert iterator.initialize()
        geometry = iterator.get().geometry
        vertices = ifcopenshell.util.shape.get_vertices(geometry)
        triangles = ifcopenshell.util.shape.get_faces(geometry)
        if not is_closed(triangles, len(vertices)):
            return False
    return True


def _is_round(file: ifcopenshell.file, number: int) -> bool:
    """Whether a circle is among what an element is made of."""
    representation = file.by_id(number).Representation
    return any(
        part.is_a("IfcCircleProfileDef") or part.is_a("IfcConic")
        for part in file.traverse(representation)
    )


def test_it_agrees_where_the_mesh_of_the_reference_is_closed(measured: Measured) -> None:
    file = open_model(measured.path, measured.folder / "opened")
    unexplained = []
    for found in _differences(measured, file):
        if found.reason == "no density of its material is known":
            assert found.theirs == 0, "a density of 0 is no density"
        elif found.reason == "its mesh is not closed":
            assert found.ours is None
        elif _is_round(file, found.element):
            # Circles become polygons, and ours have more corners.
            pass
        elif _reference_is_closed(file, found.element):
            unexplained.append(found)
    assert not unexplained


def test_what_deviates_by_default_is_what_the_documentation_says(measured: Measured) -> None:
    """Nothing else than the quantities whose definition the standard gives otherwise."""
    _, standard = taken(measured)
    _, like_theirs = taken(measured, rules="ifc5d")
    assert len(standard["elements"]) == len(like_theirs["elements"])
    differing = set()
    ours = sorted(standard["elements"], key=_order)
    for one, other in zip(ours, sorted(like_theirs["elements"], key=_order), strict=True):
        if one["Computed, SI"] != other["Computed, SI"]:
            differing.add((one["Set"], one["Quantity"]))
    assert differing <= {
        *(
            (f"Qto_{name}BaseQuantities", "OuterSurfaceArea")
            for name in ("Beam", "Column", "Member")
        ),
        *(("Qto_FootingBaseQuantities", name) for name in ("Length", "Width", "Height")),
        *(("Qto_OpeningElementBaseQuantities", n) for n in ("Width", "Height", "Depth", "Area")),
        *(
            ("Qto_SlabBaseQuantities", name)
            for name in ("Width", "Depth", "Perimeter", "GrossArea", "NetArea")
        ),
        *(("Qto_WindowBaseQuantities", name) for name in ("Width", "Height", "Area", "Perimeter")),
    }


def _order(row: dict[str, Any]) -> tuple[str, ...]:
    return (row["GlobalId"], row["Class"], row["Name"] or "", row["Set"], row["Quantity"])


@pytest.mark.parametrize("prefer", ["computed", "authored"])
def test_every_value_has_its_unit_and_source(measured: Measured, prefer: str) -> None:
    _, pages = taken(measured, prefer=prefer, all_sets=True)
    for row in pages["elements"]:
        assert (row["SI value"] is None) == (row["Source"] is None)
        if row["SI value"] is None:
            continue
        assert row["Source"] in ("computed", "authored")
        assert row["SI value"] == row[f"{row['Source'].capitalize()}, SI"]
        assert row["Unit"]
        other = row["Authored, SI" if prefer == "authored" else "Computed, SI"]
        assert row["Source"] == prefer or other is None
