"""Elements of a model as parts of pictures."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from ifcworks.ifc.geometry.model import Instance, Material, Shape, Tessellation
from ifcworks.ifc.pictures.elements import ElementPictures

CUBE = np.array([(x, y, z) for z in (0, 1) for y in (0, 1) for x in (0, 1)], np.float32)
FACES = np.array(
    [
        *((0, 2, 1), (1, 2, 3), (4, 5, 6), (5, 7, 6), (0, 1, 4), (1, 5, 4)),
        *((2, 6, 3), (3, 6, 7), (0, 4, 2), (2, 4, 6), (1, 3, 5), (3, 7, 5)),
    ],
    np.uint32,
)
RED, BLUE = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)


def at(x: float, y: float, z: float) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    matrix = np.eye(4)
    matrix[:3, 3] = x, y, z
    return matrix


@pytest.fixture
def pictures() -> ElementPictures:
    """Element 10 is two cubes, 20 another one, half of glass; 30 is far away, 40 a space."""
    materials = np.array([0] * 6 + [1] * 6, np.int32)
    shapes = [
        Shape(CUBE, FACES, np.full(12, -1, np.int32), 1.0, True),
        Shape(CUBE, FACES, materials, 1.0, True),
    ]
    instances = [
        Instance(10, 0, at(0, 0, 0)),
        Instance(10, 0, at(0, 0, 1)),
        Instance(20, 1, at(1.5, 0, 0)),
        Instance(30, 0, at(500, 0, 0)),
        Instance(40, 0, at(0, 1, 0)),
    ]
    of = [Material("brick", 1, (0.8, 0.4, 0.2), 0.0), Material("glass", 2, (0.2, 0.4, 0.8), 0.6)]
    return ElementPictures(Tessellation(shapes, instances, of, [], [], "none"), hidden={40})


def test_bounds_are_of_all_instances(pictures: ElementPictures) -> None:
    assert np.array_equal(pictures.bounds([10]), [(0, 0, 0), (1, 1, 2)])
    assert np.array_equal(pictures.bounds([10, 20, 99]), [(0, 0, 0), (2.5, 1, 2)])
    assert pictures.bounds([99]) is None
    assert pictures.bounds([]) is None


def test_parts_have_the_colours_of_the_model_or_one_of_their_own(pictures: ElementPictures) -> None:
    assert [(part.colour, part.opacity) for part in pictures.parts([20])] == [
        ((0.8, 0.4, 0.2), 1.0),
        ((0.2, 0.4, 0.8), 0.4),
    ]
    assert [len(part.triangles) for part in pictures.parts([20])] == [6, 6]
    (part,) = pictures.parts([20], RED, 0.5)
    assert (part.colour, part.opacity, len(part.triangles)) == (RED, 0.5, 12)
    assert part.vertices[:, 0].min() == 1.5
    (moved,) = pictures.parts([20], transform=at(10, 0, 0))[:1]
    assert moved.vertices[:, 0].min() == 11.5
    assert len(pictures.parts([10])) == 2
    assert pictures.parts([99]) == []


def test_around_is_near_not_hidden_and_not_itself(pictures: ElementPictures) -> None:
    bounds = pictures.bounds([10])
    assert bounds is not None
    assert pictures.around(bounds) == [10, 20]
    assert pictures.around(bounds, [10]) == [20]


def test_a_picture_shows_what_is_chosen_in_its_colour(pictures: ElementPictures) -> None:
    content = pictures.picture({10: RED, 20: BLUE}, width=80, height=60)
    assert content is not None
    assert content == pictures.picture({10: RED, 20: BLUE}, width=80, height=60)
    with Image.open(io.BytesIO(content)) as image:
        red, green, blue = np.asarray(image).astype(int).transpose(2, 0, 1)
    assert ((red > 60) & (green < 40) & (blue < 40)).mean() > 0.1
    assert ((blue > 60) & (green < 40) & (red < 40)).mean() > 0.03
    assert pictures.picture({99: RED}) is None
