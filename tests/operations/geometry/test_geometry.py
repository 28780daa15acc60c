"""The geometry that is kept: as right as a conversion, and enough for one without the model."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from ifcworks.errors import NothingToDo
from ifcworks.ifc.geometry.cache import open_cache
from ifcworks.ifc.geometry.model import world_bounds
from ifcworks.ifc.sample import write_sample
from ifcworks.operations.convert import ConvertParams, ConvertResult, convert
from ifcworks.operations.geometry import GeometryParams, GeometryResult, geometry
from ifcworks.operations.index import IndexParams, index
from ifcworks.operations.workspace import Workspace
from support.boxes import Boxes, house
from support.corpus import SHAPED

Converted = tuple[ConvertResult, dict[str, bytes]]


class Model:
    """A model, and what operations make of it."""

    def __init__(self, path: Path, folder: Path) -> None:
        self._path, self._folder = path, folder
        self.known: dict[str, dict[str, Path]] = {}
        self.index = self._run("index", index, IndexParams(model="m"))
        self.geometry: GeometryResult = self._run("geometry", geometry, GeometryParams(model="m"))

    def convert(self, known: bool, **params: Any) -> Converted:
        work = self._workspace(f"convert-{known}-{len(list(self._folder.iterdir()))}")
        if not known:
            work.known = {}
        result = convert.function(ConvertParams(model="m", **params), work)
        assert isinstance(result, ConvertResult)
        return result, {name: path.read_bytes() for name, path in work.artifacts.items()}

    def _run(self, name: str, operation: Any, params: Any) -> Any:
        work = self._workspace(name)
        result = operation.function(params, work)
        for kind, artifact in operation.provides.items():
            self.known.setdefault(kind, {})["m"] = work.artifacts[artifact]
        return result

    def _workspace(self, name: str) -> Workspace:
        folder = self._folder / name
        folder.mkdir()
        known = {kind: dict(paths) for kind, paths in self.known.items()}
        return Workspace({"m": self._path}, folder, known, processes=2)


def assert_same(one: Converted, other: Converted) -> None:
    """The same, but for the order of triangles: a kernel has no fixed one for some shapes."""
    (result, files), (expected, expected_files) = one, other
    assert result == expected
    assert {name: len(data) for name, data in files.items()} == {
        name: len(data) for name, data in expected_files.items()
    }
    for name, data in files.items():
        if name.endswith(".glb"):
            assert _document(data) == _document(expected_files[name])
        else:
            assert sorted(data.splitlines()) == sorted(expected_files[name].splitlines())


def _document(glb: bytes) -> Any:
    """The JSON of a GLB; it holds the bounds of every mesh."""
    (size,) = struct.unpack("<I", glb[12:16])
    return json.loads(glb[20 : 20 + size])


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Model:
    folder = tmp_path_factory.mktemp("geometry")
    files = write_sample(folder / "sample")
    (folder / "work").mkdir()
    return Model(files.architecture, folder / "work")


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"format": "obj"},
        {"normals": True, "names": "name"},
        {"include": ["IfcWall"]},
        {"exclude": ["IfcDoor"], "format": "obj"},
        {"spaces_and_openings": "exclude"},
        {"world_coordinates": True, "model_offset": (1.0, 2.0, 3.0)},
    ],
    ids=str,
)
def test_what_is_written_from_what_is_known_is_the_same(
    sample: Model, params: dict[str, Any]
) -> None:
    assert_same(sample.convert(True, **params), sample.convert(False, **params))


@pytest.mark.parametrize("name", SHAPED)
def test_real_models_are_written_the_same(corpus: Path, tmp_path: Path, name: str) -> None:
    model = Model(corpus / f"{name}.ifc", tmp_path)

    assert_same(model.convert(True), model.convert(False))


@pytest.mark.parametrize("damage", ["bits", "cut off"])
def test_what_is_damaged_is_computed_again(tmp_path: Path, damage: str) -> None:
    path = house().write(tmp_path / "house.ifc")
    (tmp_path / "work").mkdir()
    model = Model(path, tmp_path / "work")
    expected = model.convert(True)
    kept = model.known["geometry"]["m"]
    data = bytearray(kept.read_bytes())
    vertices = open_cache(kept).shapes[0].vertices.tobytes()
    if damage == "bits":
        data[data.index(vertices) + 3] ^= 0x43
    else:
        del data[-100:]
    kept.write_bytes(data)
    assert_same(model.convert(True), expected)


def test_other_ways_of_computing_do_not_use_what_is_known(sample: Model) -> None:
    assert convert.needs(ConvertParams(model="m")) == ("index", "geometry")
    for changed in ({"openings": False}, {"kernel": "opencascade"}, {"format": "svg"}):
        assert convert.needs(ConvertParams(model="m", **changed)) == ()

    cut, _ = sample.convert(True)
    whole, _ = sample.convert(True, openings=False)
    assert (cut.kernel, whole.kernel) == ("auto", "auto")
    assert cut.triangles != whole.triangles


def test_the_index_gets_what_triangles_tell(sample: Model) -> None:
    tessellation = open_cache(sample.known["geometry"]["m"])
    low, high = world_bounds(tessellation)
    boxes: dict[int, list[np.ndarray[Any, Any]]] = {}
    for number, instance in enumerate(tessellation.instances):
        boxes.setdefault(instance.element, []).append(np.array([low[number], high[number]]))
    with duckdb.connect(sample.known["index"]["m"], read_only=True) as connection:
        rows = connection.execute(
            "SELECT id, min_x, min_y, min_z, max_x, max_y, max_z FROM elements "
            "WHERE min_x IS NOT NULL"
        ).fetchall()
        counted = connection.execute(
            "SELECT count(*), count(mesh_hash), count(DISTINCT id) FROM elements"
        ).fetchone()
        told = connection.execute("SELECT geometry FROM model").fetchone()
    assert told == (True,)
    assert counted is not None
    assert counted[1] == len(boxes) == sample.geometry.elements
    assert counted[0] == counted[2] == sample.index.elements
    for number, *box in rows:
        expected = np.array(boxes[number])
        assert box[:3] == pytest.approx(expected[:, 0].min(axis=0), abs=1e-6)
        assert box[3:] == pytest.approx(expected[:, 1].max(axis=0), abs=1e-6)


def test_a_model_without_geometry_is_known_too(tmp_path: Path) -> None:
    path = tmp_path / "empty.ifc"
    Boxes().file.write(str(path))
    (tmp_path / "work").mkdir()
    model = Model(path, tmp_path / "work")

    assert (model.geometry.elements, model.geometry.bounds) == (0, None)
    assert model.geometry.complete
    for known in (True, False):
        with pytest.raises(NothingToDo, match="no geometry"):
            model.convert(known)
