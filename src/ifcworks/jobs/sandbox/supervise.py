"""Watch one attempt to its end, and say how it ended."""

from __future__ import annotations

import contextlib
import fcntl
import json
import math
import os
import selectors
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import structlog

from ifcworks.errors import (
    AttemptInterrupted,
    AttemptTimedOut,
    IfcworksError,
    ServiceUnavailable,
)
from ifcworks.jobs.sandbox.child import out_of_memory
from ifcworks.jobs.sandbox.deaths import explain
from ifcworks.jobs.sandbox.launcher import Handle
from ifcworks.jobs.sandbox.processes import memory_used
from ifcworks.jobs.sandbox.reports import said
from ifcworks.jobs.sandbox.request import Outcome

log = structlog.get_logger()

LOG_BYTES = 256 * 1024
LINE_BYTES = 16 * 1024
"""A longer line of progress is none of ours and is passed over."""

TICK = 0.2
BEGIN_SECONDS = 60.0
"""How long the template may take to fork an attempt; usually a few milliseconds."""


class Wish(StrEnum):
    """Why somebody wants an attempt to end."""

    CANCEL = "cancelled"
    STOP = "stopped"


@dataclass(frozen=True)
class Limits:
    """What an attempt may use: seconds; bytes of memory over all its processes (0: no limit)."""

    timeout: float
    memory: int


@dataclass(frozen=True)
class Ending:
    """How an attempt ended.

    Attributes:
        outcome: what it said itself or what is to be said of it, or the wish that ended it.
        log: the end of what it printed.
        peak_memory: bytes, the largest single process.
        cpu_seconds: processor time.
    """

    outcome: Outcome | Wish
    log: str
    peak_memory: int | None
    cpu_seconds: float | None


