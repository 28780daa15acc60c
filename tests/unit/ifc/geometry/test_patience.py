"""Elements of very much text may take longer than others."""

from __future__ import annotations

import time
from pathlib import Path

import ifcopenshell
import pytest

from ifcworks.ifc.geometry import patience
from ifcworks.ifc.geometry.elements import products_with_shape
from ifcworks.ifc.geometry.options import GeometryOptions
from ifcworks.ifc.geometry.tessellation import tessellate
from ifcworks.ifc.statements import Statements
from support.boxes import Boxes


def scanned(folder: Path) -> tuple[Path, int]:
    """A model with two boxes and a mesh of many points, shown as a map, and the mesh's element."""
    boxes = Boxes()
    points = [(float(n), float(n % 7), float(n % 3)) for n in range(400)]
    mesh = boxes.file.create_entity(
        "IfcTriangulatedFaceSet",
        Coordinates=boxes.file.create_entity("IfcCartesianPointList3D", points),
        CoordIndex=[(n, n + 1, n + 2) for n in range(1, 399)],
    )
    source = boxes.file.create_entity(
        "IfcRepresentationMap",
        MappingOrigin=boxes.axes(0, 0, 0),
        MappedRepresentation=boxes.representation([mesh], "Tessellation"),
    )
    boxes.add((0, 0, 0))
    statue = boxes.add((5, 0, 0), representation=boxes.mapped(source))
    boxes.add((9, 0, 0))
    return boxes.write(folder / "scanned.ifc"), statue.id()


def test_who_has_much_text_may_take_longer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, statue = scanned(tmp_path)
    file = ifcopenshell.open(path)
    assert patience.patience_with(file, Statements(path)) == {}
    monkeypatch.setattr(patience, "_LARGE", 4000)
    monkeypatch.setattr(patience, "_BYTES_OF_A_TURN", 1000)
    [(number, times)] = patience.patience_with(file, Statements(path)).items()
    assert number == statue
    assert times > 5


def test_the_large_one_is_waited_for_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, statue = scanned(tmp_path)
    file = ifcopenshell.open(path)
    monkeypatch.setattr(patience, "_LARGE", 4000)
    monkeypatch.setattr(patience, "_BYTES_OF_A_TURN", 100)

    def hook(element: int, kernel: str) -> None:
        if element == statue:
            time.sleep(1.5)

    made = tessellate(
        file, products_with_shape(file), GeometryOptions(), 1, 1.0, text=path, hook=hook
    )
    assert len(made.instances) == 3
    assert not made.left_out
    assert not made.fallbacks
