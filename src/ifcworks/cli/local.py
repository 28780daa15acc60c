"""Carry out one operation on this machine: in a process of its own, with limits and progress."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import typer
from pydantic import ByteSize, TypeAdapter, ValidationError

from ifcworks.cli import catalogue, render
from ifcworks.cli.call import Call
from ifcworks.cli.inputs import input_paths
from ifcworks.cli.outputs import destination
from ifcworks.cli.progress import Progress
from ifcworks.errors import (
    AttemptFailed,
    AttemptOutOfMemory,
    AttemptTimedOut,
    IfcworksError,
    ParametersInvalid,
    from_problem,
)
from ifcworks.jobs.sandbox.launcher import Launcher, fork_template
from ifcworks.jobs.sandbox.request import Request
from ifcworks.jobs.sandbox.supervise import Ending, Limits, Supervisor, Wish
from ifcworks.operations.base import seconds


@dataclass
class _Interrupt:
    """Remembers the signal that asked to stop; passed to the supervisor as a wish."""

    number: int | None = field(default=None)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take note of signals meanwhile instead of dying of them."""
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {number: signal.signal(number, self._note) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.number = number

    def wish(self) -> Wish | None:
        return None if self.number is None else Wish.CANCEL


def run_here(call: Call, packages: Sequence[str]) -> None:
    """Carry out a call and show what came of it.

    Raises:
        IfcworksError: what the attempt ended with.
        Exit: it was interrupted, with 128 and the number of the signal as code.
    """
    running = call.running
    limits = _limits(call)
    inputs = input_paths(call.params)
    target = destination(
        call.output, inputs.values(), call.operation.name, overwrite=running.overwrite
    )
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="ifcworks-") as name:
        folder = Path(name)
        interrupt = _Interrupt()
        request = Request(
            operation=call.operation.name,
            params=call.params.model_dump(mode="json"),
            inputs={ref: str(path) for ref, path in inputs.items()},
            memory=limits.memory,
            processes=len(os.sched_getaffinity(0)),
            recipes=str(catalogue.recipes() or ""),
        )
        with interrupt.listening():
            ending = _attempt(call, packages, request, folder, limits, interrupt)
        if running.verbose and ending.log:
            render.log(ending.log)
        if isinstance(ending.outcome, Wish):
            raise typer.Exit(128 + (interrupt.number or signal.SIGINT))
        if ending.outcome.problem is not None:
            raise _hinted(from_problem(ending.outcome.problem), ending.log, running.verbose)
        answer = folder / "result.json"
        artifacts = [folder / "artifacts" / made for made in ending.outcome.artifacts]
        if not artifacts and target.main is not None:
            artifacts = [_as_file(answer, target.main, call.operation.name)]
        written = target.place(artifacts)
        render.result(call, answer, written, time.monotonic() - began)


def _hinted(error: IfcworksError, log: str, shown: bool) -> IfcworksError:
    """The error of an attempt, with a hint at what one can do about it here."""
    match error:
        case AttemptTimedOut():
            error.add_note("'--timeout', such as '--timeout 2h', gives it more time.")
        case AttemptOutOfMemory():
            error.add_note("'--memory', such as '--memory 12GiB', gives it more memory.")
        case AttemptFailed() if log and not shown:
            error.add_note("'--verbose' shows what it printed.")
    return error


def _as_file(answer: Path, name: str, operation: str) -> Path:
    """The result itself, for an operation that makes no file but was given one to write to."""
    if not name.lower().endswith(".json"):
        raise ParametersInvalid(
            f"OUTPUT: '{operation}' makes no file to write to '{name}'. "
            "Its result can be written as JSON, to a file that ends in .json."
        )
    return answer


def _limits(call: Call) -> Limits:
    running, operation = call.running, call.operation
    timeout, memory = operation.timeout, operation.memory
    if running.timeout is not None:
        try:
            timeout = seconds(running.timeout)
        except ValueError as error:
            raise ParametersInvalid(f"--timeout: {error}.") from None
    if running.memory is not None:
        try:
            memory = int(TypeAdapter(ByteSize).validate_python(running.memory))
        except ValidationError:
            raise ParametersInvalid(
                f"--memory: '{running.memory}' is not a size; write for example 500MiB or 12GiB."
            ) from None
    return Limits(timeout, memory)


def _attempt(
    call: Call,
    packages: Sequence[str],
    request: Request,
    folder: Path,
    limits: Limits,
    interrupt: _Interrupt,
) -> Ending:
    launcher = Launcher(fork_template, packages)
    # Both for the fork: nothing half-written is copied, and no thread of the progress bar.
    sys.stdout.flush()
    sys.stderr.flush()
    launcher.warm_up()
    try:
        with Progress(f"{call.operation.name}", wanted=not call.running.quiet) as progress:
            handle = launcher.launch(request, folder)
            return Supervisor(handle, folder, limits, progress.report, interrupt.wish).watch()
    finally:
        launcher.close()
