"""An edited table back into its model, through the whole service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from ifcworks.ifc.sample import SampleFiles, write_sample
from ifcworks.settings import Settings
from support.live import live

FILES = "/api/v1/projects/default/files"
QUERY = "Pset_WallCommon.FireRating"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleFiles:
    return write_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    settings = Settings(data=tmp_path_factory.mktemp("data"), slots=2, prepare="none")
    with live(settings) as (address, _), httpx2.Client(base_url=address) as client:
        client.timeout = 60
        yield client


def upload(client: httpx2.Client, data: bytes, name: str) -> str:
    answer = client.post(FILES, params={"name": name}, content=data)
    assert answer.status_code in (200, 201), answer.text
    return str(answer.json()["id"])


def run(client: httpx2.Client, operation: str, **parameters: Any) -> dict[str, Any]:
    answer = client.post(
        f"/api/v1/operations/{operation}/jobs",
        json={"parameters": parameters},
        headers={"Prefer": "wait=60"},
    )
    assert answer.status_code in (200, 202), answer.text
    job: dict[str, Any] = answer.json()
    assert job["state"] == "succeeded", job
    return job


def result(client: httpx2.Client, job: dict[str, Any]) -> dict[str, Any]:
    answer = client.get(f"/api/v1/jobs/{job['id']}/result")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def rating(client: httpx2.Client, model: str, element: str, version: int) -> Any:
    answer = client.get(
        f"{FILES}/{model}/elements/{element}",
        params={"version": version},
        headers={"Prefer": "wait=60"},
    )
    assert answer.status_code == 200, answer.text
    [pset] = [p for p in answer.json()["psets"] if p["name"] == "Pset_WallCommon"]
    return next(p["value"] for p in pset["properties"] if p["name"] == "FireRating")


def versions(client: httpx2.Client, file: str) -> list[dict[str, Any]]:
    """The first one first."""
    found: list[dict[str, Any]] = client.get(f"{FILES}/{file}/versions").json()
    return found[::-1]


def test_from_the_export_to_the_next_version(
    client: httpx2.Client, sample: SampleFiles, tmp_path: Path
) -> None:
    before = sample.architecture.read_bytes()
    model = upload(client, before, "house.ifc")
    job = run(client, "export-table", model=model, selector="IfcWall", columns=["Name", QUERY])
    table = client.get(f"/api/v1/jobs/{job['id']}/artifacts/table.csv").text.splitlines()
    wall, old = table[1].split(",")[0], table[1].rsplit(",", 1)[1]
    table[1] = f"{table[1].rsplit(',', 1)[0]},REI 180"
    edited = upload(client, "\r\n".join(table).encode(), "walls.csv")

    dry = result(client, run(client, "import-table", model=model, table=edited))

    assert (dry["written"], dry["problems"]) == (False, [])
    [change] = dry["changes"]
    assert (change["global_id"], change["old"], change["new"]) == (wall, old, "REI 180")
    assert len(versions(client, model)) == 1

    job = run(client, "import-table", model=model, table=edited, write=True)

    assert result(client, job)["written"] is True
    first, second = versions(client, model)
    assert (first["number"], second["number"]) == (1, 2)
    assert client.get(f"{FILES}/{model}/versions/1/content").content == before
    assert rating(client, model, wall, 1) == old
    assert rating(client, model, wall, 2) == "REI 180"
