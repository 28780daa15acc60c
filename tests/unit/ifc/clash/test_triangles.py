"""Triangles of elements against manifold's own measures of the same bodies."""

from __future__ import annotations

import manifold3d
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ifcworks.ifc.clash.apart import closest_points, distances
from ifcworks.ifc.clash.disjoint import nothing_in_common
from ifcworks.ifc.clash.enclosed import enclosed
from ifcworks.ifc.clash.judging import Judging
from ifcworks.ifc.clash.model import ClashSet, Element, Mode
from ifcworks.ifc.clash.overlap import NOTHING
from ifcworks.ifc.clash.solids import Solids
from ifcworks.ifc.clash.touching import CONTACT, touching
from ifcworks.ifc.clash.triangles import Triangles

places = st.tuples(*[st.floats(-3, 3)] * 3)
turns = st.tuples(*[st.floats(0, 360)] * 3)
ZERO, ONE = np.array([0]), np.array([1])


def element(number: int, solid: manifold3d.Manifold, *, closed: bool = True) -> Element:
    mesh = solid.to_mesh64()
    points = np.array(mesh.vert_properties)[:, :3]
    faces = np.array(mesh.tri_verts, np.int64)
    if not closed:
        faces = faces[:-1]
    low, high = points.min(axis=0), points.max(axis=0)
    name = str(number)
    return Element((0, number), name, "IfcWall", name, points, faces, low, high, name, closed)


def box(size: tuple[float, float, float] = (1, 1, 1)) -> manifold3d.Manifold:
    return manifold3d.Manifold.cube(size)


@settings(max_examples=60)
@given(places, turns, st.booleans())
def test_bodies_are_as_far_apart_as_their_triangles(
    place: tuple[float, float, float], turn: tuple[float, float, float], round_one: bool
) -> None:
    one = manifold3d.Manifold.sphere(0.8, 8) if round_one else box()
    other = box((0.5, 2, 1)).rotate(turn).translate(place)
    a, b = (e.vertices[e.triangles] for e in (element(1, one), element(2, other)))
    first = np.repeat(a, len(b), axis=0)
    second = np.tile(b, (len(a), 1, 1))
    found = distances(first, second)
    if (one ^ other).is_empty():
        assert found.min() == pytest.approx(one.min_gap(other, 20.0), abs=1e-6)
    on_first, on_second = closest_points(first, second)
    np.testing.assert_allclose(np.linalg.norm(on_first - on_second, axis=1), found, atol=1e-9)


@settings(max_examples=60)
@given(places, turns, st.booleans())
def test_what_is_said_to_have_nothing_in_common_has_nothing(
    place: tuple[float, float, float], turn: tuple[float, float, float], hollow: bool
) -> None:
    one = box((3, 3, 3)).translate((-1.5, -1.5, -1.5))
    if hollow:
        one -= box((2, 2, 2)).translate((-1, -1, -1))
    other = box((0.5, 0.6, 0.7)).rotate(turn).translate(place)
    a, b = element(1, one), element(2, other)
    low = np.maximum(a.low, b.low)[None] + NOTHING / 2
    high = np.minimum(a.high, b.high)[None] - NOTHING / 2
    if (high > low).all() and nothing_in_common(Triangles([a, b]), ZERO, ONE, low, high)[0]:
        assert (one ^ other).volume() < 1e-6


def test_a_body_in_the_hollow_of_another_has_nothing_in_common_with_it() -> None:
    hollow = box((3, 3, 3)) - box((1, 1, 1)).translate((1, 1, 1))
    inner = element(2, box((1, 1, 1)).translate((1, 1, 1)))
    table = Triangles([element(1, hollow), inner])
    low, high = inner.low[None] + NOTHING / 2, inner.high[None] - NOTHING / 2
    assert nothing_in_common(table, ZERO, ONE, low, high)[0]
    assert touching(table, ZERO, ONE).distances[0] < CONTACT


@pytest.mark.parametrize("mode", Mode)
def test_a_body_within_an_open_one_is_found(mode: Mode) -> None:
    outer = element(1, box((3, 3, 3)), closed=False)
    inner = element(2, box().translate((1, 1, 1)))
    away = element(3, box().translate((10, 1, 1)))
    for pair in ((outer, inner), (inner, outer)):
        [hit] = Judging(ClashSet("x", (), mode=mode), Solids()).hits([pair])
        assert (hit.a, hit.b) == (pair[0].key, pair[1].key)
        assert hit.distance == pytest.approx(0.0 if mode is Mode.CLEARANCE else 1.0)
        assert hit.unmeasured == "IfcWall 1: its surface is not closed"
    assert enclosed(ClashSet("x", (), mode=mode), outer, away) is None


def test_large_meshes_are_looked_at_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    ball, other = (manifold3d.Manifold.sphere(1.0, 48) for _ in range(2))
    table = Triangles([element(1, ball), element(2, other.translate((2, 0, 0)))])
    whole = touching(table, ZERO, ONE)
    monkeypatch.setattr("ifcworks.ifc.clash.touching._AT_ONCE", 64)
    monkeypatch.setattr("ifcworks.ifc.clash.triangles._AT_ONCE", 64)
    assert whole.distances[0] < CONTACT
    assert touching(table, ZERO, ONE).distances[0] < CONTACT
