"""What happens inside the process of an attempt, after the fork."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import resource
import signal
import sys
import tempfile
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

from ifcworks.errors import AttemptOutOfMemory, AttemptRaised, IfcworksError, StorageFull
from ifcworks.jobs.sandbox.request import Outcome, Request
from ifcworks.operations.base import OperationResult
from ifcworks.operations.registry import Registry
from ifcworks.operations.workspace import Workspace

EXIT_WITHOUT_OUTCOME = 70  # EX_SOFTWARE
EXIT_STORAGE_FULL = 74  # EX_IOERR

_PR_SET_PDEATHSIG = 1
_GIVE_WAY = 10
_FULL = (errno.ENOSPC, errno.EDQUOT)
_TEXT = 500
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
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    try:
        request = Request.read(folder)
        _limit(request.memory)
        if request.background:
            os.nice(_GIVE_WAY)
        scratch = folder / "scratch"
        scratch.mkdir(exist_ok=True)
        os.environ["TMPDIR"] = tempfile.tempdir = str(scratch)
        os.chdir(scratch)
        outcome = _carry_out(request, folder, registry, events)
        outcome.write(folder)
        _flush()
        # No interpreter shutdown: native libraries are known to crash in their destructors.
        os._exit(0)
    except BaseException as error:
        # Not even the outcome could be written.
        if isinstance(error, OSError) and error.errno in _FULL:
            os._exit(EXIT_STORAGE_FULL)
        traceback.print_exc()
        _flush()
    finally:
        os._exit(EXIT_WITHOUT_OUTCOME)


def _limit(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if memory:
        # DATA counts private writable memory only: files that are mapped to be read, such as a
        # geometry cache, are free, and so is address space that is merely reserved.
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (memory, hard))


def _lift_limit() -> None:
    """Have some memory again, to say that there was none."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))


def _carry_out(request: Request, folder: Path, registry: Registry, events: int) -> Outcome:
    work = Workspace(
        inputs={ref: Path(path) for ref, path in request.inputs.items()},
        folder=folder,
        processes=request.processes,
        known={
            kind: {ref: Path(path) for ref, path in paths.items()}
            for kind, paths in request.known.items()
        },
        recipes=Path(request.recipes) if request.recipes else None,
        earlier=Path(request.earlier) if request.earlier else None,
        on_progress=lambda fraction, message: _tell(events, fraction, message),
    )
    try:
        operation = registry.get(request.operation)
        params = operation.params.model_validate(request.params)
        result: OperationResult = operation.function(params, work)
        if work.versions and operation.stores:
            raise TypeError(
                f"operation '{operation.name}' makes versions of files: declare it with "
                "stores=False, or an equal request would make none"
            )
        with (folder / "result.json").open("w") as file:
            file.write(result.model_dump_json())
        if work.records:
            records = [asdict(record) for record in work.records]
            (folder / "records.json").write_text(json.dumps(records, allow_nan=False))
    except IfcworksError as error:
        return Outcome(error.problem(), [])
    except MemoryError:
        _lift_limit()
        traceback.print_exc()
        return Outcome(out_of_memory(request.memory).problem(), [])
    except OSError as error:
        return _full(folder) if error.errno in _FULL else _raised(error, request)
    except RuntimeError as error:
        return _unreadable(error) or _raised(error, request)
    except (Exception, SystemExit) as error:
        return _raised(error, request)
    # Whether each is a plain file is looked at where it is stored.
    left = [name for name, path in work.artifacts.items() if os.path.lexists(path)]
    versions = {ref: name for ref, name in work.versions.items() if name in left}
    return Outcome(None, left, versions, bool(work.records))


def _unreadable(error: RuntimeError) -> Outcome | None:
    """The end if the model holds a value that its parser cannot read; None if it is not that."""
    from ifcworks.ifc.reading import said_late

    reason = said_late(error)
    return None if reason is None else Outcome(reason.problem(), [])


def _full(folder: Path) -> Outcome:
    (folder / "result.json").unlink(missing_ok=True)
    full = StorageFull("The disk of the worker has no room left; free some and retry the job.")
    return Outcome(full.problem(), [])


def _raised(error: BaseException, request: Request) -> Outcome:
    _lift_limit()
    traceback.print_exc()
    text = str(error)
    if "bad_alloc" in text:
        return Outcome(out_of_memory(request.memory).problem(), [])
    if len(text) > _TEXT:
        text = f"{text[:_TEXT]}…"
    problem = AttemptRaised(
        f"The operation stopped with {type(error).__name__}: {text}. This is a fault of ifcworks "
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
    # A short line is written as a whole, also when helpers report at the same time.
    line = json.dumps({"progress": fraction, "message": message[:_TEXT]}) + "\n"
    # Progress is not worth an attempt: nobody listening is no failure.
    with contextlib.suppress(OSError):
        os.write(events, line.encode())


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
