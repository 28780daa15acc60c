"""Real models: all go through, and what comes out is what plain ifcopenshell gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ifcopenshell
import ifcopenshell.geom
import numpy as np
import pytest

from ifcworks.errors import NothingToDo, SchemaUnsupported
from support.converting import assert_valid
from support.glb import read_glb, volume

Convert = Callable[..., tuple[Any, Path]]
MODELS = {
    "bad-double-guids-ifc2x3": 21,
    "duplex-architecture-ifc2x3": 286,
    "duplex-electrical-ifc2x3": 104,
    "fzk-haus-ifc4": 107,
    "office-a-ifc2x3": 1083,
    "pcert-building-architecture-ifc4x3": 14,
    "pcert-building-hvac-ifc4x3": 5,
    "pcert-building-landscaping-ifc4x3": 6,
    "pcert-building-structural-ifc4x3": 16,
    "sample-house-ifc4": 69,
    "unicode-names-ifc2x3": 24,
}
"""Elements for which plain ifcopenshell gives a shape."""


@pytest.mark.parametrize("name", MODELS)
def test_real_models_become_valid_glb_with_all_shapes(
    converted: Convert, corpus: Path, name: str
) -> None:
    result, path = converted(corpus / f"{name}.ifc")
    assert result.elements == MODELS[name]
    assert len(read_glb(path).nodes()) == MODELS[name]
    assert result.complete
    assert_valid(path)


def test_broken_and_unsupported_models_fail_with_a_reason(converted: Convert, corpus: Path) -> None:
    with pytest.raises(NothingToDo):
        converted(corpus / "bad-errorfile-ifc2x3.ifc")
    with pytest.raises(SchemaUnsupported):
        converted(corpus / "simple-road-ifc4x3-rc2.ifc")


def test_a_kernel_that_crashes_costs_nothing_but_is_told(converted: Convert, corpus: Path) -> None:
    result, path = converted(
        corpus / "duplex-architecture-ifc2x3.ifc", kernel="hybrid-manifold-opencascade"
    )
    assert result.elements == len(read_glb(path).nodes()) == 286
    assert result.complete
    assert result.fallbacks
    assert {told.reason for told in result.fallbacks} == {"crashed"}


def plain(path: Path) -> dict[int, Any]:
    """Corners of the triangles in the world, and whether the shape is closed, by element.

    By ifcopenshell alone, in one process, with opencascade.
    """
    settings = ifcopenshell.geom.settings()
    settings.set("use-world-coords", True)
    model = ifcopenshell.open(path)
    iterator = ifcopenshell.geom.iterator(settings, model, 1, geometry_library="opencascade")
    shapes = {}
    for element in iterator:
        points = np.frombuffer(element.geometry.verts_buffer).reshape(-1, 3)
        faces = np.frombuffer(element.geometry.faces_buffer, np.int32).reshape(-1, 3)
        edges = Counter(edge for a, b, c in faces.tolist() for edge in ((a, b), (b, c), (c, a)))
        closed = all(edges[b, a] == n for (a, b), n in edges.items())
        shapes[element.id] = points[faces], closed
    return shapes


@pytest.mark.parametrize(
    "name",
    [
        "bad-double-guids-ifc2x3",
        "pcert-building-architecture-ifc4x3",
        "pcert-building-hvac-ifc4x3",
        "pcert-building-landscaping-ifc4x3",
        "pcert-building-structural-ifc4x3",
        "unicode-names-ifc2x3",
        "sample-house-ifc4",
        "duplex-electrical-ifc2x3",
        "duplex-architecture-ifc2x3",
        "fzk-haus-ifc4",
    ],
)
def test_shapes_are_those_of_plain_ifcopenshell(
    converted: Convert, corpus: Path, name: str
) -> None:
    _, path = converted(corpus / f"{name}.ifc", false_origin="off")
    glb = read_glb(path)
    nodes, expected = glb.nodes(), plain(corpus / f"{name}.ifc")
    assert set(nodes) == set(expected)
    compared = 0
    odd = {}
    for number, (theirs, closed) in expected.items():
        ours = glb.triangles(nodes[number])
        apart = max(
            np.abs(ours.min(axis=(0, 1)) - theirs.min(axis=(0, 1))).max(),
            np.abs(ours.max(axis=(0, 1)) - theirs.max(axis=(0, 1))).max(),
        )
        mine, other = volume(ours), volume(theirs)
        # An open or half turned surface has no volume to speak of.
        compared += closed
        if apart > 0.002 or (closed and abs(mine - other) > 0.05 * abs(other) + 1e-9):
            odd[number] = nodes[number]["extras"]["class"], apart, mine, other
    assert compared
    assert not odd
