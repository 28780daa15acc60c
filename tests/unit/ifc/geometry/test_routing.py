"""Which kernel elements go to, and that what comes out is right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ifcopenshell
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ifcworks.ifc.geometry.elements import batches, products_with_shape
from ifcworks.ifc.geometry.measures import measures_of
from ifcworks.ifc.geometry.model import Tessellation
from ifcworks.ifc.geometry.options import (
    AUTO,
    CAREFUL_KERNEL,
    FALLBACK_KERNEL,
    FAST_KERNEL,
    GeometryOptions,
    missing_libraries,
)
from ifcworks.ifc.geometry.routing import Router, voids_of
from ifcworks.ifc.geometry.tessellation import tessellate
from support.boxes import Boxes, house, row
from support.corpus import SHAPED


def tessellated(file: ifcopenshell.file, kernel: str = AUTO) -> Tessellation:
    return tessellate(file, products_with_shape(file), GeometryOptions(kernel=kernel), 2)


def router_of(file: ifcopenshell.file, options: GeometryOptions | None = None) -> Router:
    options = options or GeometryOptions()
    return Router(file, options, voids_of(file, options))


def volume(boxes: Boxes, product: Any) -> float:
    rows = measures_of(tessellated(boxes.file)).to_pylist()
    return float(next(r["volume"] for r in rows if r["id"] == product.id()))


def half_space(boxes: Boxes, height: float) -> Any:
    plane = boxes.file.create_entity("IfcPlane", Position=boxes.axes(0, 0, height))
    return boxes.file.create_entity("IfcHalfSpaceSolid", BaseSurface=plane, AgreementFlag=False)


def clipped(boxes: Boxes, size: tuple[float, float, float], height: float) -> Any:
    result = boxes.file.create_entity(
        "IfcBooleanClippingResult",
        Operator="DIFFERENCE",
        FirstOperand=boxes.solid(size),
        SecondOperand=half_space(boxes, height),
    )
    return boxes.representation([result], "Clipping")


def test_all_libraries_of_the_routes_are_there() -> None:
    assert missing_libraries(AUTO) == []


def test_only_what_is_known_goes_to_the_fast_kernel() -> None:
    boxes = house()
    front, back = boxes.products[0], next(p for p in boxes.products if p.Name == "Back")
    cut = boxes.add((0, 9, 0), representation=clipped(boxes, (4, 0.2, 3), 2.0))
    boxes.void(cut, (1, 8.9, 0.5), (1, 0.4, 1))
    router = router_of(boxes.file)
    assert (router.route(front).kernel, router.route(front).then) == (FAST_KERNEL, CAREFUL_KERNEL)
    assert router.route(front).volumes == pytest.approx((3.2, 3.6), rel=1e-3)
    assert router.route(back).kernel == CAREFUL_KERNEL
    assert router.route(cut).kernel == CAREFUL_KERNEL
    assert volume(boxes, cut) == pytest.approx(4 * 0.2 * 2 - 0.2, rel=1e-4)


def test_a_kernel_that_is_named_gets_everything() -> None:
    boxes = house()
    options = GeometryOptions(kernel=FALLBACK_KERNEL)
    made = list(batches(products_with_shape(boxes.file), router_of(boxes.file, options), {}))
    assert {batch.kernel for batch in made} == {FALLBACK_KERNEL}
    assert {batch.then for batch in made} == {None}


def test_layers_are_cut_with_care() -> None:
    boxes = house()
    route = router_of(boxes.file, GeometryOptions(layer_sets=True)).route(boxes.products[0])
    assert route.kernel == CAREFUL_KERNEL


def test_without_openings_a_host_is_a_plain_body() -> None:
    boxes = house()
    route = router_of(boxes.file, GeometryOptions(openings=False)).route(boxes.products[0])
    assert (route.kernel, route.volumes) == (CAREFUL_KERNEL, None)


def test_an_opening_beside_its_host_is_looked_at_twice_and_told_to_nobody() -> None:
    boxes = row(3)
    boxes.void(boxes.products[1], (50, 50, 50), (1, 1, 1))
    assert volume(boxes, boxes.products[1]) == pytest.approx(2)
    result = tessellated(boxes.file)
    assert not result.fallbacks
    assert not result.left_out


CUBE = [(x, y, z) for z in (0.0, 1.0) for x, y in ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))]
CUT = [(0.25 + x / 2, 0.25 + y / 2, z) for x, y, z in CUBE]
SIDES = [(0, 3, 2, 1), (4, 5, 6, 7), (0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7)]


def pierced(boxes: Boxes, kind: str, outer: str) -> Any:
    """A cube with a square hole through it; its faces say that way what their outer bound is."""
    file = boxes.file
    points = [file.create_entity("IfcCartesianPoint", corner) for corner in CUBE + CUT]

    def bound(name: str, corners: tuple[int, ...]) -> Any:
        loop = file.create_entity("IfcPolyLoop", [points[corner] for corner in corners])
        return file.create_entity(name, Bound=loop, Orientation=True)

    faces = []
    for number, side in enumerate(SIDES):
        bounds = [bound(outer, side)]
        inner = tuple(corner + 8 for corner in reversed(side))
        if number < 2:
            bounds.append(bound("IfcFaceBound", inner))
        else:
            faces.append(file.create_entity("IfcFace", [bound("IfcFaceOuterBound", inner)]))
        faces.append(file.create_entity("IfcFace", bounds))
    if kind == "IfcFacetedBrep":
        return file.create_entity(kind, file.create_entity("IfcClosedShell", faces))
    shell = "IfcConnectedFaceSet" if kind == "IfcFaceBasedSurfaceModel" else "IfcOpenShell"
    return file.create_entity(kind, [file.create_entity(shell, faces)])


@pytest.mark.parametrize(
    "kind", ["IfcFacetedBrep", "IfcFaceBasedSurfaceModel", "IfcShellBasedSurfaceModel"]
)
@pytest.mark.parametrize("mapped", [False, True])
def test_no_face_is_lost_that_does_not_say_which_bound_is_the_outer_one(
    kind: str, mapped: bool
) -> None:
    boxes = Boxes()
    for outer in ("IfcFaceOuterBound", "IfcFaceBound"):
        shown = boxes.representation([pierced(boxes, kind, outer)], "Brep")
        if mapped:
            shown = boxes.mapped(
                boxes.file.create_entity(
                    "IfcRepresentationMap",
                    MappingOrigin=boxes.axes(0, 0, 0),
                    MappedRepresentation=shown,
                )
            )
        boxes.add((0, 0, 0), representation=shown)
    named, unnamed = (router_of(boxes.file).route(p).kernel for p in boxes.products)
    assert named != FALLBACK_KERNEL
    assert unnamed == FALLBACK_KERNEL
    rows = measures_of(tessellated(boxes.file)).to_pylist()
    assert [row["area"] for row in rows] == pytest.approx([7.5, 7.5])
    assert [row["volume"] for row in rows] == pytest.approx([0.75, 0.75])


def test_a_thin_sheet_that_is_left_keeps_its_thickness() -> None:
    boxes = Boxes()
    wall = boxes.add((0, 0, 0), (4, 0.2, 3))
    boxes.void(wall, (0.001, -1, -1), (9, 9, 9))
    assert volume(boxes, wall) == pytest.approx(0.0006, rel=1e-3)


def test_an_opening_of_a_whole_is_cut_out_of_parts_of_its_parts() -> None:
    boxes = Boxes()
    whole = boxes.root("IfcWall", ObjectPlacement=boxes.place(0, 0, 0))
    middle = boxes.root("IfcElementAssembly", ObjectPlacement=boxes.place(0, 0, 0))
    part = boxes.root(
        "IfcBuildingElementPart",
        ObjectPlacement=boxes.place(0, 0, 0),
        Representation=boxes.file.create_entity(
            "IfcProductDefinitionShape",
            Representations=[boxes.representation([boxes.solid((4, 0.2, 3))])],
        ),
    )
    boxes.aggregate(whole, [middle])
    boxes.aggregate(middle, [part])
    boxes.void(whole, (1, -1, 1), (1, 3, 1))
    assert router_of(boxes.file).route(part).kernel == CAREFUL_KERNEL
    theirs = measures_of(tessellated(boxes.file, FALLBACK_KERNEL)).to_pylist()
    expected = next(row["volume"] for row in theirs if row["id"] == part.id())
    assert volume(boxes, part) == pytest.approx(expected, rel=1e-4)


SIZES = st.floats(0.05, 2.5)
OPENINGS = st.lists(
    st.tuples(st.floats(-1, 6), st.floats(-0.5, 3), SIZES, SIZES), min_size=1, max_size=4
)


@settings(max_examples=60, deadline=None)
@given(OPENINGS)
def test_any_openings_leave_what_they_should(openings: list[tuple[float, ...]]) -> None:
    boxes = Boxes()
    wall = boxes.add((0, 0, 0), (6, 0.2, 3))
    # Millimetres, as people draw them; many of them meet each other and the wall's edges.
    holes = [[round(value * 20) / 20 for value in hole] for hole in openings]
    for x, z, width, height in holes:
        boxes.void(wall, (x, -0.1, z), (max(width, 0.05), 0.4, max(height, 0.05)))
    # The wall's face in squares of 5 cm, those left over counted.
    x, z = np.meshgrid(np.arange(0.025, 6, 0.05), np.arange(0.025, 3, 0.05))
    left = np.ones_like(x, bool)
    for x0, z0, width, height in holes:
        w, h = max(width, 0.05), max(height, 0.05)
        left &= ~((x > x0) & (x < x0 + w) & (z > z0) & (z < z0 + h))
    expected = float(left.sum()) * 0.05 * 0.05 * 0.2
    rows = [r for r in measures_of(tessellated(boxes.file)).to_pylist() if r["id"] == wall.id()]
    got = sum(r["volume"] for r in rows)
    assert got == pytest.approx(expected, abs=2e-3)


def assert_as_opencascade(file: ifcopenshell.file) -> None:
    """No shape missing, boxes within 2 mm, closed volumes and all areas within 3 %."""
    ours, theirs = (
        {row["id"]: row for row in measures_of(tessellated(file, kernel)).to_pylist()}
        for kernel in (AUTO, FALLBACK_KERNEL)
    )
    assert set(ours) == set(theirs)
    odd = []
    for number, mine in ours.items():
        other = theirs[number]
        apart = max(
            abs(mine[f"{end}_{axis}"] - other[f"{end}_{axis}"])
            for end in ("min", "max")
            for axis in "xyz"
        )
        wrong_volume = other["is_closed"] and (
            not mine["is_closed"] or abs(mine["volume"] - other["volume"]) > 0.03 * other["volume"]
        )
        wrong_area = abs(mine["area"] - other["area"]) > 0.03 * other["area"]
        if apart > 0.002 or wrong_volume or wrong_area:
            odd.append((number, file.by_id(number).is_a(), mine, other))
    assert not odd


@pytest.mark.parametrize("name", SHAPED)
def test_real_models_come_out_as_with_opencascade(corpus: Path, name: str) -> None:
    assert_as_opencascade(ifcopenshell.open(corpus / f"{name}.ifc"))


def test_the_sample_comes_out_as_with_opencascade(tmp_path: Path) -> None:
    from ifcworks.ifc.sample import write_sample

    files = write_sample(tmp_path)
    for path in (files.architecture, files.services, files.architecture_v2):
        assert_as_opencascade(ifcopenshell.open(path))
