"""The recipes of ifcpatch, each on a fitting model, and what is refused."""

from __future__ import annotations

import ast
import sqlite3
from pathlib import Path
from typing import Any

import ifcopenshell
import pytest

from ifcworks.errors import ParametersInvalid, RecipeFailed
from ifcworks.ifc.patching.catalogue import recipe, recipes
from ifcworks.ifc.patching.policy import HANDLING
from ifcworks.ifc.sample import write_sample
from ifcworks.operations.patch import PatchParams, patch
from ifcworks.operations.registry import Registry
from ifcworks.operations.validation import validate
from support.boxes import Boxes
from support.editing import run

pytestmark = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"
)

ALL = recipes()
ARGUMENTS: dict[str, dict[str, Any]] = {
    "ConvertPropertiesToQuantities": {"property_name": "Area", "quantity_name": "NetSideArea"},
    "ConvertLengthUnit": {"unit": "millimeter"},
    "ExtractElements": {"query": "IfcWall"},
    "OffsetObjectPlacements": {"x": "1.5"},
    "TessellateElements": {"query": "IfcSlab"},
    "MergeDuplicateTypes": {"attribute": "Name"},
}
OF_IFC4X3 = {
    "AddGeometricRepresentationToAlignment",
    "AddLinearPlacementFallbackPosition",
    "AddZeroLengthSegmentToAlignment",
    "PatchStationReferentPosition",
}
_DATABASES = {"ExtractPropertiesToSQLite", "Ifc2Sql"}
AGS = """"**PROJ"
"*PROJ_ID","*PROJ_NAME"
"<UNITS>",""
"1","Test"

"**HOLE"
"*HOLE_ID","*HOLE_TYPE","*HOLE_NATE","*HOLE_NATN","*HOLE_GL","*HOLE_FDEP"
"<UNITS>","","m","m","m","m"
"BH1","CP","100","200","10","5"

"**GEOL"
"*HOLE_ID","*GEOL_TOP","*GEOL_BASE","*GEOL_DESC","*GEOL_LEG","*GEOL_GEOL","*GEOL_STAT"
"<UNITS>","m","m","","","",""
"BH1","0","5","Clay","201","CL",""
"""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return write_sample(tmp_path_factory.mktemp("sample"))


@pytest.mark.parametrize("name", [found.name for found in ALL if not found.unavailable])
def test_each_recipe_makes_something_that_opens(
    name: str, sample: Any, corpus: Path, tmp_path: Path
) -> None:
    model = sample.architecture
    if name in OF_IFC4X3:
        model = corpus / "pcert-building-architecture-ifc4x3.ifc"
    inputs: dict[str, Path] = {}
    params: dict[str, Any] = {}
    if name == "AGS2IFC":
        inputs = {"a": tmp_path / "holes.ags"}
        inputs["a"].write_text(AGS)
        params = {"files": {"ags_file": ["a"]}}
    if name == "Migrate":
        params = {"arguments": {"schema": "IFC4X3"}}
    params.setdefault("arguments", ARGUMENTS.get(name, {}))
    if name == "AGS2IFC":
        # AGS comes in many dialects; what the recipe misses in this one is said.
        with pytest.raises(RecipeFailed, match="KeyError"):
            run(patch, tmp_path / "run", model, inputs=inputs, recipe=name, **params)
        return
    ran = run(patch, tmp_path / "run", model, inputs=inputs, recipe=name, **params)
    assert ran.result.artifacts
    for artifact in ran.result.artifacts:
        if name in _DATABASES:
            with sqlite3.connect(ran.path(artifact)) as database:
                assert database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] > 3
        else:
            assert ran.model(artifact).by_type("IfcProject")


@pytest.mark.parametrize("found", ALL, ids=lambda found: found.name)
def test_parameters_are_those_that_ifcpatch_tells_of(found: Any) -> None:
    assert found.description
    assert found.summary
    tree = ast.parse(found.path.read_bytes())
    [patcher] = [n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == "Patcher"]
    [init] = [n for n in patcher.body if getattr(n, "name", "") == "__init__"]
    assert isinstance(init, ast.FunctionDef)
    assert list(found.order) == [a.arg for a in init.args.args][3:]
    hidden = HANDLING[found.name].chosen if found.name in HANDLING else {}
    assert {p.name for p in found.parameters} == set(found.order) - set(hidden)


