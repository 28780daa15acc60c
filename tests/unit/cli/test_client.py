"""The client of a service: pages, refusals, a lost connection."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from ifcworks.cli.service import client as module
from ifcworks.cli.service.client import Client
from ifcworks.cli.service.find import find_file, find_job
from ifcworks.errors import ParametersInvalid, ServerRefused, ServerUnreachable

URL = "http://service.test"
Answer = Callable[[httpx2.Request], httpx2.Response]


def client(answer: Answer) -> Client:
    return Client(URL, httpx2.Client(transport=httpx2.MockTransport(answer)))


def job(state: str, progress: float, job_id: str = "1" * 36) -> dict[str, Any]:
    return {"id": job_id, "state": state, "progress": progress, "message": ""}


def events(*jobs: dict[str, Any]) -> httpx2.Response:
    body = "".join(f"event: job\r\ndata: {json.dumps(j)}\r\n\r\n" for j in jobs)
    return httpx2.Response(200, text=body, headers={"Content-Type": "text/event-stream"})


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.time, "sleep", lambda seconds: None)


def test_a_refusal_carries_the_problem_of_the_service() -> None:
    problem = {"code": "job-not-found", "title": "Job not found", "detail": "No.", "status": 404}
    service = client(lambda request: httpx2.Response(404, json=problem))
    with pytest.raises(ServerRefused) as error:
        service.job("x")
    assert error.value.problem().items() >= problem.items()


def test_what_is_no_service_is_told_as_such() -> None:
    service = client(lambda request: httpx2.Response(502, text="<html>Bad gateway"))
    with pytest.raises(ServerRefused, match=r"no ifcworks service.*HTTP 502"):
        service.projects()


def test_nobody_there() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("Connection refused")

    with pytest.raises(ServerUnreachable, match=r"service\.test \(Connection refused\)"):
        client(answer).projects()


@pytest.mark.parametrize("url", ["localhost:8000", "foo", "ftp://x", "http://[", ""])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(ServerUnreachable), Client(url) as service:
        service.projects()


def test_lists_go_on_to_the_last_page() -> None:
    pages = {None: {"items": [1, 2], "next": "b c"}, "b c": {"items": [3], "next": None}}
    asked = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(dict(request.url.params))
        return httpx2.Response(200, json=pages[request.url.params.get("cursor")])

    assert list(client(answer).jobs(states=["failed"], page=2)) == [1, 2, 3]
    assert asked[1] == {"state": "failed", "limit": "2", "cursor": "b c"}


def test_following_takes_a_lost_connection_up_again() -> None:
    def lost() -> Iterator[bytes]:
        yield b"event: job\r\ndata: " + json.dumps(job("running", 0.2)).encode() + b"\r\n\r\n"
        raise httpx2.ReadError("gone")

    answers = iter(
        [
            lambda: events(job("queued", 0.0)),  # the service ends its streams when it stops
            lambda: httpx2.Response(
                200, content=lost(), headers={"Content-Type": "text/event-stream"}
            ),
            lambda: events(job("running", 0.5), job("succeeded", 1.0)),
        ]
    )
    seen = list(client(lambda request: next(answers)()).follow("1" * 36))
    assert [(j["state"], j["progress"]) for j in seen] == [
        ("queued", 0.0),
        ("running", 0.2),
        ("running", 0.5),
        ("succeeded", 1.0),
    ]


def test_following_gives_up_when_nobody_answers_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused")

    clock = iter(range(0, 1000, 20))
    monkeypatch.setattr(module.time, "monotonic", lambda: next(clock))
    with pytest.raises(ServerUnreachable):
        list(client(answer).follow("1" * 36))


def test_an_upload_is_streamed_and_tells_how_far_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.ifc"
    path.write_bytes(b"x" * (module.CHUNK * 2 + 10))
    received = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        assert not request.headers.get("transfer-encoding")
        received.append((dict(request.url.params), len(request.read())))
        return httpx2.Response(201, json={"id": "f"})

    sent: list[float] = []
    file, added = client(answer).upload("p", path, name="b c.ifc", kind=None, sent=sent.append)
    assert (file, added) == ({"id": "f"}, True)
    assert received == [({"name": "b c.ifc"}, path.stat().st_size)]
    assert sent == [module.CHUNK, module.CHUNK * 2, path.stat().st_size]


def test_a_download_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def lost() -> Iterator[bytes]:
        yield b"x" * module.CHUNK
        raise httpx2.ReadError("gone")

    service = client(lambda request: httpx2.Response(200, content=lost()))
    with pytest.raises(ServerUnreachable):
        service.download("/x", tmp_path / "a.glb", lambda done: None)
    assert list(tmp_path.iterdir()) == []


def listing(*items: dict[str, Any]) -> Answer:
    return lambda request: httpx2.Response(200, json={"items": list(items), "next": None})


def test_a_job_is_found_by_the_beginning_of_its_id() -> None:
    ids = ["abc1" + "0" * 32, "abd2" + "0" * 32]
    service = client(listing(*(job("queued", 0, job_id) for job_id in ids)))
    assert find_job(service, "ABC") == ids[0]
    assert find_job(service, "f" * 36) == "f" * 36
    with pytest.raises(ParametersInvalid, match="Several jobs' ids begin with 'ab'"):
        find_job(service, "ab")
    with pytest.raises(ServerRefused, match="No job's id begins with 'x'"):
        find_job(service, "x")


def test_a_file_is_found_by_its_name_or_the_beginning_of_its_id() -> None:
    files = [{"id": "aa1", "name": "a.ifc"}, {"id": "aa2", "name": "aa1"}]
    service = client(listing(*files))
    assert find_file(service, "p", "a.ifc")["id"] == "aa1"
    assert find_file(service, "p", "aa1")["id"] == "aa2"
    with pytest.raises(ParametersInvalid, match=r"a\.ifc \(aa1\)"):
        find_file(service, "p", "a")
    with pytest.raises(ServerRefused, match="has no file 'b'"):
        find_file(service, "p", "b")
