"""Results and clashes over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from ifcworks.files.blobs import Blob
from ifcworks.jobs.job import Input
from ifcworks.jobs.ledger import Answer, Usage
from ifcworks.operations.workspace import Record
from ifcworks.results import questions
from ifcworks.wiring import Service
from support.clash_runs import record_of
from support.jobs import new_entry

API = "/api/v1"
Refused = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module", autouse=True)
def results(service: Service) -> None:
    """Three conversions and two runs of a clash set."""
    # Before the service starts, which would carry these jobs out.
    service.database.migrate()
    service.catalog.ensure_default()
    project = service.catalog.project("default")

    house = Input("house", "f1", "house.ifc", 1, Blob("a" * 64, 1))

    def leave(record: Record) -> None:
        entered = service.ledger.enter(new_entry(project, inputs=(house,)))
        job = service.ledger.start(entered.id)
        assert job is not None
        assert service.ledger.succeed(job, Answer({}, None, (), records=(record,)), Usage(), "")

    for name in ("a.ifc", "b.ifc", "c.ifc"):
        values = {"input_filename": name, "output_filename": "model.glb"}
        leave(Record("conversion_results", {**values, "conversion_options": {"format": "glb"}}))
    elements = ("wall", "duct", "pipe")
    for partner in ("duct", "pipe"):
        leave(record_of("walls", [("wall", partner)], elements, elements))


def test_results_are_listed_newest_first_without_what_is_large(client: TestClient) -> None:
    rows = client.get(f"{API}/results/conversion").json()["items"]
    assert [row["input_filename"] for row in rows] == ["c.ifc", "b.ifc", "a.ifc"]
    assert rows[0]["project"] == "default"
    assert "conversion_options" not in rows[0]
    assert "project_id" not in rows[0]
    [row] = client.get(f"{API}/results/conversion?data=true&file=B.I").json()["items"]
    assert row["conversion_options"] == {"format": "glb"}
    assert client.get(f"{API}/results/conversion/{row['id']}").json() == row


def test_pages_of_results(client: TestClient) -> None:
    seen, cursor = [], None
    while True:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = client.get(f"{API}/results/conversion", params=query).json()
        seen += [row["input_filename"] for row in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == ["c.ifc", "b.ifc", "a.ifc"]


def test_pages_the_other_way_round_with_their_total(client: TestClient, refused: Refused) -> None:
    first = client.get(f"{API}/results/conversion?sort=oldest&limit=2").json()
    assert [row["input_filename"] for row in first["items"]] == ["a.ifc", "b.ifc"]
    assert first["total"] == 3
    query = {"sort": "oldest", "limit": 2, "cursor": first["next"]}
    second = client.get(f"{API}/results/conversion", params=query).json()
    assert [row["input_filename"] for row in second["items"]] == ["c.ifc"]
    assert (second["total"], second["next"]) == (3, None)
    assert client.get(f"{API}/results/conversion?file=b.").json()["total"] == 1
    refused(
        client.get(f"{API}/results/conversion", params={"cursor": first["next"]}),
        "parameters-invalid",
    )


def test_results_of_an_input_that_no_column_names(client: TestClient) -> None:
    # The two runs of the clash set had inputs; no column of clash_results names them.
    for part, count in (("HOUSE", 2), ("%", 0), ("sha256", 0)):
        found = client.get(f"{API}/results/clash", params={"file": part}).json()
        assert found["total"] == len(found["items"]) == count


def test_a_page_with_data_is_bounded(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "PAGE_BYTES", 40)
    seen, cursor = [], None
    while True:
        query = {"data": True} | ({"cursor": cursor} if cursor else {})
        page = client.get(f"{API}/results/conversion", params=query).json()
        assert len(page["items"]) == 2 or page["next"] is None
        assert all(row["conversion_options"] == {"format": "glb"} for row in page["items"])
        seen += [row["input_filename"] for row in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == ["c.ifc", "b.ifc", "a.ifc"]
    monkeypatch.setattr(questions, "PAGE_BYTES", 1)
    assert len(client.get(f"{API}/results/conversion?data=true").json()["items"]) == 1


def test_results_of_a_time_and_a_job(client: TestClient) -> None:
    rows = client.get(f"{API}/results/conversion").json()["items"]
    since = {"since": rows[1]["created_at"]}
    found = client.get(f"{API}/results/conversion", params=since).json()["items"]
    assert [row["id"] for row in found] == [row["id"] for row in rows[:2]]
    until = {"until": rows[1]["created_at"]}
    found = client.get(f"{API}/results/conversion", params=until).json()["items"]
    assert [row["id"] for row in found] == [rows[2]["id"]]
    found = client.get(f"{API}/results/conversion?job={rows[1]['job_id']}").json()["items"]
    assert [row["id"] for row in found] == [rows[1]["id"]]


def test_what_cannot_be_asked_of_results(client: TestClient, refused: Refused) -> None:
    refused(client.get(f"{API}/results/conversion/999999"), "result-not-found")
    refused(client.get(f"{API}/results/conversion?clash_set=walls"), "parameters-invalid")
    refused(client.get(f"{API}/results/nothing"), "parameters-invalid")
    refused(client.get(f"{API}/results/clash?since=2026"), "parameters-invalid")
    refused(client.get(f"{API}/results/clash?cursor=x"), "parameters-invalid")
    refused(client.get(f"{API}/results/clash?project=nobody"), "project-not-found")


def test_clash_results_of_a_set(client: TestClient) -> None:
    second, first = client.get(f"{API}/results/clash?clash_set=walls").json()["items"]
    assert second["original_clash_id"] == first["id"]
    assert client.get(f"{API}/results/clash?clash_set=others").json()["items"] == []


def test_the_history_of_a_clash_set(client: TestClient) -> None:
    [one] = client.get(f"{API}/projects/default/clash-sets").json()
    assert (one["name"], one["runs"]) == ("walls", 2)
    assert one["states"] == {"new": 1, "persistent": 0, "resolved": 1, "element-missing": 0}
    page = client.get(f"{API}/projects/default/clashes?state=resolved&state=new").json()
    assert {c["id"]: c["state"] for c in page["items"]} == {
        "walls:duct-wall": "resolved",
        "walls:pipe-wall": "new",
    }
    page = client.get(f"{API}/projects/default/clashes?limit=1").json()
    rest = client.get(f"{API}/projects/default/clashes?limit=1&cursor={page['next']}").json()
    assert [page["items"][0]["id"], rest["items"][0]["id"]] == [
        "walls:duct-wall",
        "walls:pipe-wall",
    ]
    assert rest["next"] is None


def test_saying_something_of_clashes(client: TestClient, refused: Refused) -> None:
    here = f"{API}/projects/default/clashes"
    problem = refused(
        client.patch(f"{here}/walls:pipe-wall", json={"status": "approved"}), "parameters-invalid"
    )
    assert "reason" in problem["detail"]
    said = {"status": "approved", "reason": "sleeve", "assignee": "Ana", "author": "Bo"}
    changed = client.patch(f"{here}/walls:pipe-wall", json=said).json()
    assert (changed["status"], changed["reason"], changed["assignee"]) == (
        "approved",
        "sleeve",
        "Ana",
    )
    assert [event["what"] for event in changed["events"]] == [
        "state",
        "status",
        "reason",
        "assignee",
    ]
    both = client.post(
        f"{API}/projects/default/clash-changes",
        json={"ids": ["walls:pipe-wall", "walls:duct-wall"], "comment": "see BCF 3"},
    ).json()
    assert len(both) == 2
    events = client.get(f"{here}/walls:duct-wall").json()["events"]
    assert events[-1]["new"] == "see BCF 3"
    refused(client.get(f"{here}/none"), "clash-not-found")
    refused(client.patch(f"{here}/none", json={"comment": "x"}), "clash-not-found")
    refused(client.patch(f"{here}/walls:duct-wall", json={"status": "done"}), "parameters-invalid")
    refused(
        client.post(f"{API}/projects/default/clash-changes", json={"ids": []}), "parameters-invalid"
    )


def test_an_artifact_is_saved_as_a_file(client: TestClient, refused: Refused) -> None:
    job = client.post(
        f"{API}/operations/behave/jobs",
        json={"parameters": {"number": 77}, "save": {"answer.txt": "kept.txt"}},
        headers={"Prefer": "wait=30"},
    ).json()
    assert job["state"] == "succeeded", job
    assert (job["save"], job["not_saved"]) == ({"answer.txt": "kept.txt"}, [])
    assert [(made["name"], made["version"]) for made in job["versions"]] == [("kept.txt", 1)]

    here = f"{API}/jobs/{job['id']}/artifacts"
    again = client.post(f"{here}/answer.txt/save", json={"name": "kept.txt"})
    assert (again.status_code, again.json()["newest"]["number"]) == (200, 1)
    other = client.post(f"{here}/answer.txt/save", json={})
    assert (other.status_code, other.json()["name"]) == (201, "answer.txt")
    refused(client.post(f"{here}/none/save", json={}), "artifact-not-found")
    refused(client.post(f"{here}/answer.txt/save", json={"name": ".."}), "file-name-invalid")
    # It would be taken for a model by whoever goes by its name.
    refused(client.post(f"{here}/answer.txt/save", json={"name": "a.ifc"}), "parameters-invalid")


def test_an_artifact_that_was_not_made_is_named(client: TestClient) -> None:
    job = client.post(
        f"{API}/operations/behave/jobs",
        json={"parameters": {"number": 78}, "save": {"anser.txt": "typing-error.txt"}},
        headers={"Prefer": "wait=30"},
    ).json()
    assert (job["state"], job["not_saved"], job["versions"]) == ("succeeded", ["anser.txt"], [])


@pytest.mark.parametrize(
    ("save", "code", "told"),
    [
        ({"a.json": "same.txt", "b.json": "x/same.txt"}, "parameters-invalid", "save.b.json"),
        ({"answer.txt": "house.ifc"}, "parameters-invalid", "that of an IFC model"),
        ({"model.ifc": "requirements.ids"}, "parameters-invalid", "that of an IDS file"),
        ({"answer.txt": ".."}, "file-name-invalid", ""),
    ],
)
def test_names_that_artifacts_may_not_have(
    client: TestClient, refused: Refused, save: dict[str, str], code: str, told: str
) -> None:
    body = {"parameters": {"number": 79}, "save": save}
    problem = refused(client.post(f"{API}/operations/behave/jobs", json=body), code)
    assert told in problem["detail"]
