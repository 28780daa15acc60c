"""What an operation sees of the world: its input files, a place to write, progress."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ifcworks.errors import FileNotFound
from ifcworks.ifc.clash.history import Coverage

ProgressSink = Callable[[float, str], None]
_ARTIFACT_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


@dataclass(frozen=True)
class Record:
    """A row of results for those who ask with SQL.

    Attributes:
        table: ``clash_results``, ``conversion_results``, ``tester_results`` or ``diff_results``.
        values: what its columns hold, as JSON.
        files: columns that hold the name of an input file, by their reference.
        coverage: of a clash set: what the run can speak of.
    """

    table: str
    values: dict[str, Any]
    files: dict[str, str] = field(default_factory=dict)
    coverage: Coverage | None = None


@dataclass
class Workspace:
    """Files in, artifacts and progress out, for one attempt.

    Attributes:
        inputs: local path of each file reference. The file may be read, never written.
        known: what earlier jobs worked out of the models, by kind (``index``, ``geometry``) and
            reference. To be read only.
        folder: an empty folder of this attempt's own; removed after it.
        earlier: what the operation left for its next run (``resumes``), of the newest job that
            asked the same of these files, in whatever versions they were then.
        processes: how many processes the work may use at a time.
        recipes: the folder in which the administrator keeps recipes of their own; None if nobody
            has set one. Never one that a request names.
        on_progress: receives a fraction from 0 to 1 and a short sentence.
    """

    inputs: Mapping[str, Path]
    folder: Path
    known: Mapping[str, Mapping[str, Path]] = field(default_factory=dict)
    earlier: Path | None = None
    processes: int = field(default_factory=lambda: os.cpu_count() or 1)
    recipes: Path | None = None
    on_progress: ProgressSink = lambda fraction, message: None
    artifacts: dict[str, Path] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)

    def path(self, ref: str) -> Path:
        """The local file behind a reference.

        Raises:
            FileNotFound: the reference is none of this attempt's inputs.
        """
        try:
            return self.inputs[ref]
        except KeyError:
            raise FileNotFound(f"'{ref}' is not among the files given to this job.") from None

    def index(self, ref: str) -> Path:
        """The index of a model, a DuckDB file to be read only; built here if nobody has.

        Raises:
            FileNotFound: the reference is none of this attempt's inputs.
            FileRefused: the model cannot be read.
        """
        return self._known("index", ref) or self._build_index(ref)

    def geometry(self, ref: str) -> Path:
        """The geometry cache of a model; computed here if nobody has.

        Raises:
            FileNotFound: the reference is none of this attempt's inputs.
            FileRefused: the model cannot be read.
        """
        return self._known("geometry", ref) or self._compute_geometry(ref)

    def knows(self, kind: str, ref: str) -> bool:
        """Whether a kind of knowledge of a model is at hand and need not be worked out."""
        return self._known(kind, ref) is not None

    def _known(self, kind: str, ref: str) -> Path | None:
        return self.known.get(kind, {}).get(ref)

    def _build_index(self, ref: str) -> Path:
        from ifcworks.ifc.index.build import build_index

        target = self._own_copy(ref, "index.duckdb")
        if not target.exists():
            build_index(self.path(ref), target, self.scratch("unpacked"))
        return target

    def _compute_geometry(self, ref: str) -> Path:
        from ifcworks.ifc.geometry.cache import write_cache
        from ifcworks.ifc.knowing import compute_geometry

        target = self._own_copy(ref, "model.geometry")
        if not target.exists():
            model, unpacked = self.path(ref), self.scratch("unpacked")
            write_cache(target, compute_geometry(model, unpacked, self.processes)[1])
        return target

    def _own_copy(self, ref: str, name: str) -> Path:
        folder = self.scratch(f"known-{list(self.inputs).index(ref) if ref in self.inputs else 0}")
        folder.mkdir(exist_ok=True)
        return folder / name

    def progress(self, fraction: float, message: str) -> None:
        """Report how far the work is: ``fraction`` from 0 to 1, ``message`` what happens now."""
        self.on_progress(min(max(fraction, 0.0), 1.0), message)

    def artifact(self, name: str) -> Path:
        """A path to write an artifact to. It is kept if it exists when the operation returns.

        Raises:
            ValueError: the name is not a plain file name of letters, digits, ``.``, ``_``, ``-``.
        """
        if not _ARTIFACT_NAME.fullmatch(name):
            raise ValueError(f"'{name}' cannot name an artifact")
        folder = self.folder / "artifacts"
        folder.mkdir(parents=True, exist_ok=True)
        self.artifacts[name] = folder / name
        return self.artifacts[name]

    def new_version(self, ref: str, name: str) -> Path:
        """A path to write an artifact to that becomes the next version of an input file."""
        path = self.artifact(name)
        self.versions[ref] = name
        return path

    def record(
        self,
        table: str,
        *,
        files: Mapping[str, str] | None = None,
        coverage: Coverage | None = None,
        **values: Any,
    ) -> None:
        """Leave a row in a table of results; see ``Record``."""
        self.records.append(Record(table, values, dict(files or {}), coverage))

    def scratch(self, name: str) -> Path:
        """A path in a folder for intermediate files, which is removed after the attempt."""
        folder = self.folder / "scratch"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name
