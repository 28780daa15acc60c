"""Adding an operation takes one file: everything else is derived from it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = '''
from pydantic import Field

from ifcworks.operations.base import FileRef, OperationParams, OperationResult, operation
from ifcworks.operations.workspace import Workspace


class ShoutParams(OperationParams):
    file: FileRef = Field(description="The text to shout.")
    times: int = Field(1, ge=1, le=9, description="How often.")


class ShoutResult(OperationResult):
    text: str = Field(description="What was shouted.")


@operation("shout", title="Shout a text")
def shout(params: ShoutParams, work: Workspace) -> ShoutResult:
    """Shout a text, as loud as it goes."""
    text = work.path(params.file).read_text().upper() * params.times
    work.artifact("shout.txt").write_text(text)
    return ShoutResult(text=text)
'''


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "packages" / "my_operations"
    folder.mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "shout.py").write_text(SOURCE)
    return folder


@pytest.fixture
def environment(package: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(package.parent),
        "IFCWORKS_OPERATIONS": json.dumps(["ifcworks.operations", "my_operations"]),
    }


def test_it_is_a_command(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "hello.txt").write_text("hello ")
    command = [sys.executable, "-m", "ifcworks", "shout", "hello.txt", "--times", "2", "--json"]
    done = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["text"] == "HELLO HELLO "


API = """
import sys
from pathlib import Path

from starlette.testclient import TestClient

from ifcworks.api.app import create_app
from ifcworks.settings import Settings
from ifcworks.wiring import connect

with TestClient(create_app(connect(Settings(data=Path(sys.argv[1]), slots=1)))) as client:
    api = client.get("/openapi.json").json()
    schema = api["components"]["schemas"]["ShoutParams"]
    assert schema["required"] == ["file"], schema
    assert schema["properties"]["times"]["maximum"] == 9
    assert "/api/v1/operations/shout/jobs" in api["paths"]
    assert client.get("/api/v1/operations/shout").json()["title"] == "Shout a text"
    client.post("/api/v1/projects/default/files?name=a.txt&kind=other", content=b"hello")
    job = client.post(
        "/api/v1/operations/shout/jobs",
        json={"parameters": {"file": "a.txt"}},
        headers={"Prefer": "wait=30"},
    ).json()
    assert job["state"] == "succeeded", job
    assert job["result"] == {"text": "HELLO"}
    assert client.get(job["links"]["artifacts"] + "/shout.txt").text == "HELLO"
"""


def test_it_is_a_route_with_a_schema_and_a_queue(
    environment: dict[str, str], tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", API, str(tmp_path / "data")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
