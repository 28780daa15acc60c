"""The contract that clients rely on, row by row, where no job has to be carried out for it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from ifcworks.api.app import create_app
from ifcworks.database.tables import download_links
from ifcworks.settings import Settings
from ifcworks.wiring import Service, connect
from support.step_files import step_file

IDS = b'<?xml version="1.0"?><ids xmlns="http://standards.buildingsmart.org/IDS"></ids>'
UNKNOWN = "00000000-0000-4000-8000-000000000000"


def upload(client: TestClient, name: str = "house.ifc", type_: str = "ifc", **files: Any) -> Any:
    content = files.get("content", step_file())
    return client.post(f"/upload/{type_}", files={"file": (name, content)})


def detail(answer: Any, status: int) -> str:
    """The sentence of an error that is told as ifcpipeline tells it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert set(answer.json()) == {"detail"}
    told: str = answer.json()["detail"]
    return told


@pytest.fixture(scope="module", autouse=True)
def house(client: TestClient) -> str:
    path: str = upload(client).json()["file_path"]
    return path


# -- transport ------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [None, "right", "wrong", ""])
def test_a_key_is_passed_over(client: TestClient, key: str | None) -> None:
    headers = {} if key is None else {"X-API-Key": key}
    assert client.get("/list_directories", headers=headers).status_code == 200


def test_bodies_are_taken_leniently(client: TestClient) -> None:
    for body, headers in (
        (b'{"filename": "house.ifc", "output_filename": "a.csv"}', {}),
        (
            b'{"filename": "house.ifc", "output_filename": "a.csv", "surprise": 1}',
            {"Content-Type": "application/x-www-form-urlencoded"},
        ),
    ):
        answer = client.post("/ifccsv", content=body, headers=headers)
        assert answer.status_code == 200, answer.text
        assert list(answer.json()) == ["job_id"]
        assert re.fullmatch(r"[0-9a-f-]{36}", answer.json()["job_id"])


def test_what_is_missing_is_listed_as_pydantic_does(client: TestClient) -> None:
    for body in (None, {}):
        answer = client.post("/ifccsv", json=body) if body is not None else client.post("/ifccsv")
        assert answer.status_code == 422
        listed = answer.json()["detail"]
        assert {"type", "loc", "msg", "input"} == set(listed[0])
        assert ["body", "filename"] in [item["loc"] for item in listed]


def test_errors_are_sentences(client: TestClient) -> None:
    assert "not valid JSON" in detail(client.post("/ifccsv", content=b"{"), 400)
    body = {"filename": "missing.ifc", "output_filename": "a.csv"}
    assert detail(client.post("/ifccsv", json=body), 404) == "Input file not found: missing.ifc"
    body = {"filename": "house.ifc", "output_filename": "/etc/passwd"}
    assert "outside of the store" in detail(client.post("/ifccsv", json=body), 400)
    body = {"filename": "../house.ifc", "output_filename": "a.csv"}
    assert "outside" in detail(client.post("/ifccsv", json=body), 400)


def test_ours_and_theirs_are_told_apart(client: TestClient) -> None:
    ours = client.get(f"/api/v1/jobs/{UNKNOWN}")
    assert ours.headers["content-type"] == "application/problem+json"
    assert ours.json()["code"] == "job-not-found"
    assert client.get("/nowhere").headers["content-type"] == "application/problem+json"
    assert detail(client.get(f"/jobs/{UNKNOWN}/status"), 404) == f"Job {UNKNOWN} not found"


# -- files ----------------------------------------------------------------------------------------


def test_health_needs_no_key_and_names_the_queues(client: TestClient) -> None:
    assert client.head("/health").status_code == 200
    health = client.get("/health").json()
    assert health["status"] == "healthy"
    assert {"api-gateway", "redis", "ifcfast_queue", "ifccsv_queue"} <= set(health["services"])
    assert set(health["services"].values()) == {"healthy"}


def test_an_upload_says_where_it_is(client: TestClient) -> None:
    answer = upload(client, "Mødel ÅÄ 1.ifc").json()
    assert answer["file_path"] == "/uploads/Mdel_AA_1.ifc"
    assert answer["original_filename"] == "Mødel ÅÄ 1.ifc"
    assert answer["message"]
    assert answer["object_key"] == "uploads/Mdel_AA_1.ifc"
    assert len(answer["sha256"]) == 64
    assert answer["size_bytes"] == len(step_file())
    assert answer["version_id"] == "1"
    assert answer["file_path"] in client.get("/list_directories").json()["files"]
    # By the name that it had it is found, too.
    link = client.post("/create_download_link", json={"file_path": "Mødel ÅÄ 1.ifc"})
    assert link.status_code == 200


