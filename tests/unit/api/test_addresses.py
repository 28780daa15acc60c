"""Addresses: what there is not, what is not allowed there, and what the codes mean."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from ifcworks.api import problems
from ifcworks.errors import IfcworksError, tree
from ifcworks.wiring import Service

NOBODY = "0b5a3f7e-7e0c-4f0a-9c1e-2f6f5b1d3a4c"


@pytest.mark.parametrize(
    "address", ["/nothing", "/api/v1", "/api/v2/jobs", "/api/v1/jobs/", "/api/v1/projects/a/b"]
)
def test_what_there_is_not_is_a_problem(client: TestClient, refused: Any, address: str) -> None:
    assert address in refused(client.get(address), "not-found")["detail"]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/api/v1/projects/none", "project-not-found"),
        ("/api/v1/projects/none/files", "project-not-found"),
        ("/api/v1/projects/DEFAULT/files", "project-not-found"),
        ("/api/v1/projects/default/files/none", "file-not-found"),
        (f"/api/v1/projects/default/files/{NOBODY}/content", "file-not-found"),
        ("/api/v1/projects/default/files/none/versions", "file-not-found"),
        ("/api/v1/projects/default/files/none/versions/1/content", "file-not-found"),
        ("/api/v1/projects/default/uploads/none", "upload-not-found"),
        ("/api/v1/operations/none", "operation-not-found"),
        ("/api/v1/jobs/none", "job-not-found"),
        (f"/api/v1/jobs/{NOBODY}/events", "job-not-found"),
        ("/api/v1/jobs/none/result", "job-not-found"),
        ("/api/v1/jobs/none/attempts", "job-not-found"),
        ("/api/v1/jobs/none/artifacts", "job-not-found"),
        ("/api/v1/jobs/none/artifacts/x", "job-not-found"),
        ("/api/v1/jobs?project=none", "project-not-found"),
        ("/problems/none", "not-found"),
    ],
)
def test_each_thing_that_there_is_not_has_its_code(
    client: TestClient, refused: Any, address: str, code: str
) -> None:
    refused(client.get(address), code)


def test_an_id_may_be_any_text(client: TestClient, refused: Any) -> None:
    for way in ("cancel", "retry"):
        refused(client.post(f"/api/v1/jobs/\U0003211e/{way}"), "job-not-found")
    refused(client.get("/api/v1/projects/\U0003211e/files/ü"), "project-not-found")


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [
        ("PUT", "/api/v1/projects", "GET, POST"),
        ("POST", "/api/v1/projects/default", "GET"),
        ("DELETE", "/api/v1/jobs/x", "GET"),
        ("GET", "/api/v1/jobs/x/cancel", "POST"),
        ("PATCH", "/api/v1/projects/default/files/x", "DELETE, GET"),
        ("POST", "/api/v1/projects/default/files/x/content", "GET, HEAD"),
        ("PUT", "/api/v1/projects/default/uploads/x", "DELETE, GET, HEAD, OPTIONS, PATCH"),
        ("TRACE", "/health/live", "GET"),
        ("BREW", "/problems", "GET"),
    ],
)
def test_methods_that_are_not_allowed_are_told_with_those_that_are(
    client: TestClient, refused: Any, method: str, address: str, allowed: str
) -> None:
    answer = client.request(method, address)
    refused(answer, "method-not-allowed")
    assert answer.headers["allow"] == allowed


def test_every_code_is_explained(client: TestClient) -> None:
    listed = {item["code"] for item in client.get("/problems").json()}
    assert listed == {error.code for error in tree(IfcworksError)}
    for code in listed:
        page = client.get(f"/problems/{code}").json()
        assert page["code"] == code
        assert page["meaning"]
        assert page["title"]


def test_a_bug_is_told_without_its_trace(
    client: TestClient, refused: Any, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise ZeroDivisionError("a secret of the house")

    lines: list[Any] = []
    monkeypatch.setattr(problems.log, "error", lambda event, **more: lines.append(more))
    monkeypatch.setattr(service.catalog, "projects", fail)
    bare = TestClient(client.app, raise_server_exceptions=False)
    answer = bare.get("/api/v1/projects")
    assert refused(answer, "internal-error")["reference"] == lines[0]["reference"]
    assert "secret" not in answer.text


def test_a_database_that_is_away_is_unavailable(
    client: TestClient, refused: Any, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise sa.exc.OperationalError("SELECT 1", {}, Exception("database is locked"))

    monkeypatch.setattr(problems.log, "error", lambda event, **more: None)
    monkeypatch.setattr(service.catalog, "projects", fail)
    answer = client.get("/api/v1/projects")
    refused(answer, "service-unavailable")
    assert int(answer.headers["retry-after"]) > 0


def test_health_tells_what_cannot_be_used(
    client: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/health/live").json()["status"] == "live"
    ready = client.get("/health/ready")
    assert (ready.status_code, ready.json()["status"]) == (200, "ready")
    assert ready.json()["parts"] == {"database": "ready", "storage": "ready"}

    def fail() -> None:
        raise OSError("gone")

    monkeypatch.setattr(service.ledger, "counts", fail)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (503, "unavailable")
    assert "gone" in answer.json()["parts"]["database"]


def test_the_front_leads_to_the_documentation(client: TestClient) -> None:
    assert client.get("/", follow_redirects=False).headers["location"] == "/docs"
    assert client.get("/docs").status_code == 200


def test_importing_the_application_loads_no_heavy_module() -> None:
    check = (
        "import sys, ifcworks.api.app; "
        "sys.exit(' '.join({'ifcopenshell', 'numpy', 'duckdb', 'pyarrow'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True)
    assert (done.returncode, done.stderr.strip()) in [(0, ""), (1, "")], done.stderr