def test_recipes_that_open_files_or_talk_to_others_are_known() -> None:
    """A new recipe of ifcpatch that does is not run before somebody has looked at it."""
    suspicious = ("open(", "connect(", "subprocess", "socket", "urllib", "requests", "eval(")
    harmless = {"ExtractPropertiesToSQLite", "Ifc2Sql"}
    for found in ALL:
        source = found.path.read_text()
        code = source.replace(str(ast.get_docstring(ast.parse(source))), "")
        if any(word in code for word in suspicious) or "import bpy" in code:
            assert found.name in HANDLING or found.name in harmless, found.name


@pytest.mark.parametrize(
    ("params", "what"),
    [
        ({"recipe": "OffsetStoreyElevation"}, "OffsetStoreyElevations"),
        ({"recipe": "../../etc/passwd"}, "there is no recipe"),
        ({"recipe": "ifcpatch.recipes.Optimise"}, "there is no recipe"),
        ({"recipe": "./Optimise"}, "there is no recipe"),
        ({"recipe": "Optimise.py"}, "there is no recipe"),
        ({"recipe": "FixRevitTINs"}, "Blender"),
        ({"recipe": "Optimise", "arguments": {"x": 1}}, "it takes none"),
        ({"recipe": "OffsetStoreyElevations", "arguments": {"z": "up"}}, "a number"),
        ({"recipe": "OffsetStoreyElevations", "arguments": {"zz": 1}}, "did you mean 'z'"),
        ({"recipe": "ConvertLengthUnit", "arguments": {"unit": "CUBIT"}}, "one of"),
        ({"recipe": "RegenerateGlobalIds", "arguments": {"only_duplicates": 3}}, "true or false"),
        ({"recipe": "ConvertPropertiesToQuantities"}, "property_name"),
        ({"recipe": "MergeProjects"}, "'merge'"),
        ({"recipe": "AGS2IFC"}, "files.ags_file"),
        ({"recipe": "AGS2IFC", "arguments": {"ags_file": "/etc/x"}}, "into 'files'"),
        ({"recipe": "Ifc2Sql", "arguments": {"database": "/tmp/x.db"}}, "decides on this itself"),
        ({"recipe": "Ifc2Sql", "arguments": {"sql_type": "MySQL"}}, "decides on this itself"),
        ({"recipe": "SplitByBuildingStorey", "arguments": {"output_dir": "/"}}, "decides on this"),
    ],
)
def test_what_is_wrong_is_refused_before_anything_is_opened(
    params: dict[str, Any], what: str, tmp_path: Path
) -> None:
    nothing = tmp_path / "not-there.ifc"
    with pytest.raises(ParametersInvalid) as refused:
        _asked(tmp_path / "run", nothing, params)
    assert what in str(refused.value.detail) + str(refused.value.context)


def _asked(folder: Path, model: Path, params: dict[str, Any]) -> None:
    given = validate(Registry.discover().get("patch"), {"model": "m", **params})
    assert isinstance(given, PatchParams)
    run(patch, folder, model, **params)


def test_the_message_of_a_recipe_that_fails_is_passed_on(sample: Any, tmp_path: Path) -> None:
    name = "AddZeroLengthSegmentToAlignment"
    with pytest.raises(RecipeFailed, match="IfcAlignment") as failed:
        run(patch, tmp_path / "run", sample.architecture, recipe=name)
    assert failed.value.context["exception"] == "RuntimeError"


def test_a_storey_called_like_a_path_writes_nowhere(tmp_path: Path) -> None:
    boxes = Boxes()
    boxes.storeys[0].Name = "../../outside"
    boxes.add((0, 0, 0))
    source = tmp_path / "boxes.ifc"
    boxes.file.write(str(source))
    with pytest.raises(RecipeFailed, match="split"):
        run(patch, tmp_path / "run", source, recipe="SplitByBuildingStorey")


def test_a_new_version_only_of_a_model(sample: Any, tmp_path: Path) -> None:
    ran = run(patch, tmp_path / "a", sample.services, recipe="Optimise", new_version=True)
    assert ran.result.new_version
    with pytest.raises(ParametersInvalid, match="no new version"):
        run(patch, tmp_path / "b", sample.services, recipe="Ifc2Sql", new_version=True)


