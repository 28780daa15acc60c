"""The other operations, from upload to download."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.dialect import Node


@pytest.fixture(scope="module")
def model(node: Node, sample: Path) -> str:
    return node.upload(sample / "architecture.ifc", name="more.ifc")


def test_two_versions_are_compared(node: Node, sample: Path, model: str) -> None:
    later = node.upload(sample / "architecture-v2.ifc", name="later.ifc")
    result = node.run("/ifcdiff", {"old_file": model, "new_file": later, "output_file": "d.json"})
    assert result["output_path"] == "/output/diff/d.json"
    written = json.loads(node.download(result["output_path"]))
    assert set(written) >= {"added", "deleted", "changed"}
    summary = result["summary"]
    assert {name: len(written[name]) for name in ("added", "deleted", "changed")} == summary
    assert summary["added"] > 0 < summary["changed"]
    every = {
        "relationships": [
            *("geometry", "attributes", "property", "type", "container"),
            *("aggregate", "classification"),
        ],
        "is_shallow": False,
        "filter_elements": "IfcWall",
    }
    body = {"old_file": model, "new_file": later, "output_file": "walls.json", **every}
    walls = node.run("/ifcdiff", body)
    written = json.loads(node.download(walls["output_path"]))
    assert len(written["changed"]) == walls["summary"]["changed"] > 0


def test_a_fast_summary(node: Node, model: str) -> None:
    result = node.run("/ifcfast", {"filename": model, "operation": "summary"})
    assert result["engine"] == "ifcworks"
    assert result["inline"]["schema"]
    counts = node.run("/ifcfast", {"filename": model, "operation": "types"})["inline"]
    assert counts["IfcWall"] > 0
    table = node.run(
        "/ifcfast", {"filename": model, "output_filename": "f.parquet", "query": "IfcWall"}
    )
    assert table["element_count"] == counts["IfcWall"]
    assert table["artifacts"] == ["/output/ifcfast/f.parquet"]
    assert node.download("/output/ifcfast/f.parquet").startswith(b"PAR1")


def test_quantities_are_written_beside_the_model(node: Node, model: str) -> None:
    result = node.run("/calculate-qtos", {"input_file": model, "output_file": "with_qto.ifc"})
    assert result["output_path"] == "/output/qto/with_qto.ifc"
    assert result["quantities"] > 0
    assert b"IFCELEMENTQUANTITY" in node.download(result["output_path"])
    again = node.run("/calculate-qtos", {"input_file": result["output_path"]})
    assert again["output_path"] == "/output/qto/with_qto_qto.ifc"
    assert len(node.get("/audit/history/uploads/more.ifc")["versions"]) == 1
    fast = node.run("/ifcfast", {"filename": model, "operation": "mesh_qto"})
    assert fast["rows"] == fast["inline"]["values"] > 0
    assert json.loads(node.download(fast["artifacts"][0]))


def test_requirements_are_checked(node: Node, sample: Path, model: str) -> None:
    ids = node.upload(sample / "requirements.ids", "ids")
    body = {"ifc_filename": model, "ids_filename": ids, "output_filename": "report.json"}
    result = node.run("/ifctester", body)
    assert result["output_path"] == "/output/ids/report.json"
    counts = [result[f"{word}_specifications"] for word in ("total", "passed", "failed")]
    assert counts[0] == counts[1] + counts[2] > 0
    report = json.loads(node.download(result["output_path"]))
    assert report["total_specifications"] == counts[0]
    page = node.run("/ifctester", {**body, "output_filename": "report.html", "report_type": "html"})
    assert page["report"].lstrip().lower().startswith("<!doctype html")
    assert page["report"].encode() == node.download("/output/ids/report.html")
    sheet = node.run(
        "/ifctester", {**body, "output_filename": "report.xlsx", "report_type": "xlsx"}
    )
    assert node.download(sheet["output_path"]).startswith(b"PK")


def test_a_recipe_is_run_and_its_output_compared(node: Node, model: str) -> None:
    listed = node.post("/patch/recipes/list")
    assert listed["total_count"] == len(listed["recipes"]) == listed["builtin_count"] > 10
    recipe = next(item for item in listed["recipes"] if item["name"] == "ExtractElements")
    assert {"name", "description", "is_custom", "parameters", "output_type"} == set(recipe)
    assert {"name", "type", "description", "required", "default"} == set(recipe["parameters"][0])
    assert node.post("/patch/recipes/list", {"include_builtin": False})["recipes"] == []
    result = node.run(
        "/patch/execute",
        {
            "input_file": model,
            "output_file": "chain/step1.ifc",
            "recipe": "ExtractElements",
            "arguments": ["IfcWall"],
            "use_custom": False,
        },
    )
    assert result["output_key"] == "output/chain/step1.ifc"
    text = node.download(result["output_path"]).decode()
    assert "IFCWALL" in text
    assert "IFCDOOR(" not in text
    compared = node.run(
        "/ifcdiff",
        {"old_file": model, "new_file": result["output_key"], "output_file": "patched.json"},
    )
    assert compared["summary"]["deleted"] > 0
    # The model itself has no new version.
    versions = node.get("/audit/history/uploads/more.ifc")["versions"]
    assert len(versions) == 1


def test_what_is_no_model_is_an_output_too(node: Node, model: str) -> None:
    result = node.run(
        "/patch/execute",
        {
            "input_file": model,
            "output_file": "properties.ifc",
            "recipe": "ExtractPropertiesToSQLite",
        },
    )
    assert result["output_path"] == "/output/patch/properties.sqlite"
    assert node.download(result["output_path"]).startswith(b"SQLite format 3")


def test_recipes_that_there_are_not(node: Node, model: str) -> None:
    for recipe, arguments, status in (
        ("NoSuchRecipe", [], 404),
        ("ExtractElements", ["a", "b", "c", "d", "e", "f", "g"], 400),
        ("OffsetObjectPlacements", ["far"], 422),
    ):
        body = {
            "input_file": model,
            "output_file": "x.ifc",
            "recipe": recipe,
            "arguments": arguments,
        }
        answer = node.client.post("/patch/execute", json=body)
        assert answer.status_code == status, answer.text


def test_arguments_may_be_json_in_text(node: Node, model: str) -> None:
    result = node.run(
        "/patch/execute",
        {
            "input_file": model,
            "output_file": "moved.ifc",
            "recipe": "OffsetObjectPlacements",
            "arguments": ["1.5", 2, "3", "false", None, ""],
        },
    )
    moved = {"old_file": model, "new_file": result["output_path"], "relationships": ["geometry"]}
    assert node.run("/ifcdiff", moved)["output_path"] == "/output/diff/diff.json"


def test_clashes_are_told_inside_the_result(node: Node, sample: Path, model: str) -> None:
    services = node.upload(sample / "services.ifc", name="pipes.ifc")
    body = {
        "clash_sets": [
            {
                "name": "pipes",
                "a": [{"file": model, "selector": "IfcDoor", "mode": "e"}],
                "b": [{"file": services, "mode": "e"}],
            }
        ],
        "output_filename": "clash.json",
        "smart_grouping": True,
    }
    result = node.run("/ifcclash", body)
    assert result["output_path"] == "/output/clash/clash.json"
    assert result["result"] == json.loads(node.download(result["output_path"]))
    (clash_set,) = result["result"]
    assert clash_set["name"] == "pipes"
    assert len(clash_set["clashes"]) == result["clash_count"] > 0
    for key, clash in clash_set["clashes"].items():
        assert key == f"{clash['a_global_id']}-{clash['b_global_id']}"
        assert clash.keys() >= {
            *("a_ifc_class", "b_ifc_class", "a_name", "b_name", "type", "p1", "p2", "distance"),
        }
    ignored = {**body, "clash_sets": [{"name": "x", "a": [{"file": model, "selector": "IfcWall"}]}]}
    assert "IfcWall" in node.run("/ifcclash", ignored)["warning"]
