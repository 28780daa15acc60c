"""A call of an operation on the command line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ifcworks.operations.base import Operation, OperationParams


@dataclass(frozen=True)
class Running:
    """How to carry an operation out, the same for each."""

    timeout: str | None
    memory: str | None
    overwrite: bool
    json: bool
    quiet: bool
    verbose: bool


@dataclass(frozen=True)
class Call:
    """What a command line asks for: an operation with its parameters, and where to write."""

    operation: Operation
    params: OperationParams
    output: str | None
    running: Running


def is_folder(output: str) -> bool:
    """Whether an output is a folder: it is there, or is written as one."""
    return output.endswith("/") or Path(output).is_dir()
