"""A real service in a process of its own, on a temporary data folder."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

from ifcworks.jobs.sandbox import processes


class Service:
    """A client of a running service, and a view of its processes.

    Args:
        url: where it answers.
        pid: its API process.
    """

    def __init__(self, url: str, pid: int) -> None:
        self.url = url
        self.http = httpx2.Client(base_url=f"{url}/api/v1", timeout=600)
        self.pid = pid

    def upload(self, path: Path) -> str:
        """Upload a model under its own name; its id."""
        with path.open("rb") as file:
            answer = self.http.post(
                "/projects/default/files", params={"name": path.name}, content=file
            )
        file_id: str = answer.raise_for_status().json()["id"]
        return file_id

    def attempt(self, job: dict[str, Any]) -> dict[str, Any]:
        """The last attempt at a job."""
        attempts: list[dict[str, Any]] = (
            self.http.get(f"/jobs/{job['id']}/attempts").raise_for_status().json()
        )
        return attempts[-1]

    def artifact(self, job: dict[str, Any], name: str) -> dict[str, Any]:
        """What is told of an artifact of a job."""
        artifacts: list[dict[str, Any]] = (
            self.http.get(f"/jobs/{job['id']}/artifacts").raise_for_status().json()
        )
        return next(artifact for artifact in artifacts if artifact["name"] == name)

    def run(self, operation: str, parameters: dict[str, Any], **body: Any) -> dict[str, Any]:
        """Request a job and wait for its end; answers the job.

        Raises:
            RuntimeError: it did not succeed.
        """
        answer = self.http.post(
            f"/operations/{operation}/jobs",
            json={"parameters": parameters, **body},
            headers={"Prefer": "wait=60"},
        )
        job: dict[str, Any] = answer.raise_for_status().json()
        while job["state"] in ("queued", "running"):
            time.sleep(0.05)
            job = self.http.get(f"/jobs/{job['id']}").raise_for_status().json()
        if job["state"] != "succeeded":
            raise RuntimeError(f"{operation} has {job['state']}: {job['problem']}")
        return job

    def attempts_memory(self) -> int:
        """Bytes that attempts and the template hold together, shared pages counted once."""
        return sum(
            processes.memory_used(pid, worth_asking=0) for pid in processes.children(self.pid)
        )

    def resident(self) -> int:
        """Bytes that the API process holds in memory."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def service(data: Path, **settings: str) -> Iterator[Service]:
    """Start a service and stop it again.

    Args:
        data: its data folder.
        settings: of the service, such as ``prepare``.
    """
    packages = ["ifcworks.operations", "benchmarks.operations"]
    process = subprocess.Popen(
        [sys.executable, "-m", "ifcworks", "serve", "--port", "0", "--data", str(data)],
        env={
            **os.environ,
            "IFCWORKS_OPERATIONS": json.dumps(packages),
            "IFCWORKS_LOG_LEVEL": "error",
            "PYTHONPATH": os.pathsep.join(sys.path),
            **{f"IFCWORKS_{name.upper()}": value for name, value in settings.items()},
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if match := re.search(r"https?://[\w.:\[\]]+", line):
                break
        else:
            raise RuntimeError("the service did not come up")
        yield Service(match[0], process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


class Peak:
    """The largest of a figure while a block runs, sampled every few milliseconds."""

    def __init__(self, figure: Any, every: float) -> None:
        self._figure = figure
        self._every = every
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._sample)
        self.value = 0

    def _sample(self) -> None:
        while not self._stop.wait(self._every):
            self.value = max(self.value, self._figure())

    def __enter__(self) -> Peak:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._thread.join()
