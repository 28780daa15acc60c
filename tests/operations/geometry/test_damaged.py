"""A model with references to nothing and GlobalIds used twice goes through every operation."""

from __future__ import annotations

from pathlib import Path

import pytest

from ifcworks.ifc.sample import write_sample
from ifcworks.operations.convert import ConvertParams, convert
from ifcworks.operations.geometry import GeometryParams, GeometryResult, geometry
from ifcworks.operations.index import IndexParams, index
from ifcworks.operations.inspect import InspectParams, InspectResult, inspect
from ifcworks.operations.workspace import Workspace

GONE = "#999999"
DAMAGE = (
    f"#900001=IFCWALL('0damaged0000000000000',$,'placed nowhere',$,$,{GONE},{GONE},$,$);\n"
    f"#900002=IFCRELAGGREGATES('0damaged0000000000001',$,$,$,{GONE},(#900001,{GONE}));\n"
    f"#900003=IFCRELVOIDSELEMENT('0damaged0000000000002',$,$,$,{GONE},{GONE});\n"
    f"#900004=IFCRELFILLSELEMENT('0damaged0000000000003',$,$,$,{GONE},#900001);\n"
    f"#900005=IFCPRODUCTDEFINITIONSHAPE($,$,({GONE}));\n"
    "#900006=IFCWALL('0damaged0000000000000',$,'shape of nothing',$,$,$,#900005,$,$);\n"
    f"#900007=IFCSTYLEDITEM({GONE},({GONE}),$);\n"
    f"#900008=IFCRELCONTAINEDINSPATIALSTRUCTURE('0damaged0000000000004',$,$,$,({GONE}),{GONE});\n"
)


def run(path: Path, folder: Path) -> tuple[Workspace, int]:
    """All operations on a model; their workspace, and how many elements have triangles."""
    first = Workspace({"m": path}, folder / "index")
    index.function(IndexParams(model="m"), first)
    known = {"index": {"m": first.artifacts["index.duckdb"]}}
    work = Workspace({"m": path}, folder / "rest", known)
    made = geometry.function(GeometryParams(model="m"), work)
    assert isinstance(made, GeometryResult)
    convert.function(ConvertParams(model="m", format="glb"), work)
    return work, made.elements


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sample(tmp_path_factory.mktemp("sample")).architecture


def test_damage_costs_what_is_damaged_and_no_more(sound: Path, tmp_path: Path) -> None:
    path = tmp_path / "damaged.ifc"
    text = sound.read_text()
    place = text.rindex("ENDSEC;")
    path.write_text(text[:place] + DAMAGE + text[place:])
    _, expected = run(sound, tmp_path / "sound")
    work, elements = run(path, tmp_path / "damaged")
    assert elements == expected
    told = inspect.function(InspectParams(model="m"), work)
    assert isinstance(told, InspectResult)
    found = {p.code: p for p in told.problems}
    assert found["dangling-reference"].count == 12
    assert {900001, 900008} <= set(found["dangling-reference"].step_ids)
    assert found["duplicate-global-id"].step_ids == [900001, 900006]
    assert found["duplicate-global-id"].global_ids == ["0damaged0000000000000"]
