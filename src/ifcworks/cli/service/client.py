"""A client of the HTTP API: one method for each thing that can be asked of a service."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, Self, cast
from urllib.parse import quote

import httpx2

from ifcworks.cli.service.answers import (
    FINAL,
    Artifact,
    Attempt,
    Clash,
    ClashSet,
    File,
    Job,
    Project,
    Version,
)
from ifcworks.errors import NotFound, ServerRefused, ServerUnreachable

API = "/api/v1"
CHUNK = 256 * 1024
PATIENCE_SECONDS = 30.0
"""How long a lost connection to a job's events is taken up again before giving up."""

Sent = Callable[[float], None]
Query = Mapping[str, str | int | list[str] | None]


class Client:
    """A connection to one service.

    Args:
        url: where it is, such as ``http://127.0.0.1:8000``.
        http: what makes the requests; for tests.

    Every method raises ``ServerUnreachable`` if nothing answers there, and ``ServerRefused`` with
    the service's problem if it says no.
    """

    def __init__(self, url: str, http: httpx2.Client | None = None) -> None:
        self.url = url.rstrip("/")
        # Silence for a minute is no sign of life: events are kept alive every 15 seconds.
        self._http = http or httpx2.Client(timeout=httpx2.Timeout(60.0, connect=5.0))

    def __enter__(self) -> Self:
        """Use the connection."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self._http.close()

    # -- projects and files ---------------------------------------------------------------------

    def projects(self) -> list[Project]:
        """All projects."""
        return cast(list[Project], self._json("GET", "/projects"))

    def add_project(self, name: str, title: str) -> Project:
        """Make a project."""
        return cast(Project, self._json("POST", "/projects", json={"name": name, "title": title}))

    def files(
        self, project: str, *, kind: str | None = None, name: str | None = None
    ) -> Iterator[File]:
        """Files of a project by name; ``name`` is a part of it."""
        return self._pages(f"/projects/{quote(project)}/files", {"kind": kind, "name": name})

    def versions(self, file: File) -> list[Version]:
        """The versions of a file, the newest first."""
        return cast(list[Version], self._json("GET", f"{_file(file)}/versions"))

    def upload(
        self, project: str, path: Path, *, name: str, kind: str | None, sent: Sent
    ) -> tuple[File, bool]:
        """Upload a file, as a stream.

        Args:
            project: where to.
            path: the file.
            name: its name in the project.
            kind: what it must be; None for what its name promises.
            sent: receives how many bytes have been sent.

        Returns:
            The file, and whether a version was added (not if it had these bytes already).
        """
        response = self._request(
            "POST",
            f"{API}/projects/{quote(project)}/files",
            params=_query({"name": name, "kind": kind}),
            content=_chunks(path, sent),
            headers={
                "Content-Type": "application/octet-stream",
                "Content-Length": str(path.stat().st_size),
            },
        )
        return cast(File, response.json()), response.status_code == 201

    def delete(self, file: File) -> None:
        """Take a file out of its project."""
        self._request("DELETE", f"{API}{_file(file)}")

    def download(self, url: str, target: Path, received: Sent) -> None:
        """Save what is at an address of the service; the file appears at once and whole."""
        draft = target.with_name(f".{target.name}.part")
        try:
            with self._reaching(), self._http.stream("GET", self.url + url) as response:
                if response.status_code >= 400:
                    response.read()
                    _refuse(response)
                with draft.open("wb") as file:
                    for data in response.iter_bytes(CHUNK):
                        file.write(data)
                        received(file.tell())
            draft.replace(target)
        finally:
            with suppress(OSError):
                draft.unlink()

    # -- jobs -----------------------------------------------------------------------------------

    def submit(
        self, operation: str, parameters: Mapping[str, Any], *, project: str, force: bool
    ) -> Job:
        """Request a job."""
        body = {"parameters": dict(parameters), "project": project, "force": force}
        here = f"/operations/{quote(operation, safe='')}"
        try:
            return cast(Job, self._json("POST", f"{here}/jobs", json=body))
        except ServerRefused as error:
            if error.context.get("code") == NotFound.code:
                self._json("GET", here)  # says which operations there are
            raise

    def jobs(
        self,
        *,
        project: str | None = None,
        states: list[str] | None = None,
        operations: list[str] | None = None,
        page: int = 50,
    ) -> Iterator[Job]:
        """Jobs, the newest first."""
        query: Query = {
            "project": project,
            "state": states or None,
            "operation": operations or None,
            "limit": page,
        }
        return self._pages("/jobs", query)

    def job(self, job_id: str) -> Job:
        """One job."""
        return cast(Job, self._json("GET", f"/jobs/{quote(job_id)}"))

    def result(self, job_id: str) -> Any:
        """The result of a job, whatever its size."""
        return self._json("GET", f"/jobs/{quote(job_id)}/result")

    def artifacts(self, job_id: str) -> list[Artifact]:
        """The files that a job made."""
        return cast(list[Artifact], self._json("GET", f"/jobs/{quote(job_id)}/artifacts"))

    def attempts(self, job_id: str) -> list[Attempt]:
        """The tries at a job."""
        return cast(list[Attempt], self._json("GET", f"/jobs/{quote(job_id)}/attempts"))

    def cancel(self, job_id: str) -> Job:
        """Cancel a job."""
        return cast(Job, self._json("POST", f"/jobs/{quote(job_id)}/cancel"))

    def retry(self, job_id: str) -> Job:
        """Queue a failed or cancelled job again."""
        return cast(Job, self._json("POST", f"/jobs/{quote(job_id)}/retry"))

    def follow(self, job_id: str) -> Generator[Job]:
        """A job each time it changes, until it has ended; a lost connection is taken up again."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                for job in self._events(job_id):
                    yield job
                    if job["state"] in FINAL:
                        return
                    deadline = time.monotonic() + PATIENCE_SECONDS
            except ServerUnreachable:
                if time.monotonic() > deadline:
                    raise
            time.sleep(0.5)

    def _events(self, job_id: str) -> Iterator[Job]:
        url = f"{self.url}{API}/jobs/{quote(job_id)}/events"
        with self._reaching(), self._http.stream("GET", url) as response:
            if response.status_code >= 400:
                response.read()
                _refuse(response)
            for event in httpx2.EventSource(response):
                if event.event == "job":
                    yield cast(Job, event.json())

    # -- results and clashes --------------------------------------------------------------------

    def results(self, kind: str, query: Query) -> Iterator[dict[str, Any]]:
        """Rows of a table of results, the newest first."""
        return self._pages(f"/results/{quote(kind, safe='')}", query)

    def result_row(self, kind: str, number: int) -> dict[str, Any]:
        """One row with all its columns."""
        return cast(dict[str, Any], self._json("GET", f"/results/{quote(kind, safe='')}/{number}"))

    def clash_sets(self, project: str) -> list[ClashSet]:
        """The clash sets of a project that have been run."""
        return cast(list[ClashSet], self._json("GET", f"/projects/{quote(project)}/clash-sets"))

    def clashes(self, project: str, query: Query) -> Iterator[Clash]:
        """Clashes of a project by id."""
        return self._pages(f"/projects/{quote(project)}/clashes", query)

    def clash(self, project: str, clash_id: str) -> Clash:
        """One clash, with its events."""
        here = f"/projects/{quote(project)}/clashes/{quote(clash_id, safe='')}"
        return cast(Clash, self._json("GET", here))

    def change_clashes(
        self, project: str, ids: Sequence[str], change: Mapping[str, str]
    ) -> list[Clash]:
        """Say something of clashes: of all of them, or of none."""
        here = f"/projects/{quote(project)}/clash-changes"
        return cast(list[Clash], self._json("POST", here, json={"ids": [*ids], **change}))

    # -- requests -------------------------------------------------------------------------------

    def _request(self, method: str, path: str, **what: Any) -> httpx2.Response:
        with self._reaching():
            response = self._http.request(method, self.url + path, **what)
        if response.status_code >= 400:
            _refuse(response)
        return response

    def _json(self, method: str, path: str, **what: Any) -> Any:
        return self._request(method, API + path, **what).json()

    def _pages(self, path: str, query: Query) -> Iterator[Any]:
        cursor: str | None = None
        while True:
            page = self._json("GET", path, params=_query({**query, "cursor": cursor}))
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        try:
            yield
        except (httpx2.TransportError, httpx2.InvalidURL) as error:
            reason = str(error) or type(error).__name__
            raise ServerUnreachable(
                f"No ifcworks service answers at {self.url} ({reason})."
            ) from error


def _file(file: File) -> str:
    return f"/projects/{quote(file['project'])}/files/{file['id']}"


def _query(values: Query) -> dict[str, str | int | list[str]]:
    return {name: value for name, value in values.items() if value is not None}


def _chunks(path: Path, sent: Sent) -> Iterator[bytes]:
    with path.open("rb") as file:
        while data := file.read(CHUNK):
            yield data
            sent(file.tell())


def _refuse(response: httpx2.Response) -> NoReturn:
    try:
        problem = response.json()
        detail = problem.pop("detail")
    except (ValueError, KeyError, AttributeError):
        raise ServerRefused(
            f"What answers at {response.url} is no ifcworks service, or something is between: "
            f"HTTP {response.status_code}."
        ) from None
    raise ServerRefused(detail, **problem)
