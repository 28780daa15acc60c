"""A toy that makes the next version of its input."""

import os
import signal
from pathlib import Path

from pydantic import Field

from ifcworks.operations.base import FileRef, OperationParams, OperationResult, operation
from ifcworks.operations.workspace import Workspace


class ReviseParams(OperationParams):
    file: FileRef = Field(description="The file to go on with.")
    text: str = Field("!", description="What to add to it.")
    crash_until: str = Field("", description="A path: until it exists, attempts crash at the end.")


class ReviseResult(OperationResult):
    size: int = Field(description="Bytes of the new version.")


@operation("revise", title="Revise a file", timeout="20s", memory="512MiB", stores=False)
def revise(params: ReviseParams, work: Workspace) -> ReviseResult:
    """Add text to a file, as its next version."""
    path = work.new_version(params.file, "revised.txt")
    path.write_bytes(work.path(params.file).read_bytes() + params.text.encode())
    if params.crash_until and not Path(params.crash_until).exists():
        Path(params.crash_until).touch()
        os.kill(os.getpid(), signal.SIGSEGV)
    return ReviseResult(size=path.stat().st_size)


@operation("revise-once", title="Revise a file once", timeout="20s", memory="512MiB")
def revise_once(params: ReviseParams, work: Workspace) -> ReviseResult:
    """The same, by mistake declared as if its answer could be given twice."""
    work.new_version(params.file, "revised.txt").write_bytes(b"")
    return ReviseResult(size=0)
