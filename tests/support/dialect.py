"""A client of ifcpipeline, doing what its n8n nodes do: sleep first, then look, until the end."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2

from support.services import PATIENCE

MEMBERS = {
    *("job_id", "status", "result", "error", "progress", "execution_time_seconds"),
    *("created_at", "started_at", "ended_at"),
}
INTERVAL = 0.05


class Node:
    """Requests as the nodes make them, with a key that nobody asks for.

    Attributes:
        database: that of the service, for those who ask it with SQL.
    """

    def __init__(self, url: str, database: Path) -> None:
        self.database = database
        self.client = httpx2.Client(
            base_url=url,
            headers={"X-API-Key": "a-key", "Accept": "application/json"},
            timeout=PATIENCE,
            follow_redirects=True,
        )

    def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """What a POST is answered with; an empty body is left out."""
        answer = self.client.post(path, json=body) if body else self.client.post(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text)
        return answer.json()

    def get(self, path: str) -> Any:
        """What a GET is answered with."""
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text)
        return answer.json()

    def upload(self, path: Path, type_: str = "ifc", name: str | None = None) -> str:
        """The path of an upload."""
        with path.open("rb") as file:
            answer = self.client.post(f"/upload/{type_}", files={"file": (name or path.name, file)})
        assert answer.status_code == 200, answer.text
        file_path: str = answer.json()["file_path"]
        return file_path

    def status(self, job_id: str) -> dict[str, Any]:
        """The state of a job, with all that has to be there."""
        told: dict[str, Any] = self.get(f"/jobs/{job_id}/status")
        assert set(told) == MEMBERS
        assert told["job_id"] == job_id
        return told

    def ended(self, job_id: str, seconds: float = PATIENCE) -> dict[str, Any]:
        """The state of a job when it has ended, as the nodes wait for it."""
        deadline = time.monotonic() + seconds
        while True:
            time.sleep(INTERVAL)
            told = self.status(job_id)
            if told["status"] in ("finished", "failed"):
                return told
            assert told["status"] in ("queued", "started")
            assert time.monotonic() < deadline, f"Job timeout exceeded after {seconds} seconds"

    def run(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """The result of a job that has to finish."""
        told = self.ended(self.post(path, body)["job_id"])
        assert told["status"] == "finished", told["error"]
        assert told["error"] is None
        result: dict[str, Any] = told["result"]
        assert result["success"] is True
        assert result["message"]
        return result

    def download(self, path: str) -> bytes:
        """The bytes of a file, by a link as the Download File node makes it."""
        link = self.post("/create_download_link", {"file_path": path})
        answer = self.client.get(f"/download/{link['token']}")
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-disposition"].startswith("attachment")
        return answer.content


StartNode = Callable[..., Node]
