"""Pictures: what is seen is what lies in front."""

from __future__ import annotations

import io
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ifcworks.ifc.bcf import OrthogonalCamera, PerspectiveCamera, camera_on
from ifcworks.ifc.pictures import Part, render
from ifcworks.ifc.pictures.png import png

RED, BLUE, GREY = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.5, 0.5, 0.5)
NORTH = PerspectiveCamera((0, -10, 0), (0, 1, 0), (0, 0, 1), 60)
Array = np.ndarray[Any, Any]
# Counter-clockwise seen from outside.
_FACES = np.array(
    [
        *((0, 1, 5), (0, 5, 4), (1, 3, 7), (1, 7, 5), (3, 2, 6), (3, 6, 7)),
        *((2, 0, 4), (2, 4, 6), (4, 5, 7), (4, 7, 6), (2, 3, 1), (2, 1, 0)),
    ]
)


def box(
    low: tuple[float, ...],
    high: tuple[float, ...],
    colour: tuple[float, float, float] = RED,
    opacity: float = 1.0,
    faces: Array = _FACES,
) -> Part:
    corners = np.array([(x, y, z) for z, y, x in product(*zip(low[::-1], high[::-1], strict=True))])
    return Part(corners, faces, colour, opacity)


def seen(
    parts: list[Part], camera: Any = NORTH, width: int = 64, height: int = 48, **how: Any
) -> Array:
    """Pixels as height × width × 3."""
    content = render(parts, camera, width, height, **{"edges": False, **how})
    with Image.open(io.BytesIO(content)) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "RGB", (width, height))
        return np.asarray(image).astype(int)


def shares(picture: Array) -> dict[str, float]:
    """How much of a picture is of each colour."""
    red, green, blue = picture.transpose(2, 0, 1)
    return {
        "red": float(((red > 60) & (green < 30) & (blue < 30)).mean()),
        "blue": float(((blue > 60) & (green < 30) & (red < 30)).mean()),
        "white": float(((red > 250) & (green > 250) & (blue > 250)).mean()),
    }


def test_nothing_is_the_background() -> None:
    assert (seen([], background=(0.2, 0.4, 0.6)) == (51, 102, 153)).all()


def test_a_face_covers_as_much_as_it_measures() -> None:
    # 4 × 4 m at 10 m, seen with 60°: a picture 11.55 m high and 15.40 m wide.
    picture = seen([box((-2, 0, -2), (2, 1, 2))], width=640, height=480)
    assert shares(picture)["red"] == pytest.approx(16 / (11.547 * 15.396), rel=0.01)
    rows, columns = np.nonzero(picture[..., 1] < 128)
    assert (rows.min() + rows.max()) / 2 == pytest.approx(239.5, abs=0.6)
    assert (columns.min() + columns.max()) / 2 == pytest.approx(319.5, abs=0.6)


