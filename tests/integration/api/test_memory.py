"""A large upload costs the service no memory, whichever way it comes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from support.served import Served, served

MEBIBYTES = 200
ALLOWED = 50  # MiB; typically under 20
PROJECT = "/api/v1/projects/default"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("memory")) as server:
        send(server, f"{PROJECT}/files?name=warm.ifc", "raw", 8)
        yield server


def send(server: Served, path: str, way: str, mebibytes: int) -> int:
    sender = Path(__file__).parents[2] / "support" / "send_model.py"
    done = subprocess.run(
        [sys.executable, str(sender), str(server.port), path, str(mebibytes), way],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


def most_memory(pid: int) -> float:
    """MiB that a process ever held."""
    status = Path(f"/proc/{pid}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


@pytest.mark.parametrize("way", ["raw", "form", "tus"])
def test_memory_stays_flat(server: Served, way: str) -> None:
    paths = {
        "raw": "files?name=large.ifc",
        "form": "files?name=form.ifc",
        "tus": "uploads",
    }
    before = most_memory(server.process.pid)
    assert send(server, f"{PROJECT}/{paths[way]}", way, MEBIBYTES + len(way)) == 201
    assert most_memory(server.process.pid) - before < ALLOWED
    assert list((server.data / "files" / "incoming").iterdir()) == []
    listed = httpx2.get(f"{server.url}{PROJECT}/files").json()["items"]
    assert any(file["newest"]["size"] == (MEBIBYTES + len(way)) << 20 for file in listed)
