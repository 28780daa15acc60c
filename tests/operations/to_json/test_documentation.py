"""What docs/json.md and its JSON Schema say is so."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ifcworks.ifc.ifcjson import plain
from ifcworks.ifc.ifcjson.form import _DEEPEST
from ifcworks.ifc.ifcjson.ifcjson4 import FORM_VERSION
from ifcworks.ifc.sample import write_sample
from ifcworks.operations.to_json import ToJsonParams, to_json
from ifcworks.operations.workspace import Workspace
from support.corpus import READABLE

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "json.md").read_text("utf-8")
SCHEMA = json.loads((DOCS / "json-plain.schema.json").read_text("utf-8"))
OF_IFCJSON, OF_PLAIN = (json.loads(text) for text in re.findall(r"```json\n(.*?)```", PAGE, re.S))


def written(path: Path, folder: Path, form: str) -> dict[str, Any]:
    folder.mkdir()
    work = Workspace({"m": path}, folder)
    to_json.function(ToJsonParams(model="m", form=form), work)
    document: dict[str, Any] = json.loads(work.artifacts["model.json"].read_text("utf-8"))
    return document


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sample(tmp_path_factory.mktemp("sample")).architecture


def members(heading: str) -> set[str]:
    """The names in the first column of the table below a line."""
    table = PAGE[PAGE.index(heading) :].split("|---|", 1)[1].split("\n\n", 1)[0]
    cells = re.findall(r"^\| (`[^|]*`) \|", table, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}


def test_the_example_of_ifcjson_is_in_the_sample_building(house: Path, tmp_path: Path) -> None:
    document = written(house, tmp_path / "work", "ifcjson")
    assert members("The whole is an object:") == set(document)
    assert f'`"{FORM_VERSION}"`' in PAGE
    assert f"more than {_DEEPEST} levels" in PAGE
    assert len(OF_IFCJSON) == 2
    for example in OF_IFCJSON:
        assert example in document["data"]


def test_the_example_of_the_plain_form_is_in_the_sample_building(
    house: Path, tmp_path: Path
) -> None:
    document = written(house, tmp_path / "work", "plain")
    assert members("The whole is\nan object:") == set(document)
    assert f"`{plain.PLAIN_VERSION}`; another" in PAGE
    assert OF_PLAIN in document["elements"]
    jsonschema.validate(document, SCHEMA)


def test_every_member_of_the_plain_form_is_told() -> None:
    objects = SCHEMA["$defs"]["object"]["properties"]
    made = {*plain._NAMES, "attributes", "psets", "quantities", "bounds", "volume", "area"}
    assert set(objects) == made | set(plain._PARTS)
    assert members("as it stands in `elements`") == set(objects)
    assert members("A part of `materials` has") == set(plain._PARTS["materials"][1])
    for part, (_, names) in plain._PARTS.items():
        if part != "materials":
            assert set(objects[part]["items"]["properties"]) == set(names)
            row = re.search(rf"^\| `{part}` \|.*$", PAGE, re.MULTILINE)
            assert row
            assert all(f"`{name}`" in row[0] for name in names)


def test_every_parameter_is_told() -> None:
    assert members("| parameter | effect |") | {"model", "form"} == set(ToJsonParams.model_fields)


@pytest.mark.parametrize("name", READABLE)
def test_models_are_what_the_schema_says(name: str, corpus: Path, tmp_path: Path) -> None:
    document = written(corpus / f"{name}.ifc", tmp_path / "work", "plain")
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
