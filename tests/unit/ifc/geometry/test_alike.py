"""Elements that are written alike are computed once, and come out as if each had been."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import ifcopenshell
import numpy as np
import pytest

from ifcworks.ifc.geometry import alike as module
from ifcworks.ifc.geometry.alike import alike
from ifcworks.ifc.geometry.elements import products_with_shape
from ifcworks.ifc.geometry.model import Tessellation, world_bounds
from ifcworks.ifc.geometry.options import FALLBACK_KERNEL, GeometryOptions
from ifcworks.ifc.geometry.routing import voids_of
from ifcworks.ifc.geometry.tessellation import tessellate
from ifcworks.ifc.statements import Statements
from support.boxes import Boxes

Change = Callable[[Boxes, Any], None]


@pytest.fixture(autouse=True)
def few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FEWEST", 1)


def groups(boxes: Boxes, folder: Path) -> Mapping[int, tuple[int, ...]]:
    path = folder / "model.ifc"
    boxes.file.write(str(path))
    file = ifcopenshell.open(path)
    voids = voids_of(file, GeometryOptions())
    return alike(file, Statements(path), products_with_shape(file), voids, 2)


def sizes(found: Mapping[int, tuple[int, ...]]) -> list[int]:
    return sorted(1 + len(others) for others in found.values())


def style(boxes: Boxes, name: str, red: float) -> Any:
    colour = boxes.file.create_entity("IfcColourRgb", Red=red, Green=0.5, Blue=0.5)
    shading = boxes.file.create_entity("IfcSurfaceStyleShading", SurfaceColour=colour)
    return boxes.file.create_entity("IfcSurfaceStyle", Name=name, Side="BOTH", Styles=[shading])


def paint(boxes: Boxes, product: Any, name: str = "Red", red: float = 1.0) -> None:
    [item] = product.Representation.Representations[0].Items
    boxes.file.create_entity("IfcStyledItem", Item=item, Styles=[style(boxes, name, red)])


def of_material(boxes: Boxes, product: Any, name: str) -> None:
    material = boxes.file.create_entity("IfcMaterial", Name=name)
    boxes.root("IfcRelAssociatesMaterial", RelatedObjects=[product], RelatingMaterial=material)


def painted_material(boxes: Boxes, product: Any, red: float) -> None:
    material = boxes.file.create_entity("IfcMaterial", Name="Paint")
    styled = boxes.file.create_entity("IfcStyledItem", Styles=[style(boxes, "Paint", red)])
    shown = boxes.file.create_entity(
        "IfcStyledRepresentation", ContextOfItems=boxes.body, Items=[styled]
    )
    boxes.file.create_entity(
        "IfcMaterialDefinitionRepresentation",
        Representations=[shown],
        RepresentedMaterial=material,
    )
    boxes.root("IfcRelAssociatesMaterial", RelatedObjects=[product], RelatingMaterial=material)


def material_of_type(boxes: Boxes, product: Any, name: str) -> None:
    type_ = boxes.root("IfcWallType", Name="Type", PredefinedType="STANDARD")
    boxes.root("IfcRelDefinesByType", RelatedObjects=[product], RelatingType=type_)
    of_material(boxes, type_, name)


def test_boxes_of_one_size_are_alike(tmp_path: Path) -> None:
    boxes = Boxes()
    walls = [boxes.add((x, 0, 0), (2, 1, 3)) for x in range(5)]
    boxes.add((9, 0, 0), (2, 1, 2.5))
    found = groups(boxes, tmp_path)
    assert found[walls[0].id()] == tuple(wall.id() for wall in walls[1:])
    assert sizes(found) == [1, 5]


@pytest.mark.parametrize(
    ("change", "same"),
    [
        (lambda b, p: paint(b, p), True),
        (lambda b, p: paint(b, p, red=p.ObjectPlacement.id() / 1e4), False),
        (lambda b, p: paint(b, p, name=f"Style {p.GlobalId}"), False),
        (lambda b, p: of_material(b, p, "Brick"), True),
        (lambda b, p: of_material(b, p, f"Brick {p.GlobalId}"), False),
        (lambda b, p: material_of_type(b, p, f"Brick {p.GlobalId}"), False),
        (lambda b, p: painted_material(b, p, 0.25), True),
        (lambda b, p: painted_material(b, p, p.ObjectPlacement.id() / 1e4), False),
        (lambda b, p: b.void(p, (p.id() * 1e-3, -1, 1), (0.5, 3, 1)), False),
    ],
)
def test_all_that_a_shape_comes_of_counts(tmp_path: Path, change: Change, same: bool) -> None:
    boxes = Boxes()
    walls = [boxes.add((x, 0, 0), (2, 1, 3)) for x in range(2)]
    for wall in walls:
        change(boxes, wall)
    found = groups(boxes, tmp_path)
    assert (walls[1].id() not in found) == same


def test_the_class_counts(tmp_path: Path) -> None:
    boxes = Boxes()
    for ifc_class in ("IfcWall", "IfcColumn", "IfcWall"):
        boxes.add((0, 0, 0), ifc_class=ifc_class)
    assert sizes(groups(boxes, tmp_path)) == [1, 2]


def test_openings_that_stand_elsewhere_in_the_walls_make_a_difference(tmp_path: Path) -> None:
    boxes = Boxes()
    walls = [boxes.add((5 * n, 0, 0), (20, 1, 3)) for n in range(2)]
    for wall in walls:
        boxes.void(wall, (10, -1, 1), (0.5, 3, 1))
    found = groups(boxes, tmp_path)
    assert {wall.id() for wall in walls} <= set(found)


def test_openings_may_be_told_from_what_the_element_is_told_from(tmp_path: Path) -> None:
    boxes = Boxes()
    cupboards = []
    for n in range(3):
        wall = boxes.add((20 * n, 0, 0), (5, 0.2, 3))
        cupboard = boxes.add((1 if n < 2 else 1.5, 0.2, 0), (1, 1, 1))
        opening = boxes.void(cupboard, (1.25, -1, 0.25), (0.5, 3, 0.5))
        for part in (cupboard, opening):
            part.ObjectPlacement.PlacementRelTo = wall.ObjectPlacement
        cupboards.append(cupboard.id())
    found = groups(boxes, tmp_path)
    assert found[cupboards[0]] == (cupboards[1],)
    assert found[cupboards[2]] == ()
    path = tmp_path / "model.ifc"
    file = ifcopenshell.open(path)
    shared, apart = (_tessellated(file, text) for text in (path, None))
    for one, other in zip(world_bounds(shared), world_bounds(apart), strict=True):
        assert np.abs(one - other).max() < 1e-9
    volumes = [[made.shapes[i.shape].volume for i in made.instances] for made in (shared, apart)]
    assert volumes[0] == pytest.approx(volumes[1])


def test_a_circle_of_placements_is_left_to_the_kernel(tmp_path: Path) -> None:
    boxes = Boxes()
    walls = [boxes.add((x, 0, 0), (2, 1, 3)) for x in range(2)]
    for wall in walls:
        opening = boxes.void(wall, (0.5, -1, 1), (0.5, 3, 1))
        opening.ObjectPlacement.PlacementRelTo = opening.ObjectPlacement
    assert {wall.id() for wall in walls} <= set(groups(boxes, tmp_path))


def test_what_stands_in_strings_is_no_reference(tmp_path: Path) -> None:
    boxes = Boxes()
    walls = [boxes.add((x, 0, 0)) for x in range(2)]
    for number, wall in enumerate(walls):
        [shown] = wall.Representation.Representations
        layer = boxes.file.create_entity(
            "IfcPresentationLayerAssignment", Name="L", AssignedItems=[shown]
        )
        assert layer is not None
        shown.RepresentationType = f"it's #{number + 1}"
    assert sizes(groups(boxes, tmp_path)) == [1, 1]


def test_a_circle_of_references_is_left_to_the_kernel(tmp_path: Path) -> None:
    boxes = Boxes()
    for x in range(3):
        boxes.add((x, 0, 0))
    boxes.body.ParentContext = boxes.body
    assert sizes(groups(boxes, tmp_path)) == [1, 1, 1]


def test_another_text_than_the_model_is_not_believed(tmp_path: Path) -> None:
    boxes = Boxes()
    for x in range(3):
        boxes.add((x, 0, 0))
    path = tmp_path / "other.ifc"
    path.write_text("#1=IFCWALL();")
    file = boxes.file
    voids = voids_of(file, GeometryOptions())
    found = alike(file, Statements(path), products_with_shape(file), voids, 1)
    assert sizes(found) == [1, 1, 1]


def test_places_maps_and_openings_come_out_the_same(tmp_path: Path) -> None:
    boxes = Boxes()
    source = boxes.map_of((1, 2, 3))
    for x in range(4):
        wall = boxes.add((3 * x, 1e5, 0), (2, 1, 3), storey=x % 2)
        opening = boxes.void(wall, (0.5, -1, 1), (0.5, 3, 1))
        opening.ObjectPlacement.PlacementRelTo = wall.ObjectPlacement
        boxes.add((3 * x, 5, 1), representation=boxes.mapped(source))
        turned = boxes.add((3 * x, 9, 1), (1, 2, 1))
        turned.ObjectPlacement.RelativePlacement.RefDirection = boxes.file.create_entity(
            "IfcDirection", (1.0, float(x), 0.0)
        )
        turned.ObjectPlacement.RelativePlacement.Axis = boxes.file.create_entity(
            "IfcDirection", (0.0, 0.0, 1.0)
        )
        turned.ObjectPlacement.PlacementRelTo = boxes.storeys[x % 2].ObjectPlacement
    assert sizes(groups(boxes, tmp_path)) == [4, 4, 4, 4]
    path = tmp_path / "model.ifc"
    file = ifcopenshell.open(path, lazy=True)
    shared, apart = (_tessellated(file, text) for text in (path, None))
    assert [i.element for i in shared.instances] == [i.element for i in apart.instances]
    for one, other in zip(world_bounds(shared), world_bounds(apart), strict=True):
        assert np.abs(one - other).max() < 1e-9
    assert len(shared.shapes) == len(apart.shapes) == 4


def test_what_happens_to_one_happened_to_all_like_it(tmp_path: Path) -> None:
    boxes = Boxes()
    walls = [boxes.add((x, 0, 0), (1, 1, 0)) for x in range(3)]
    good = boxes.add((9, 0, 0))
    groups(boxes, tmp_path)
    path = tmp_path / "model.ifc"
    made = _tessellated(ifcopenshell.open(path), path)
    assert [trouble.element for trouble in made.left_out] == [wall.id() for wall in walls]
    assert [instance.element for instance in made.instances] == [good.id()]


def _tessellated(file: ifcopenshell.file, text: Path | None) -> Tessellation:
    return tessellate(file, products_with_shape(file), GeometryOptions(), 2, text=text)


def test_those_like_one_that_needs_a_second_look_are_there(tmp_path: Path) -> None:
    boxes = Boxes()
    for x in range(5):
        wall = boxes.add((5 * x, 0, 0), (2, 1, 3))
        # It takes nothing away, so the fast kernel's result is not believed.
        opening = boxes.void(wall, (50, 50, 50), (1, 1, 1))
        opening.ObjectPlacement.PlacementRelTo = wall.ObjectPlacement
    assert sizes(groups(boxes, tmp_path)) == [5, 5]
    path = tmp_path / "model.ifc"
    made = _tessellated(ifcopenshell.open(path), path)
    assert [i.element for i in made.instances] == sorted(p.id() for p in boxes.products)
    assert not made.left_out


@pytest.mark.parametrize("crashes", [True, False])
def test_those_like_one_that_only_the_fallback_can_do_are_there(
    tmp_path: Path, crashes: bool
) -> None:
    boxes = Boxes()
    walls = [boxes.add((x, 0, 0)) for x in range(5)]
    groups(boxes, tmp_path)
    path = tmp_path / "model.ifc"
    file = ifcopenshell.open(path)

    def hook(element: int, kernel: str) -> None:
        if kernel != FALLBACK_KERNEL:
            if crashes:
                os.kill(os.getpid(), signal.SIGSEGV)
            raise RuntimeError("no")

    made = tessellate(file, products_with_shape(file), GeometryOptions(), 2, text=path, hook=hook)
    numbers = [wall.id() for wall in walls]
    assert [instance.element for instance in made.instances] == numbers
    assert [trouble.element for trouble in made.fallbacks] == numbers


def test_parts_of_parts_are_not_taken_for_alike_where_the_whole_has_an_opening(
    tmp_path: Path,
) -> None:
    boxes = Boxes()
    whole = boxes.root("IfcWall", ObjectPlacement=boxes.place(0, 0, 0))
    middle = boxes.root("IfcElementAssembly", ObjectPlacement=boxes.place(0, 0, 0))
    boxes.aggregate(whole, [middle])
    parts = []
    for x in range(3):
        shown = boxes.representation([boxes.solid((1, 0.2, 3))])
        shape = boxes.file.create_entity("IfcProductDefinitionShape", Representations=[shown])
        place = boxes.place(x, 0, 0)
        parts.append(
            boxes.root("IfcBuildingElementPart", ObjectPlacement=place, Representation=shape)
        )
    boxes.aggregate(middle, parts)
    boxes.void(whole, (1.25, -1, 1), (0.5, 3, 1))
    found = groups(boxes, tmp_path)
    assert {part.id() for part in parts} <= set(found)
    path = tmp_path / "model.ifc"
    made = _tessellated(ifcopenshell.open(path), path)
    volumes = {i.element: made.shapes[i.shape].volume for i in made.instances}
    assert [volumes[part.id()] for part in parts] == pytest.approx([0.6, 0.5, 0.6], rel=1e-3)