def test_up_is_up_and_right_is_right() -> None:
    picture = seen([box((2, 0, 2), (3, 1, 3), RED), box((-3, 0, -3), (-2, 1, -2), BLUE)])
    assert shares(picture[:24, 32:])["red"] > 0
    assert shares(picture[24:, :32])["blue"] > 0
    assert shares(picture[:, :32])["red"] == shares(picture[:, 32:])["blue"] == 0


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("size", [64, 640])
def test_what_is_closer_hides_what_is_behind_whatever_comes_first(order: int, size: int) -> None:
    parts = [box((-1, 0, -1), (1, 1, 1), RED), box((-20, 3, -20), (20, 4, 20), BLUE)][::order]
    found = shares(seen(parts, width=size, height=size * 3 // 4))
    assert found["red"] == pytest.approx(4 / (11.547 * 15.396), rel=0.1)
    assert found["blue"] == pytest.approx(1 - found["red"], abs=0.02)


def test_bodies_that_cross_are_seen_each_where_it_is_in_front() -> None:
    leaning = Part(
        np.array([(-2, -1, -2), (2, 1, -2), (2, 1, 2), (-2, -1, 2)]),
        np.array([(0, 1, 2), (0, 2, 3)]),
        BLUE,
    )
    picture = seen([box((-2, 0, -2), (2, 0.001, 2), RED), leaning], width=320, height=240)
    middle = picture[100:140]
    assert shares(middle[:, 140:158])["blue"] == 1
    assert shares(middle[:, 162:180])["red"] == 1


def test_the_first_of_surfaces_that_coincide_is_seen() -> None:
    for first, name in ((RED, "red"), (BLUE, "blue")):
        parts = [box((-2, 0, -2), (2, 1, 2), colour) for colour in (first, RED, BLUE)]
        assert shares(seen(parts))[name] > 0.05


def test_open_and_inverted_meshes_are_seen_from_both_sides() -> None:
    whole = seen([box((-2, 0, -2), (2, 1, 2))])
    assert (seen([box((-2, 0, -2), (2, 1, 2), faces=_FACES[:, ::-1])]) == whole).all()
    front, back = _FACES[:2], _FACES[4:6]
    for faces in (front, front[:, ::-1]):
        assert (seen([box((-2, 0, -2), (2, 1, 2), faces=faces)]) == whole).all()
    for faces in (back, back[:, ::-1]):
        assert shares(seen([box((-2, 0, -2), (2, 1, 2), faces=faces)]))["red"] > 0.05


def test_what_is_translucent_is_seen_through() -> None:
    behind = box((-2, 0, -2), (2, 1, 2), RED)
    glass = box((-9, -3, -9), (9, -2, 9), GREY, 0.25)
    picture, without = seen([glass, behind]), seen([behind])
    change = without - picture
    assert (without[24, 32] - picture[24, 32])[0] > 5
    assert picture[24, 32][0] > 2 * picture[24, 32][1]
    assert change[2, 2].tolist() == pytest.approx([32] * 3, abs=20)
    hidden = box((-9, 3, -9), (9, 4, 9), GREY, 0.25)
    assert (seen([hidden, behind])[24, 32] == without[24, 32]).all()
    assert (seen([box((-9, -3, -9), (9, -2, 9), GREY, 0.0), behind]) == without).all()


def test_a_plan_has_no_perspective() -> None:
    plan = OrthogonalCamera((0, 0, 100), (0, 0, -1), (0, 1, 0), height=10)
    for top in (1, 60):
        picture = seen([box((-2, -1, 0), (2, 1, top))], plan, 100, 100)
        assert shares(picture)["red"] == pytest.approx(8 / 100, rel=0.05)


def test_what_is_behind_the_eye_or_around_it_does_no_harm() -> None:
    assert shares(seen([box((-1, -30, -1), (1, -20, 1))]))["white"] == 1
    # A floor that reaches from behind the eye to the horizon.
    floor = box((-100, -100, -2), (100, 100, -1.9))
    picture = seen([floor], width=320, height=240)
    assert shares(picture[130:])["red"] == 1
    assert shares(picture[:115])["white"] == 1
    assert shares(seen([box((-20, -20, -20), (20, 20, 20), faces=_FACES[:10])]))["red"] > 0.9


def test_edges_are_dark_and_can_be_left_out() -> None:
    part = [box((-2, 0, -2), (2, 1, 2))]
    with_edges = seen(part, width=160, height=120, edges=True)
    without = seen(part, width=160, height=120)
    darker = (with_edges < without - 40).any(-1)
    rows, columns = np.nonzero(without[..., 1] < 128)
    assert darker[rows.min() : rows.max() + 1, columns.min()].mean() > 0.8
    # The diagonal of a face is none of its edges.
    inner = darker[rows.min() + 4 : rows.max() - 4, columns.min() + 4 : columns.max() - 4]
    assert not inner.any()


def test_far_away_from_the_origin_it_looks_the_same() -> None:
    def at(x: float, y: float) -> bytes:
        part = box((x - 2, y, -2), (x + 2, y + 1, 2))
        return render([part], camera_on([(x - 2, y, -2), (x + 2, y + 1, 2)]), 64, 48)

    assert at(0, 0) == at(0, 0)
    near, far = (np.asarray(Image.open(io.BytesIO(at(*p)))) for p in ((0, 0), (2.6e6, 5.7e6)))
    assert np.abs(near.astype(int) - far).mean() < 1


@pytest.mark.parametrize(
    "part",
    [
        Part(np.zeros((0, 3)), np.zeros((0, 3), int), RED),
        Part(np.zeros((3, 3)), np.array([(0, 1, 2)]), RED),
        Part(np.array([(0, 0, 0), (1, 0, 0), (2, 0, 0)]), np.array([(0, 1, 2)]), RED),
        Part(np.full((3, 3), np.nan), np.array([(0, 1, 2)]), RED),
        Part(np.array([(0, -10, 0), (1, -10, 0), (0, -10, 1)]), np.array([(0, 1, 2)]), RED),
    ],
)
@pytest.mark.parametrize("opacity", [1.0, 0.5])
def test_what_has_no_area_is_not_seen(part: Part, opacity: float) -> None:
    part = Part(part.vertices, part.triangles, part.colour, opacity)
    assert shares(seen([part], edges=True))["white"] == 1


@settings(deadline=None, max_examples=60)
@given(
    corners=st.lists(
        st.tuples(st.floats(-20, 20), st.floats(-20, 20), st.floats(-20, 20)),
        min_size=3,
        max_size=9,
    ),
    size=st.tuples(st.integers(2, 90), st.integers(2, 90)),
)
def test_small_and_large_triangles_are_filled_alike(
    corners: list[tuple[float, ...]], size: tuple[int, int]
) -> None:
    """The two ways of filling agree but for pixels through whose middle an edge goes."""
    from ifcworks.ifc.pictures import rasterizing

    vertices = np.array(corners[: len(corners) // 3 * 3])
    parts = [Part(vertices, np.arange(len(vertices)).reshape(-1, 3), RED)]
    pictures = []
    usual = rasterizing._SMALL
    for limit in (0, 1 << 30):
        rasterizing._SMALL = limit
        try:
            pictures.append(seen(parts, width=size[0], height=size[1]))
        finally:
            rasterizing._SMALL = usual
    different = (np.abs(pictures[0] - pictures[1]).max(-1) > 2).sum()
    assert different <= 2 + 0.02 * size[0] * size[1]


@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 2**32 - 1))
def test_png_holds_the_pixels(width: int, height: int, seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    with Image.open(io.BytesIO(png(pixels))) as image:
        assert (np.asarray(image) == pixels).all()