class Supervisor:
    """Watches one attempt.

    Args:
        handle: the attempt's pipes; closed at the end.
        folder: the attempt's folder.
        limits: what it may use.
        on_progress: receives a fraction from 0 to 1 and a message.
        wish: asked several times a second whether somebody wants the attempt to end.
    """

    def __init__(
        self,
        handle: Handle,
        folder: Path,
        limits: Limits,
        on_progress: Callable[[float, str], None],
        wish: Callable[[], Wish | None],
    ) -> None:
        self._handle = handle
        self._folder = folder
        self._limits = limits
        self._on_progress = on_progress
        self._wish = wish
        self._log = bytearray()
        self._printed = 0
        self._event = b""
        self._status = b""
        self._began = time.monotonic()
        self._pid: int | None = None
        self._ended: dict[str, Any] | None = None
        self._verdict: IfcworksError | None = None
        self._killed = False
        self._granted: Wish | None = None

    def watch(self) -> Ending:
        """Wait for the end of the attempt, or bring it about.

        Raises:
            ServiceUnavailable: the template does not start the attempt.
        """
        try:
            with contextlib.closing(self._handle), selectors.DefaultSelector() as selector:
                self._follow(selector)
        finally:
            if self._ended is None:
                # Its template has died, or this watch: nobody else would end it.
                self._kill()
        ended = self._ended or {}
        return Ending(
            self._outcome(), self._text(), ended.get("peak_memory"), ended.get("cpu_seconds")
        )

    def _follow(self, selector: selectors.BaseSelector) -> None:
        pipes = {
            self._handle.status: self._take_status,
            self._handle.events: self._take_events,
            self._handle.log: self._take_log,
        }
        for descriptor, take in pipes.items():
            fcntl.fcntl(descriptor, fcntl.F_SETFL, os.O_NONBLOCK)
            selector.register(descriptor, selectors.EVENT_READ, take)
        next_look = 0.0
        while self._handle.status in selector.get_map():
            for key, _ in selector.select(TICK):
                if not self._drain(key.fd, key.data):
                    selector.unregister(key.fd)
            now = time.monotonic()
            if now >= next_look:
                self._look(now - self._began)
                next_look = now + TICK
        self._drain(self._handle.events, self._take_events)
        self._drain(self._handle.log, self._take_log)

    # -- reading --------------------------------------------------------------------------------

    @staticmethod
    def _drain(descriptor: int, take: Callable[[bytes], None]) -> bool:
        """Read what is there, a bounded part; False at the end of the pipe."""
        for _ in range(16):
            try:
                data = os.read(descriptor, 65536)
            except BlockingIOError:
                return True
            if not data:
                return False
            take(data)
        return True

    def _take_status(self, data: bytes) -> None:
        self._status += data
        *lines, self._status = self._status.split(b"\n")
        for line in lines:
            message = json.loads(line)
            if "pid" in message:
                self._pid = message["pid"]
            elif "failed" in message:
                raise ServiceUnavailable(f"No process can be started: {message['failed']}.")
            else:
                self._ended = message

    def _take_events(self, data: bytes) -> None:
        *lines, self._event = (self._event + data).split(b"\n")
        if len(self._event) > LINE_BYTES:
            self._event = self._event[-LINE_BYTES:]
        if not lines:
            return
        # Only the newest counts; whoever watches cannot follow thousands a second.
        reported = _progress(lines[-1])
        if reported is not None:
            try:
                self._on_progress(*reported)
            except Exception:
                # The attempt goes on, whatever keeps its progress from being noted.
                log.warning("progress could not be noted", exc_info=True)

    def _take_log(self, data: bytes) -> None:
        self._printed += len(data)
        self._log += data
        del self._log[:-LOG_BYTES]

    def _text(self) -> str:
        text = self._log.decode("utf-8", "replace").replace("\0", "\ufffd")
        cut = self._printed - len(self._log)
        return f"[{cut:,} bytes before this are not kept]\n{text}" if cut else text

    # -- judging --------------------------------------------------------------------------------

    def _look(self, seconds: float) -> None:
        if self._killed:
            self._kill()  # again: the first may have come before it had a group of its own
            return
        self._granted = self._wish()
        if self._pid is None:
            # What has not begun cannot be killed: wait for its beginning, or leave it alone with
            # its template, which the service ends when it stops.
            if self._granted is Wish.STOP or seconds > BEGIN_SECONDS:
                raise ServiceUnavailable("The process that starts attempts does not answer.")
            return
        if self._granted is not None:
            self._kill()
        elif seconds > self._limits.timeout:
            self._verdict = AttemptTimedOut(
                f"The attempt took longer than its limit of {self._limits.timeout:,.0f} s. Work on "
                "a smaller part of the model, or raise the limit of the operation.",
                limit=self._limits.timeout,
            )
            self._kill()
        elif self._limits.memory:
            used = memory_used(self._pid, worth_asking=self._limits.memory)
            if used > self._limits.memory:
                self._verdict = out_of_memory(self._limits.memory)
                self._kill()

    def _kill(self) -> None:
        self._killed = True
        if self._pid is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._pid, signal.SIGKILL)

    def _outcome(self) -> Outcome | Wish:
        left = Outcome.read(self._folder)
        if left is not None and self._ended is not None and self._ended["exit"] == 0:
            return left
        if self._verdict is not None:
            return Outcome(self._verdict.problem(), [])
        if self._granted is not None:
            return self._granted
        if self._ended is None:
            lost = AttemptInterrupted(
                "The process that started the attempt came to an end, and the attempt with it."
            )
            return Outcome(lost.problem(), [])
        problem = explain(self._ended["exit"], self._log[-2000:], self._limits.memory).problem()
        return Outcome(problem, [])


def _progress(line: bytes) -> tuple[float, str] | None:
    """What a line reports; None if it is not a report."""
    try:
        report = said(line)
        fraction, message = float(report["progress"]), str(report["message"])
    except (ValueError, TypeError, KeyError):
        return None
    if not math.isfinite(fraction):
        return None
    return min(max(fraction, 0.0), 1.0), message
