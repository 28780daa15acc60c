"""The largest ball in a body, against bodies whose ball is known."""

from __future__ import annotations

import manifold3d
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifcworks.ifc.clash.depth import largest_ball

sizes = st.floats(0.001, 20)


def mesh(solid: manifold3d.Manifold) -> tuple[np.ndarray, np.ndarray]:
    found = solid.to_mesh64()
    return np.asarray(found.vert_properties)[:, :3], np.asarray(found.tri_verts, np.int64)


@given(sizes, sizes, sizes, st.tuples(*[st.floats(0, 360)] * 3), st.floats(-1000, 1000))
def test_a_box_is_as_deep_as_its_smallest_side(
    x: float, y: float, z: float, turn: tuple[float, float, float], away: float
) -> None:
    box = manifold3d.Manifold.cube((x, y, z)).rotate(turn).translate((away, -away, away))
    depth, p1, p2 = largest_ball(*mesh(box))
    assert depth == pytest.approx(min(x, y, z), rel=1e-6, abs=1e-9)
    assert np.linalg.norm(p1 - p2) == pytest.approx(depth)


@pytest.mark.parametrize("length", [0.1, 1.0, 30.0])
def test_a_pipe_through_a_wall(length: float) -> None:
    pipe = manifold3d.Manifold.cylinder(length, 0.05, circular_segments=64)
    depth, _, _ = largest_ball(*mesh(pipe))
    assert depth == pytest.approx(0.1, rel=0.01)


def test_what_is_thin_round_a_corner_is_not_deep() -> None:
    """A body round a corner is wide in every direction, and yet thin everywhere."""
    whole = manifold3d.Manifold.cube((1, 1, 1))
    thin = whole - manifold3d.Manifold.cube((1, 1, 1)).translate((0.01, 0.01, 0.01))
    depth, _, _ = largest_ball(*mesh(thin))
    assert 0.009 < depth < 0.02


def test_a_hollow_body_has_no_ball_in_its_hollow() -> None:
    hollow = manifold3d.Manifold.cube((1, 1, 1), True) - manifold3d.Manifold.cube(
        (0.9, 0.9, 0.9), True
    )
    depth, _, _ = largest_ball(*mesh(hollow))
    assert depth == pytest.approx(0.05, rel=0.5)
