"""What a translation is: a request into an operation's parameters, its result into their words."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar

from pydantic import Field, field_validator

from ifcworks.api.dialect.asked import Asked
from ifcworks.api.dialect.lenient import Lenient
from ifcworks.api.dialect.paths import StorePath, path_of
from ifcworks.api.dialect.store import Inputs, Pins, facts
from ifcworks.files.catalog import Version
from ifcworks.jobs.job import Artifact, Job
from ifcworks.wiring import Service

INLINE_LIMIT = 64 * 2**20
"""Bytes of an artifact up to which its content is told inside a result."""


class DialectRequest(Lenient):
    """A request for a job. Fields that nobody knows are named in a note."""

    input_version_id: str | None = Field(None, description="Version of the first input.")
    input_version_ids: dict[str, str] = Field(
        default_factory=dict, description="Versions of inputs by name."
    )

    input_audit_id: str | None = Field(None, description="The same, as results name it.")

    @field_validator("input_version_ids", mode="before")
    @classmethod
    def _as_texts(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value or {}
        return {name: str(item) if isinstance(item, int) else item for name, item in value.items()}

    @field_validator("input_version_id", "input_audit_id", mode="before")
    @classmethod
    def _as_text(cls, value: Any) -> Any:
        return str(value) if isinstance(value, int) else value

    @property
    def pins(self) -> Pins:
        """The versions asked for."""
        return Pins(self.input_version_id or self.input_audit_id or None, self.input_version_ids)


@dataclass
class Plan:
    """The job that a request is for.

    Attributes:
        operation: its name.
        parameters: as the operation declares them.
        outputs: where artifacts go, by name; the first is the output asked for.
        notes: what cannot be done as asked.
    """

    operation: str
    parameters: dict[str, Any]
    outputs: dict[str, StorePath] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Finished:
    """A job that has succeeded, and what it left."""

    service: Service
    job: Job
    asked: Asked

    @property
    def request(self) -> dict[str, Any]:
        """The fields of the request."""
        return self.asked.request

    @cached_property
    def result(self) -> dict[str, Any]:
        """The operation's own result."""
        if self.job.result_blob is not None:
            whole: dict[str, Any] = json.loads(
                b"".join(self.service.blobs.read(self.job.result_blob))
            )
            return whole
        return self.job.result or {}

    @cached_property
    def artifacts(self) -> Mapping[str, Artifact]:
        """What the job made, by name."""
        return {artifact.name: artifact for artifact in self.service.ledger.artifacts(self.job.id)}

    @property
    def output(self) -> Artifact | None:
        """The artifact that is the output asked for, or what the job made and saved instead."""
        found = self.artifacts.get(self.asked.artifact or "")
        return found or next((a for a in self.artifacts.values() if a.name in self.job.saves), None)

    @property
    def output_path(self) -> StorePath | None:
        """Where the output is found."""
        name = self.asked.artifact if self.output is None else self.output.name
        file = self.job.saves.get(name or "")
        return None if file is None else path_of(file)

    def text(self, artifact: str) -> str | None:
        """The text of an artifact; None if there is none, or it is too long to be told."""
        found = self.artifacts.get(artifact)
        if found is None or found.blob.size > INLINE_LIMIT:
            return None
        return b"".join(self.service.blobs.read(found.blob)).decode()

    def document(self, artifact: str) -> Any:
        """The value of an artifact that is JSON; None as ``text``."""
        text = self.text(artifact)
        return None if text is None else json.loads(text)

    def storage(self) -> dict[str, Any]:
        """Where the output is, and what it is."""
        path, artifact = self.output_path, self.output
        if path is None or artifact is None:
            return {"output_path": None}
        told = {"output_path": str(path), "output_key": path.key}
        version = self._version(path, artifact)
        if version is None:  # it has been deleted since
            return told
        return {**told, **facts(version)}

    def _version(self, path: StorePath, artifact: Artifact) -> Version | None:
        catalog = self.service.catalog
        for name, version in catalog.made_by(self.job.id):
            if name == path.file_name:
                return version
        # The file had these bytes already, so that this job made no version of it.
        for file in catalog.files(
            catalog.project_of(self.job.project_id), name=path.file_name, limit=1000
        ):
            if file.name == path.file_name:
                same = (v for v in catalog.versions(file) if v.blob == artifact.blob)
                return next(same, None)
        return None


R = TypeVar("R", bound=DialectRequest)


@dataclass(frozen=True)
class Translation(Generic[R]):
    """One route of the dialect that asks for a job.

    Attributes:
        route: its path.
        summary: what it does, in a few words.
        request: what it takes.
        plan: the job that is meant.
        result: what its result says beyond what all say.
        echo: what the answer to the request repeats of it.
    """

    route: str
    summary: str
    request: type[R]
    plan: Callable[[R, Inputs], Plan]
    result: Callable[[Finished], dict[str, Any]]
    echo: Callable[[R], dict[str, Any]] = lambda request: {}


def stem(text: str) -> str:
    """The name of a file without folders and its last suffix."""
    name = text.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return name.rpartition(".")[0] or name


def suffix(path: StorePath) -> str:
    """The suffix of a path, lower case, without the dot."""
    return path.name.rpartition(".")[2].lower() if "." in path.name else ""
