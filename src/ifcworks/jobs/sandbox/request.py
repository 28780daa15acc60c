"""What the service and an attempt's process tell each other, and where it lies on disk.

The folder of an attempt holds ``request.json`` (what to do), afterwards ``outcome.json`` (how it
ended) and ``result.json``, and ``artifacts/``, ``scratch/``.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ifcworks.jobs.sandbox.reports import said

READY = b"ready"
"""What the template says when it can fork."""
MESSAGE = 4096
"""Bytes that a message between the service and the template may have."""


@dataclass(frozen=True)
class Request:
    """What one attempt has to do.

    Attributes:
        inputs: the local path of each file reference in ``params``.
        memory: bytes that the attempt may use; 0 for no limit.
        processes: how many processes the work may use at a time.
        known: local paths of what is known of the inputs, by kind and file reference.
        earlier: local path of what an earlier job of the series left for the next.
        background: give way to other processes of the machine.
        recipes: the folder of custom recipes; empty if there is none.
    """

    operation: str
    params: dict[str, Any]
    inputs: dict[str, str]
    memory: int
    processes: int
    known: dict[str, dict[str, str]] = field(default_factory=dict)
    earlier: str | None = None
    background: bool = False
    recipes: str = ""

    def write(self, folder: Path) -> None:
        """Leave the request in the attempt's folder."""
        (folder / "request.json").write_text(json.dumps(asdict(self)))

    @classmethod
    def read(cls, folder: Path) -> Request:
        """The request in the attempt's folder."""
        return cls(**json.loads((folder / "request.json").read_text()))


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended by itself: with a problem, or with a result and artifacts.

    Attributes:
        problem: an RFC 9457 problem object, or None for success.
        artifacts: names of the files in ``artifacts/``.
        versions: the artifact that is the next version of an input file, by its reference.
        records: whether there are rows for tables of results, in ``records.json``.
    """

    problem: dict[str, Any] | None
    artifacts: list[str]
    versions: dict[str, str] = field(default_factory=dict)
    records: bool = False

    def write(self, folder: Path) -> None:
        """Leave the outcome in the attempt's folder, whole or not at all."""
        draft = folder / "outcome.json.part"
        draft.write_text(json.dumps(asdict(self), default=str))
        draft.rename(folder / "outcome.json")

    @classmethod
    def read(cls, folder: Path) -> Outcome | None:
        """The outcome in the attempt's folder; None if the attempt did not come to one."""
        path = folder / "outcome.json"
        return cls(**said(path.read_bytes())) if path.exists() else None