CUSTOM = '''
class Patcher:
    def __init__(self, file, logger, name: str = "x", times: int = 1):
        """Name the project

        :param name: The name.
        """
        self.file, self.logger, self.name, self.times = file, logger, name, times

    def patch(self):
        self.logger.info("naming")
        self.file.by_type("IfcProject")[0].Name = self.name * self.times
'''


def test_custom_recipes_are_those_of_a_folder(sample: Any, tmp_path: Path) -> None:
    folder = tmp_path / "recipes"
    folder.mkdir()
    (folder / "NameProject.py").write_text(CUSTOM)
    (folder / "Broken.py").write_text("def (")
    (folder / "Optimise.py").write_text("raise SystemExit('never')")
    found = {r.name: r for r in recipes(folder)}
    assert found["NameProject"].is_custom
    assert not found["Optimise"].is_custom
    assert found["Broken"].unavailable is not None
    params = {"recipe": "NameProject", "arguments": {"name": "ab", "times": 2}}
    ran = run(patch, tmp_path / "run", sample.services, recipes=folder, **params)
    assert ran.model().by_type("IfcProject")[0].Name == "abab"
    assert ran.result.is_custom
    assert ran.result.messages == ["naming"]
    with pytest.raises(ParametersInvalid, match="no recipe 'NameProject'"):
        run(patch, tmp_path / "off", sample.services, **params)
    for name in ("../recipes/NameProject", "NameProject.py", ".NameProject", str(folder)):
        with pytest.raises(ParametersInvalid, match="no recipe"):
            recipe(name, folder)
    with pytest.raises(ParametersInvalid):
        recipe("Broken", folder)
    with pytest.raises(ParametersInvalid, match="IFCWORKS_RECIPES"):
        recipes(tmp_path / "missing")


MAKES = """
import json, pathlib, tempfile

class Patcher:
    def __init__(self, file, logger, kind: str = "text"):
        self.file, self.kind = file, kind

    def patch(self):
        pass

    def get_output(self):
        name = self.file.by_type("IfcProject")[0].Name
        if self.kind == "text":
            return f"project {name}"
        if self.kind == "json":
            return json.dumps({"project": name})
        with tempfile.NamedTemporaryFile("w", suffix=".csv", delete=False) as file:
            file.write(name)
        return pathlib.Path(file.name) if self.kind == "path" else file.name
"""


@pytest.mark.parametrize(
    ("kind", "artifact"),
    [
        ("text", "output.txt"),
        ("json", "output.json"),
        ("file", "output.csv"),
        ("path", "output.csv"),
    ],
)
def test_what_is_no_model_has_a_name_by_which_it_can_be_saved(
    kind: str, artifact: str, tmp_path: Path
) -> None:
    (tmp_path / "recipes").mkdir()
    (tmp_path / "recipes" / "Makes.py").write_text(MAKES)
    source = tmp_path / "boxes.ifc"
    Boxes().file.write(str(source))
    asked = {"recipe": "Makes", "arguments": {"kind": kind}, "recipes": tmp_path / "recipes"}
    ran = run(patch, tmp_path / "run", source, **asked)
    assert ran.result.artifacts == [artifact]
    assert ran.path(artifact).read_text()
    with pytest.raises(RecipeFailed, match="no model that could be a new version"):
        run(patch, tmp_path / "again", source, new_version=True, **asked)


def test_the_list_tells_what_each_recipe_makes() -> None:
    assert {r.makes for r in ALL} == {"model.ifc", "model.sqlite", "*.ifc"}
    assert {r.name for r in ALL if r.makes == "model.sqlite"} == _DATABASES


def test_each_wrong_argument_is_named_by_itself() -> None:
    asked = {"model": "m", "recipe": "OffsetStoreyElevations", "arguments": {"z": "up", "q": 1}}
    with pytest.raises(ParametersInvalid) as refused:
        validate(Registry.discover().get("patch"), asked)
    errors = refused.value.context["errors"]
    assert [error["where"] for error in errors] == ["arguments.z", "arguments.q"]


def test_nothing_but_the_model_changes(sample: Any, tmp_path: Path) -> None:
    before = sample.architecture.read_bytes()
    run(patch, tmp_path / "run", sample.architecture, recipe="PurgeData")
    assert sample.architecture.read_bytes() == before
    assert ifcopenshell.open(str(sample.architecture)).by_type("IfcPropertySet")
