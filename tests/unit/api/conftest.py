"""The application over a real service with the toys, one for each module of tests."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from ifcworks.api.app import create_app
from ifcworks.database.tables import blobs, file_versions, files
from ifcworks.errors import IfcworksError, tree
from ifcworks.settings import Settings
from ifcworks.wiring import Service, connect
from support.services import python_path

LIMIT = 2 * 2**20
CODES = {error.code: error for error in tree(IfcworksError)}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    settings = Settings(
        prepare="none",
        data=tmp_path_factory.mktemp("api") / "data",
        operations=["ifcworks.operations", "support.toys"],
        slots=2,
        max_upload=LIMIT,
        max_unpacked=40 * 2**20,
    )
    return connect(settings)


@pytest.fixture(scope="module")
def client(service: Service) -> Iterator[TestClient]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", python_path())
        with TestClient(create_app(service)) as client:
            yield client


@pytest.fixture
def refused() -> Callable[..., dict[str, Any]]:
    """Checks that a response is the problem of this code, with a sentence; answers the problem."""

    def check(response: Any, code: str) -> dict[str, Any]:
        assert response.headers["content-type"] == "application/problem+json", response.text
        problem: dict[str, Any] = json.loads(response.content)
        assert problem["code"] == code, problem
        assert response.status_code == problem["status"] == CODES[code].status
        assert problem["type"] == f"/problems/{code}"
        assert problem["title"] == CODES[code].title
        assert problem["detail"].endswith((".", "?"))
        assert len(problem["detail"]) < 1000
        return problem

    return check


@pytest.fixture
def kept(service: Service, client: TestClient) -> Callable[[], tuple[object, ...]]:
    """Everything that uploads leave: objects in the storage, and rows."""

    def look() -> tuple[object, ...]:
        folder: Path = service.settings.data / "files"
        objects = sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())
        with service.database.read() as connection:
            rows = [
                connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
                for table in (files, file_versions, blobs)
            ]
        return (*objects, *rows)

    return look
