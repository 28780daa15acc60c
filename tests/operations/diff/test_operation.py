"""The operation: its truth, its files and its refusals."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import ifcopenshell
import pytest
from ifcdiff import IfcDiff
from python_calamine import CalamineWorkbook

from ifcworks.errors import NothingToDo, ParametersInvalid
from ifcworks.ifc.sample import write_sample
from ifcworks.operations.diff import DiffForm, DiffParams, DiffResult, diff
from ifcworks.operations.workspace import Workspace
from support.glb import read_glb
from support.versions import known

_ASPECTS = {
    "renamed": "attributes",
    "moved": "placement",
    "geometry": "geometry",
    "property": "properties",
    "quantity": "quantities",
    "type": "type",
    "material": "materials",
    "container": "container",
    "classification": "classifications",
}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    return folder


def run(folder: Path, work_folder: Path, **params: Any) -> tuple[DiffResult, Workspace]:
    paths = {
        "old.ifc": folder / "architecture.ifc",
        "new.ifc@2": folder / "architecture-v2.ifc",
    }
    versions = {name: known(path) for name, path in paths.items()}
    work = Workspace(
        paths,
        work_folder,
        known={
            "index": {name: version.index for name, version in versions.items()},
            "geometry": {
                name: version.geometry for name, version in versions.items() if version.geometry
            },
        },
    )
    result = diff.function(DiffParams(old="old.ifc", new="new.ifc@2", **params), work)
    assert isinstance(result, DiffResult)
    return result, work


def test_the_changes_of_the_sample_building_and_no_others(sample: Path, tmp_path: Path) -> None:
    result, work = run(sample, tmp_path)
    truth = json.loads((sample / "truth.json").read_text())["changes"]
    found = {element.global_id: element for element in result.elements}
    assert len(found) == result.elements_total == len(truth)
    for change in truth:
        element = found[change["global_id"]]
        if change["kind"] in ("added", "deleted"):
            assert element.kind.value == change["kind"]
            continue
        assert {told.what.value for told in element.changes} == {_ASPECTS[change["kind"]]}
        told = element.changes[0]
        if change["kind"] in ("renamed", "property", "quantity"):
            assert (told.name, told.old, told.new) == (change["what"], change["old"], change["new"])
        elif change["kind"] == "moved":
            assert told.difference == pytest.approx(0.4)
        elif change["kind"] != "geometry":
            assert change["old"] in str(told.old)
            assert change["new"] in str(told.new)
    form = json.loads(work.artifacts["diff.json"].read_text())
    assert form["counts"] == {
        "added": result.added,
        "deleted": result.deleted,
        "changed": result.changed,
        "rematched": 0,
        "unchanged": result.unchanged,
    }
    assert {e["global_id"] for e in form["changed"]} | {
        e["global_id"] for kind in ("added", "deleted") for e in form[kind]
    } == set(found)
    [record] = work.records
    assert record.table == "diff_results"
    assert record.values["diff_count"] == len(truth)


def test_ifcdiff_finds_the_same(sample: Path, tmp_path: Path) -> None:
    _, work = run(sample, tmp_path, forms=["ifcdiff"], compare=_OF_IFCDIFF)
    reference = IfcDiff(
        ifcopenshell.open(sample / "architecture.ifc"),
        ifcopenshell.open(sample / "architecture-v2.ifc"),
        ["attributes", "geometry", "type", "property", "container", "classification"],
        is_shallow=False,
    )
    reference.diff()
    reference.export(str(tmp_path / "reference.json"))
    expected = json.loads((tmp_path / "reference.json").read_text())
    made = json.loads(work.artifacts["ifcdiff.json"].read_text())
    assert made.keys() == expected.keys()
    assert made["added"] == expected["added"]
    assert made["deleted"] == expected["deleted"]
    assert made["changed"] == _without_numbers(expected["changed"])


def _without_numbers(changed: dict[str, Any]) -> dict[str, Any]:
    """Without the numbers of sets in the file, which ifcdiff means to leave out and does not."""
    kept = {}
    for gid, words in changed.items():
        in_sets = words.get("properties_changed", {})
        values = in_sets.get("values_changed", {})
        for at in [at for at in values if at.endswith("['id']")]:
            del values[at]
        if "values_changed" in in_sets and not values:
            del in_sets["values_changed"]
        if "properties_changed" in words and not in_sets:
            del words["properties_changed"]
        if words:
            kept[gid] = words
    return kept


_OF_IFCDIFF = [
    *("class", "attributes", "placement", "geometry", "type", "properties", "quantities"),
    *("container", "classifications"),
]


def test_every_form_can_be_read(sample: Path, tmp_path: Path) -> None:
    result, work = run(sample, tmp_path, forms=list(DiffForm))
    assert sorted(work.artifacts) == sorted(result.artifacts)
    for name in ("diff.xlsx", "diff.ods"):
        book = CalamineWorkbook.from_path(work.artifacts[name])
        assert book.sheet_names == ["Summary", "Classes", "Elements", "Changes"]
        assert len(book.get_sheet_by_name("Elements").to_python()) == 1 + result.elements_total
    page = work.artifacts["diff.html"].read_text()
    assert "Wardrobe of bedroom 2" in page
    assert not re.search(r"(src|href)=[\"']?https?:", page)
    with zipfile.ZipFile(work.artifacts["diff.bcf"]) as archive:
        markups = [
            ElementTree.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.endswith("markup.bcf")
        ]
        pictures = [
            archive.read(name) for name in archive.namelist() if name.endswith("/snapshot.png")
        ]
    titles = {markup.findtext("Topic/Title"): markup for markup in markups}
    assert "1 × IfcColumn changed: placement" in titles
    assert titles["1 × IfcFurniture added"].findtext("Header/File/Filename") == "new.ifc"
    [gone] = [markup for title, markup in titles.items() if title and title.endswith("deleted")]
    assert gone.findtext("Header/File/Filename") == "old.ifc"
    assert len(pictures) == len(markups)
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)
    glb = read_glb(work.artifacts["diff.glb"])
    parts = {
        node["name"]: node for node in glb.document["nodes"] if not node["extras"].get("GlobalId")
    }
    shown = {name: len(parts[name].get("children", ())) for name in ("added", "deleted", "changed")}
    assert shown == {"added": 1, "deleted": 1, "changed": 9}
    colours = {material["name"] for material in glb.document["materials"]}
    assert colours == {"added", "deleted", "changed", "unchanged"}


def test_the_same_request_gives_the_same_files(sample: Path, tmp_path: Path) -> None:
    forms = ["json", "ifcdiff", "ods", "html", "bcf", "glb"]
    first, second = (
        run(sample, tmp_path / name, forms=forms)[1].artifacts for name in ("first", "second")
    )
    for name, path in first.items():
        assert path.read_bytes() == second[name].read_bytes(), name


def test_a_selector_chooses_elements(sample: Path, tmp_path: Path) -> None:
    result, _ = run(sample, tmp_path / "doors", selector="IfcDoor")
    assert {element.ifc_class for element in result.elements} == {"IfcDoor"}
    assert result.changed == 2
    result, _ = run(sample, tmp_path / "named", selector='IfcElement, Name="D09 Bathroom"')
    assert [element.name for element in result.elements] == ["D09 Bathroom"]
    with pytest.raises(NothingToDo, match="matches no element of either version"):
        run(sample, tmp_path / "none", selector="IfcTank")
    with pytest.raises(ParametersInvalid):
        run(sample, tmp_path / "malformed", selector="IfcDoor, =")


def test_without_places_and_shapes_no_geometry_is_needed(sample: Path, tmp_path: Path) -> None:
    params = DiffParams(old="old", new="new", compare=["attributes", "properties"])
    assert diff.needs(params) == ("index",)
    assert diff.needs(DiffParams(old="old", new="new")) == ("index", "geometry")
    coloured = params.model_copy(update={"forms": [DiffForm.GLB]})
    assert diff.needs(coloured) == ("index", "geometry")
    result, _ = run(sample, tmp_path, compare=["attributes", "properties"], forms=["json", "bcf"])
    assert result.aspects == {"attributes": 1, "properties": 1}
    assert not result.notes


def test_topics_without_pictures(sample: Path, tmp_path: Path) -> None:
    _, work = run(sample, tmp_path, forms=["bcf"], bcf_pictures=False)
    with zipfile.ZipFile(work.artifacts["diff.bcf"]) as archive:
        assert not [name for name in archive.namelist() if name.endswith(".png")]


def test_what_is_shown_on_a_terminal(sample: Path, tmp_path: Path) -> None:
    from rich.console import Console

    result, _ = run(sample, tmp_path)
    console = Console(width=120, record=True)
    assert diff.show is not None
    console.print(diff.show(result))
    text = console.export_text()
    assert "moved by 0.4 m" in text
    assert "Pset_WallCommon.FireRating: REI 30 → REI 90" in text
