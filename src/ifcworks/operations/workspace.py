"""What an operation sees of the world: its input files, a place to write, progress."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ifcworks.errors import FileNotFound

ProgressSink = Callable[[float, str], None]
_ARTIFACT_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


@dataclass
class Workspace:
    """Files in, artifacts and progress out, for one attempt.

    Attributes:
        inputs: local path of each file reference. The file may be read, never written.
        folder: an empty folder of this attempt's own; removed after it.
        processes: how many processes the work may use at a time.
        on_progress: receives a fraction from 0 to 1 and a short sentence.
    """

    inputs: Mapping[str, Path]
    folder: Path
    processes: int = field(default_factory=lambda: os.cpu_count() or 1)
    on_progress: ProgressSink = lambda fraction, message: None
    artifacts: dict[str, Path] = field(default_factory=dict)

    def path(self, ref: str) -> Path:
        """The local file behind a reference.

        Raises:
            FileNotFound: the reference is none of this attempt's inputs.
        """
        try:
            return self.inputs[ref]
        except KeyError:
            raise FileNotFound(f"'{ref}' is not among the files given to this job.") from None

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

    def scratch(self, name: str) -> Path:
        """A path in a folder for intermediate files, which is removed after the attempt."""
        folder = self.folder / "scratch"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name
