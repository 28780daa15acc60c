"""Resumable uploads with a tus client that is not ours, and over the death of the service."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from ifcworks.files.appending import PART
from support.send_model import model
from support.served import Served, served
from support.services import PATIENCE, wait_until

UPLOADS = "/api/v1/projects/default/uploads"
TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("tus")) as server:
        yield server


def test_a_foreign_client_uploads_in_chunks(server: Served, tmp_path: Path) -> None:
    data = b"".join(model(3 * 2**20))
    path = tmp_path / "Häuser.ifc"
    path.write_bytes(data)
    client = TusClient(server.url + UPLOADS)
    meta = {"filename": path.name}
    with path.open("rb") as stream:
        first = client.uploader(
            file_stream=stream, chunk_size=2**20, metadata=meta, upload_checksum=True
        )
        first.upload_chunk()
        assert first.offset == 2**20
        # Another client, later, knows only the address.
        second = client.uploader(file_stream=stream, chunk_size=700_000, url=first.url)
        assert second.offset == 2**20
        second.upload()
    state = httpx2.get(second.url).json()
    assert (state["state"], state["name"]) == ("accepted", "Häuser.ifc")
    file = httpx2.get(server.url + state["file_url"]).json()
    assert file["newest"]["sha256"] == hashlib.sha256(data).hexdigest()


def test_a_foreign_client_is_told_the_refusal(server: Served, tmp_path: Path) -> None:
    path = tmp_path / "plan.ifc"
    path.write_bytes(b"%PDF-1.7\n" + bytes(500_000))
    with path.open("rb") as stream:
        uploader = TusClient(server.url + UPLOADS).uploader(
            file_stream=stream, chunk_size=200_000, metadata={"filename": path.name}
        )
        with pytest.raises(TusCommunicationError) as refused:
            uploader.upload()
    assert refused.value.status_code == 415
    assert b"a PDF document" in refused.value.response_content
    assert httpx2.get(uploader.url).json()["problem"]["code"] == "file-kind-unsupported"


def test_an_upload_goes_on_after_the_service_was_killed(server: Served) -> None:
    data = b"".join(model(3 * PART))
    begun = httpx2.post(
        f"{server.url}{UPLOADS}?name=killed.ifc",
        headers={**TUS, "Upload-Length": str(len(data))},
    )
    url = server.url + begun.headers["location"]

    def offset() -> int:
        return int(httpx2.head(url, headers=TUS, timeout=PATIENCE).headers["upload-offset"])

    with socket.create_connection(("127.0.0.1", server.port)) as client:
        head = [
            f"PATCH {begun.headers['location']} HTTP/1.1",
            "Host: test",
            "Tus-Resumable: 1.0.0",
            "Upload-Offset: 0",
            "Content-Type: application/offset+octet-stream",
            f"Content-Length: {len(data)}",
        ]
        client.sendall("\r\n".join([*head, "", ""]).encode())
        client.sendall(data[: PART + PART // 2])
        wait_until(lambda: offset() > 0)
        server.end(kill=True)
    server.start()
    start = offset()
    assert PART <= start < len(data)

    headers = {
        **TUS,
        "Upload-Offset": str(start),
        "Content-Type": "application/offset+octet-stream",
    }
    ended = httpx2.patch(url, content=data[start:], headers=headers, timeout=PATIENCE)
    assert ended.status_code == 204
    file = httpx2.get(server.url + ended.headers["ifcworks-file"]).json()
    assert file["newest"]["sha256"] == hashlib.sha256(data).hexdigest()
    assert not any((server.data / "files" / "uploads").iterdir())


def test_a_complete_upload_that_nobody_looked_at_is_looked_at(server: Served) -> None:
    """The service died between the last byte and the answer: who asks next gets it."""
    data = b"".join(model(2**20))
    begun = httpx2.post(
        f"{server.url}{UPLOADS}?name=late.ifc",
        headers={**TUS, "Upload-Length": str(len(data))},
    )
    url = server.url + begun.headers["location"]
    headers = {**TUS, "Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
    httpx2.patch(url, content=data[:-1], headers=headers)
    server.end(kill=True)
    _set_complete(server, begun.headers["location"].rpartition("/")[2], data)
    server.start()
    head = httpx2.head(url, headers=TUS, timeout=PATIENCE)
    assert "ifcworks-file" in head.headers
    assert httpx2.get(url).json()["state"] == "accepted"


def _set_complete(server: Served, upload_id: str, data: bytes) -> None:
    """Bring an upload into the state after its last byte, while no service runs."""
    from dataclasses import replace

    from ifcworks.files.resumable import Part
    from ifcworks.settings import Settings
    from ifcworks.wiring import connect

    service = connect(Settings(data=server.data, operations=["support.toys"]))
    project = service.catalog.project("default")
    upload = service.uploads.upload(project, upload_id)
    service.uploads.parts.put(upload.id, "last", [data[-1:]])
    service.uploads.add(replace(upload), [Part(len(data) - 1, 1, "last")])
    service.database.close()
