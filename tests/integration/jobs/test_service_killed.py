"""``kill -9`` of the whole service, and SIGTERM, amid jobs and uploads over real HTTP."""

from __future__ import annotations

import hashlib
import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from support.processes import alive, children, working_below
from support.server import Fork, Server
from support.services import wait_until


@pytest.fixture
def server(fork_server: Fork, tmp_path: Path) -> Iterator[Server]:
    with Server(fork_server, tmp_path / "data", tmp_path / "server.log") as server:
        server.start()
        yield server


class Traffic:
    """Asks for jobs and uploads from several threads, and keeps what was answered with 2xx."""

    def __init__(self, server: Server, seed: str) -> None:
        self.jobs: dict[str, int] = {}
        self.files: dict[str, str] = {}
        self._server = server
        self._seed = seed
        self._end = threading.Event()
        self._threads = [
            threading.Thread(target=work, args=(number,))
            for number, work in enumerate([self._ask, self._ask, self._upload, self._upload])
        ]

    def __enter__(self) -> Traffic:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, thread: int) -> None:
        chance = random.Random(f"{self._seed} {thread}")
        with httpx2.Client(base_url=self._server.url, timeout=10) as client:
            while not self._end.is_set():
                number = chance.randrange(10**9)
                params = {
                    "number": number,
                    "manner": chance.choice(["well", "print"]),
                    "seconds": chance.choice([0, 0, 0.2]),
                }
                try:
                    answer = client.post(
                        "/api/v1/operations/behave/jobs", json={"parameters": params}
                    )
                except httpx2.TransportError:
                    time.sleep(0.01)
                    continue
                assert answer.status_code == 202
                self.jobs[answer.json()["id"]] = number
                time.sleep(0.05)

    def _upload(self, thread: int) -> None:
        chance = random.Random(f"{self._seed} {thread}")
        with httpx2.Client(base_url=self._server.url, timeout=10) as client:
            while not self._end.is_set():
                parts = [chance.randbytes(2**19) for _ in range(12)]
                name = f"file-{chance.randrange(10**9)}.bin"
                try:
                    answer = client.post(
                        f"/api/v1/projects/default/files?kind=other&name={name}",
                        content=_slowly(parts),
                    )
                except httpx2.TransportError:
                    time.sleep(0.01)
                    continue
                assert answer.status_code == 201
                self.files[name] = hashlib.sha256(b"".join(parts)).hexdigest()


def _slowly(parts: list[bytes]) -> Iterator[bytes]:
    for part in parts:
        yield part
        time.sleep(0.01)


