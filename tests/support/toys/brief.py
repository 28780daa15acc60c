"""Toys with a short time limit, so that meeting it does not take long."""

import os
import subprocess
import sys
import time
from pathlib import Path

from pydantic import Field

from ifcworks.operations.base import OperationParams, OperationResult, operation
from ifcworks.operations.workspace import Workspace


class BriefParams(OperationParams):
    manner: str = Field("hang", description="What to do.")
    marker: str = Field("", description="A path for traces that outlive the attempt.")


class BriefResult(OperationResult):
    manner: str = Field(description="What was done.")


@operation("brief", title="Be brief", timeout="1s", memory="256MiB")
def brief(params: BriefParams, work: Workspace) -> BriefResult:
    """Take longer than is allowed, with helpers of several kinds."""
    match params.manner:
        case "hang":
            time.sleep(300)
        case "fork-and-hang":
            _leave_helper(params.marker, detached=False)
            time.sleep(300)
        case "leave-detached-helper":
            _leave_helper(params.marker, detached=True)
        case "spawn-and-crash":
            helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
            Path(params.marker).write_text(str(helper.pid))
            os.abort()
        case "spin":
            while True:
                pass
    return BriefResult(manner=params.manner)


def _leave_helper(marker: str, *, detached: bool) -> None:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        if detached:
            os.setsid()
        os.write(writing, b".")
        time.sleep(300)
        os._exit(0)
    os.read(reading, 1)
    Path(marker).write_text(str(pid))
