"""GLB: what is in it, and that programs of others read it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from support.boxes import Boxes, house, row
from support.converting import assert_valid, node
from support.glb import read_glb, volume

Convert = Callable[..., tuple[Any, Path]]


def test_every_element_is_a_node_that_says_what_it_is(converted: Convert, house_file: Path) -> None:
    result, path = converted(house_file)
    nodes = read_glb(path).nodes()
    expected = house().products
    assert sorted(nodes) == [p.id() for p in expected]
    for product in expected:
        assert nodes[product.id()]["extras"] == {
            "GlobalId": product.GlobalId,
            "class": product.is_a(),
            "name": product.Name,
            "step_id": product.id(),
        }
    assert result.elements == len(expected)
    assert result.complete


def test_three_js_sees_the_house(converted: Convert, house_file: Path) -> None:
    _, path = converted(house_file)
    assert_valid(path)
    (seen,) = node("load.mjs", path)
    # glTF's y is up: the house is 6 wide (x), 6.2 high (y), 4 deep (-z).
    assert seen["low"] == pytest.approx([0, 0, -4], abs=1e-4)
    assert seen["high"] == pytest.approx([6, 6.2, 0.1], abs=1e-4)
    by_name = {item["name"]: item for item in seen["shown"]}
    assert by_name["Front"]["path"] == ["IfcBuildingStorey", "IfcBuilding", "IfcSite", "IfcProject"]
    assert by_name["Front"]["opacity"] == 1
    assert not by_name["Front"]["discarded"]
    opening = next(item for item in seen["shown"] if item["class"] == "IfcOpeningElement")
    assert opening["discarded"]
    assert by_name["Room"]["transparent"]
    assert 0 < by_name["Room"]["opacity"] < 0.3
    assert sum(item["class"] == "IfcWall" for item in seen["shown"]) == 5


def test_geometry_survives_the_writing(converted: Convert, tmp_path: Path) -> None:
    boxes = row(9)
    boxes.products[3].ObjectPlacement.RelativePlacement.RefDirection = boxes.file.create_entity(
        "IfcDirection", (0.6, 0.8, 0.0)
    )
    for world in (False, True):
        _, path = converted(boxes.write(tmp_path / "row.ifc"), world_coordinates=world)
        glb = read_glb(path)
        for number, product in enumerate(boxes.products):
            triangles = glb.triangles(glb.nodes()[product.id()])
            assert volume(triangles) == pytest.approx(number + 1, rel=1e-5)
            low = triangles.reshape(-1, 3).min(axis=0)
            x = 2 * number - (0.8 if number == 3 else 0)
            assert low == pytest.approx([x, 0, 0], abs=1e-5)


def test_equal_windows_are_one_mesh(converted: Convert, tmp_path: Path) -> None:
    boxes = Boxes()
    source = boxes.map_of((1, 0.1, 1.5))
    for number in range(5000):
        boxes.add((number % 100, number // 100, 0), representation=boxes.mapped(source))
    result, path = converted(boxes.write(tmp_path / "windows.ifc"))
    document = read_glb(path).document
    assert result.elements == 5000
    assert result.shapes == len(document["meshes"]) == 1
    assert len(document["accessors"]) == 2


def test_the_same_input_gives_the_same_bytes(converted: Convert, house_file: Path) -> None:
    _, one = converted(house_file, processes=1)
    _, many = converted(house_file, processes=2)
    assert one.read_bytes() == many.read_bytes()


def test_names_follow_the_choice(converted: Convert, house_file: Path) -> None:
    front = house().products[0]
    expected = {
        "guid": front.GlobalId,
        "name": "Front",
        "step-id": str(front.id()),
        "type": "IfcWall",
    }
    for choice, name in expected.items():
        _, path = converted(house_file, names=choice)
        assert read_glb(path).nodes()[front.id()]["name"] == name


def test_normals_are_written_when_asked_for(converted: Convert, house_file: Path) -> None:
    _, plain = converted(house_file)
    _, path = converted(house_file, normals=True)
    assert_valid(path)
    primitives = [p for m in read_glb(path).document["meshes"] for p in m["primitives"]]
    assert all("NORMAL" in p["attributes"] for p in primitives)
    assert all(
        "NORMAL" not in p["attributes"]
        for m in read_glb(plain).document["meshes"]
        for p in m["primitives"]
    )


def test_a_far_model_is_moved_near_and_says_so(converted: Convert, tmp_path: Path) -> None:
    boxes = Boxes()
    boxes.add((2_600_000.123, 1_200_000.5, 430))
    boxes.add((2_600_010.123, 1_200_000.5, 430))
    model = boxes.write(tmp_path / "far.ifc")
    result, path = converted(model)
    assert result.false_origin == (2_600_006, 1_200_001, 0)
    assert result.offset == (-2_600_006, -1_200_001, 0)
    assert result.bounds.low == pytest.approx((2_600_000.123, 1_200_000.5, 430))
    assert "2,600,006" in result.notes[0]
    glb = read_glb(path)
    root = glb.document["nodes"][glb.document["scenes"][0]["nodes"][0]]
    assert root["extras"]["false_origin"] == [2_600_006, 1_200_001, 0]
    low = glb.triangles(glb.nodes()[boxes.products[0].id()]).reshape(-1, 3).min(axis=0)
    assert low == pytest.approx([-5.877, -0.5, 430], abs=1e-5)
    kept, path = converted(model, false_origin="off")
    assert kept.offset is None
    assert read_glb(path).nodes()[boxes.products[0].id()]["translation"][0] > 2_000_000


def test_an_offset_is_added(converted: Convert, house_file: Path) -> None:
    result, path = converted(house_file, model_offset=[100, 20, 3])
    assert result.offset == (100, 20, 3)
    glb = read_glb(path)
    triangles = glb.triangles(glb.nodes()[house().products[0].id()])
    assert triangles.reshape(-1, 3).min(axis=0) == pytest.approx([100, 20, 3], abs=1e-5)


def test_a_mirrored_shape_is_not_inside_out(converted: Convert, tmp_path: Path) -> None:
    boxes = Boxes()
    shown = boxes.mapped(boxes.map_of((1, 2, 3)))
    shown.Items[0].MappingTarget.Axis1 = boxes.file.create_entity("IfcDirection", (-1.0, 0.0, 0.0))
    product = boxes.add((5, 0, 0), representation=shown)
    _, path = converted(boxes.write(tmp_path / "mirrored.ifc"))
    assert_valid(path)
    glb = read_glb(path)
    triangles = glb.triangles(glb.nodes()[product.id()])
    assert volume(triangles) == pytest.approx(6)
    assert np.ptp(triangles.reshape(-1, 3), axis=0) == pytest.approx([1, 2, 3])


def test_elements_within_each_other_cost_only_themselves(
    converted: Convert, tmp_path: Path
) -> None:
    boxes = house()
    boxes.aggregate(boxes.products[2], [boxes.products[3]])
    boxes.aggregate(boxes.products[3], [boxes.products[2]])
    # ifcopenshell looks for their storey for ever, with every kernel.
    result, path = converted(boxes.write(tmp_path / "circle.ifc"), element_timeout=1)
    circle = {boxes.products[2].id(), boxes.products[3].id()}
    assert {(told.step_id, told.reason) for told in result.left_out} == {
        (number, "timed-out") for number in circle
    }
    assert set(read_glb(path).nodes()) == {p.id() for p in boxes.products} - circle