def test_the_same_name_again_is_the_next_version(client: TestClient) -> None:
    first = upload(client, "twice.ifc").json()
    again = upload(client, "twice.ifc").json()
    other = upload(client, "twice.ifc", content=step_file(name="other")).json()
    assert first["file_path"] == again["file_path"] == other["file_path"]
    assert [a["version_id"] for a in (first, again, other)] == ["1", "1", "2"]
    assert client.get("/list_directories").json()["files"].count("/uploads/twice.ifc") == 1


@pytest.mark.parametrize(
    ("type_", "name", "content"),
    [
        *(("ifc", "a.IFC", step_file()), ("IFC", "b.ifc", step_file()), ("ids", "c.ids", IDS)),
        *(("csv", "d.csv", b"GlobalId,Name\n1,2\n"), ("other", "e.txt", b"anything")),
        ("other", "f.pdf", b"%PDF-1.4\n"),
    ],
)
def test_types_of_uploads(client: TestClient, type_: str, name: str, content: bytes) -> None:
    answer = upload(client, name, type_, content=content)
    assert answer.status_code == 200, answer.text
    assert answer.json()["file_path"] == f"/uploads/{name}"


def test_uploads_that_are_refused(client: TestClient) -> None:
    assert "pdf" in detail(upload(client, "a.pdf", "pdf"), 400)
    assert "'a.txt' is no ifc file" in detail(upload(client, "a.txt"), 400)
    assert detail(upload(client, "a.ifc", content=b"no model at all, really"), 415)
    assert detail(upload(client, "a.ifc", content=b""), 422)
    assert detail(client.post("/upload/ifc", data={"x": "y"}), 400)
    assert "No file was sent" in detail(client.post("/upload/ifc"), 400)


def test_a_link_downloads_without_a_key(client: TestClient, house: str) -> None:
    link = client.post("/create_download_link", json={"file_path": house}).json()
    assert link["token"] == link["download_token"]
    assert link["preview_url"].endswith(f"/{link['token']}")
    assert link["expiry"].endswith("Z")
    answer = client.get(f"/download/{link['token']}")
    assert answer.content == step_file()
    assert answer.headers["content-disposition"] == 'attachment; filename="house.ifc"'
    assert client.head(f"/download/{link['token']}").status_code == 200
    page = client.get(urlsplit(link["preview_url"]).path)
    assert page.headers["content-type"].startswith("text/html")
    assert f"download/{link['token']}" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_links_that_there_are_not(client: TestClient, service: Service, house: str) -> None:
    assert detail(client.get("/download/undefined"), 404)
    assert detail(client.get(f"/{'x' * 43}"), 404)
    link = "/create_download_link"
    assert detail(client.post(link, json={"file_path": "/etc/passwd"}), 400)
    assert detail(client.post(link, json={"file_path": "/uploads/../../etc/passwd"}), 400)
    assert detail(client.post(link, json={"file_path": "/uploads/missing.ifc"}), 404)
    token = client.post(link, json={"file_path": house}).json()["token"]
    with service.database.write() as connection:
        past = sa.func.datetime("now", "-1 day")
        connection.execute(download_links.update().values(expires_at=past))
    assert detail(client.get(f"/download/{token}"), 404)
    assert token not in str(_rows(service))


def _rows(service: Service) -> list[Any]:
    with service.database.read() as connection:
        return list(connection.execute(sa.select(download_links.c.token_sha256)))


