"""The viewer's GLB shows every element where it is, and says which is which."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import ifcopenshell
import ifcopenshell.geom
import numpy as np
import pytest

from ifcworks.ifc.geometry.cache import open_cache
from ifcworks.ifc.geometry.model import Tessellation, world_vertices
from ifcworks.ifc.reading import open_model
from ifcworks.operations.geometry import GeometryParams, geometry
from ifcworks.operations.workspace import Workspace
from support.boxes import Boxes
from support.converting import assert_valid, node
from support.corpus import SHAPED
from support.viewer_glb import Viewer

OPENINGS = ("IfcOpeningElement", "IfcOpeningStandardCase", "IfcVoidingFeature")


@dataclass
class Made:
    """A model and what became of it."""

    model: ifcopenshell.file
    tessellation: Tessellation
    path: Path

    def shown(self) -> set[int]:
        """Step ids of what is to be seen."""
        numbers = {instance.element for instance in self.tessellation.instances}
        return {n for n in numbers if self.model.by_id(n).is_a() not in OPENINGS}


def made(path: Path, folder: Path) -> Made:
    work = Workspace({"m": path}, folder, processes=2)
    geometry.function(GeometryParams(model="m"), work)
    cache = open_cache(work.artifacts["model.geometry"])
    return Made(open_model(path, folder / "plain"), cache, work.artifacts["viewer.glb"])


@pytest.fixture(scope="module", params=SHAPED)
def real(
    request: pytest.FixtureRequest, corpus: Path, tmp_path_factory: pytest.TempPathFactory
) -> Made:
    return made(corpus / f"{request.param}.ifc", tmp_path_factory.mktemp("viewer"))


def test_every_element_is_there_and_where_it_is(real: Made) -> None:
    viewer = Viewer(real.path)
    elements = viewer.elements()
    assert set(elements) == real.shown()
    origin = np.array(viewer.extras.get("false_origin", [0, 0, 0]))
    corners: dict[int, list[np.ndarray]] = {}
    counts: dict[int, int] = {}
    for instance in real.tessellation.instances:
        shape = real.tessellation.shapes[instance.shape]
        points = world_vertices(shape, instance.matrix)
        used = points[np.unique(shape.triangles)]
        corners.setdefault(instance.element, []).append(used - origin)
        counts[instance.element] = counts.get(instance.element, 0) + len(shape.triangles)
    for number, element in elements.items():
        product = real.model.by_id(number)
        assert element.row["globalId"] == (product.GlobalId or "")
        assert element.row["ifcClass"] == product.is_a()
        assert element.row["name"] == (product.Name or "")
        assert element.is_space == product.is_a("IfcSpace")
        expected = np.concatenate(corners[number])
        found = element.all().reshape(-1, 3)
        assert len(found) == 3 * counts[number]
        assert np.abs(found.min(axis=0) - expected.min(axis=0)).max() < 1e-3
        assert np.abs(found.max(axis=0) - expected.max(axis=0)).max() < 1e-3


def test_surfaces_look_outward(real: Made) -> None:
    elements = Viewer(real.path).elements()
    for instance in real.tessellation.instances:
        shape = real.tessellation.shapes[instance.shape]
        if not shape.closed or instance.element not in elements or shape.volume < 1e-3:
            continue
        triangles = elements[instance.element].all()
        if len(triangles) == len(shape.triangles):
            at = triangles.reshape(-1, 3).min(axis=0)
            a, b, c = (triangles[:, corner] - at for corner in range(3))
            volume = float(np.einsum("ij,ij->", a, np.cross(b, c))) / 6
            scale = abs(np.linalg.det(instance.matrix[:3, :3]))
            assert volume == pytest.approx(shape.volume * scale, rel=0.05, abs=1e-2)


def test_it_is_drawn_at_few_calls(real: Made) -> None:
    document = Viewer(real.path).document
    calls = sum(len(mesh["primitives"]) for mesh in document["meshes"])
    assert calls <= 500


def test_it_is_smaller_than_ifcopenshells_own(real: Made, tmp_path: Path) -> None:
    settings = ifcopenshell.geom.settings()
    own = tmp_path / "own.glb"
    writer = ifcopenshell.geom.serializers.gltf(str(own), settings)
    writer.setFile(real.model)
    writer.setUnitNameAndMagnitude("METER", 1.0)
    writer.writeHeader()
    kernel = "hybrid-cgal-simple-opencascade"
    for element in ifcopenshell.geom.iterate(settings, real.model, 1, geometry_library=kernel):
        writer.write(element)
    writer.finalize()
    if own.stat().st_size > 100_000:
        # Large models, where shapes recur, come out far smaller: benchmarks/large.py.
        assert real.path.stat().st_size < own.stat().st_size


def test_three_js_reads_the_same(real: Made) -> None:
    assert_valid(real.path)
    (seen,) = node("viewer.mjs", real.path)
    expected = {}
    for shown in Viewer(real.path).elements().values():
        points = shown.all().reshape(-1, 3)
        expected[shown.row["globalId"]] = points.min(axis=0), points.max(axis=0)
    assert len(seen["elements"]) == len(Viewer(real.path).rows)
    unique = {row["globalId"] for row in seen["elements"]}
    if len(unique) < len(seen["elements"]):  # which is which cannot be told by them
        return
    for row in seen["elements"]:
        low, high = expected[row["globalId"]]
        # y up: z of the model is y, and y is -z.
        there_low = [row["low"][0], -row["high"][2], row["low"][1]]
        there_high = [row["high"][0], -row["low"][2], row["high"][1]]
        assert np.abs(np.array(there_low) - low).max() < 5e-4
        assert np.abs(np.array(there_high) - high).max() < 5e-4


def boxes_made(boxes: Boxes, folder: Path) -> Made:
    path = folder / "boxes.ifc"
    boxes.file.write(str(path))
    (folder / "work").mkdir()
    return made(path, folder / "work")


@pytest.mark.parametrize("far", [0.0, 5e5, 5e6])
def test_far_off_models_keep_their_millimetres(tmp_path: Path, far: float) -> None:
    boxes = Boxes()
    for number in range(40):
        boxes.add((far + 2.5 * number + 0.0123, 2 * far, 3.003), (1, 1, 1.0007))
    boxes.add((far, 2 * far + 7.7777, 0), (0.5, 0.25, 0.125))
    boxes.add((far, 2 * far, 0), (90.0, 0.1, 0.1))
    boxes.add((far, 2 * far, -1), (1, 1, 1), ifc_class="IfcSpace")
    one = boxes_made(boxes, tmp_path)
    viewer = Viewer(one.path)
    origin = np.array(viewer.extras.get("false_origin", [0, 0, 0]))
    assert bool(origin.any()) == (far > 0)
    shown = viewer.elements()
    for number, product in enumerate(boxes.products[:40]):
        points = shown[product.id()].all().reshape(-1, 3) + origin
        low = [far + 2.5 * number + 0.0123, 2 * far, 3.003]
        assert np.abs(points.min(axis=0) - low).max() < 1e-3
        assert np.abs(points.max(axis=0) - low - [1, 1, 1.0007]).max() < 1e-3
    assert [s.is_space for s in shown.values()].count(True) == 1
    assert_valid(one.path)


def test_equal_shapes_far_from_each_other_keep_their_millimetres(tmp_path: Path) -> None:
    boxes = Boxes()
    places = [(5e6 + 2.5 * n + 0.0123, 3e6, 3.003) for n in range(30)]
    places += [(2.5 * n + 0.0123, 0.0, 3.003) for n in range(8)]
    for place in places:
        boxes.add(place, (1, 1, 1.0007))
    one = boxes_made(boxes, tmp_path)
    viewer = Viewer(one.path)
    assert "EXT_mesh_gpu_instancing" in viewer.document["extensionsUsed"]
    origin = np.array(viewer.extras["false_origin"])
    shown = viewer.elements()
    for product, place in zip(boxes.products, places, strict=True):
        points = shown[product.id()].all().reshape(-1, 3) + origin
        assert np.abs(points.min(axis=0) - place).max() < 1e-3
    assert_valid(one.path)


def test_the_same_model_gives_the_same_bytes(tmp_path: Path) -> None:
    boxes = Boxes()
    for number in range(30):
        boxes.add((number, 0, 0), (1, 1, 1 + number // 10))
    written = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        written.append(boxes_made(boxes, tmp_path / name).path.read_bytes())
    assert written[0] == written[1]


def test_a_model_of_openings_alone_is_an_empty_scene(tmp_path: Path) -> None:
    boxes = Boxes()
    boxes.add((0, 0, 0), ifc_class="IfcOpeningElement")
    one = boxes_made(boxes, tmp_path)
    assert Viewer(one.path).elements() == {}
    assert_valid(one.path)


def test_mirrored_shapes_look_outward(tmp_path: Path) -> None:
    boxes = Boxes()
    source = boxes.map_of((1, 2, 3))
    mirrored = boxes.mapped(source)
    mirrored.Items[0].MappingTarget.Axis1 = boxes.file.create_entity(
        "IfcDirection", (-1.0, 0.0, 0.0)
    )
    mirrored.Items[0].MappingTarget.Axis2 = boxes.file.create_entity(
        "IfcDirection", (0.0, 1.0, 0.0)
    )
    mirrored.Items[0].MappingTarget.Axis3 = boxes.file.create_entity(
        "IfcDirection", (0.0, 0.0, 1.0)
    )
    wall = boxes.add((5, 0, 0), representation=mirrored)
    triangles = Viewer(boxes_made(boxes, tmp_path).path).elements()[wall.id()].all()
    a, b, c = (triangles[:, corner] - triangles[0, 0] for corner in range(3))
    assert float(np.einsum("ij,ij->", a, np.cross(b, c))) / 6 == pytest.approx(6, rel=1e-3)
