"""Uploads in one request: what is taken, what is refused, and that nothing stays of the latter."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from starlette.testclient import TestClient

from ifcworks.wiring import Service
from support.step_files import PEOPLE, gzipped, step_file

FILES = "/api/v1/projects/default/files"
LIMIT = 2 * 2**20  # as in conftest.py
RAW = {"content-type": "application/octet-stream"}
Kept = Callable[[], tuple[object, ...]]


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", "."), data)
    return packed.getvalue()


def unique(text: str) -> bytes:
    return step_file(description=f"'{text}'")


def raw(client: TestClient, name: str, data: Any, **query: str) -> Any:
    return client.post(FILES, params={"name": name, **query}, content=data, headers=RAW)


def parts(data: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


def test_a_raw_upload_becomes_a_file(client: TestClient) -> None:
    data = unique("raw")
    answer = raw(client, "raw.ifc", data)
    assert answer.status_code == 201
    file = answer.json()
    assert answer.headers["location"] == f"{FILES}/{file['id']}"
    assert (file["name"], file["kind"], file["project"]) == ("raw.ifc", "ifc", "default")
    newest = file["newest"]
    assert (newest["number"], newest["size"], newest["form"]) == (1, len(data), "step")
    assert newest["ifc_schema"] == "IFC4"
    assert newest["sha256"] == hashlib.sha256(data).hexdigest()
    assert client.get(answer.headers["location"]).json() == file
    assert client.get(newest["content_url"]).content == data


def test_a_form_upload_becomes_a_file(client: TestClient) -> None:
    form = {"file": ("form.ifc", unique("form"), "application/x-step")}
    answer = client.post(FILES, files=form, data={"comment": "passed over"})
    assert answer.status_code == 201
    assert answer.json()["name"] == "form.ifc"


@pytest.mark.parametrize("form", [False, True])
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_uploads_may_come_in_parts_of_any_size(client: TestClient, form: bool, size: int) -> None:
    data = unique(f"parts {form} {size}")
    name = f"parts-{form}-{size}.ifc"
    if not form:
        answer = raw(client, name, parts(data, size))
    else:
        body = (
            f'--B\r\nContent-Disposition: form-data; name="f"; filename="{name}"\r\n\r\n'.encode()
            + data
            + b"\r\n--B--\r\n"
        )
        headers = {"content-type": "multipart/form-data; boundary=B"}
        answer = client.post(FILES, content=parts(body, size), headers=headers)
    assert answer.status_code == 201
    assert answer.json()["newest"]["sha256"] == hashlib.sha256(data).hexdigest()


def test_a_name_again_makes_a_version_and_the_same_bytes_none(client: TestClient) -> None:
    first = raw(client, "versions.ifc", unique("one"))
    second = raw(client, "versions.ifc", unique("two"))
    again = raw(client, "versions.ifc", unique("two"))
    assert [a.status_code for a in (first, second, again)] == [201, 201, 200]
    assert first.json()["id"] == second.json()["id"] == again.json()["id"]
    assert again.json() == second.json()
    listed = client.get(f"{FILES}/{first.json()['id']}/versions").json()
    assert [version["number"] for version in listed] == [2, 1]


@pytest.mark.parametrize(
    ("name", "data", "kind", "form"),
    [
        ("a.ifczip", zipped(a_ifc=step_file()), "ifc", "ifczip"),
        ("a.ifc.gz", gzipped(step_file()), "ifc", "gzip+step"),
        ("model-without-suffix", step_file(), "ifc", "step"),
        ("a.csv", b"GlobalId,Name\n1,2\n", "table", "csv"),
        ("a.json", b'{"a": [1, 2]}', "json", "json"),
        ("a.bcf", zipped(bcf_version=b"<Version/>"), "bcf", "bcf"),
    ],
    ids=["ifczip", "gz", "none", "csv", "json", "bcf"],
)
def test_every_kind_is_recognised(
    client: TestClient, name: str, data: bytes, kind: str, form: str
) -> None:
    answer = raw(client, name, data)
    assert answer.status_code == 201, answer.text
    assert (answer.json()["kind"], answer.json()["newest"]["form"]) == (kind, form)


TRUNCATED = step_file()[:-20]
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 36
HTML = b"<!DOCTYPE html><html><body>Please log in</body></html>" + b" " * 9000


@cache
def zip_bomb() -> bytes:
    return zipped(a_ifc=step_file(body=PEOPLE * (41 * 2**20 // len(PEOPLE))))


@cache
def gzip_bomb() -> bytes:
    return gzipped(b"ISO-10303-21;" + b" " * (41 * 2**20))


REFUSALS = [
    ("empty.ifc", b"", "file-empty"),
    ("cut.ifc", TRUNCATED, "file-truncated"),
    ("cut.ifc.gz", gzipped(step_file())[:-9], "file-truncated"),
    ("cut.ifczip", zipped(a_ifc=step_file())[:-30], "file-truncated"),
    ("plan.ifc", PDF, "file-kind-unsupported"),
    ("plan.ifc", PDF[:200], "file-kind-unsupported"),
    ("login.ifc", HTML, "file-kind-unsupported"),
    ("bomb.ifczip", zip_bomb, "archive-unsafe"),
    ("bomb.ifc.gz", gzip_bomb, "archive-unsafe"),
    ("two.ifczip", zipped(a_ifc=step_file(), b_ifc=step_file()), "archive-unsafe"),
    ("none.ifczip", zipped(readme_txt=b"hello"), "archive-unsafe"),
    ("old.ifc", step_file(schema="IFC2X_FINAL"), "schema-unsupported"),
    ("auto.ifc", step_file(schema="AUTOMOTIVE_DESIGN"), "schema-unsupported"),
    ("utf16.ifc", step_file().decode().encode("utf-16"), "model-unreadable"),
    ("page.ids", HTML, "file-kind-unsupported"),
    ("list.json", b"[1, 2", "file-truncated"),
    ("picture.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "file-kind-unsupported"),
    ("notes", b"just some words\n", "file-kind-unsupported"),
    ("large.ifc", step_file() + b" " * LIMIT, "file-too-large"),
    ("", step_file(), "file-name-invalid"),
    (" ", step_file(), "file-name-invalid"),
    ("..", step_file(), "file-name-invalid"),
    ("a/b/", step_file(), "file-name-invalid"),
    ("a\nb.ifc", step_file(), "file-name-invalid"),
    ("ä" * 128 + ".ifc", step_file(), "file-name-invalid"),
]


@pytest.mark.parametrize("way", ["raw", "chunked", "form"])
@pytest.mark.parametrize(
    ("name", "data", "code"), REFUSALS, ids=[f"{name[:12]}-{code}" for name, _, code in REFUSALS]
)
def test_nothing_stays_of_what_is_refused(
    client: TestClient, refused: Any, kept: Kept, name: str, data: Any, code: str, way: str
) -> None:
    before = kept()
    data = data() if callable(data) else data
    if way == "form":
        # The name stands in the form; one that no form can carry, in the query.
        query = {"name": name} if name.strip() and "\n" in name else {}
        answer = client.post(FILES, params=query, files={"file": (name or " ", data)})
    else:
        answer = raw(client, name, parts(data, 5000) if way == "chunked" else data)
    refused(answer, code)
    assert kept() == before


@pytest.mark.parametrize("kind", ["ifc", "ids", "table"])
def test_a_kind_that_was_asked_for_is_held_against_the_content(
    client: TestClient, refused: Any, kept: Kept, kind: str
) -> None:
    before = kept()
    problem = refused(raw(client, "list.json", b'{"a": 1}', kind=kind), "file-kind-unsupported")
    assert "JSON" in problem["detail"]
    assert kept() == before


def test_anything_is_taken_as_other(client: TestClient) -> None:
    for name, data in (("plan.pdf", PDF), ("really-a-page.ifc", HTML)):
        answer = raw(client, name, data, kind="other")
        assert (answer.status_code, answer.json()["kind"]) == (201, "other")


def test_what_is_certainly_no_model_is_refused_before_it_has_come(
    client: TestClient, refused: Any, kept: Kept
) -> None:
    """The client sends on only as long as it is asked to; the rest is thrown away."""
    before = kept()
    answer = raw(client, "plan.ifc", parts(PDF * 100, 4096))
    refused(answer, "file-kind-unsupported")
    assert kept() == before


def test_a_length_that_is_too_large_is_refused_without_a_byte(
    client: TestClient, refused: Any, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*given: object) -> None:
        raise AssertionError("begun")

    monkeypatch.setattr(service.intake, "receive", never)
    headers = {**RAW, "content-length": str(LIMIT + 1)}
    answer = client.post(FILES, params={"name": "a.ifc"}, content=b"", headers=headers)
    problem = refused(answer, "file-too-large")
    assert problem["limit"] == LIMIT
    assert "2.0MiB" in problem["detail"]


def test_a_form_may_be_a_little_larger_than_its_file(client: TestClient) -> None:
    data = unique("exact")
    data = data.replace(b"DATA;\n", b"DATA;\n" + b" " * (LIMIT - len(data)))
    answer = client.post(FILES, files={"file": ("exact.ifc", data)})
    assert answer.status_code == 201
    assert answer.json()["newest"]["size"] == LIMIT


def test_fields_that_are_endless_are_too_large(
    client: TestClient, refused: Any, kept: Kept
) -> None:
    before = kept()
    body = b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"x" * (LIMIT + 2**20)
    headers = {"content-type": "multipart/form-data; boundary=B"}
    refused(client.post(FILES, content=parts(body, 2**16), headers=headers), "file-too-large")
    assert kept() == before


PART = b'Content-Disposition: form-data; name="file"; filename="m.ifc"\r\n\r\n'
FORMS = [
    (b"--B\r\n" + PART + step_file(), "ends before its last boundary"),
    (b"--B\r\n" + PART + step_file() + b"\r\n--B\r\n", "ends before its last boundary"),
    (b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--B--\r\n', "no file in it"),
    (
        b"--B\r\n" + PART + step_file() + b"\r\n--B\r\n" + PART + step_file() + b"\r\n--B--\r\n",
        "more than one file",
    ),
    (b"no form at all", "cannot be read"),
    (b"--B\r\nbad header\r\n\r\n", "cannot be read"),
    (b"--B\r\n" + b"X-Long: " + b"a" * 10_000 + b"\r\n\r\n", "cannot be read"),
    (b"--B\r\n" + b"X: 1\r\n" * 50 + b"\r\n", "cannot be read"),
    (b"", "ends before its last boundary"),
]


@pytest.mark.parametrize(("body", "says"), FORMS, ids=[str(n) for n in range(len(FORMS))])
def test_forms_that_cannot_be_read_are_explained(
    client: TestClient, refused: Any, kept: Kept, body: bytes, says: str
) -> None:
    before = kept()
    headers = {"content-type": "multipart/form-data; boundary=B"}
    for content in (body, parts(body, 3)):
        problem = refused(client.post(FILES, content=content, headers=headers), "request-malformed")
        assert says in problem["detail"]
    assert kept() == before


@pytest.mark.parametrize("boundary", ["", "; boundary=", f"; boundary={'x' * 300}"])
def test_a_boundary_is_needed(client: TestClient, refused: Any, boundary: str) -> None:
    headers = {"content-type": f"multipart/form-data{boundary}"}
    refused(client.post(FILES, content=b"--B--", headers=headers), "request-malformed")


def test_a_file_name_in_a_form_must_be_utf_8(client: TestClient, refused: Any, kept: Kept) -> None:
    before = kept()
    body = b"--B\r\n" + PART.replace(b"m.ifc", b"T\xfcr.ifc") + unique("t") + b"\r\n--B--\r\n"
    headers = {"content-type": "multipart/form-data; boundary=B"}
    refused(client.post(FILES, content=body, headers=headers), "file-name-invalid")
    assert kept() == before
    answer = client.post(FILES, params={"name": "Tür.ifc"}, content=body, headers=headers)
    assert answer.json()["name"] == "Tür.ifc"


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        (b'attachment; filename="house.ifc"', "house.ifc"),
        (b"attachment; filename=plain.ifc", "plain.ifc"),
        (b"attachment; filename*=UTF-8''T%C3%BCr%20%E2%82%AC.ifc", "Tür €.ifc"),
        ('attachment; filename="Grün.ifc"'.encode(), "Grün.ifc"),
        ('attachment; filename="Rot-ü.ifc"'.encode("latin-1"), "Rot-ü.ifc"),
        (b'attachment; filename="C:\\\\work\\\\dir.ifc"', "dir.ifc"),
    ],
)
def test_a_raw_upload_may_name_itself(client: TestClient, disposition: bytes, name: str) -> None:
    headers = [(b"content-disposition", disposition), (b"content-type", b"application/x-step")]
    answer = client.post(FILES, content=unique(name), headers=headers)
    assert answer.status_code == 201, answer.text
    assert answer.json()["name"] == name


def test_names_are_kept_in_one_unicode_form(client: TestClient) -> None:
    composed, decomposed = "Haus-\u00e4.ifc", "Haus-a\u0308.ifc"
    first = raw(client, decomposed, unique("nfc"))
    assert first.json()["name"] == composed
    assert raw(client, composed, unique("nfc")).json()["id"] == first.json()["id"]


def test_files_are_listed_page_by_page(client: TestClient) -> None:
    client.post("/api/v1/projects", json={"name": "pages"})
    address = "/api/v1/projects/pages/files"
    names = [f"{letter}.json" for letter in ("a", "b", "ä", "c%_", "C")]
    for name in names:
        answer = client.post(address, params={"name": name}, content=json.dumps([name]))
        assert answer.status_code == 201
    seen: list[str] = []
    cursor = None
    while True:
        query = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        page = client.get(address, params=query).json()
        seen += [file["name"] for file in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
        assert len(page["items"]) == 2
    assert seen == sorted(names)
    found = client.get(address, params={"name": "%_"}).json()["items"]
    assert [file["name"] for file in found] == ["c%_.json"]
    assert client.get(address, params={"kind": "ifc"}).json() == {"items": [], "next": None}


def test_a_deleted_file_is_gone_and_its_name_free(client: TestClient, refused: Any) -> None:
    first = raw(client, "gone.ifc", unique("gone")).json()
    assert client.delete(f"{FILES}/{first['id']}").status_code == 204
    refused(client.get(f"{FILES}/{first['id']}"), "file-not-found")
    refused(client.delete(f"{FILES}/{first['id']}"), "file-not-found")
    refused(client.get(f"{FILES}/{first['id']}/content"), "file-not-found")
    second = raw(client, "gone.ifc", unique("gone")).json()
    assert second["id"] != first["id"]


def test_a_project_is_made_once(client: TestClient, refused: Any) -> None:
    answer = client.post("/api/v1/projects", json={"name": "tower-b", "title": "Turm B"})
    assert (answer.status_code, answer.headers["location"]) == (201, "/api/v1/projects/tower-b")
    assert client.get(answer.headers["location"]).json() == answer.json()
    refused(client.post("/api/v1/projects", json={"name": "tower-b"}), "name-taken")
    assert "tower-b" in [item["name"] for item in client.get("/api/v1/projects").json()]


def test_projects_do_not_see_each_others_files(client: TestClient, refused: Any) -> None:
    client.post("/api/v1/projects", json={"name": "aside"})
    file = raw(client, "mine.ifc", unique("mine")).json()
    refused(client.get(f"/api/v1/projects/aside/files/{file['id']}"), "file-not-found")
    refused(client.get(f"/api/v1/projects/aside/files/{file['id']}/content"), "file-not-found")
