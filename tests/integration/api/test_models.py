"""Questions about models over HTTP: from the upload to the answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import httpx2
import ifcopenshell
import ifcopenshell.util.element as element
import ifcopenshell.util.system
import pytest

from ifcworks.ifc.sample import SampleFiles, write_sample
from ifcworks.settings import Settings
from ifcworks.wiring import Service
from support.live import live
from support.services import wait_until
from support.step_files import step_file
from support.viewer_glb import Viewer

FILES = "/api/v1/projects/default/files"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleFiles:
    return write_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx2.Client, Service]]:
    settings = Settings(data=tmp_path_factory.mktemp("data"), slots=2)
    with live(settings) as (address, service), httpx2.Client(base_url=address) as client:
        client.timeout = 60
        yield client, service


@pytest.fixture(scope="module")
def client(running: tuple[httpx2.Client, Service]) -> httpx2.Client:
    return running[0]


@pytest.fixture(scope="module")
def model(client: httpx2.Client, sample: SampleFiles) -> str:
    return upload(client, sample.architecture.read_bytes(), "house.ifc")


@pytest.fixture(scope="module")
def opened(sample: SampleFiles) -> ifcopenshell.file:
    return ifcopenshell.open(sample.architecture)


def upload(client: httpx2.Client, data: bytes, name: str) -> str:
    answer = client.post(FILES, params={"name": name}, content=data)
    assert answer.status_code in (200, 201), answer.text
    return f"{FILES}/{answer.json()['id']}"


def get(client: httpx2.Client, address: str, **params: Any) -> Any:
    answer = client.get(address, params=params, headers={"Prefer": "wait=60"})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_model_is_prepared_after_its_upload(
    running: tuple[httpx2.Client, Service], model: str
) -> None:
    client, _ = running

    def jobs() -> dict[str, Any]:
        found = client.get("/api/v1/jobs").json()["items"]
        return {job["operation"]: job for job in found if "house.ifc" in str(job["inputs"])}

    wait_until(lambda: {job["state"] for job in jobs().values()} == {"succeeded"})
    assert jobs().keys() == {"index", "geometry"}
    assert all(job["background"] or job["attempt"] for job in jobs().values())


def test_a_version_that_a_job_makes_is_prepared_too(
    client: httpx2.Client, opened: ifcopenshell.file, sample: SampleFiles
) -> None:
    data = sample.architecture.read_bytes().replace(b"'REI 60'", b"'REI 61'")
    model = upload(client, data, "made.ifc").rsplit("/", 1)[1]
    wall = opened.by_type("IfcWall")[0].GlobalId
    table = upload(client, f"GlobalId,Name\r\n{wall},Renamed".encode(), "made.csv")
    answer = client.post(
        "/api/v1/operations/import-table/jobs",
        json={"parameters": {"model": model, "table": table.rsplit("/", 1)[1], "write": True}},
        headers={"Prefer": "wait=60"},
    )
    assert answer.json()["result"]["written"], answer.text

    def prepared() -> set[tuple[str, str]]:
        jobs = client.get("/api/v1/jobs").json()["items"]
        return {
            (job["operation"], job["state"])
            for job in jobs
            if job["inputs"][0]["file_id"] == model and job["inputs"][0]["version"] == 2
        }

    wait_until(lambda: prepared() == {("index", "succeeded"), ("geometry", "succeeded")})


def test_summary(client: httpx2.Client, model: str, opened: ifcopenshell.file) -> None:
    answer = get(client, f"{model}/summary")

    assert answer["schema"] == opened.schema_identifier
    assert answer["project"]["name"] == opened.by_type("IfcProject")[0].Name
    assert answer["objects"] == len(opened.by_type("IfcObjectDefinition"))
    assert [s["name"] for s in answer["storeys"]] == [
        storey.Name
        for storey in sorted(opened.by_type("IfcBuildingStorey"), key=lambda s: s.Elevation)
    ]
    counts = {entry["name"]: entry["count"] for entry in answer["classes"]}
    assert counts["IfcDoor"] == len(opened.by_type("IfcDoor"))


def test_the_tree_holds_everything_once(
    client: httpx2.Client, model: str, opened: ifcopenshell.file
) -> None:
    seen: list[int] = []

    def walk(parent: str | None) -> int:
        below = 0
        cursor = None
        while True:
            wanted = {"parent": parent, "limit": 3, "cursor": cursor}
            level = get(
                client, f"{model}/tree", **{k: v for k, v in wanted.items() if v is not None}
            )
            for node in level["nodes"]:
                seen.append(node["id"])
                found = walk(f"#{node['id']}") if node["children"] else 0
                assert found == node["below"]
                below += 1 + found
            cursor = level["next"]
            if cursor is None:
                return below

    walk(None)

    project = opened.by_type("IfcProject")[0]
    expected = {project.id(), *(part.id() for part in element.get_decomposition(project))}
    assert len(seen) == len(set(seen))
    assert set(seen) == expected
    types = get(client, f"{model}/tree", parent="types", limit=500)["nodes"]
    assert len(types) == len(opened.by_type("IfcTypeObject"))


def test_the_card_of_every_element(
    client: httpx2.Client, model: str, opened: ifcopenshell.file
) -> None:
    for instance in opened.by_type("IfcElement"):
        card = get(client, f"{model}/elements/{instance.GlobalId}")
        assert (card["id"], card["ifc_class"], card["name"]) == (
            instance.id(),
            instance.is_a(),
            instance.Name,
        )
        psets = element.get_psets(instance)
        sets = card["psets"] + card["quantities"]
        assert {p["name"] for p in sets} == psets.keys()
        for pset in sets:
            values = {p["name"]: p["value"] for p in pset["properties"]}
            for name, value in psets[pset["name"]].items():
                if not isinstance(value, dict) and name != "id":
                    assert values[name] == value
        type_ = element.get_type(instance)
        assert (card["type"] or {}).get("id") == (type_.id() if type_ else None)
        names = [part.Name for part in element.get_materials(instance)]
        assert [part["name"] for part in (card["materials"] or {"parts": []})["parts"]] == names
        chain = []
        parent = element.get_parent(instance)
        while parent is not None:
            chain.insert(0, parent.id())
            parent = element.get_parent(parent)
        assert [above["id"] for above in card["ancestors"]] == chain
        openings = [r.RelatedOpeningElement.id() for r in getattr(instance, "HasOpenings", ())]
        assert sorted(o["id"] for o in card["openings"]) == sorted(openings)
        systems = ifcopenshell.util.system.get_element_systems(instance)
        assert {s["id"] for s in card["systems"]} == {s.id() for s in systems}
        groups = set(element.get_groups(instance)) - set(systems)
        assert {g["id"] for g in card["groups"]} == {g.id() for g in groups}


def test_an_element_by_its_number_and_one_that_is_not_there(
    client: httpx2.Client, model: str, opened: ifcopenshell.file
) -> None:
    wall = opened.by_type("IfcWall")[0]

    assert get(client, f"{model}/elements/%23{wall.id()}")["global_id"] == wall.GlobalId
    answer = client.get(f"{model}/elements/nonsense")
    assert (answer.status_code, answer.json()["code"]) == (404, "element-not-found")


def test_the_index_can_be_downloaded_and_opened(
    client: httpx2.Client, model: str, opened: ifcopenshell.file, tmp_path: Path
) -> None:
    answer = client.get(f"{model}/index.duckdb")
    path = tmp_path / "index.duckdb"
    path.write_bytes(answer.content)

    with duckdb.connect(path, read_only=True) as connection:
        [(walls,)] = connection.execute(
            "SELECT count(*) FROM elements WHERE class IN "
            "(SELECT class FROM class_ancestors WHERE ancestor = 'IfcWall')"
        ).fetchall()
    assert walls == len(opened.by_type("IfcWall"))


def test_versions_are_asked_about_one_by_one(client: httpx2.Client, sample: SampleFiles) -> None:
    for path in (sample.architecture, sample.services):
        address = upload(client, path.read_bytes(), "changing.ifc")

    first = get(client, f"{address}/summary", version=1)
    newest = get(client, f"{address}/summary")

    assert first["objects"] != newest["objects"]
    assert client.get(f"{address}/summary", params={"version": 3}).status_code == 404


def test_a_model_that_cannot_be_read_says_so(client: httpx2.Client) -> None:
    data = step_file("#1=IFCPROJECT('0',$,$,$,$,$,$,$,$;").replace(b"IFC2X3", b"IFC4")
    address = upload(client, data, "broken.ifc")

    answer = client.get(f"{address}/summary", headers={"Prefer": "wait=60"})

    assert answer.status_code in (200, 422), answer.text
    if answer.status_code == 422:
        assert answer.json()["code"] == "model-unreadable"


def test_what_is_no_model_has_no_summary(client: httpx2.Client) -> None:
    answer = client.post(FILES, params={"name": "notes.json"}, content=b"{}")

    refused = client.get(f"{FILES}/{answer.json()['id']}/summary")

    assert (refused.status_code, refused.json()["code"]) == (415, "file-kind-unsupported")


def test_one_who_does_not_want_to_wait_is_told_to_come_back(
    client: httpx2.Client, sample: SampleFiles
) -> None:
    data = sample.services.read_bytes().replace(b"FILE_NAME('", b"FILE_NAME('again-")
    address = upload(client, data, "hurry.ifc")

    answer = client.get(f"{address}/summary", headers={"Prefer": "wait=0"})

    assert answer.status_code in (200, 503)
    if answer.status_code == 503:
        assert answer.json()["code"] == "model-not-ready"
        assert client.get(answer.json()["job"]).json()["operation"] == "index"
        assert int(answer.headers["Retry-After"]) > 0
    assert get(client, f"{address}/summary")["objects"]


def test_the_list_of_elements(client: httpx2.Client, model: str, opened: ifcopenshell.file) -> None:
    wanted = {
        "class": ["IfcWall", "IfcDoor"],
        "property": ["Pset_*Common.IsExternal=true"],
        "columns": ["type.Name", "Pset_WallCommon.FireRating"],
        "limit": 3,
    }
    found, cursor = [], None
    while True:
        page = get(client, f"{model}/elements", **wanted, **({"cursor": cursor} if cursor else {}))
        found += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    expected = {
        instance.GlobalId
        for name in ("IfcWall", "IfcDoor")
        for instance in opened.by_type(name)
        if any(values.get("IsExternal") is True for values in element.get_psets(instance).values())
    }
    assert {item["global_id"] for item in found} == expected
    assert len(found) == page["total"] == len(expected)
    for item in found:
        instance = opened.by_guid(item["global_id"])
        rating = element.get_pset(instance, "Pset_WallCommon", "FireRating")
        type_ = element.get_type(instance)
        assert item["values"] == {
            "type.Name": type_.Name if type_ else None,
            "Pset_WallCommon.FireRating": rating,
        }


def test_what_is_wrong_with_a_filter_is_said(client: httpx2.Client, model: str) -> None:
    for query, says in (
        ({"class": "IfcWal"}, "IfcWall"),
        ({"property": "FireRating"}, "Pset_WallCommon.FireRating"),
        ({"cursor": "x"}, "cursor"),
    ):
        answer = client.get(f"{model}/elements", params=query)
        assert answer.status_code == 422
        assert answer.json()["code"] == "parameters-invalid"
        assert says in answer.json()["detail"]


def test_what_there_is_added_up(
    client: httpx2.Client, model: str, opened: ifcopenshell.file
) -> None:
    materials = get(client, f"{model}/materials")["items"]
    named = {material.Name for material in opened.by_type("IfcMaterial")}
    assert {material["name"] for material in materials} <= named
    assert all(material["elements"] for material in materials)
    codes = get(client, f"{model}/classifications")["items"]
    references = {r.Identification for r in opened.by_type("IfcClassificationReference")}
    assert references <= {code["identification"] for code in codes}
    groups = get(client, f"{model}/quantities", by=["class", "storey"])["items"]
    walls = [group for group in groups if group["group"]["class"] == "IfcWall"]
    assert sum(group["elements"] for group in walls) == len(opened.by_type("IfcWall"))


def test_the_geometry_for_a_viewer(
    client: httpx2.Client, model: str, opened: ifcopenshell.file, tmp_path: Path
) -> None:
    answer = client.get(f"{model}/viewer.glb", headers={"Prefer": "wait=60"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "model/gltf-binary"
    again = client.get(f"{model}/viewer.glb", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    path = tmp_path / "viewer.glb"
    path.write_bytes(answer.content)
    viewer = Viewer(path)
    doors = {row["globalId"] for row in viewer.rows if row["ifcClass"] == "IfcDoor"}
    assert doors == {door.GlobalId for door in opened.by_type("IfcDoor")}
    storeys = {storey["globalId"] for storey in viewer.extras["storeys"]}
    assert storeys == {storey.GlobalId for storey in opened.by_type("IfcBuildingStorey")}
