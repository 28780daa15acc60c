"""One operation that behaves as it is told, well or badly."""

import os
import signal
import sys
import time
from enum import StrEnum
from pathlib import Path

from pydantic import Field

from ifcworks.errors import OperationFailed
from ifcworks.operations.base import FileRef, OperationParams, OperationResult, operation
from ifcworks.operations.workspace import Workspace


class Manner(StrEnum):
    WELL = "well"
    SEGFAULT = "segfault"
    ALLOCATE = "allocate"
    ALLOCATE_IN_HELPERS = "allocate-in-helpers"
    HANG = "hang"
    PRINT = "print"
    RAISE = "raise"
    REFUSE = "refuse"
    LARGE_RESULT = "large-result"
    EXIT = "exit"
    FORK_AND_HANG = "fork-and-hang"
    CRASH_FIRST = "crash-first"
    COUNT = "count"


class BehaveParams(OperationParams):
    manner: Manner = Field(Manner.WELL, description="What to do.")
    number: int = Field(0, description="Any number; makes requests differ.")
    seconds: float = Field(0.0, ge=0, description="How long to take, in seconds.")
    file: FileRef | None = Field(None, description="An input file.")
    marker: str = Field("", description="A path for traces that outlive the attempt.")


class BehaveResult(OperationResult):
    number: int = Field(description="The number given.")
    text: str = Field("", description="Some text.")


@operation("behave", title="Behave", timeout="20s", memory="512MiB")
def behave(params: BehaveParams, work: Workspace) -> BehaveResult:
    """Behave as told: for tests of everything around an operation."""
    match params.manner:
        case Manner.SEGFAULT:
            os.kill(os.getpid(), signal.SIGSEGV)
        case Manner.ALLOCATE:
            hoard = []
            while True:
                hoard.append(bytearray(16 * 2**20))
        case Manner.ALLOCATE_IN_HELPERS:
            for _ in range(4):
                if os.fork() == 0:
                    hoard = [b"x" * (250 * 2**20)]
                    time.sleep(60)
                    os._exit(len(hoard))
            time.sleep(60)
        case Manner.HANG:
            while True:
                time.sleep(60)
        case Manner.PRINT:
            for number in range(10 * 1024):
                sys.stdout.write(f"{number:07d} " + "x" * 1015 + "\n")
            sys.stderr.write("the last line\n")
        case Manner.RAISE:
            raise KeyError("no such thing")
        case Manner.REFUSE:
            raise OperationFailed("This was asked to fail. Ask for something else.", asked=True)
        case Manner.LARGE_RESULT:
            return BehaveResult(number=params.number, text="x" * (50 * 2**20))
        case Manner.EXIT:
            os._exit(3)
        case Manner.FORK_AND_HANG:
            pid = os.fork()
            if pid == 0:
                time.sleep(300)
            Path(params.marker).write_text(str(pid))
            time.sleep(300)
        case Manner.CRASH_FIRST:
            if not Path(params.marker).exists():
                Path(params.marker).touch()
                os.kill(os.getpid(), signal.SIGSEGV)
        case Manner.COUNT:
            with Path(params.marker).open("a") as trace:
                trace.write(f"{params.number}\n")
    steps = 10
    for step in range(steps):
        if params.seconds:
            work.progress(step / steps, f"step {step + 1} of {steps}")
            time.sleep(params.seconds / steps)
    text = work.path(params.file).read_bytes()[:20].decode("latin-1") if params.file else ""
    work.artifact("answer.txt").write_text(f"{params.number}\n")
    return BehaveResult(number=params.number, text=text)
