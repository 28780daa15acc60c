"""What happens inside the process of an attempt, after the fork."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import sys
import tempfile
import traceback
from pathlib import Path
from typing import NoReturn

from ifcworks.errors import AttemptOutOfMemory, AttemptRaised, IfcworksError, StorageFull
from ifcworks.jobs.sandbox.request import Outcome, Request
from ifcworks.operations.base import OperationResult
from ifcworks.operations.registry import Registry
from ifcworks.operations.workspace import Workspace

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent ends, however that ends."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def run(folder: Path, registry: Registry, parent: int, events: int, log: int) -> NoReturn:
    """Carry out the request in ``folder`` and end the process.

    Args:
        folder: the attempt's folder.
        registry: where its operation is found.
        parent: the process id that forked this one.
        events: where progress goes, as lines of JSON.
        log: where standard output and error go.
    """
    os.setsid()
    die_with_parent(parent)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    try:
        request = Request.read(folder)
        _limit(request.memory)
        scratch = folder / "scratch"
        scratch.mkdir(exist_ok=True)
        os.environ["TMPDIR"] = tempfile.tempdir = str(scratch)
        os.chdir(scratch)
        outcome = _carry_out(request, folder, registry, events)
        outcome.write(folder)
    except BaseException:
        traceback.print_exc()
        _flush()
        os._exit(70)  # EX_SOFTWARE: not even the outcome could be written
    _flush()
    # No interpreter shutdown: native libraries are known to crash in their destructors.
    os._exit(0)


def _limit(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if memory:
        # DATA counts private writable memory only: files that are mapped to be read, such as a
        # geometry cache, are free, and so is address space that is merely reserved.
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def _carry_out(request: Request, folder: Path, registry: Registry, events: int) -> Outcome:
    work = Workspace(
        inputs={ref: Path(path) for ref, path in request.inputs.items()},
        folder=folder,
        processes=request.processes,
        on_progress=lambda fraction, message: _tell(events, fraction, message),
    )
    try:
        operation = registry.get(request.operation)
        params = operation.params.model_validate(request.params)
        result: OperationResult = operation.function(params, work)
        with (folder / "result.json").open("w") as file:
            file.write(result.model_dump_json())
    except IfcworksError as error:
        return Outcome(error.problem(), [])
    except MemoryError:
        traceback.print_exc()
        return Outcome(out_of_memory(request.memory).problem(), [])
    except OSError as error:
        if error.errno != 28:
            return _raised(error)
        full = StorageFull("The disk of the worker has no room left; free some and retry the job.")
        return Outcome(full.problem(), [])
    except Exception as error:
        return _raised(error)
    return Outcome(None, [name for name, path in work.artifacts.items() if path.is_file()])


def _raised(error: Exception) -> Outcome:
    traceback.print_exc()
    if "bad_alloc" in str(error):
        return Outcome(out_of_memory(resource.getrlimit(resource.RLIMIT_DATA)[0]).problem(), [])
    problem = AttemptRaised(
        f"The operation stopped with {type(error).__name__}: {error}. This is a fault of ifcworks "
        "or a very unusual file; the log of the attempt has the details.",
        exception=type(error).__name__,
    )
    return Outcome(problem.problem(), [])


def out_of_memory(memory: int) -> AttemptOutOfMemory:
    """The error of an attempt that met its memory limit (bytes)."""
    return AttemptOutOfMemory(
        f"The attempt needed more than its limit of {memory / 2**20:,.0f} MiB of memory. Work on a "
        "smaller part of the model, or raise the limit of the operation.",
        limit=memory,
    )


def _tell(events: int, fraction: float, message: str) -> None:
    line = json.dumps({"progress": fraction, "message": message}) + "\n"
    # Progress is not worth an attempt: nobody listening is no failure.
    with contextlib.suppress(OSError):
        os.write(events, line.encode())


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
