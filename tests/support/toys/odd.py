"""Toys that leave odd things behind or say odd things."""

import os
import shutil
import sys
import time

from pydantic import Field

from ifcworks.errors import OperationFailed
from ifcworks.operations.base import OperationParams, OperationResult, operation
from ifcworks.operations.workspace import Workspace


class OddParams(OperationParams):
    manner: str = Field(description="What to do.")
    marker: str = Field("", description="A path for traces that outlive the attempt.")
    size: int = Field(0, description="Bytes.")


class OddResult(OperationResult):
    manner: str = Field(description="What was done.")


@operation("odd", title="Be odd", timeout="20s", memory="512MiB")
def odd(params: OddParams, work: Workspace) -> OddResult:
    """Do something that a careless operation might do."""
    match params.manner:
        case "artifact-link":
            work.artifact("link.txt").symlink_to("/etc/hostname")
        case "artifact-folder":
            work.artifact("folder").mkdir()
        case "artifact-missing":
            work.artifact("never-written.txt")
        case "artifact-path":
            work.artifacts["../request.json"] = work.folder / "request.json"
        case "artifacts-removed":
            work.artifact("a.txt").write_text("a")
            work.artifacts["b.txt"] = work.folder / "request.json"
            shutil.rmtree(work.folder / "artifacts")
        case "folder-removed":
            shutil.rmtree(work.folder)
        case "sys-exit":
            sys.exit("the library thought that this was a program")
        case "long-error":
            raise ValueError("x" * (5 * 2**20))
        case "odd-context":
            raise OperationFailed("This carries a path along.", where=work.folder)
        case "nan-progress":
            work.progress(float("nan"), "half \ud800 a pair \0 and a NUL")
            time.sleep(0.5)
        case "long-progress":
            work.progress(0.5, "x" * (20 * 2**20))
            time.sleep(0.5)
        case "small-allocations":
            hoard: list[object] = []
            while True:
                hoard.append([len(hoard)])
        case "fill-disk":
            with work.artifact("large.bin").open("wb") as file:
                for _ in range(params.size // 2**16):
                    file.write(os.urandom(2**16))
        case "terminate":
            os.kill(os.getpid(), 15)
    return OddResult(manner=params.manner)
