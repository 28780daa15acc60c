"""What is written beside the result."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from python_calamine import CalamineWorkbook
from rich.console import Console

from ifcworks.errors import ParametersInvalid
from ifcworks.operations.clash import clash as operation
from ifcworks.operations.clash import show
from ifcworks.operations.validation import validate
from operations.clash.conftest import Clash, Done
from support.boxes import Boxes
from support.glb import read_glb

REFERENCE = (
    "a_global_id",
    "b_global_id",
    "a_ifc_class",
    "b_ifc_class",
    "a_name",
    "b_name",
    "type",
    "p1",
    "p2",
    "distance",
)


@pytest.fixture
def walls(tmp_path: Path) -> dict[str, Path]:
    """A duct through three walls, and a beam in a fourth that is also there twice."""
    made = Boxes()
    for number in range(3):
        made.add((2.0 * number, 0, 0), (0.2, 4, 3), "IfcWall", name=f"<Wänd> {number}")
    made.add((-1, 1, 1), (8, 0.3, 0.3), "IfcDuctSegment", name="=Duct()")
    made.add((100, 0, 0), (0.2, 4, 3), "IfcWall", name="Alone", storey=1)
    made.add((99, 1, 1), (2, 0.3, 0.3), "IfcBeam", name=None, storey=1)
    return {"walls.ifc": made.write(tmp_path / "walls.ifc")}


@pytest.fixture
def done(run: Clash, walls: dict[str, Path]) -> Done:
    return run(walls, reports=["json", "html", "xlsx", "bcf", "glb"])


def test_json_is_what_ifcclash_writes_and_more(done: Done) -> None:
    (clash_set,) = done.json()
    assert (clash_set["name"], clash_set["mode"], clash_set["complete"]) == (
        "clashes",
        "intersection",
        True,
    )
    assert clash_set["a"] == [{"file": "walls.ifc", "mode": "a"}]
    assert len(clash_set["clashes"]) == 4
    for key, clash in clash_set["clashes"].items():
        assert key == f"{clash['a_global_id']}-{clash['b_global_id']}"
        assert tuple(clash)[:10] == REFERENCE
    assert sorted(len(group["clashes"]) for group in clash_set["groups"]) == [1, 3]


@pytest.mark.parametrize(
    ("group", "sizes"),
    [("classes", [1, 3]), ("element", [1, 3]), ("storey", [1, 3]), ("distance", [1, 1, 1, 1])],
)
def test_groups(run: Clash, walls: dict[str, Path], group: str, sizes: list[int]) -> None:
    (clash_set,) = run(walls, group=group, reports=["json"]).json()
    assert sorted(len(one["clashes"]) for one in clash_set["groups"]) == sizes
    (again,) = run(walls, group=group, reports=["json"]).json()
    assert clash_set["groups"] == again["groups"]


def test_the_register_has_a_row_for_each_clash(done: Done) -> None:
    book = CalamineWorkbook.from_path(str(done.work.artifacts["clash.xlsx"]))
    assert book.sheet_names == ["Clashes", "Groups", "Not tested", "About"]
    rows = book.get_sheet_by_name("Clashes").to_python()
    assert len(rows) == 5
    assert {row[-1] for row in rows[1:]} == {clash["id"] for clash in done.clashes()}


def test_the_page_says_what_there_is(done: Done) -> None:
    page = done.work.artifacts["clash.html"].read_text()
    assert "4 clashes." in page
    assert "<Wänd>" not in page
    assert "IfcDuctSegment" in page


def test_the_page_does_not_call_good_what_was_not_tested(
    run: Clash, walls: dict[str, Path]
) -> None:
    """No clash in one clash set, and no element in the other."""
    source = {"file": "walls.ifc", "selector": 'IfcElement, Name="Alone"'}
    beams = {"file": "walls.ifc", "selector": "IfcDuctSegment"}
    sets = [
        {"name": "clear", "a": [source], "b": [beams]},
        {"name": "empty", "a": [{"file": "walls.ifc", "selector": "IfcBoiler"}]},
    ]
    done = run(walls, clash_sets=sets, reports=["html"])
    page = done.work.artifacts["clash.html"].read_text()
    assert done.result.clashes == 0
    assert "0 clashes; nothing was there to be tested in &#39;empty&#39;." in page
    assert "all chosen elements were tested" not in page


@pytest.mark.parametrize("version", ["2.1", "3.0"])
def test_bcf_has_a_topic_with_view_and_picture_for_each(
    run: Clash, walls: dict[str, Path], version: str
) -> None:
    done = run(walls, reports=["bcf"], bcf_version=version, bcf_topics=3)
    assert done.result.notes == ["1 clashes are not in clash.bcf; bcf_topics raises the limit."]
    with zipfile.ZipFile(done.work.artifacts["clash.bcf"]) as archive:
        names = set(archive.namelist())
        gravest = done.clashes()[:3]
        for clash in gravest:
            files = {"markup.bcf", "viewpoint.bcfv", "snapshot.png"}
            assert {f"{clash['id']}/{file}" for file in files} <= names
            view = ElementTree.fromstring(archive.read(f"{clash['id']}/viewpoint.bcfv"))
            guids = [component.get("IfcGuid") for component in view.iter("Component")]
            pair = [clash["a_global_id"], clash["b_global_id"]]
            assert guids == pair + pair  # selected, and coloured
            picture = Image.open(io.BytesIO(archive.read(f"{clash['id']}/snapshot.png")))
            red, green, blue = np.asarray(picture, float).transpose(2, 0, 1)
            # One is red, the other blue, and what they have in common yellow, seen through one.
            assert (blue > 1.2 * red).mean() > 0.01
            assert ((red > 1.2 * blue) & (green < 1.2 * blue)).mean() > 0.01
            assert (green > 1.4 * blue).mean() > 0.001


def test_the_glb_has_each_element_once(done: Done) -> None:
    glb = read_glb(done.work.artifacts["clash.glb"])
    (root,) = [node for node in glb.document["nodes"] if node.get("children")]
    assert len(root["children"]) == 6


def test_what_is_left_for_the_database(done: Done) -> None:
    (record,) = done.work.records
    assert record.table == "clash_results"
    assert record.values["clash_count"] == 4
    assert record.coverage is not None
    [model] = record.coverage["models"]
    assert (model["name"], len(model["a"])) == ("walls.ifc", 6)
    assert record.values["clash_data"]["models"] == [
        {"name": "walls.ifc", "project": model["project"]}
    ]
    json.dumps(record.values)


def test_the_terminal_shows_it(done: Done) -> None:
    console = Console(width=120, record=True)
    console.print(show(done.result))
    assert "=Duct()" in console.export_text()


def wrong(**params: Any) -> dict[str, Any]:
    return params


SOURCE = {"file": "m.ifc"}
FLAT = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1]]


@pytest.mark.parametrize(
    ("params", "what"),
    [
        (wrong(), "models or clash_sets are needed"),
        (wrong(models=["m.ifc"], clash_sets=[{"name": "x", "a": [SOURCE]}]), "not both"),
        (wrong(clash_sets=[{"name": "x", "a": [SOURCE]}], a="IfcWall"), "go with models"),
        (wrong(clash_sets=[{"name": "x", "a": [SOURCE]}] * 2), "have the name 'x'"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_once(params: dict[str, Any], what: str) -> None:
    with pytest.raises(ParametersInvalid, match=what):
        validate(operation, params, strict=True)


@pytest.mark.parametrize(
    "params",
    [
        wrong(clash_sets=[{"name": "x", "a": [{**SOURCE, "transform": FLAT}]}]),
        wrong(models=["m.ifc"], a="IfcWall, )("),
    ],
)
def test_what_makes_no_sense_is_said(
    run: Clash, walls: dict[str, Path], params: dict[str, Any]
) -> None:
    with pytest.raises(ParametersInvalid):
        run({"m.ifc": walls["walls.ifc"]}, **params)


def test_a_side_without_elements_is_said(run: Clash, walls: dict[str, Path]) -> None:
    from ifcworks.errors import NothingToDo

    with pytest.raises(NothingToDo, match="Side b"):
        run(walls, b="IfcPipeSegment")
