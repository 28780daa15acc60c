"""Kept geometry: what is written comes back, and what is damaged is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from ifcworks.errors import CacheUnusable
from ifcworks.ifc.geometry import cache, tables
from ifcworks.ifc.geometry.cache import open_cache, write_cache
from ifcworks.ifc.geometry.elements import products_with_shape
from ifcworks.ifc.geometry.glb import write_glb
from ifcworks.ifc.geometry.model import (
    Instance,
    Material,
    Shape,
    Tessellation,
    Trouble,
    world_bounds,
    world_vertices,
)
from ifcworks.ifc.geometry.naming import Naming
from ifcworks.ifc.geometry.options import GeometryOptions
from ifcworks.ifc.geometry.scene import scene_of
from ifcworks.ifc.geometry.tessellation import tessellate
from support.boxes import Boxes, house

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
UNIT = st.floats(0, 1)
MATERIALS = st.builds(
    Material,
    name=TEXT,
    step_id=st.integers(0, 2**40),
    colour=st.tuples(UNIT, UNIT, UNIT),
    transparency=UNIT,
)
TROUBLES = st.builds(
    Trouble,
    element=st.integers(1, 2**40),
    reason=st.sampled_from(["crashed", "timed-out", "out-of-memory", "failed"]),
    detail=TEXT,
)


@st.composite
def shapes(draw: st.DrawFn, materials: int) -> Shape:
    count = draw(st.integers(1, 12))
    size = draw(st.integers(1, 8))
    return Shape(
        vertices=draw(
            arrays.arrays(np.float32, (count, 3), elements=st.floats(-200, 200, width=32))
        ),
        triangles=draw(arrays.arrays(np.uint32, (size, 3), elements=st.integers(0, count - 1))),
        materials=draw(arrays.arrays(np.int32, size, elements=st.integers(-1, materials - 1))),
        volume=draw(st.floats(0, 1e9)),
        closed=draw(st.booleans()),
    )


@st.composite
def tessellations(draw: st.DrawFn) -> Tessellation:
    materials = draw(st.lists(MATERIALS, max_size=4))
    made = draw(st.lists(shapes(len(materials)), max_size=5))
    numbers = draw(st.lists(st.integers(1, 2**40), max_size=8 if made else 0))
    instances = []
    for number in sorted(numbers):
        matrix = np.eye(4)
        matrix[:3] = draw(arrays.arrays(np.float64, (3, 4), elements=st.floats(-1e7, 1e7)))
        instances.append(Instance(number, draw(st.integers(0, len(made) - 1)), matrix))
    return Tessellation(
        shapes=made,
        instances=instances,
        materials=materials,
        fallbacks=draw(st.lists(TROUBLES, max_size=2)),
        left_out=draw(st.lists(TROUBLES, max_size=2)),
        kernel=draw(TEXT),
    )


def assert_same(got: Tessellation, expected: Tessellation) -> None:
    assert list(got.materials) == list(expected.materials)
    assert list(got.fallbacks) == list(expected.fallbacks)
    assert list(got.left_out) == list(expected.left_out)
    assert got.kernel == expected.kernel
    assert len(got.shapes) == len(expected.shapes)
    for mine, other in zip(got.shapes, expected.shapes, strict=True):
        assert mine.vertices.tobytes() == other.vertices.tobytes()
        assert (mine.triangles == other.triangles).all()
        assert mine.materials.tobytes() == other.materials.tobytes()
        assert (mine.volume, mine.closed) == (other.volume, other.closed)
    for ours, theirs in zip(got.instances, expected.instances, strict=True):
        assert (ours.element, ours.shape) == (theirs.element, theirs.shape)
        assert ours.matrix.tobytes() == theirs.matrix.tobytes()


@settings(max_examples=150, deadline=None)
@given(tessellations())
def test_whatever_is_written_comes_back(
    tmp_path_factory: pytest.TempPathFactory, tessellation: Tessellation
) -> None:
    path = tmp_path_factory.mktemp("cache") / "model.geometry"
    write_cache(path, tessellation)
    got = open_cache(path, verify=True)
    assert_same(got, tessellation)
    again = path.with_suffix(".again")
    write_cache(again, got)
    assert again.read_bytes() == path.read_bytes()


@pytest.fixture(scope="module")
def tessellated() -> Tessellation:
    boxes = house()
    return tessellate(boxes.file, products_with_shape(boxes.file), GeometryOptions(), 1)


@pytest.fixture
def kept(tmp_path: Path, tessellated: Tessellation) -> Path:
    path = tmp_path / "model.geometry"
    write_cache(path, tessellated)
    return path


def test_shapes_are_views_of_the_file(kept: Path) -> None:
    shape = open_cache(kept).shapes[0]
    assert not shape.vertices.flags.owndata
    assert not shape.vertices.flags.writeable
    assert not shape.triangles.flags.owndata


def test_a_glb_of_it_is_the_same(tmp_path: Path, kept: Path, tessellated: Tessellation) -> None:
    scene = scene_of(house().file, [instance.element for instance in tessellated.instances])
    paths = tmp_path / "direct.glb", tmp_path / "kept.glb"
    for path, geometry in zip(paths, (tessellated, open_cache(kept)), strict=True):
        write_glb(path, geometry, scene, Naming.GUID, "test", {}, normals=True)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_bounds_are_kept_and_a_part_of_the_instances_has_its_own(
    kept: Path, tessellated: Tessellation
) -> None:
    low, high = world_bounds(tessellated)
    instances = tables.instance_table(open_cache(kept))
    assert (instances.bounds[:, 0] == low).all()
    assert (instances.bounds[:, 1] == high).all()
    part = instances.only(instances.elements == instances.elements[2])
    assert [i.element for i in part] == [tessellated.instances[2].element]
    assert (part.bounds[0, 0] == low[2]).all()
    assert [i.element for i in instances[1:3]] == [i.element for i in tessellated.instances[1:3]]


def test_shapes_of_many_vertices_have_wide_triangles(tmp_path: Path) -> None:
    counts = (tables.MOST_UINT16_VERTICES, tables.MOST_UINT16_VERTICES + 1, 3)
    made = [
        Shape(
            np.arange(count * 3, dtype=np.float32).reshape(-1, 3),
            np.array([[0, 1, count - 1]], np.uint32),
            np.array([-1], np.int32),
            0.0,
            False,
        )
        for count in counts
    ]
    write_cache(tmp_path / "x", Tessellation(made, [], [], [], [], "auto"))
    got = open_cache(tmp_path / "x")
    assert [shape.triangles.dtype for shape in got.shapes] == [np.uint16, np.uint32, np.uint16]
    assert [int(shape.triangles.max()) for shape in got.shapes] == [c - 1 for c in counts]


def test_coordinates_far_away_keep_their_millimetres(tmp_path: Path) -> None:
    boxes = Boxes()
    far = (2_600_000.123, 1_200_000.456, 432.789)
    boxes.add(far)
    write_cache(
        tmp_path / "far",
        tessellate(boxes.file, products_with_shape(boxes.file), GeometryOptions(), 1),
    )
    got = open_cache(tmp_path / "far")
    instance = got.instances[0]
    low = world_vertices(got.shapes[instance.shape], instance.matrix).min(axis=0)
    assert low == pytest.approx(far, abs=1e-6)


def test_a_file_cut_off_anywhere_is_refused(kept: Path, tmp_path: Path) -> None:
    whole = kept.read_bytes()
    for size in (0, 5, 19, 100, len(whole) // 2, len(whole) - 1):
        path = tmp_path / f"cut-{size}"
        path.write_bytes(whole[:size])
        with pytest.raises(CacheUnusable):
            open_cache(path)


def test_a_flipped_bit_anywhere_is_found(kept: Path, tmp_path: Path) -> None:
    whole = kept.read_bytes()
    clean = open_cache(kept)
    path = tmp_path / "flipped"
    for position in range(0, len(whole), 7):
        damaged = bytearray(whole)
        damaged[position] ^= 0x10
        path.write_bytes(damaged)
        try:
            got = open_cache(path, verify=True)
        except CacheUnusable:
            continue
        # The bit was in the padding between arrays.
        assert_same(got, clean)


def test_a_longer_file_is_refused(kept: Path) -> None:
    kept.write_bytes(kept.read_bytes() + b"x")
    with pytest.raises(CacheUnusable, match="damaged"):
        open_cache(kept)


def test_another_version_says_so(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "GEOMETRY_FORMAT", 99)
    with pytest.raises(CacheUnusable, match="this ifcworks reads 99"):
        open_cache(kept)
    with pytest.raises(CacheUnusable, match="no-such-file"):
        open_cache(tmp_path / "no-such-file")


def test_another_kind_of_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "model.ifc"
    path.write_bytes(b"ISO-10303-21;\nHEADER;\n" * 20)
    with pytest.raises(CacheUnusable, match="no file of kept geometry"):
        open_cache(path)


def test_a_part_of_it_is_a_tessellation(kept: Path) -> None:
    whole = open_cache(kept)
    some = [instance for instance in whole.instances if instance.shape == 0]
    low, _ = world_bounds(replace(whole, instances=some))
    assert len(low) == len(some)
