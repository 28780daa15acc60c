"""Jobs over HTTP: requested, waited for, listed, followed, cancelled, and what they leave."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from ifcworks.api.watching import wished_wait
from ifcworks.wiring import Service
from support.services import wait_until
from support.step_files import step_file

JOBS = "/api/v1/operations/behave/jobs"
WAIT = {"prefer": "wait=60"}


def finished(client: TestClient, **parameters: Any) -> dict[str, Any]:
    answer = client.post(JOBS, json={"parameters": parameters, "force": True}, headers=WAIT)
    assert answer.status_code == 200, answer.text
    job: dict[str, Any] = answer.json()
    return job


def test_a_job_is_accepted_with_its_address(client: TestClient) -> None:
    answer = client.post(JOBS, json={"parameters": {"number": 1}})
    assert answer.status_code == 202
    job = answer.json()
    assert answer.headers["location"] == f"/api/v1/jobs/{job['id']}" == job["links"]["self"]
    assert "preference-applied" not in answer.headers
    assert job["parameters"]["manner"] == "well"
    assert client.get(job["links"]["self"]).json()["id"] == job["id"]


def test_one_may_wait_for_a_job(client: TestClient) -> None:
    answer = client.post(JOBS, json={"parameters": {"number": 2}}, headers=WAIT)
    assert answer.status_code == 200
    assert answer.headers["preference-applied"] == "wait=60"
    job = answer.json()
    assert (job["state"], job["progress"], job["queue_position"]) == ("succeeded", 1.0, None)
    assert job["result"] == {"number": 2, "text": ""}
    assert client.get(job["links"]["result"]).json() == job["result"]


def test_waiting_ends_while_the_job_goes_on(client: TestClient) -> None:
    body = {"parameters": {"manner": "hang"}, "force": True}
    answer = client.post(JOBS, json=body, headers={"prefer": "respond-async, wait=1"})
    assert answer.status_code == 202
    assert answer.headers["preference-applied"] == "wait=1"
    client.post(f"{answer.headers['location']}/cancel")


@pytest.mark.parametrize(
    ("prefer", "seconds"),
    [
        ("wait=10", 10),
        ("respond-async, wait=5", 5),
        ("WAIT = 7; foo", 7),
        ('wait="8"', 8),
        ("wait=600", 60),
        ("wait=0", 0),
        ("wait", 0),
        ("await=3", 0),
        ("wait=-3", 0),
        ("wait=x", 0),
        ("", 0),
        (None, 0),
    ],
)
def test_preferences_are_read_with_care(prefer: str | None, seconds: float) -> None:
    assert wished_wait(prefer) == seconds


def test_the_same_request_is_answered_from_the_stored_result(client: TestClient) -> None:
    first = client.post(JOBS, json={"parameters": {"number": 3}}, headers=WAIT).json()
    second = client.post(JOBS, json={"parameters": {"number": 3}}, headers={"prefer": "wait=1"})
    assert second.status_code == 200
    job = second.json()
    assert (job["cached"], job["answered_from"], job["state"]) == (True, first["id"], "succeeded")
    assert client.get(job["links"]["artifacts"]).json()[0]["name"] == "answer.txt"


def test_an_idempotency_key_gives_one_job_also_in_parallel(
    client: TestClient, refused: Any
) -> None:
    def ask(_: int) -> Any:
        body = {"parameters": {"number": 4}, "force": True}
        return client.post(JOBS, json=body, headers={"idempotency-key": "key-1"})

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(16)))
    assert {answer.status_code for answer in answers} <= {202}
    assert len({answer.json()["id"] for answer in answers}) == 1
    other = client.post(
        JOBS, json={"parameters": {"number": 5}}, headers={"idempotency-key": "key-1"}
    )
    refused(other, "idempotency-conflict")


def test_an_idempotency_key_answers_even_when_the_input_has_gone(client: TestClient) -> None:
    files = "/api/v1/projects/default/files"
    file = client.post(f"{files}?name=a.txt&kind=other", content=b"some text").json()

    def ask() -> Any:
        body = {"parameters": {"number": 5, "file": "a.txt"}}
        return client.post(JOBS, json=body, headers={"idempotency-key": "key-2"})

    first = ask()
    assert client.delete(f"{files}/{file['id']}").status_code == 204
    again = ask()
    assert again.status_code == 202
    assert again.json()["id"] == first.json()["id"]


def test_keys_and_requests_that_are_not_valid_are_explained(
    client: TestClient, refused: Any
) -> None:
    body = {"parameters": {"number": 6}}
    refused(
        client.post(JOBS, json=body, headers={"idempotency-key": "k" * 256}), "parameters-invalid"
    )
    refused(client.post(JOBS, json={**body, "project": "none"}), "project-not-found")
    refused(client.post("/api/v1/operations/none/jobs", json=body), "not-found")
    for parameters, where in [
        ({"manner": "badly"}, "manner"),
        ({"nunber": 1}, "nunber"),
        ({"seconds": -1}, "seconds"),
        ({"number": "one"}, "number"),
        ({"number": "1"}, "number"),
        ({"number": False}, "number"),
        ({"file": ""}, "file"),
    ]:
        problem = refused(client.post(JOBS, json={"parameters": parameters}), "parameters-invalid")
        assert [item["where"] for item in problem["errors"]] == [where]
    refused(client.post(JOBS, json={"parameters": {"file": "none.ifc"}}), "file-not-found")


def test_a_job_reads_a_file_and_names_it(client: TestClient) -> None:
    data = step_file(description="'job'")
    client.post("/api/v1/projects/default/files?name=Häuser.ifc", content=data)
    job = finished(client, file="Häuser.ifc@1")
    (item,) = job["inputs"]
    assert (item["name"], item["version"], item["ref"]) == ("Häuser.ifc", 1, "Häuser.ifc@1")
    assert job["result"]["text"] == data[:20].decode()
    (artifact,) = client.get(job["links"]["artifacts"]).json()
    found = client.get(artifact["url"])
    assert found.content == b"0\n"
    assert found.headers["content-type"] == "text/plain; charset=utf-8"
    assert found.headers["etag"] == f'"{artifact["sha256"]}"'
    assert "filename*=UTF-8''H%C3%A4user-answer.txt" in found.headers["content-disposition"]
    assert client.get(artifact["url"], headers={"range": "bytes=0-0"}).content == b"0"
    assert client.head(artifact["url"]).headers["content-length"] == "2"


def test_what_a_job_has_not_made_is_not_found(client: TestClient, refused: Any) -> None:
    job = finished(client, number=7)
    refused(client.get(f"{job['links']['artifacts']}/none.glb"), "artifact-not-found")


def test_a_failed_job_carries_its_problem(client: TestClient, refused: Any) -> None:
    job = finished(client, manner="refuse")
    assert job["state"] == "failed"
    assert (job["problem"]["code"], job["problem"]["asked"]) == ("operation-failed", True)
    problem = refused(client.get(job["links"]["result"]), "job-without-result")
    assert problem["problem"] == job["problem"]
    assert "Ask for something else" in problem["detail"]
    assert client.get(job["links"]["artifacts"]).json() == []
    (attempt,) = client.get(f"{job['links']['self']}/attempts").json()
    assert (attempt["number"], attempt["outcome"]) == (1, "operation-failed")
    again = client.post(f"{job['links']['self']}/retry")
    assert (again.status_code, again.headers["location"]) == (202, job["links"]["self"])
    wait_until(lambda: client.get(job["links"]["self"]).json()["state"] == "failed")


def test_a_large_result_is_streamed(client: TestClient) -> None:
    job = finished(client, manner="large-result")
    assert job["result"] is None
    answer = client.get(job["links"]["result"])
    assert answer.headers["content-type"] == "application/json"
    assert int(answer.headers["content-length"]) == len(answer.content) > 50 * 2**20
    assert client.head(job["links"]["result"]).status_code == 405


def test_waiting_jobs_know_their_place_and_can_be_cancelled(
    client: TestClient, refused: Any
) -> None:
    running = [
        client.post(JOBS, json={"parameters": {"manner": "hang", "number": n}}).json()
        for n in (1, 2)
    ]
    wait_until(
        lambda: all(
            client.get(job["links"]["self"]).json()["state"] == "running" for job in running
        )
    )
    first, second = (
        client.post(JOBS, json={"parameters": {"number": n}, "force": True}).json() for n in (8, 9)
    )
    assert (first["queue_position"], second["queue_position"]) == (1, 2)
    listed = client.get("/api/v1/jobs", params={"state": "queued"}).json()["items"]
    assert [(job["id"], job["queue_position"]) for job in listed] == [
        (second["id"], 2),
        (first["id"], 1),
    ]
    unfinished = client.get(first["links"]["result"])
    refused(unfinished, "job-not-finished")
    assert unfinished.headers["retry-after"] == "1"
    refused(client.post(f"{first['links']['self']}/retry"), "job-finished")
    cancelled = client.post(f"{first['links']['self']}/cancel").json()
    assert (cancelled["state"], cancelled["queue_position"]) == ("cancelled", None)
    for job in running:
        assert client.post(f"{job['links']['self']}/cancel").status_code == 200
    wait_until(lambda: client.get(second["links"]["self"]).json()["state"] == "succeeded")
    refused(client.post(f"{second['links']['self']}/cancel"), "job-finished")


def test_jobs_are_listed_page_by_page_and_by_filter(client: TestClient) -> None:
    client.post("/api/v1/projects", json={"name": "listing"})
    made = [
        client.post(
            JOBS,
            json={"project": "listing", "parameters": {"number": n, "manner": manner}},
            headers=WAIT,
        ).json()["id"]
        for n, manner in enumerate(["well", "refuse", "well", "well", "refuse"])
    ]

    def pages(**query: Any) -> list[str]:
        seen: list[str] = []
        cursor = None
        while True:
            more = {"cursor": cursor} if cursor else {}
            page = client.get(
                "/api/v1/jobs", params={"project": "listing", "limit": 2, **query, **more}
            ).json()
            seen += [job["id"] for job in page["items"]]
            cursor = page["next"]
            if cursor is None:
                return seen

    assert pages() == made[::-1]
    assert pages(state="failed") == [made[4], made[1]]
    assert pages(state=["failed", "succeeded"]) == made[::-1]
    assert pages(operation="behave") == made[::-1]
    assert pages(operation="inspect") == []


def events_of(client: TestClient, job: dict[str, Any], **headers: str) -> list[dict[str, Any]]:
    with client.stream("GET", job["links"]["events"], headers=headers) as stream:
        assert stream.status_code == 200
        assert stream.headers["content-type"].startswith("text/event-stream")
        assert stream.headers["cache-control"] == "no-store"
        text = "".join(stream.iter_text())
    found = []
    for block in text.replace("\r\n", "\n").split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if "data" in fields:
            assert fields["event"] == "job"
            found.append({**json.loads(fields["data"]), "event": int(fields["id"])})
    return found


def test_a_job_is_followed_to_its_end(client: TestClient) -> None:
    job = client.post(JOBS, json={"parameters": {"seconds": 0.5, "number": 10}}).json()
    found = events_of(client, job)
    assert [event["state"] for event in found][-1] == "succeeded"
    revisions = [event["event"] for event in found]
    assert revisions == sorted(revisions)
    progress = [event["progress"] for event in found]
    assert progress == sorted(progress)
    assert all("result" not in event for event in found)


def test_reconnecting_gives_the_present_state_and_then_rest(
    client: TestClient, service: Service
) -> None:
    job = finished(client, number=11)
    (event,) = events_of(client, job)
    assert event["state"] == "succeeded"
    (again,) = events_of(client, job, **{"last-event-id": str(event["event"] - 1)})
    assert again["state"] == "succeeded"
    # An EventSource reconnects for ever, unless it is answered with 204.
    seen = client.get(job["links"]["events"], headers={"last-event-id": str(event["event"])})
    assert (seen.status_code, seen.content) == (204, b"")
    assert not service.changes._watchers


def test_operations_publish_their_schemas(client: TestClient) -> None:
    listed = {item["name"]: item for item in client.get("/api/v1/operations").json()}
    assert {"inspect", "behave"} <= set(listed)
    assert client.get("/api/v1/operations/behave").json() == listed["behave"]
    assert "manner" in listed["behave"]["parameters"]["properties"]
    assert listed["behave"]["summary"].endswith(".")


def test_a_job_names_the_version_that_it_made(client: TestClient) -> None:
    files = "/api/v1/projects/default/files"
    uploaded = client.post(
        files,
        params={"name": "revised.txt", "kind": "other"},
        content=b"first",
        headers={"content-type": "application/octet-stream"},
    ).json()
    answer = client.post(
        "/api/v1/operations/revise/jobs",
        json={"parameters": {"file": "revised.txt"}},
        headers=WAIT,
    )
    assert answer.status_code == 200, answer.text
    job = answer.json()
    assert job["versions"] == [{"file_id": uploaded["id"], "name": "revised.txt", "version": 2}]
    versions = client.get(f"{files}/{uploaded['id']}/versions").json()
    newest = versions["items"][0] if isinstance(versions, dict) else versions[0]
    assert newest["number"] == 2
    assert client.get(newest["content_url"]).content == b"first!"
