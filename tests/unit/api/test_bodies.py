"""What is wrong with a request is said before anything else is done with it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

JSON = {"content-type": "application/json"}
PROJECTS = "/api/v1/projects"
JOBS = "/api/v1/operations/behave/jobs"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b'{"name":', "line 1, column"),
        (b"[1, 2", "line 1, column"),
        (b"nothing", "line 1, column"),
        (b'{"name": "a", }', "line 1, column"),
        (b'{"name": NaN}', "NaN"),
        (b'{"name": -Infinity}', "Infinity"),
        (b'{"name": 1e999}', "too large"),
        (b'{"name": ' + b"9" * 5000 + b"}", "more digits"),
        (b'{"name": "\xff"}', "byte 10 is 0xFF"),
        (json.dumps({"name": "x"}).encode("utf-16"), "not UTF-8"),
        (b"[" * 200_000, "nests deeper"),
        (b"[" * 100 + b"]" * 100, "nests deeper"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "nests deeper"),
        (b'{"name": "a\\u0000b"}', "NUL"),
        (b'{"a\\u0000b": 1}', "NUL"),
        (b'{"name": "\\ud800"}', "at name: the text contains half of a character"),
        (b'{"parameters": {"list": [1, {"x": "\\udfff"}]}}', "at parameters.list[1].x"),
        (b"", "no body"),
    ],
    ids=range(18),
)
def test_what_is_no_json_is_malformed(
    client: TestClient, refused: Any, body: bytes, says: str
) -> None:
    problem = refused(client.post(PROJECTS, content=body, headers=JSON), "request-malformed")
    assert says in problem["detail"]


def test_a_byte_order_mark_is_passed_over(client: TestClient, refused: Any) -> None:
    body = b'\xef\xbb\xbf{"name": "default"}'
    refused(client.post(PROJECTS, content=body, headers=JSON), "name-taken")


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "application/xml", "json", ""],
)
def test_other_content_types_are_not_taken(
    client: TestClient, refused: Any, content_type: str
) -> None:
    headers = {"content-type": content_type} if content_type else {}
    answer = client.post(PROJECTS, content=b'{"name": "a"}', headers=headers)
    assert "application/json" in refused(answer, "media-type-unsupported")["detail"]


def test_packed_bodies_are_not_taken(client: TestClient, refused: Any) -> None:
    answer = client.post(PROJECTS, content=b"x", headers={**JSON, "content-encoding": "gzip"})
    assert "gzip" in refused(answer, "media-type-unsupported")["detail"]


def test_json_types_with_a_suffix_and_a_charset_are_taken(client: TestClient, refused: Any) -> None:
    for content_type in ("application/merge-patch+json", "Application/JSON; charset=utf-8"):
        headers = {"content-type": content_type}
        refused(
            client.post(PROJECTS, content=b'{"name": "default"}', headers=headers), "name-taken"
        )


@pytest.mark.parametrize("chunked", [False, True])
def test_large_bodies_are_not_taken(client: TestClient, refused: Any, chunked: bool) -> None:
    body = b'{"name": "' + b"a" * 9 * 2**20 + b'"}'
    parts = (body[i : i + 2**20] for i in range(0, len(body), 2**20))
    answer = client.post(PROJECTS, content=parts if chunked else body, headers=JSON)
    assert refused(answer, "body-too-large")["limit"] == 8 * 2**20


def test_a_large_body_within_the_limit_is_read(client: TestClient, refused: Any) -> None:
    body = {"parameters": {"number": 1, "extra": ["ä" * 100] * 10_000}}
    assert "extra" in refused(client.post(JOBS, json=body), "parameters-invalid")["detail"]


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"name": 5}, "body.name"),
        ({"name": "a", "titel": "b"}, "body.titel"),
        ({"name": "Über"}, "body.name"),
        ({"name": "a" * 101}, "body.name"),
        ([], "body"),
        ("text", "body"),
    ],
)
def test_invalid_bodies_are_explained(
    client: TestClient, refused: Any, body: object, where: str
) -> None:
    problem = refused(client.post(PROJECTS, json=body), "parameters-invalid")
    assert [item["where"] for item in problem["errors"]] == [where]
    assert where in problem["detail"]


@pytest.mark.parametrize("value", [10**30, -(10**30), 2**63, 1.5, True, "1", None, [], {}])
def test_odd_parameters_are_taken_or_explained(client: TestClient, value: object) -> None:
    answer = client.post(JOBS, json={"parameters": {"seconds": value}})
    assert answer.status_code in (202, 422)
    if answer.status_code == 422:
        assert answer.json()["errors"][0]["where"] == "seconds"
    else:
        client.post(f"{answer.headers['location']}/cancel")


def test_a_whole_number_may_have_a_point(client: TestClient) -> None:
    answer = client.post(JOBS, json={"parameters": {"number": 41.0, "more": [1.0]}})
    assert "more" in answer.text
    assert "valid integer" not in answer.text


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/api/v1/jobs?operation=%00", "query of the address contains a NUL"),
        ("/api/v1/jobs?operation=%FF", "query of the address is not UTF-8"),
        ("/api/v1/jobs?operation=%ED%A0%80", "query of the address is not UTF-8"),
        ("/api/v1/jobs/%00", "path of the address contains a NUL"),
        ("/api/v1/jobs/%C3%28", "path of the address is not UTF-8"),
    ],
)
def test_addresses_that_are_no_text_are_malformed(
    client: TestClient, refused: Any, address: str, says: str
) -> None:
    assert says in refused(client.get(address), "request-malformed")["detail"]


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("/api/v1/jobs?limit=0", "query.limit"),
        ("/api/v1/jobs?limit=501", "query.limit"),
        ("/api/v1/jobs?limit=many", "query.limit"),
        ("/api/v1/jobs?limit=" + "9" * 5000, "query.limit"),
        ("/api/v1/jobs?state=done", "query.state[0]"),
        ("/api/v1/jobs/" + "x" * 37, "path.job_id"),
        ("/api/v1/projects/default/files?kind=dwg", "query.kind"),
        ("/api/v1/projects/default/files/x/versions/0/content", "path.number"),
        ("/api/v1/projects/default/files/x/versions/99999999999999999999/content", "path.number"),
    ],
)
def test_invalid_parameters_are_explained(
    client: TestClient, refused: Any, address: str, where: str
) -> None:
    problem = refused(client.get(address), "parameters-invalid")
    assert problem["errors"][0]["where"] == where


@pytest.mark.parametrize(
    "cursor", ["x", "AAAA", "eyJhIjoxfQ==", "WyJhIl0=", "ä", "WyJub3ciLCJ4Il0=", "W" * 2000]
)
def test_foreign_cursors_are_refused(client: TestClient, refused: Any, cursor: str) -> None:
    answer = client.get("/api/v1/jobs", params={"cursor": cursor})
    assert "cursor" in refused(answer, "parameters-invalid")["detail"]
