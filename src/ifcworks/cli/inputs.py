"""The input files of an operation: paths on the command line, checked before any work."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

from ifcworks.errors import FileNotFound
from ifcworks.operations.base import OperationParams, file_refs


def input_paths(params: OperationParams) -> dict[str, Path]:
    """The absolute path of each file reference, in order of appearance.

    Raises:
        FileNotFound: one is no file that can be read; near matches are named.
    """
    return {str(ref): input_path(str(ref)) for _, ref in file_refs(params)}


def input_path(given: str) -> Path:
    """The absolute path of a file that is there and can be read.

    Raises:
        FileNotFound: it is not; near matches are named.
    """
    path = Path(given)
    if path.is_dir():
        raise FileNotFound(f"'{given}' is a folder; name a file in it.{_near(path, '')}")
    if not path.is_file():
        raise FileNotFound(f"There is no file '{given}'.{_near(path.parent, path.name)}")
    if not os.access(path, os.R_OK):
        raise FileNotFound(f"The file '{given}' may not be read; look at its permissions.")
    return path.resolve()


def _near(folder: Path, name: str) -> str:
    """A hint at what may have been meant."""
    if not folder.is_dir():
        return f" There is no folder '{folder}' either."
    names = sorted(entry.name for entry in folder.iterdir() if entry.is_file())
    lowered = {entry.lower(): entry for entry in names}
    near = [lowered[m] for m in difflib.get_close_matches(name.lower(), lowered, n=3)]
    near = near or [entry for entry in names if entry.lower().endswith((".ifc", ".ifczip"))][:3]
    if not near:
        return ""
    listed = [f"'{folder / entry}'" for entry in near]
    return f" Did you mean {' or '.join(listed)}?"
