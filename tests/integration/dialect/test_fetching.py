"""Files that come from other hosts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from support.dialect import Node


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def files(sample: Path) -> Iterator[str]:
    handler = partial(_Quiet, directory=str(sample))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://localhost:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_a_file_is_fetched_and_used(node: Node, files: str, sample: Path) -> None:
    answer = node.post("/download-from-url", {"url": f"{files}/architecture.ifc?signed=1"})
    assert answer["file_path"] == "/uploads/architecture.ifc"
    assert answer["storage_basename"] == "architecture.ifc"
    assert answer["cached"] is False
    assert node.download(answer["file_path"]) == (sample / "architecture.ifc").read_bytes()
    again = node.post(
        "/download-from-url", {"url": f"{files}/architecture.ifc", "versionId": "etag"}
    )
    assert again["cached"] is True
    named = node.post(
        "/download-from-url",
        {"url": f"{files}/requirements.ids", "output_filename": "/uploads/wishes.ids"},
    )
    assert named["file_path"] == "/uploads/wishes.ids"


def test_the_status_of_the_source_is_passed_on(node: Node, files: str) -> None:
    answer = node.client.post("/download-from-url", json={"url": f"{files}/missing.ifc"})
    assert answer.status_code == 404
    assert "404" in answer.json()["detail"]


def test_what_is_fetched_is_looked_at(node: Node, files: str) -> None:
    answer = node.client.post(
        "/download-from-url", json={"url": f"{files}/truth.json", "output_filename": "x.ifc"}
    )
    assert answer.status_code == 415


def test_hosts_inside_are_not_asked(node: Node, files: str) -> None:
    address = files.replace("localhost", "127.0.0.1")
    answer = node.client.post("/download-from-url", json={"url": f"{address}/architecture.ifc"})
    assert answer.status_code == 400
    assert "not public" in answer.json()["detail"]
