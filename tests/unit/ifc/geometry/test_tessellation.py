"""What comes out of tessellation, where nothing goes wrong."""

from __future__ import annotations

import numpy as np
import pytest

from ifcworks.ifc.geometry.elements import has_body, products_with_shape
from ifcworks.ifc.geometry.model import Tessellation, world_bounds, world_vertices
from ifcworks.ifc.geometry.options import GeometryOptions
from ifcworks.ifc.geometry.tessellation import tessellate
from support.boxes import Boxes, house, row


def tessellated(boxes: Boxes, processes: int = 2, **options: object) -> Tessellation:
    elements = products_with_shape(boxes.file)
    return tessellate(boxes.file, elements, GeometryOptions(**options), processes)  # type: ignore[arg-type]


def fingerprint(tessellation: Tessellation) -> tuple[object, ...]:
    return (
        [
            (s.vertices.tobytes(), s.triangles.tobytes(), s.materials.tobytes())
            for s in tessellation.shapes
        ],
        [(i.element, i.shape, i.matrix.tobytes()) for i in tessellation.instances],
        list(tessellation.materials),
    )


def test_volumes_and_places_are_those_of_the_model() -> None:
    boxes = row(12)
    result = tessellated(boxes)
    assert [i.element for i in result.instances] == [p.id() for p in boxes.products]
    low, high = world_bounds(result)
    for number, instance in enumerate(result.instances):
        shape = result.shapes[instance.shape]
        assert shape.closed
        assert shape.volume == pytest.approx(number + 1)
        assert low[number] == pytest.approx([2 * number, 0, 0])
        assert high[number] == pytest.approx([2 * number + 1, 1, number + 1])
    assert not result.fallbacks
    assert not result.left_out


def test_equal_shapes_are_one_whether_mapped_or_written_twice() -> None:
    boxes = Boxes()
    source = boxes.map_of((1, 2, 3))
    for number in range(300):
        boxes.add((number, 0, 0), representation=boxes.mapped(source))
    for number in range(5):
        boxes.add((number, 9, 0), (1, 2, 3))
    result = tessellated(boxes)
    assert len(result.instances) == 305
    assert len(result.shapes) == 1


def test_the_number_of_processes_changes_nothing() -> None:
    boxes = house()
    for number in range(40):
        boxes.add((number, 20, 0), (1, 1, 1 + number % 7))
    first = fingerprint(tessellated(boxes, 1))
    assert fingerprint(tessellated(boxes, 2)) == first
    assert fingerprint(tessellated(boxes, 5)) == first


def test_openings_are_cut_out_unless_told_otherwise() -> None:
    boxes = house()
    front = boxes.products[0].id()

    def volume(result: Tessellation) -> float:
        instance = next(i for i in result.instances if i.element == front)
        return result.shapes[instance.shape].volume

    # Fast kernels move the sides of openings by a tenth of a millimetre.
    assert volume(tessellated(boxes)) == pytest.approx(6 * 0.2 * 3 - 0.2, rel=1e-4)
    assert volume(tessellated(boxes, openings=False)) == pytest.approx(6 * 0.2 * 3)


@pytest.mark.parametrize("in_geometry", [False, True])
def test_coordinates_far_away_keep_their_millimetres(in_geometry: bool) -> None:
    boxes = Boxes()
    far = (2_600_000.123, 1_200_000.456, 432.789)
    if in_geometry:
        # Some exporters leave the placement at zero and put national grids into the geometry.
        solid = boxes.solid((1, 1, 1))
        solid.Position = boxes.axes(*far)
        boxes.add((0, 0, 0), representation=boxes.representation([solid]))
    else:
        boxes.add(far)
    result = tessellated(boxes)
    instance = result.instances[0]
    shape = result.shapes[instance.shape]
    assert np.abs(shape.vertices).max() < 200
    low = world_vertices(shape, instance.matrix).min(axis=0)
    assert low == pytest.approx(far, abs=1e-4)


def test_an_element_without_body_is_no_failure() -> None:
    boxes = row(1)
    line = boxes.file.create_entity(
        "IfcPolyline",
        Points=[boxes.file.create_entity("IfcCartesianPoint", p) for p in ((0.0, 0.0), (1.0, 0.0))],
    )
    axis = boxes.representation([line], "Curve2D")
    axis.RepresentationIdentifier = "Axis"
    product = boxes.add((0, 5, 0), representation=axis)
    assert not has_body(product)
    result = tessellated(boxes)
    assert len(result.instances) == 1
    assert not result.left_out


def test_a_body_that_no_kernel_can_compute_is_listed() -> None:
    boxes = row(6)
    broken = boxes.add((0, 5, 0), (1, 1, 1))
    broken.Representation.Representations[0].Items[0].SweptArea.XDim = 0.0
    result = tessellated(boxes)
    assert [t.element for t in result.left_out] == [broken.id()]
    assert result.left_out[0].reason == "failed"
    assert "opencascade" in result.left_out[0].detail
    assert len(result.instances) == 6


def test_a_model_without_elements_gives_nothing() -> None:
    result = tessellated(Boxes())
    assert not result.instances
    assert not result.shapes
