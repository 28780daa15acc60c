"""The files that clients of the dialect see: those of one project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from starlette.exceptions import HTTPException

from ifcworks.api.dialect.paths import StorePath, input_paths, path_of
from ifcworks.errors import FileNotFound, NameTaken, ProjectNotFound
from ifcworks.files.catalog import File, Project, Version
from ifcworks.files.versions import Content
from ifcworks.wiring import Service

_PAGE = 1000
STORAGE = "ifcworks"


@dataclass(frozen=True)
class Found:
    """A file, by the path that a client knows it by, in one of its versions."""

    path: StorePath
    file: File
    version: Version

    @property
    def content(self) -> Content:
        """Its bytes, and what is known of them."""
        version = self.version
        return Content(
            version.blob, self.file.kind, version.form, version.ifc_schema, version.media_type
        )


@dataclass(frozen=True)
class Store:
    """Paths to files and back."""

    service: Service

    @property
    def project(self) -> Project:
        """The project whose files these are; it is made if it is missing."""
        name = self.service.settings.dialect_project
        with suppress(ProjectNotFound):
            return self.service.catalog.project(name)
        with suppress(NameTaken):
            self.service.catalog.add_project(name, "Files of clients of ifcpipeline")
        return self.service.catalog.project(name)

    def paths(self) -> list[StorePath]:
        """The paths of all files, sorted."""
        found: list[StorePath] = []
        after: str | None = None
        project = self.project
        while True:
            page = self.service.catalog.files(project, after=after, limit=_PAGE)
            found += [path_of(file.name) for file in page]
            if len(page) < _PAGE:
                return sorted(found, key=str)
            after = page[-1].name

    def find(self, text: str, folders: Sequence[str] = ()) -> Found:
        """The file that a client means; see ``input_paths``.

        Raises:
            HTTPException: 404, there is none; 400, it leads outside.
        """
        project = self.project
        for path in input_paths(text, folders):
            with suppress(FileNotFound):
                file, version = self.service.catalog.resolve(project, path.file_name)
                return Found(path_of(file.name), file, version)
        raise HTTPException(404, f"Input file not found: {text[:300]}")


@dataclass
class Pins:
    """The versions that a client wants its inputs in.

    Attributes:
        first: of the first input.
        by_name: of others, by what they are called in the request or in the store.
    """

    first: str | None = None
    by_name: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Inputs:
    """Looks up the inputs of one request."""

    store: Store
    pins: Pins
    found: list[Found] = field(default_factory=list)

    def ref(self, text: str, *, pin: str | None = None, folders: Sequence[str] = ()) -> str:
        """The reference of an operation's parameter to the file that a client means.

        Raises:
            HTTPException: 404, there is no such file or version; 400, it leads outside.
        """
        found = self.store.find(text, folders)
        by_name = self.pins.by_name
        wanted = pin or by_name.get(text) or by_name.get(found.path.key)
        wanted = wanted or by_name.get(str(found.path)) or by_name.get(found.path.name)
        if wanted is None and not self.found:
            wanted = self.pins.first
        if wanted is not None:
            found = Found(found.path, found.file, self._version(found.file, wanted))
        self.found.append(found)
        return self._reference(found)

    def _reference(self, found: Found) -> str:
        """The file by its name, which reports show; by its id if that could mean another."""
        named = f"{found.file.name}@{found.version.number}"
        file, version = self.store.service.catalog.resolve(self.store.project, named)
        if (file.id, version.number) == (found.file.id, found.version.number):
            return named
        return f"{found.file.id}@{found.version.number}"

    def _version(self, file: File, wanted: str) -> Version:
        file_id, _, number = wanted.strip().rpartition("@")
        if file_id not in ("", file.id) or not (
            number.isascii() and number.isdigit() and len(number) < 10
        ):
            raise HTTPException(404, f"'{wanted[:100]}' is no version of '{file.name}'.")
        return self.store.service.catalog.version(file, int(number))


def facts(version: Version) -> dict[str, Any]:
    """What object storage says of a file, in the answers to uploads and jobs."""
    return {
        "storage": STORAGE,
        "sha256": version.blob.sha256,
        "size_bytes": version.blob.size,
        "version_id": str(version.number),
        "audit_id": f"{version.file_id}@{version.number}",
    }
