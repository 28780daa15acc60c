"""From upload to download, through each operation, as an n8n workflow goes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from support.dialect import Node


@pytest.fixture(scope="module")
def model(node: Node, sample: Path) -> str:
    return node.upload(sample / "architecture.ifc")


def test_a_model_becomes_a_table_and_the_table_goes_back_in(node: Node, model: str) -> None:
    assert model == "/uploads/architecture.ifc"
    result = node.run(
        "/ifccsv",
        {
            "filename": model,
            "output_filename": "walls.csv",
            "query": "IfcWall",
            "attributes": ["Name", "Description"],
        },
    )
    assert result["output_path"] == "/output/csv/walls.csv"
    assert result["output_path"] in node.get("/list_directories")["files"]
    rows = list(csv.reader(io.StringIO(node.download(result["output_path"]).decode())))
    assert rows[0] == ["GlobalId", "Name", "Description"]
    assert len(rows) == 1 + result["element_count"] > 2

    changed = io.StringIO()
    csv.writer(changed).writerows([rows[0], [rows[1][0], "Another name", rows[1][2]], *rows[2:]])
    edited = node.client.post(
        "/upload/csv", files={"file": ("edited.csv", changed.getvalue().encode())}
    ).json()["file_path"]
    for table, name in ((edited, "edited.ifc"), ("/output/csv/walls.csv", "same.ifc")):
        result = node.run(
            "/ifccsv/import",
            {"ifc_filename": model, "csv_filename": table, "output_filename": name},
        )
        assert result["output_path"] == f"/output/ifc_updated/{name}"
        text = node.download(result["output_path"]).decode()
        assert ("Another name" in text) == (table == edited)
    default = node.run("/ifccsv/import", {"ifc_filename": model, "csv_filename": "edited.csv"})
    assert default["output_path"] == "/output/ifc_updated/architecture_updated.ifc"
    # The model that was uploaded is as it was.
    assert "Another name" not in node.download(model).decode()


def test_a_model_becomes_geometry(node: Node, model: str) -> None:
    result = node.run(
        "/ifcconvert",
        {
            "input_filename": model,
            "output_filename": "/output/converted/house.obj",
            "log_file": "/output/converted/house.log",
        },
    )
    assert {
        *("success", "message", "log_file", "stdout", "stderr", "execution_time"),
        *("input_size_bytes", "output_size_bytes", "output_path"),
    } <= result.keys()
    content = node.download("/output/converted/house.obj")
    assert len(content) == result["output_size_bytes"]
    assert b"\nv " in content
    assert "log_file" in result["warning"]
    assert "/output/converted/house.mtl" in node.get("/list_directories")["files"]


def test_a_model_becomes_json(node: Node, model: str) -> None:
    result = node.run(
        "/ifc2json", {"filename": "architecture.ifc", "output_filename": "house.json"}
    )
    assert result["output_path"] == "/output/json/house.json"
    document = json.loads(node.download(result["output_path"]))
    # By its name, and as the drop-down of the node gives it.
    assert node.get("/ifc2json/house.json") == document
    assert node.get("/ifc2json//output/json/house.json") == document
    assert node.client.get("/artifacts/json/house.json").json() == document
