"""The arithmetic on meshes: volume, closedness, normals, placements, false origins."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ifcworks.ifc.geometry.glb_parts import placements
from ifcworks.ifc.geometry.meshes import is_closed, mesh_of, signed_volume
from ifcworks.ifc.geometry.normals import with_normals
from ifcworks.ifc.geometry.origin import false_origin

CUBE = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)], dtype=np.float64)
FACES = np.array(
    [
        [0, 1, 3], [0, 3, 2], [4, 6, 7], [4, 7, 5], [0, 4, 5], [0, 5, 1],
        [2, 3, 7], [2, 7, 6], [0, 2, 6], [0, 6, 4], [1, 5, 7], [1, 7, 3],
    ],
    dtype=np.int32,
)  # fmt: skip


def test_a_cube_is_closed_and_has_volume_one() -> None:
    assert is_closed(FACES, 8)
    assert signed_volume(CUBE, FACES) == pytest.approx(1)
    assert signed_volume(CUBE, FACES[:, ::-1]) == pytest.approx(-1)


def test_a_cube_without_a_face_is_open() -> None:
    assert not is_closed(FACES[1:], 8)


def test_a_cube_with_a_turned_face_is_open() -> None:
    turned = FACES.copy()
    turned[0] = turned[0][::-1]
    assert not is_closed(turned, 8)


@pytest.mark.parametrize(("extra", "closed"), [([0, 1, 8], True), ([0, 3, 8], False)])
def test_a_triangle_on_a_line_opens_nothing(extra: list[int], closed: bool) -> None:
    points = np.vstack([CUBE, [0, 0, 0.5]])
    triangles = np.vstack([FACES, [extra]]).astype(np.int32)
    mesh = mesh_of(
        SimpleNamespace(
            verts_buffer=points.tobytes(),
            faces_buffer=triangles.tobytes(),
            material_ids_buffer=np.full(len(triangles), -1, np.int32).tobytes(),
            materials=(),
        )
    )
    assert mesh is not None
    assert mesh.closed == closed
    assert not closed or mesh.volume == pytest.approx(1)


def test_a_cube_has_sharp_normals() -> None:
    vertices, normals, triangles, source = with_normals(
        CUBE.astype(np.float32), FACES.astype(np.uint32)
    )
    assert len(vertices) == 24
    assert (vertices == CUBE[source]).all()
    for corners in triangles:
        a, b, c = vertices[corners].astype(np.float64)
        flat = np.cross(b - a, c - a)
        assert normals[corners] == pytest.approx(np.tile(flat / np.linalg.norm(flat), (3, 1)))


def test_a_round_surface_has_smooth_normals() -> None:
    turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    ring = np.column_stack([np.cos(turn), np.sin(turn)])
    points = np.vstack([np.c_[ring, np.zeros(24)], np.c_[ring, np.ones(24)]]).astype(np.float32)
    i = np.arange(24)
    j = (i + 1) % 24
    side = np.vstack([np.c_[i, j, j + 24], np.c_[i, j + 24, i + 24]]).astype(np.uint32)
    vertices, normals, _, _ = with_normals(points, side)
    assert len(vertices) == 48
    assert normals[:, :2] == pytest.approx(vertices[:, :2], abs=0.05)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.floats(-1, 1), min_size=4, max_size=4).filter(lambda q: np.linalg.norm(q) > 0.1),
    st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3),
)
def test_any_rigid_placement_survives(quaternion: list[float], move: list[float]) -> None:
    x, y, z, w = np.array(quaternion) / np.linalg.norm(quaternion)
    matrix = np.eye(4)
    matrix[:3, :3] = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
        [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
        [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
    ]
    matrix[:3, 3] = move
    [placed] = placements(matrix[None])
    assert placed is not None
    got = np.array(placed.get("rotation", [0, 0, 0, 1]))
    assert abs(abs(got @ [x, y, z, w]) - 1) < 1e-8
    assert placed.get("translation", [0, 0, 0]) == pytest.approx(move, abs=1e-6)


def test_a_mirrored_or_scaled_placement_is_no_placement() -> None:
    assert placements(np.diag([-1.0, 1, 1, 1])[None]) == [None]
    assert placements(np.diag([2.0, 2, 2, 1])[None]) == [None]


def boxes_at(*centres: tuple[float, float, float]) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    middle = np.array(centres, dtype=np.float64)
    return middle - 1, middle + 1


def test_a_near_model_has_no_false_origin() -> None:
    assert false_origin(*boxes_at((9_000, 0, 0), (0, 9_999, 0))) is None
    assert false_origin(np.empty((0, 3)), np.empty((0, 3))) is None


def test_a_far_model_is_moved_by_whole_metres_and_keeps_its_height() -> None:
    origin = false_origin(*boxes_at((500_000.4, 5_000_000.6, 431.2)))
    assert origin is not None
    assert origin.tolist() == [500_000, 5_000_001, 0]


def test_a_stray_element_at_zero_does_not_spoil_the_origin() -> None:
    origin = false_origin(*boxes_at((0, 0, 0), *[(400_000.0 + n, 20.0, 5.0) for n in range(9)]))
    assert origin is not None
    assert origin[0] == pytest.approx(400_004, abs=1)
