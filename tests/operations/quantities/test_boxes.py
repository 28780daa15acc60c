"""Boxes, whose quantities are known by heart, wherever they stand and in whichever unit."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from operations.quantities.conftest import by_name, taken
from support.boxes import Boxes, house
from support.measured import FOOT, Measured, in_feet, turned

Make = Callable[[Boxes], Measured]
_PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
_CUT = 5e-3
"""The kernel makes openings a tenth of a millimetre wider, which is much of a small wall."""
_SIZES = st.floats(0.2, 30).map(lambda x: round(x, 3))


def _measured(boxes: Boxes) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        model = Measured.of(boxes.write(Path(folder) / "m.ifc"), Path(folder) / "known")
        _, pages = taken(model)
        return {
            row["GlobalId"]: by_name(pages["elements"], row["Name"]) for row in pages["elements"]
        }


@settings(max_examples=12, deadline=None, phases=_PHASES)
@given(
    length=_SIZES,
    width=st.floats(0.05, 0.5).map(lambda x: round(x, 3)),
    height=_SIZES,
    angle=st.floats(0, 2 * math.pi),
    place=st.tuples(*[st.floats(-1e5, 1e5)] * 3),
    holes=st.integers(0, 3),
    feet=st.booleans(),
)
def test_walls_with_openings(
    length: float,
    width: float,
    height: float,
    angle: float,
    place: tuple[float, float, float],
    holes: int,
    feet: bool,
) -> None:
    boxes = Boxes()
    wall = boxes.add(place, (length, width, height), name="W")
    turned(boxes, wall, (0, 0, 1), (math.cos(angle), math.sin(angle), 0))
    wide, high = length / 8, height / 4
    for number in range(holes):
        # Placed in the world as the wall is, along it.
        along = length * (1 + 2 * number) / 8
        at = (place[0] + along * math.cos(angle), place[1] + along * math.sin(angle))
        corner = (at[0] + math.sin(angle), at[1] - math.cos(angle), place[2] + high)
        opening = boxes.void(wall, corner, (wide, width + 2, high))
        turned(boxes, opening, (0, 0, 1), (math.cos(angle), math.sin(angle), 0))
    scale = 1.0
    if feet:
        in_feet(boxes)
        scale = FOOT
    found = _measured(boxes)[wall.GlobalId]
    hole = holes * wide * high
    side, ground = length * height, length * width
    assert found == {
        "Length": pytest.approx(length * scale, rel=1e-4),
        "Width": pytest.approx(width * scale, rel=1e-4),
        "Height": pytest.approx(height * scale, rel=1e-4),
        "GrossSideArea": pytest.approx(side * scale**2, rel=1e-3),
        "NetSideArea": pytest.approx((side - hole) * scale**2, rel=_CUT),
        "GrossVolume": pytest.approx(side * width * scale**3, rel=1e-3),
        "NetVolume": pytest.approx((side - hole) * width * scale**3, rel=_CUT),
        "GrossFootprintArea": pytest.approx(ground * scale**2, rel=1e-3),
        "NetFootprintArea": pytest.approx(ground * scale**2, rel=1e-3),
        "GrossWeight": None,
        "NetWeight": None,
    }


@settings(max_examples=8, deadline=None, phases=_PHASES)
@given(length=_SIZES, width=_SIZES, thickness=st.floats(0.1, 0.19), feet=st.booleans())
def test_slabs_with_a_hole(length: float, width: float, thickness: float, feet: bool) -> None:
    boxes = Boxes()
    boxes.add((0, 0, 0), (length, width, thickness), "IfcSlab", name="S")
    hole = (length / 4, width / 4)
    boxes.void(boxes.products[0], (length / 3, width / 3, -1), (*hole, 3))
    scale = FOOT if feet else 1.0
    if feet:
        in_feet(boxes)
    found = _measured(boxes)[boxes.products[0].GlobalId]
    gross, net = length * width, length * width - hole[0] * hole[1]
    assert found["Length"] == pytest.approx(length * scale, rel=1e-4)
    assert found["Depth"] == pytest.approx(width * scale, rel=1e-4)
    assert found["Width"] == pytest.approx(thickness * scale, rel=1e-4)
    assert found["Perimeter"] == pytest.approx(2 * (length + width) * scale, rel=1e-4)
    assert found["GrossArea"] == pytest.approx(gross * scale**2, rel=1e-3)
    assert found["NetArea"] == pytest.approx(net * scale**2, rel=_CUT)
    assert found["GrossVolume"] == pytest.approx(gross * thickness * scale**3, rel=1e-3)
    assert found["NetVolume"] == pytest.approx(net * thickness * scale**3, rel=_CUT)


@settings(max_examples=8, deadline=None, phases=_PHASES)
@given(
    sizes=st.permutations([0.2, 0.3, 4.0]),
    ifc_class=st.sampled_from(["IfcBeam", "IfcColumn", "IfcMember"]),
)
def test_sticks_whichever_axis_they_run_along(sizes: list[float], ifc_class: str) -> None:
    boxes = Boxes()
    boxes.add((5, 5, 5), (sizes[0], sizes[1], sizes[2]), ifc_class, name="B")
    found = _measured(boxes)[boxes.products[0].GlobalId]
    assert found["Length"] == pytest.approx(4)
    assert found["CrossSectionArea"] == pytest.approx(0.06)
    assert found["OuterSurfaceArea"] == pytest.approx(2 * (0.2 + 0.3) * 4)
    assert found["GrossSurfaceArea"] == pytest.approx(2 * (0.2 + 0.3) * 4 + 0.12)
    assert found["NetVolume"] == pytest.approx(0.24)


def test_a_house(of_boxes: Make) -> None:
    _, pages = taken(of_boxes(house()))
    front = by_name(pages["elements"], "Front")
    assert (front["GrossVolume"], front["NetVolume"]) == pytest.approx((3.6, 3.4), rel=1e-4)
    room = by_name(pages["elements"], "Room")
    assert room["NetFloorArea"] == pytest.approx(5.6 * 3.6)
    assert room["GrossPerimeter"] == pytest.approx(2 * (5.6 + 3.6))
    door = by_name(pages["elements"], "Door")
    assert (door["Width"], door["Height"], door["Area"]) == pytest.approx((0.9, 2.1, 1.89))


def test_mirrored_maps_are_measured_like_others(of_boxes: Make) -> None:
    boxes = Boxes()
    shown = boxes.mapped(boxes.map_of((3, 0.2, 2)))
    target = shown.Items[0].MappingTarget
    target.Axis1 = boxes.file.create_entity("IfcDirection", (-1.0, 0.0, 0.0))
    target.Axis2 = boxes.file.create_entity("IfcDirection", (0.0, 1.0, 0.0))
    target.Axis3 = boxes.file.create_entity("IfcDirection", (0.0, 0.0, 1.0))
    boxes.add((1, 2, 3), name="Mirrored", representation=shown)
    result, pages = taken(of_boxes(boxes))
    found = by_name(pages["elements"], "Mirrored")
    assert found["NetVolume"] == pytest.approx(1.2)
    assert found["NetSideArea"] == pytest.approx(6)
    assert not result.flags


def test_strip_footings_lie_along_their_greatest_extent(of_boxes: Make) -> None:
    boxes = Boxes()
    along = boxes.add((0, 0, 0), (0.5, 11, 0.6), "IfcFooting", name="flat")
    upright = boxes.add((5, 0, 0), (0.5, 0.6, 11), "IfcFooting", name="turned")
    # Drawn along z and laid down, with y upwards.
    turned(boxes, upright, (1, 0, 0), (0, 1, 0))
    for footing in (along, upright):
        footing.PredefinedType = "STRIP_FOOTING"
    _, pages = taken(of_boxes(boxes))
    for name in ("flat", "turned"):
        found = by_name(pages["elements"], name)
        assert [found[q] for q in ("Length", "Width", "Height")] == pytest.approx([11, 0.5, 0.6])


def test_what_is_cut_out_of_a_whole_is_cut_out_of_its_parts(of_boxes: Make) -> None:
    boxes = Boxes()
    whole = boxes.root("IfcWall", Name="Whole", ObjectPlacement=boxes.place(0, 0, 0))
    part = boxes.add((0, 0, 0), (4, 0.2, 3), name="Part")
    boxes.aggregate(whole, [part])
    boxes.void(whole, (1, -1, 1), (1, 3, 1))
    _, pages = taken(of_boxes(boxes))
    found = by_name(pages["elements"], "Part")
    assert (found["GrossSideArea"], found["NetSideArea"]) == pytest.approx((12, 11), rel=1e-4)
    assert found["GrossVolume"] == pytest.approx(2.4)


def test_a_roof_of_45_degrees_is_a_top(of_boxes: Make) -> None:
    boxes = Boxes()
    solid = boxes.solid((6, 4, 0.2))
    solid.Position.Axis = boxes.file.create_entity("IfcDirection", (1.0, 0.0, 1.0))
    solid.Position.RefDirection = boxes.file.create_entity("IfcDirection", (1.0, 0.0, -1.0))
    boxes.add((0, 0, 0), ifc_class="IfcRoof", representation=boxes.representation([solid]))
    _, pages = taken(of_boxes(boxes))
    found = by_name(pages["elements"])
    # The end of the sheet looks up at 45 degrees too.
    assert found["GrossArea"] == pytest.approx(6 * 4 + 4 * 0.2)
    assert found["ProjectedArea"] == pytest.approx((6 + 0.2) * 4 / math.sqrt(2), rel=1e-4)
