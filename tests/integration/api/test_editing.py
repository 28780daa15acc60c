"""Recipes are listed, and models edited, through the whole service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from ifcworks.ifc.sample import write_sample
from ifcworks.settings import Settings
from support.live import live

FILES = "/api/v1/projects/default/files"
CUSTOM = '''
class Patcher:
    def __init__(self, file, logger, name: str = "x"):
        """Name the project

        :param name: The name.
        """
        self.file, self.name = file, name

    def patch(self):
        self.file.by_type("IfcProject")[0].Name = self.name
'''


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    folder = tmp_path_factory.mktemp("recipes")
    (folder / "NameProject.py").write_text(CUSTOM)
    data = tmp_path_factory.mktemp("data")
    settings = Settings(data=data, slots=2, prepare="none", recipes=folder)
    with live(settings) as (address, _), httpx2.Client(base_url=address) as client:
        client.timeout = 60
        sample = write_sample(tmp_path_factory.mktemp("sample"))
        for name in ("architecture", "services"):
            content = Path(getattr(sample, name)).read_bytes()
            client.post(FILES, params={"name": f"{name}.ifc"}, content=content)
        yield client


def job(client: httpx2.Client, operation: str, **parameters: Any) -> dict[str, Any]:
    answer = client.post(
        f"/api/v1/operations/{operation}/jobs",
        json={"parameters": parameters},
        headers={"Prefer": "wait=60"},
    )
    assert answer.status_code in (200, 202), answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_recipes_are_listed_with_those_of_the_administrator(client: httpx2.Client) -> None:
    found = {recipe["name"]: recipe for recipe in client.get("/api/v1/patch/recipes").json()}
    assert len(found) > 30
    assert found["NameProject"]["is_custom"]
    assert not found["FixRevitTINs"]["available"]
    one = client.get("/api/v1/patch/recipes/Migrate").json()
    assert one["parameters"][0]["choices"] == ["IFC2X3", "IFC4", "IFC4X3"]
    assert client.get("/api/v1/patch/recipes/None").status_code == 404


def test_a_custom_recipe_makes_the_next_version(client: httpx2.Client) -> None:
    done = job(
        client,
        "patch",
        model="services.ifc",
        recipe="NameProject",
        arguments={"name": "Ours"},
        new_version=True,
    )
    assert done["state"] == "succeeded", done
    files = client.get(FILES, params={"name": "services.ifc"}).json()
    assert "2" in str(files)


def test_a_wrong_argument_is_refused_at_once(client: httpx2.Client) -> None:
    answer = client.post(
        "/api/v1/operations/patch/jobs",
        json={"parameters": {"model": "services.ifc", "recipe": "Optimise", "arguments": {"x": 1}}},
    )
    assert answer.status_code == 422
    assert answer.json()["code"] == "parameters-invalid"


def test_split_extract_and_set_work_as_jobs(client: httpx2.Client) -> None:
    for operation, parameters in (
        ("split", {}),
        ("extract", {"selector": "IfcWall"}),
        (
            "set-property",
            {"selector": "IfcWall", "property": "Mine.X", "value": 1.5, "write": True},
        ),
        ("merge", {"others": ["services.ifc"], "spatial": "name"}),
    ):
        done = job(client, operation, model="architecture.ifc", **parameters)
        assert done["state"] == "succeeded", done