def test_a_link_is_to_the_bytes_of_its_time(client: TestClient) -> None:
    upload(client, "then.ifc")
    link = client.post("/create_download_link", json={"file_path": "/uploads/then.ifc"}).json()
    upload(client, "then.ifc", content=step_file(name="later"))
    assert client.get(f"/download/{link['token']}").content == step_file()


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/health/live", "/health/ready"])
def test_no_other_address_is_taken_for_a_token(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200


def test_the_name_of_a_file_is_no_markup(client: TestClient) -> None:
    name = "<script>alert(1)</script>.txt"
    project = "/api/v1/projects/default/files"
    client.post(f"{project}?kind=other", params={"name": name}, content=b"x")
    link = client.post("/create_download_link", json={"file_path": name})
    page = client.get(f"/{link.json()['token']}") if link.status_code == 200 else None
    assert page is None or "<script>alert" not in page.text


def test_artifacts_and_documents_that_there_are_not(client: TestClient) -> None:
    assert detail(client.get("/artifacts/csv/missing.csv"), 404)
    assert detail(client.get("/artifacts/%2e%2e/house.ifc"), 404)
    assert detail(client.get("/ifc2json/missing.json"), 404)
    assert detail(client.get("/ifc2json//uploads/house.ifc"), 404)


def test_what_may_not_be_fetched(client: TestClient) -> None:
    fetch = "/download-from-url"
    for url in ("http://127.0.0.1/a.ifc", "file:///etc/passwd", "http://169.254.169.254/x"):
        assert detail(client.post(fetch, json={"url": url}), 400)


# -- jobs -----------------------------------------------------------------------------------------


def test_what_cannot_be_queued_again(client: TestClient, house: str) -> None:
    assert detail(client.post(f"/jobs/{UNKNOWN}/requeue"), 404)
    body = {"filename": house, "output_filename": "queued.csv", "query": "IfcDoor"}
    job_id = client.post("/ifccsv", json=body).json()["job_id"]
    assert "only a failed job" in detail(client.post(f"/jobs/{job_id}/requeue"), 400)


def test_who_asks_for_it_is_answered_202(client: TestClient, house: str) -> None:
    body = {"filename": house, "output_filename": "d.json"}
    for ask in ({"headers": {"Prefer": "respond-async"}}, {"params": {"async": "true"}}):
        answer = client.post("/ifc2json", json=body, **ask)
        assert answer.status_code == 202, answer.text
        assert answer.headers["location"] == f"/jobs/{answer.json()['job_id']}/status"
    assert client.post("/ifc2json", json=body).status_code == 200


def test_operations_of_ifcfast(client: TestClient, house: str) -> None:
    listed = client.get("/ifcfast/operations").json()
    assert "export_products" in listed["operations"]
    body = {"filename": house, "operation": "export_products"}
    assert client.post("/ifcfast", json=body).json()["operation"] == "export_products"
    body = {"filename": house, "operation": "point_cloud"}
    assert "is not served here" in detail(client.post("/ifcfast", json=body), 400)
    assert detail(client.post("/ifcfast", json={"filename": "missing.ifc"}), 404)


def test_pinned_versions(client: TestClient) -> None:
    upload(client, "pinned.ifc")
    upload(client, "pinned.ifc", content=step_file(name="second"))
    body = {"filename": "pinned.ifc", "output_filename": "a.csv"}
    for pin, number in (
        ({}, 2),
        ({"input_version_id": "1"}, 1),
        ({"input_version_ids": {"uploads/pinned.ifc": "1"}}, 1),
        ({"input_version_ids": {"pinned.ifc": "1"}}, 1),
    ):
        job_id = client.post("/ifccsv", json={**body, **pin}).json()["job_id"]
        inputs = client.get(f"/api/v1/jobs/{job_id}").json()["inputs"]
        assert [item["version"] for item in inputs] == [number]
    assert detail(client.post("/ifccsv", json={**body, "input_version_id": "9"}), 404)


ROUTES = ["/ifcconvert", "/ifccsv", "/ifccsv/import", "/ifctester", "/ifcdiff", "/ifc2json"]
TEXT = st.text(max_size=20) | st.sampled_from(["../x.ifc", "/etc/passwd", "house.ifc", "s3://a"])


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    route=st.sampled_from(ROUTES),
    names=st.lists(TEXT, min_size=6, max_size=6),
    other=st.dictionaries(st.text(max_size=5), st.none() | st.integers() | st.text(max_size=5)),
)
def test_nothing_makes_it_stumble(
    client: TestClient, route: str, names: list[str], other: dict[str, Any]
) -> None:
    fields = [
        *("filename", "output_filename", "input_filename", "ifc_filename", "csv_filename"),
        "ids_filename",
    ]
    answer = client.post(route, json={**other, **dict(zip(fields, names, strict=True))})
    assert answer.status_code in {200, 400, 404, 415, 422}, answer.text
    assert answer.status_code == 200 or "detail" in answer.json()


def test_it_can_be_switched_off(tmp_path: Any) -> None:
    service = connect(Settings(data=tmp_path / "data", dialect=False, prepare="none"))
    with TestClient(create_app(service)) as client:
        for path in ("/health", "/list_directories", f"/{'x' * 43}"):
            answer = client.get(path)
            assert answer.status_code == 404
            assert answer.headers["content-type"] == "application/problem+json"
        assert client.get("/health/live").status_code == 200


def test_clients_may_have_a_project_of_their_own(tmp_path: Any) -> None:
    settings = Settings(data=tmp_path / "data", dialect_project="n8n", prepare="none")
    with TestClient(create_app(connect(settings))) as client:
        client.post("/api/v1/projects/default/files?name=other.ifc", content=step_file())
        assert client.get("/list_directories").json() == {"files": []}
        assert upload(client).json()["file_path"] == "/uploads/house.ifc"
        assert client.get("/list_directories").json() == {"files": ["/uploads/house.ifc"]}
        files = client.get("/api/v1/projects/n8n/files").json()["items"]
        assert [file["name"] for file in files] == ["house.ifc"]
