"""What happens on the wire: clients that lie, leave, listen late, or stay to the very end."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from ifcworks.settings import Settings
from ifcworks.wiring import Service
from support.live import live
from support.served import Served, served
from support.services import PATIENCE, python_path, wait_until
from support.step_files import step_file

FILES = "/api/v1/projects/default/files"
LIMIT = 14 * 2**20
Live = tuple[str, Service]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", python_path())
        data = tmp_path_factory.mktemp("live") / "data"
        settings = Settings(data=data, operations=["support.toys"], slots=2, max_upload=LIMIT)
        with live(settings) as found:
            yield found


def connect(url: str) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), timeout=PATIENCE)


def ask(head: str, *headers: str) -> bytes:
    return "\r\n".join([f"{head} HTTP/1.1", "Host: test", *headers, "", ""]).encode()


def answer_of(client: socket.socket) -> tuple[int, dict[str, Any]]:
    """Status and JSON of one answer; reads no further, as a client with a kept connection does."""
    with client.makefile("rb") as stream:
        status = int(stream.readline().split()[1])
        length = 0
        while (line := stream.readline().strip()) != b"":
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return status, json.loads(stream.read(length)) if length else {}


def nothing_incoming(service: Service) -> bool:
    return list((service.settings.data / "files" / "incoming").glob("*")) == []


REFUSED = [
    (f"{FILES}?name=plan.ifc", b"%PDF-1.7\n" + b"x" * 65536, "file-kind-unsupported"),
    (f"{FILES}?name=large.ifc", step_file()[:-30] + b" " * 65536, "file-too-large"),
    ("/api/v1/projects/none/files?name=a.ifc", b"x" * 65536, "project-not-found"),
    ("/api/v1/projects", b" " * 65536, "body-too-large"),
    ("/api/v1/nothing", b"x" * 65536, "not-found"),
]


@pytest.mark.parametrize("close", ["Connection: close", "X-Keep: open"])
@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize(("path", "start", "code"), REFUSED, ids=[code for *_, code in REFUSED])
def test_a_client_that_sends_all_before_it_listens_gets_the_problem(
    running: Live, path: str, start: bytes, code: str, chunked: bool, close: str
) -> None:
    url, service = running
    times = (20 if code == "file-too-large" else 12) * 2**20 // len(start)
    with connect(url) as client:
        if chunked:
            client.sendall(ask(f"POST {path}", "Transfer-Encoding: chunked", close))
            for _ in range(times):
                client.sendall(b"%x\r\n%b\r\n" % (len(start), start))
            client.sendall(b"0\r\n\r\n")
        else:
            client.sendall(ask(f"POST {path}", f"Content-Length: {times * len(start)}", close))
            for _ in range(times):
                client.sendall(start)
        status, problem = answer_of(client)
    assert problem["code"] == code
    assert problem["status"] == status
    wait_until(lambda: nothing_incoming(service))


def test_a_client_that_listens_is_told_at_once(running: Live) -> None:
    url, _ = running
    with connect(url) as client:
        client.sendall(ask(f"POST {FILES}?name=a.ifc", f"Content-Length: {100 * 2**30}"))
        client.sendall(b"x" * 1000)
        status, problem = answer_of(client)
    assert (status, problem["code"]) == (413, "file-too-large")


def test_a_client_that_asks_before_it_sends_is_told_no(running: Live) -> None:
    url, _ = running
    with connect(url) as client:
        headers = (f"Content-Length: {100 * 2**30}", "Expect: 100-continue")
        client.sendall(ask(f"POST {FILES}?name=a.ifc", *headers))
        assert answer_of(client)[0] == 413


def test_a_client_that_leaves_leaves_nothing(running: Live) -> None:
    url, service = running
    data = step_file()
    before = httpx2.get(f"{url}{FILES}").json()
    for headers in (
        ["Content-Length: 12000000"],
        ["Transfer-Encoding: chunked"],
    ):
        with connect(url) as client:
            client.sendall(ask(f"POST {FILES}?name=left.ifc", *headers))
            for _ in range(40):
                body = data + b" " * 200_000
                client.sendall(
                    body if "Content" in headers[0] else b"%x\r\n%b\r\n" % (len(body), body)
                )
            wait_until(lambda: not nothing_incoming(service))
        wait_until(lambda: nothing_incoming(service))
    assert httpx2.get(f"{url}{FILES}").json() == before


def test_bytes_beyond_the_length_are_not_of_the_file(running: Live) -> None:
    url, _ = running
    data = step_file(description="'beyond'")
    with connect(url) as client:
        client.sendall(ask(f"POST {FILES}?name=beyond.ifc", f"Content-Length: {len(data)}"))
        client.sendall(data + b"GARBAGE\r\n\r\n")
        status, file = answer_of(client)
    assert (status, file["newest"]["size"]) == (201, len(data))


def test_who_stops_to_follow_a_job_is_forgotten(running: Live) -> None:
    url, service = running
    job = httpx2.post(
        f"{url}/api/v1/operations/behave/jobs", json={"parameters": {"manner": "hang"}}
    ).json()
    for _ in range(3):
        with connect(url) as client:
            client.sendall(ask(f"GET {job['links']['events']}"))
            assert b"200" in client.recv(4096)
            wait_until(lambda: service.changes._watchers)
        wait_until(lambda: not service.changes._watchers)
    httpx2.post(f"{url}{job['links']['self']}/cancel")


def hang(server: Served, **headers: str) -> dict[str, Any]:
    answer = httpx2.post(
        f"{server.url}/api/v1/operations/behave/jobs",
        json={"parameters": {"manner": "hang"}, "force": True},
        headers=headers,
        timeout=PATIENCE,
    )
    assert answer.status_code == 202
    job: dict[str, Any] = answer.json()
    return job


def jobs_of(server: Served) -> list[Any]:
    answer = httpx2.get(f"{server.url}/api/v1/jobs", timeout=PATIENCE)
    items: list[Any] = answer.json()["items"]
    return items


def test_the_service_ends_while_others_wait_and_follow(tmp_path: Path) -> None:
    with served(tmp_path) as server:
        job = hang(server)
        waited: list[dict[str, Any]] = []

        def wait() -> None:
            waited.append(hang(server, prefer="wait=60"))

        waiter = threading.Thread(target=wait)
        waiter.start()
        with httpx2.stream("GET", server.url + job["links"]["events"], timeout=PATIENCE) as stream:
            lines = stream.iter_lines()
            assert next(lines)
            wait_until(lambda: len(jobs_of(server)) == 2)
            code = server.end()
            rest = "\n".join(lines)
        waiter.join(PATIENCE)
    assert code in (0, -15)
    assert "Traceback" not in (tmp_path / "log").read_text()
    assert "data" in rest
    assert waited[0]["state"] in ("queued", "running")
