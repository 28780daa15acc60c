"""SQL over a model, over HTTP: the rows are the answer."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import ifcopenshell
import pyarrow as pa
import pyarrow.parquet
import pytest

from ifcworks.api.routes.query import accepted
from ifcworks.ifc.index.sql.request import QueryFormat
from ifcworks.ifc.sample import SampleFiles, write_sample
from ifcworks.settings import Settings
from ifcworks.wiring import Service
from support.live import live

FILES = "/api/v1/projects/default/files"
COUNTS = "SELECT class, count(*) AS n FROM elements GROUP BY ALL ORDER BY n DESC, class"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleFiles:
    return write_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx2.Client, Service]]:
    settings = Settings(data=tmp_path_factory.mktemp("data"), slots=2, prepare="none")
    with live(settings) as (address, service), httpx2.Client(base_url=address) as client:
        client.timeout = 60
        yield client, service


@pytest.fixture(scope="module")
def client(running: tuple[httpx2.Client, Service]) -> httpx2.Client:
    return running[0]


@pytest.fixture(scope="module")
def model(client: httpx2.Client, sample: SampleFiles) -> str:
    return upload(client, sample.architecture, "house.ifc")


def upload(client: httpx2.Client, path: Path, name: str) -> str:
    answer = client.post(FILES, params={"name": name}, content=path.read_bytes())
    assert answer.status_code in (200, 201), answer.text
    return f"{FILES}/{answer.json()['id']}/query"


def ask(
    client: httpx2.Client, model: str, sql: str, *, expect: int = 200, **how: Any
) -> httpx2.Response:
    headers, params = how.pop("headers", {}), how.pop("params", {})
    answer = client.post(model, json={"sql": sql, **how}, headers=headers, params=params)
    assert answer.status_code == expect, answer.text
    return answer


def test_rows_as_json(client: httpx2.Client, model: str, sample: SampleFiles) -> None:
    answer = ask(client, model, COUNTS)

    assert answer.headers["Content-Type"] == "application/json"
    assert [column["name"] for column in answer.json()["columns"]] == ["class", "n"]
    opened = ifcopenshell.open(sample.architecture)
    counts = dict(answer.json()["rows"])
    assert counts["IfcWall"] == len(opened.by_type("IfcWall"))
    assert sum(counts.values()) == len(opened.by_type("IfcObjectDefinition"))
    assert client.get(answer.headers["Content-Location"]).content == answer.content


def test_rows_in_other_formats(client: httpx2.Client, model: str) -> None:
    rows = ask(client, model, COUNTS).json()["rows"]

    answer = ask(client, model, COUNTS, params={"format": "csv"})
    assert answer.headers["Content-Type"].startswith("text/csv; charset=utf-8")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="house-query.csv"'
    assert list(csv.reader(io.StringIO(answer.text)))[1:] == [[name, str(n)] for name, n in rows]

    answer = ask(client, model, COUNTS, headers={"Accept": "application/vnd.apache.parquet"})
    assert answer.headers["Content-Type"] == "application/vnd.apache.parquet"
    table = pa.parquet.read_table(io.BytesIO(answer.content))
    assert [list(row.values()) for row in table.to_pylist()] == rows

    answer = ask(client, model, COUNTS, params={"format": "arrow"})
    assert answer.headers["Content-Type"] == "application/vnd.apache.arrow.file"
    table = pa.ipc.open_file(answer.content).read_all()
    assert [list(row.values()) for row in table.to_pylist()] == rows


def test_parameters(client: httpx2.Client, model: str) -> None:
    sql = "SELECT count(*) FROM elements WHERE class = $class AND id > $least"
    answer = ask(client, model, sql, parameters={"class": "IfcWall", "least": 0})
    assert answer.json()["rows"][0][0] > 0


def test_versions_are_asked_one_by_one(client: httpx2.Client, sample: SampleFiles) -> None:
    for path in (sample.architecture, sample.services):
        address = upload(client, path, "changing.ifc")
    sql = "SELECT count(*) FROM elements"
    first = ask(client, address, sql, params={"version": 1}).json()
    newest = ask(client, address, sql).json()
    assert first["rows"] != newest["rows"]
    ask(client, address, sql, params={"version": 3}, expect=404)


@pytest.mark.parametrize(
    ("body", "code", "says"),
    [
        ({"sql": "SELECT nam\nFROM elements"}, "query-invalid", "Line 1, column 8"),
        ({"sql": "FROM read_text('/etc/passwd')"}, "query-invalid", "read_text"),
        ({"sql": "FROM '/etc/passwd'"}, "query-invalid", "no table"),
        ({"sql": "SELECT current_setting('temp_directory')"}, "query-invalid", "function"),
        ({"sql": "COPY elements TO 'out.csv'"}, "query-invalid", "COPY"),
        ({"sql": "SELECT 1; SELECT 2"}, "query-invalid", "2 statements"),
        ({"sql": "FROM range(11)", "max_rows": 10}, "query-too-large", "more than 10 rows"),
        ({"sql": "SELECT repeat('x', 20000000) FROM range(1000)"}, "query-too-large", "memory"),
        (
            {"sql": "SELECT count(*) FROM range(1000000000000)", "timeout": 0.5},
            "query-timed-out",
            "0.5 s",
        ),
        ({"sql": ""}, "parameters-invalid", "sql"),
        ({"sql": "SELECT 1", "max_rows": 0}, "parameters-invalid", "max_rows"),
        ({"sql": "SELECT 1", "format": "csv"}, "parameters-invalid", "format"),
        ({}, "parameters-invalid", "sql"),
    ],
)
def test_what_cannot_be_answered(
    client: httpx2.Client, model: str, body: dict[str, Any], code: str, says: str
) -> None:
    answer = client.post(model, json=body)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert says in answer.json()["detail"]


def test_one_who_does_not_want_to_wait_gets_the_job(client: httpx2.Client, model: str) -> None:
    sql = "SELECT count(*) FROM range(1000000000000)"
    answer = ask(client, model, sql, timeout=1, expect=202, headers={"Prefer": "wait=0"})
    job = client.get(answer.headers["Location"]).json()
    assert job["operation"] == "query"
    assert job["id"] == answer.json()["id"]
    answer = ask(client, model, sql, timeout=1, expect=422)
    assert answer.json()["code"] == "query-timed-out"


def test_nothing_is_answered_from_an_index_of_before(client: httpx2.Client, model: str) -> None:
    sql = "SELECT bool_or(volume > 0) FROM elements"
    assert ask(client, model, sql).json()["rows"] == [[None]]
    job = client.post(
        "/api/v1/operations/geometry/jobs",
        json={"parameters": {"model": "house.ifc"}},
        headers={"Prefer": "wait=60"},
    )
    assert job.json()["state"] == "succeeded"
    assert ask(client, model, sql).json()["rows"] == [[True]]


def test_what_is_no_model_cannot_be_asked(client: httpx2.Client) -> None:
    file = client.post(FILES, params={"name": "notes.json"}, content=b"{}").json()
    answer = client.post(f"{FILES}/{file['id']}/query", json={"sql": "SELECT 1"})
    assert (answer.status_code, answer.json()["code"]) == (415, "file-kind-unsupported")


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (None, QueryFormat.JSON),
        ("*/*", QueryFormat.JSON),
        ("text/html, application/json", QueryFormat.JSON),
        ("text/csv", QueryFormat.CSV),
        ("text/*", QueryFormat.CSV),
        ("application/json;q=0.5, text/csv; charset=utf-8;q=0.9", QueryFormat.CSV),
        ("text/csv;q=0, application/vnd.apache.arrow.file;q=0.1", QueryFormat.ARROW),
        ("application/vnd.apache.parquet, */*;q=0.1", QueryFormat.PARQUET),
        ("image/png", QueryFormat.JSON),
        ("text/csv;q=many", QueryFormat.JSON),
        (";;,,=", QueryFormat.JSON),
    ],
)
def test_accept(header: str | None, kind: QueryFormat) -> None:
    assert accepted(header) is kind
