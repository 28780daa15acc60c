"""What triangles tell of elements, against sums over the plain triangles in the world."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ifcopenshell
import numpy as np
import pytest

from ifcworks.ifc.geometry.cache import open_cache, write_cache
from ifcworks.ifc.geometry.elements import products_with_shape
from ifcworks.ifc.geometry.measures import measures_of
from ifcworks.ifc.geometry.model import Instance, Tessellation, world_vertices
from ifcworks.ifc.geometry.options import GeometryOptions
from ifcworks.ifc.geometry.tessellation import tessellate
from support.boxes import Boxes, house


def tessellated(file: ifcopenshell.file) -> Tessellation:
    return tessellate(file, products_with_shape(file), GeometryOptions(), 1)


def rows(tessellation: Tessellation) -> dict[int, dict[str, Any]]:
    return {row["id"]: row for row in measures_of(tessellation).to_pylist()}


def by_hand(tessellation: Tessellation) -> dict[int, dict[str, Any]]:
    """The same numbers, triangle by triangle in the world."""
    expected: dict[int, dict[str, Any]] = {}
    for instance in tessellation.instances:
        shape = tessellation.shapes[instance.shape]
        corners = world_vertices(shape, instance.matrix)[shape.triangles.astype(np.int64)]
        flat = corners.reshape(-1, 3)
        row = expected.setdefault(
            instance.element,
            {"low": flat[0], "high": flat[0], "triangles": 0, "volume": 0.0, "area": 0.0},
        )
        row["low"] = np.minimum(row["low"], flat.min(axis=0))
        row["high"] = np.maximum(row["high"], flat.max(axis=0))
        row["triangles"] += len(corners)
        near = corners - flat[0]
        row["volume"] += abs(float(np.linalg.det(near).sum())) / 6
        sides = np.cross(near[:, 1] - near[:, 0], near[:, 2] - near[:, 0])
        row["area"] += float(np.linalg.norm(sides, axis=1).sum()) / 2
        row["closed"] = row.get("closed", True) and shape.closed
    return expected


def assert_measured(tessellation: Tessellation) -> None:
    got, expected = rows(tessellation), by_hand(tessellation)
    assert list(got) == sorted(expected)
    for number, row in expected.items():
        mine = got[number]
        assert [mine["min_x"], mine["min_y"], mine["min_z"]] == pytest.approx(row["low"], abs=1e-9)
        assert [mine["max_x"], mine["max_y"], mine["max_z"]] == pytest.approx(row["high"], abs=1e-9)
        assert mine["triangles"] == row["triangles"]
        assert mine["area"] == pytest.approx(row["area"], rel=1e-6)
        assert mine["is_closed"] == row["closed"]
        if row["closed"]:
            assert mine["volume"] == pytest.approx(row["volume"], rel=1e-4, abs=1e-9)


def test_the_house_is_measured() -> None:
    boxes = house()
    tessellation = tessellated(boxes.file)
    assert_measured(tessellation)
    deck = rows(tessellation)[next(p.id() for p in boxes.products if p.Name == "Deck")]
    assert deck["volume"] == pytest.approx(6 * 4 * 0.2)
    assert deck["area"] == pytest.approx(2 * (6 * 4 + 6 * 0.2 + 4 * 0.2))
    assert deck["is_closed"]


@pytest.mark.parametrize(
    "name", ["duplex-architecture-ifc2x3", "fzk-haus-ifc4", "sample-house-ifc4"]
)
def test_real_models_are_measured(corpus: Path, name: str) -> None:
    assert_measured(tessellated(ifcopenshell.open(corpus / f"{name}.ifc")))


def test_a_cache_gives_the_same(tmp_path: Path) -> None:
    tessellation = tessellated(house().file)
    write_cache(tmp_path / "x", tessellation)
    assert measures_of(open_cache(tmp_path / "x")).equals(measures_of(tessellation))


def test_placements_that_stretch_and_mirror_are_measured() -> None:
    base = tessellated(house().file)
    rng = np.random.default_rng(7)
    instances = []
    for number in range(40):
        matrix = np.eye(4)
        matrix[:3] = rng.normal(size=(3, 4)) * 3
        # Several instances of one element, too.
        instances.append(Instance(1 + number // 3, int(rng.integers(len(base.shapes))), matrix))
    assert_measured(Tessellation(base.shapes, instances, base.materials, [], [], base.kernel))


def test_nothing_measures_nothing() -> None:
    assert measures_of(tessellated(Boxes().file)).num_rows == 0


def test_equal_shapes_have_equal_hashes_wherever_they_stand() -> None:
    boxes = Boxes()
    first = boxes.add((0, 0, 0), (1, 2, 3)).id()
    moved = boxes.add((5, 0, 0), (1, 2, 3)).id()
    other = boxes.add((5, 0, 0), (1, 2, 3.001)).id()
    got = rows(tessellated(boxes.file))
    assert got[first]["mesh_hash"] == got[moved]["mesh_hash"] != got[other]["mesh_hash"]
    assert got[first]["placement_hash"] != got[moved]["placement_hash"]
    assert got[moved]["placement_hash"] == got[other]["placement_hash"]


def test_hashes_do_not_see_the_last_bits() -> None:
    tessellation = tessellated(house().file)
    wobbly = [Instance(i.element, i.shape, i.matrix + 1e-12) for i in tessellation.instances]
    other = Tessellation(tessellation.shapes, wobbly, tessellation.materials, [], [], "auto")
    names = ["mesh_hash", "placement_hash"]
    assert measures_of(other).select(names).equals(measures_of(tessellation).select(names))


def test_hashes_are_the_same_in_every_run() -> None:
    boxes = Boxes()
    number = boxes.add((1, 2, 3), (1, 1, 1)).id()
    row = rows(tessellated(boxes.file))[number]
    assert row["placement_hash"] == "bd2bc0b3ef76b86afd38d465df3d3ff4"
    assert len(row["mesh_hash"]) == 32
