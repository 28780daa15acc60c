"""Cameras before which a box fills the view, and GUIDs that stay."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ifcworks.ifc.bcf import camera_on, guid_of
from ifcworks.ifc.bcf.cameras import axes_of

numbers = st.floats(-1e6, 1e6)
directions = st.tuples(*[st.floats(-1, 1)] * 3)


@given(
    low=st.tuples(numbers, numbers, numbers),
    size=st.tuples(*[st.floats(0, 500)] * 3),
    direction=directions,
    aspect=st.floats(0.3, 3),
    field_of_view=st.floats(20, 120),
)
def test_all_of_the_box_is_in_view_and_fills_it(
    low: tuple[float, ...],
    size: tuple[float, ...],
    direction: tuple[float, ...],
    aspect: float,
    field_of_view: float,
) -> None:
    assume(np.linalg.norm(direction) > 1e-6)
    high = np.add(low, size)
    camera = camera_on([low, high], direction, aspect, field_of_view)
    across, up, ahead = axes_of(camera.direction, camera.up)
    assert np.linalg.norm(camera.up) == pytest.approx(1)
    assert np.dot(camera.up, camera.direction) == pytest.approx(0, abs=1e-9)
    corners = np.array(list(product(*zip(low, high, strict=True)))) - camera.position
    depth = corners @ ahead
    assert (depth > 0).all()
    slope = np.tan(np.radians(field_of_view) / 2)
    filled = max(
        np.abs(corners @ across / depth / slope / aspect).max(),
        np.abs(corners @ up / depth / slope).max(),
    )
    assert filled < 0.96
    if min(size) > 1:
        assert filled > 0.9


def test_straight_up_and_down_has_a_picture_that_stands_upright() -> None:
    for z in (1, -1):
        camera = camera_on([(0, 0, 0), (1, 1, 1)], (0, 0, z))
        assert camera.up == pytest.approx((0, 1, 0))


def test_a_point_is_seen_from_where_something_can_be_seen() -> None:
    camera = camera_on([(5, 5, 5), (5, 5, 5)], (0, 1, 0))
    assert 0.1 < 5 - camera.position[1] < 1


@pytest.mark.parametrize(
    ("bounds", "direction"),
    [
        ([(0, 0, 0), (1, 1, 1)], (0, 0, 0)),
        ([(0, 0, 0), (1, 1, float("nan"))], (1, 0, 0)),
        ([(0, 0, 0), (1, 1, float("inf"))], (1, 0, 0)),
    ],
)
def test_nothing_that_can_be_looked_at(
    bounds: list[tuple[float, ...]], direction: tuple[float, ...]
) -> None:
    with pytest.raises(ValueError, match=r"box|direction"):
        camera_on(bounds, direction)


def test_a_guid_is_the_same_for_the_same_and_another_for_others() -> None:
    assert guid_of("a", "b") == guid_of("a", "b") == guid_of("a", "b").lower()
    different = [("a", "b"), ("ab",), ("b", "a"), ("a", "", "b"), ("a", "b", ""), ("\ud800",)]
    assert len({guid_of(*parts) for parts in different}) == len(different)
