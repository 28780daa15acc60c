"""Downloads: ranges, validators and names, as RFC 9110 and RFC 6266 say."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from starlette.testclient import TestClient

from support.step_files import step_file

DATA = step_file(description="'downloads'")
SIZE = len(DATA)
ETAG = f'"{hashlib.sha256(DATA).hexdigest()}"'


@pytest.fixture(scope="module")
def url(client: TestClient) -> str:
    answer = client.post("/api/v1/projects/default/files?name=Tür “A” 100%.ifc", content=DATA)
    address: str = answer.json()["newest"]["content_url"]
    return address


def test_the_whole(client: TestClient, url: str) -> None:
    answer = client.get(url, headers={"accept-encoding": "gzip, br"})
    assert (answer.status_code, answer.content) == (200, DATA)
    assert answer.headers["etag"] == ETAG
    assert answer.headers["content-length"] == str(SIZE)
    assert answer.headers["content-type"] == "application/x-step"
    assert answer.headers["accept-ranges"] == "bytes"
    assert "content-encoding" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"] == (
        'attachment; filename="T_r _A_ 100_.ifc"; '
        "filename*=UTF-8''T%C3%BCr%20%E2%80%9CA%E2%80%9D%20100%25.ifc"
    )


def test_newest_and_version_are_the_same_bytes(client: TestClient, url: str) -> None:
    newest = url.replace("/versions/1", "")
    assert client.get(newest).headers["etag"] == ETAG


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-9", 0, 9),
        ("bytes=10-", 10, SIZE - 1),
        ("bytes=-10", SIZE - 10, SIZE - 1),
        ("bytes=-999999999", 0, SIZE - 1),
        ("bytes=5-999999999", 5, SIZE - 1),
        ("Bytes=1-2", 1, 2),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE - 1),
    ],
)
def test_a_range(client: TestClient, url: str, asked: str, first: int, last: int) -> None:
    answer = client.get(url, headers={"range": asked})
    assert (answer.status_code, answer.content) == (206, DATA[first : last + 1])
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{SIZE}"
    assert answer.headers["content-length"] == str(last - first + 1)
    assert answer.headers["etag"] == ETAG


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=",
        "bytes=-",
        "bytes=5-2",
        "bytes=a-b",
        "lines=1-2",
        "bytes=0-1,3-4",
        "bytes=\u0661-\u0662",
        "0-5",
    ],
)
def test_what_is_no_single_range_is_answered_whole(
    client: TestClient, url: str, asked: str
) -> None:
    answer = client.get(url, headers={"range": asked.encode()})
    assert (answer.status_code, answer.content) == (200, DATA)


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=999999999-", "bytes=-0"])
def test_a_range_outside_is_told_the_size(
    client: TestClient, refused: Any, url: str, asked: str
) -> None:
    answer = client.get(url, headers={"range": asked})
    assert f"{SIZE:,}" in refused(answer, "range-unsatisfiable")["detail"]
    assert answer.headers["content-range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize("tags", [ETAG, f"W/{ETAG}", f'"x", {ETAG}', "*"])
def test_not_modified(client: TestClient, url: str, tags: str) -> None:
    answer = client.get(url, headers={"if-none-match": tags, "range": "bytes=0-1"})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == ETAG
    assert "content-length" not in answer.headers


def test_modified(client: TestClient, url: str) -> None:
    assert client.get(url, headers={"if-none-match": '"x", "y"'}).status_code == 200


@pytest.mark.parametrize(
    ("validator", "status"),
    [(ETAG, 206), (f"W/{ETAG}", 200), ('"x"', 200), ("Sun, 06 Nov 1994 08:49:37 GMT", 200)],
)
def test_if_range(client: TestClient, url: str, validator: str, status: int) -> None:
    answer = client.get(url, headers={"range": "bytes=0-4", "if-range": validator})
    assert answer.status_code == status


def test_head_is_get_without_the_bytes(client: TestClient, url: str) -> None:
    answer = client.head(url, headers={"range": "bytes=0-4"})
    assert (answer.status_code, answer.content) == (200, b"")
    whole = client.get(url).headers
    assert {**answer.headers} == {**whole}
    assert client.head(url, headers={"if-none-match": ETAG}).status_code == 304


def test_text_is_not_said_to_be_of_a_charset_that_nobody_knows(client: TestClient) -> None:
    answer = client.post(
        "/api/v1/projects/default/files?name=t.csv", content="a;b\nä;c\n".encode("latin-1")
    )
    found = client.get(answer.json()["newest"]["content_url"])
    assert found.headers["content-type"] == "text/csv"
