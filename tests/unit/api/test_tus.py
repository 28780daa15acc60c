"""Resumable uploads as tus 1.0.0 says, asked the way tus clients ask."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from ifcworks.database.tables import upload_parts, uploads
from ifcworks.errors import UploadOffsetWrong
from ifcworks.files.appending import PART, Appending, Checksum
from ifcworks.wiring import Service
from support.step_files import step_file

UPLOADS = "/api/v1/projects/default/uploads"
TUS = {"tus-resumable": "1.0.0"}
BODY = {**TUS, "content-type": "application/offset+octet-stream"}
Kept = Callable[[], tuple[object, ...]]


def metadata(**said: str) -> str:
    return ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in said.items())


def unique(text: str) -> bytes:
    return step_file(description=f"'tus {text}'")


def begin(client: TestClient, data: bytes, name: str = "house.ifc") -> str:
    headers = {**TUS, "upload-length": str(len(data)), "upload-metadata": metadata(filename=name)}
    answer = client.post(UPLOADS, headers=headers)
    assert answer.status_code == 201, answer.text
    assert answer.content == b""
    location: str = answer.headers["location"]
    return location


def send(client: TestClient, url: str, data: Any, offset: int, **more: str) -> Any:
    headers = {**BODY, "upload-offset": str(offset), **more}
    return client.patch(url, content=data, headers=headers)


def test_what_is_spoken_here(client: TestClient, service: Service) -> None:
    for url in (UPLOADS, f"{UPLOADS}/x"):
        answer = client.options(url)
        assert answer.status_code == 204
        assert answer.headers["tus-resumable"] == answer.headers["tus-version"] == "1.0.0"
        assert answer.headers["tus-max-size"] == str(service.intake.max_size)
        assert "creation-with-upload" in answer.headers["tus-extension"].split(",")
        assert "sha1" in answer.headers["tus-checksum-algorithm"].split(",")


def test_an_upload_in_parts_becomes_a_file(client: TestClient, kept: Kept) -> None:
    data = unique("parts")
    url = begin(client, data, "teile.ifc")
    middle = len(data) // 2
    first = send(client, url, data[:middle], 0)
    assert (first.status_code, first.headers["upload-offset"]) == (204, str(middle))
    assert "ifcworks-file" not in first.headers
    expires = parsedate_to_datetime(first.headers["upload-expires"])
    assert timedelta(hours=23) < expires - datetime.now(UTC) <= timedelta(hours=24)

    head = client.head(url, headers=TUS)
    assert head.status_code == 200
    assert head.headers["upload-offset"] == str(middle)
    assert head.headers["upload-length"] == str(len(data))
    assert head.headers["upload-metadata"] == metadata(filename="teile.ifc")
    assert head.headers["cache-control"] == "no-store"
    state = client.get(url).json()
    assert (state["state"], state["offset"], state["file_url"]) == ("receiving", middle, None)

    last = send(client, url, data[middle:], middle)
    assert (last.status_code, last.headers["upload-offset"]) == (204, str(len(data)))
    state = client.get(url).json()
    assert (state["state"], state["created"]) == ("accepted", True)
    assert state["file_url"] == last.headers["ifcworks-file"]
    file = client.get(state["file_url"]).json()
    assert (file["name"], file["id"]) == ("teile.ifc", state["file_id"])
    assert client.get(file["newest"]["content_url"]).content == data
    assert client.head(url, headers=TUS).headers["ifcworks-file"] == state["file_url"]
    assert not [name for name in kept() if "uploads" in str(name)]


def test_an_upload_may_begin_with_its_bytes(client: TestClient) -> None:
    data = unique("creation-with-upload")
    for sent in (data[:100], data):
        headers = {
            **BODY,
            "upload-length": str(len(data)),
            "upload-metadata": metadata(filename=f"{len(sent)}.ifc"),
        }
        answer = client.post(UPLOADS, content=sent, headers=headers)
        assert (answer.status_code, answer.headers["upload-offset"]) == (201, str(len(sent)))
        assert ("ifcworks-file" in answer.headers) == (sent == data)


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"upload-length": "10"}, "file-name-invalid"),
        ({}, "parameters-invalid"),
        ({"upload-length": "ten"}, "parameters-invalid"),
        ({"upload-length": "-1"}, "parameters-invalid"),
        ({"upload-length": "9" * 30}, "parameters-invalid"),
        ({"upload-length": "0", "upload-metadata": metadata(filename="a.ifc")}, "file-empty"),
        (
            {"upload-length": str(2**40), "upload-metadata": metadata(filename="a.ifc")},
            "file-too-large",
        ),
        ({"upload-length": "10", "upload-metadata": "filename !!"}, "request-malformed"),
        ({"upload-length": "10", "upload-metadata": "filename /w=="}, "request-malformed"),
        (
            {"upload-length": "10", "upload-metadata": metadata(filename="a.ifc", kind="dwg")},
            "parameters-invalid",
        ),
    ],
)
def test_what_cannot_be_begun_is_explained(
    client: TestClient, refused: Any, kept: Kept, headers: dict[str, str], code: str
) -> None:
    before = kept()
    refused(client.post(UPLOADS, headers={**TUS, **headers}), code)
    assert kept() == before


def test_the_version_must_be_spoken(client: TestClient, refused: Any) -> None:
    url = begin(client, unique("version"))
    for headers in ({}, {"tus-resumable": "0.2.2"}):
        for ask in (
            client.post(UPLOADS, headers={"upload-length": "1", **headers}),
            client.patch(url, headers={**BODY, "tus-resumable": "2.0.0", "upload-offset": "0"}),
            client.delete(url, headers=headers),
        ):
            refused(ask, "tus-version-unsupported")
            assert ask.headers["tus-version"] == ask.headers["tus-resumable"] == "1.0.0"
    assert client.head(url).status_code == 412


def test_bytes_must_go_on_where_they_ended(client: TestClient, refused: Any) -> None:
    data = unique("offset")
    url = begin(client, data)
    send(client, url, data[:10], 0)
    for offset in (0, 9, 11):
        assert refused(send(client, url, data[10:], offset), "upload-offset-wrong")["offset"] == 10
    refused(send(client, url, data[10:] + b"x", 10), "request-malformed")
    assert client.head(url, headers=TUS).headers["upload-offset"] == "10"
    wrong = {**BODY, "content-type": "application/octet-stream", "upload-offset": "10"}
    refused(client.patch(url, content=data[10:], headers=wrong), "media-type-unsupported")
    assert send(client, url, data[10:], 10).status_code == 204
    assert send(client, url, b"", len(data)).status_code == 204


def test_checksums_are_held_against_the_bytes(client: TestClient, refused: Any) -> None:
    data = unique("checksum")
    url = begin(client, data)

    def checksum(algorithm: str, of: bytes) -> str:
        digest = hashlib.new(algorithm, of).digest()
        return f"{algorithm} {base64.b64encode(digest).decode()}"

    wrong = {"upload-checksum": checksum("sha1", b"other")}
    refused(send(client, url, data[:50], 0, **wrong), "checksum-mismatch")
    for header in ("crc32 AAAA", "sha1 !", "sha1"):
        answer = send(client, url, data[:50], 0, **{"upload-checksum": header})
        assert answer.status_code in (400, 460)
    assert client.head(url, headers=TUS).headers["upload-offset"] == "0"
    right = {"upload-checksum": checksum("sha256", data)}
    assert send(client, url, data, 0, **right).status_code == 204


def parts(data: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("cut.ifc", step_file()[:-20], "file-truncated"),
        ("plan.ifc", b"%PDF-1.7\n" + b"x" * 300, "file-kind-unsupported"),
        ("plan.ifc", b"%PDF-1.7\n" + b"x" * 200_000, "file-kind-unsupported"),
        ("old.ifc", step_file(schema="IFC2X_FINAL"), "schema-unsupported"),
    ],
    ids=["cut", "short", "long", "old"],
)
def test_nothing_stays_of_what_is_refused(
    client: TestClient, refused: Any, kept: Kept, name: str, data: bytes, code: str
) -> None:
    before = kept()
    url = begin(client, data, name)
    problem = refused(send(client, url, parts(data, 50_000), 0), code)
    assert kept() == before
    state = client.get(url).json()
    assert (state["state"], state["file_id"]) == ("refused", None)
    assert state["problem"] == problem
    # Who asks how to go on must not take the upload for done.
    assert client.head(url, headers=TUS).status_code == problem["status"]
    refused(send(client, url, b"", state["offset"]), code)


def test_what_came_before_a_break_is_kept(client: TestClient, service: Service) -> None:
    data = unique("break")
    url = begin(client, data)
    project = service.catalog.project("default")

    def appending(offset: int, checksum: Checksum | None = None) -> Appending:
        upload = service.uploads.upload(project, url.rpartition("/")[2])
        return Appending(service.uploads, upload, offset, checksum)

    broken = appending(0)
    late = appending(0)
    broken.write(data[:10])
    broken.write(data[10:20])
    broken.stop()
    assert client.head(url, headers=TUS).headers["upload-offset"] == "20"
    # One that began at the same place, and comes later, counts for nothing.
    late.write(b"other")
    with pytest.raises(UploadOffsetWrong):
        late.finish()
    late.stop()
    # What cannot be checked is not kept.
    unchecked = appending(20, Checksum("sha1", b"x"))
    unchecked.write(data[20:30])
    unchecked.stop()
    assert client.head(url, headers=TUS).headers["upload-offset"] == "20"
    assert send(client, url, data[20:], 20).status_code == 204
    assert client.get(client.get(url).json()["file_url"] + "/content").content == data


def test_an_ended_upload_leaves_nothing(client: TestClient, refused: Any, kept: Kept) -> None:
    before = kept()
    data = unique("ended")
    url = begin(client, data)
    send(client, url, data[:-1], 0)
    assert kept() != before
    assert client.delete(url, headers=TUS).status_code == 204
    assert kept() == before
    refused(client.delete(url, headers=TUS), "upload-not-found")
    refused(send(client, url, data[-1:], len(data) - 1), "upload-not-found")
    assert client.head(url, headers=TUS).status_code == 404


def test_a_file_stays_when_its_upload_is_ended(client: TestClient) -> None:
    data = unique("stays")
    url = begin(client, data)
    file = send(client, url, data, 0).headers["ifcworks-file"]
    client.delete(url, headers=TUS)
    assert client.get(file).status_code == 200


def test_what_has_expired_is_swept(
    client: TestClient, refused: Any, kept: Kept, service: Service
) -> None:
    data = unique("expired")
    url = begin(client, data)
    send(client, url, data[:-1], 0)
    service.uploads.sweep()
    assert client.get(url).status_code == 200
    with service.database.write() as connection:
        connection.execute(uploads.update().values(expires_at=datetime.now(UTC)))
    refused(client.get(url), "upload-not-found")
    assert service.uploads.sweep() >= 1
    assert not [name for name in kept() if "uploads" in str(name)]
    with service.database.read() as connection:
        for table in (uploads, upload_parts):
            assert connection.scalar(sa.select(sa.func.count()).select_from(table)) == 0


def test_parts_of_nobody_are_swept(kept: Kept, service: Service) -> None:
    before = kept()
    service.uploads.parts.put("nobody", "0-x", [b"data"])
    assert kept() != before
    assert service.uploads.sweep() == 1
    assert kept() == before


def test_a_client_that_may_not_patch_says_so(client: TestClient) -> None:
    data = unique("override")
    url = begin(client, data)
    headers = {**BODY, "upload-offset": "0", "x-http-method-override": "PATCH"}
    assert client.post(url, content=data, headers=headers).status_code == 204
    headers = {**TUS, "x-http-method-override": "DELETE"}
    assert client.post(url, headers=headers).status_code == 204


def test_an_upload_of_many_parts_is_whole(client: TestClient, service: Service) -> None:
    """More than one object, with the border inside a request."""
    end = step_file()
    size = service.intake.max_size
    assert size < PART  # so that the limit of parts is met by requests here
    data = end.replace(b"DATA;\n", b"DATA;\n" + b" " * (size - len(end)))
    url = begin(client, data, "many.ifc")
    step = 300_000
    for start in range(0, len(data), step):
        assert send(client, url, data[start : start + step], start).status_code == 204
    file = client.get(client.get(url).json()["file_url"]).json()
    assert file["newest"]["sha256"] == hashlib.sha256(data).hexdigest()


def test_uploads_belong_to_their_project(client: TestClient, refused: Any) -> None:
    client.post("/api/v1/projects", json={"name": "elsewhere"})
    url = begin(client, unique("project")).replace("default", "elsewhere")
    refused(client.get(url), "upload-not-found")
    refused(client.delete(url, headers=TUS), "upload-not-found")
    refused(
        client.post(
            url.rpartition("/")[0].replace("elsewhere", "none"),
            headers={**TUS, "upload-length": "1"},
        ),
        "project-not-found",
    )
