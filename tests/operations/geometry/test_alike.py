"""On real models, elements that are computed once come out as if each had been computed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ifcworks.ifc.geometry import alike
from ifcworks.ifc.geometry.elements import products_with_shape
from ifcworks.ifc.geometry.model import Tessellation, world_bounds
from ifcworks.ifc.geometry.options import GeometryOptions
from ifcworks.ifc.geometry.tessellation import tessellate
from ifcworks.ifc.reading import read_model


def looks(made: Tessellation, shape: int) -> tuple[set[tuple[float, ...]], bool, int]:
    """Colours, whether it is closed, and how many triangles."""
    content = made.shapes[shape]
    used = [made.materials[number] for number in set(content.materials.tolist()) if number >= 0]
    colours = {(*material.colour, material.transparency) for material in used}
    return colours, content.closed, len(content.triangles)


@pytest.mark.parametrize(
    "name",
    [
        "duplex-architecture-ifc2x3",
        "duplex-electrical-ifc2x3",
        "fzk-haus-ifc4",
        "office-a-ifc2x3",
        "sample-house-ifc4",
    ],
)
def test_as_if_each_had_been_computed(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(alike, "_FEWEST", 1)
    read = read_model(corpus / f"{name}.ifc", tmp_path, lazy=True)
    products = products_with_shape(read.model)
    shared, apart = (
        tessellate(read.model, products, GeometryOptions(), 2, text=text)
        for text in (read.plain, None)
    )
    assert [i.element for i in shared.instances] == [i.element for i in apart.instances]
    for one, other in zip(world_bounds(shared), world_bounds(apart), strict=True):
        assert np.abs(one - other).max() < 1e-6
    for together, alone in zip(shared.instances, apart.instances, strict=True):
        assert looks(shared, together.shape) == looks(apart, alone.shape)
    assert shared.fallbacks == apart.fallbacks
    assert shared.left_out == apart.left_out