@pytest.mark.parametrize("seed", [1, 2])
def test_killed_at_random_moments_nothing_accepted_is_lost(server: Server, seed: int) -> None:
    chance = random.Random(seed)
    traffic = Traffic(server, f"{seed}")
    for round_number in range(4):
        with traffic:
            time.sleep(0.5 + chance.random())
            attempts = working_below(server.data)
            server.kill(with_template=round_number % 2 == 1)
        wait_until(lambda attempts=attempts: not any(alive(pid) for pid in attempts))
        server.start()
        traffic = _continued(traffic, server, f"{seed} {round_number}")

    assert len(traffic.jobs) > 10
    assert traffic.files
    _every_job_has_one_end(server, traffic)
    _files_are_whole(server, traffic)
    assert list((server.data / "files" / "incoming").iterdir()) == []
    server.terminate()
    assert not working_below(server.data)
    assert list((server.data / "attempts").iterdir()) == []
    with sqlite3.connect(server.data / "ifcworks.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    database.close()


def _continued(traffic: Traffic, server: Server, seed: str) -> Traffic:
    following = Traffic(server, seed)
    following.jobs, following.files = traffic.jobs, traffic.files
    return following


def _every_job_has_one_end(server: Server, traffic: Traffic) -> None:
    for job_id, number in traffic.jobs.items():
        job = server.final(job_id)
        artifacts = server.client.get(f"/api/v1/jobs/{job_id}/artifacts").json()
        if job["state"] == "succeeded":
            result = server.client.get(f"/api/v1/jobs/{job_id}/result").json()
            assert result["number"] == number
            for artifact in artifacts:
                content = server.client.get(artifact["url"]).content
                assert hashlib.sha256(content).hexdigest() == artifact["sha256"]
        else:
            # Killed in the middle of three attempts: that is told, and nothing half is shown.
            assert job["state"] == "failed"
            assert job["problem"]["code"] == "attempt-interrupted"
            assert artifacts == []


def _files_are_whole(server: Server, traffic: Traffic) -> None:
    found = server.client.get("/api/v1/projects/default/files?limit=500").json()["items"]
    # An upload whose answer was lost may be there, but then it is there as a whole.
    assert traffic.files.keys() <= {file["name"] for file in found}
    for file in found:
        content = server.client.get(file["newest"]["content_url"]).content
        sha256 = hashlib.sha256(content).hexdigest()
        assert sha256 == file["newest"]["sha256"]
        assert traffic.files.get(file["name"], sha256) == sha256
        assert len(content) == 12 * 2**19


def test_killed_with_its_template_no_helper_outlives_the_next_start(
    server: Server, tmp_path: Path
) -> None:
    marker = tmp_path / "helper"
    job_id = server.submit(manner="fork-and-hang", marker=str(marker))
    helper = int(wait_until(lambda: marker.exists() and marker.read_text()))

    server.kill(with_template=True)
    server.start()

    wait_until(lambda: not alive(helper))
    server.client.post(f"/api/v1/jobs/{job_id}/cancel").raise_for_status()
    assert server.final(job_id)["state"] == "cancelled"


def test_killed_alone_its_helpers_end_at_once(server: Server, tmp_path: Path) -> None:
    marker = tmp_path / "helper"
    server.submit(manner="fork-and-hang", marker=str(marker))
    helper = int(wait_until(lambda: marker.exists() and marker.read_text()))
    family = children(server.pid)

    server.kill()

    wait_until(lambda: not any(alive(pid) for pid in [helper, *family]))


def test_a_job_interrupted_three_times_fails_and_says_so(server: Server) -> None:
    job_id = server.submit(manner="hang")
    for attempt in range(1, 4):
        wait_until(lambda attempt=attempt: server.job(job_id)["attempt"] == attempt)
        server.kill()
        server.start()

    job = server.final(job_id)

    assert job["state"] == "failed"
    assert job["problem"]["code"] == "attempt-interrupted"
    assert "in the attempts before" in job["problem"]["detail"]


def test_terminated_it_stops_quickly_and_goes_on_after_the_next_start(server: Server) -> None:
    jobs = [server.submit(seconds=1.0, number=number) for number in range(6)]
    wait_until(lambda: server.job(jobs[0])["state"] == "running")
    for _ in range(4):  # more often than an interrupted attempt is tried again
        began = time.monotonic()
        server.terminate()
        assert time.monotonic() - began < 5
        assert not working_below(server.data)
        server.start()
        time.sleep(0.3)

    for job_id in jobs:
        assert server.final(job_id)["state"] == "succeeded"
        attempts = server.client.get(f"/api/v1/jobs/{job_id}/attempts").json()
        assert {a["outcome"] for a in attempts} <= {"stopped", "succeeded"}


def test_terminated_in_the_middle_of_an_upload_and_a_watch(server: Server) -> None:
    job_id = server.submit(manner="hang")
    begun = threading.Event()

    def endless() -> Iterator[bytes]:
        for _ in range(10_000):
            yield b"x" * 2**16
            begun.set()
            time.sleep(0.01)

    def use(method: str, path: str, **given: object) -> None:
        try:
            httpx2.request(method, server.url + path, timeout=60, **given)
        except httpx2.TransportError:
            return

    users = [
        threading.Thread(
            target=use,
            args=("POST", "/api/v1/projects/default/files?kind=other&name=x.bin"),
            kwargs={"content": endless()},
        ),
        threading.Thread(target=use, args=("GET", f"/api/v1/jobs/{job_id}/events")),
    ]
    for user in users:
        user.start()
    begun.wait(30)

    began = time.monotonic()
    server.terminate()
    assert time.monotonic() - began < 5
    for user in users:
        user.join()

    server.start()
    assert server.client.get("/api/v1/projects/default/files").json()["items"] == []
    assert list((server.data / "files" / "incoming").iterdir()) == []


def test_a_second_service_on_the_same_folder_refuses(
    server: Server, fork_server: Fork, tmp_path: Path
) -> None:
    refusal = pytest.raises(AssertionError, match="Another ifcworks service runs on the data")
    with Server(fork_server, server.data, tmp_path / "second.log") as second, refusal:
        second.start()

    assert server.final(server.submit(number=1))["state"] == "succeeded"
