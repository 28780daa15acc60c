"""Batches through child processes, whatever the children do.

What a child has reported is kept when it dies. Of the rest, the elements that the kernel was
busy with are set apart and tried alone, first with the same kernel (unless that took too long
already), then with the fallback kernel; what fails alone is named as left out. The other elements
go on as a new batch.
"""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from multiprocessing.connection import wait
from typing import Protocol

from ifcworks.ifc.geometry.children import Child, ChildTarget, Ending, memory_of_each
from ifcworks.ifc.geometry.model import Trouble
from ifcworks.ifc.geometry.options import FALLBACK_KERNEL
from ifcworks.ifc.geometry.work import Batch, Done, End, Failed, Order, Report

_LARGEST_SECOND_TRY = 64
_GIVE_UP_TASK_AFTER = 2
"""So many elements of one shape may fail, each alone, before the rest is left out with them."""
_MANY_HANG = 20
_HURRIED = 0.1
"""When so many have hung, the others may take only this part of the time: ten minutes are gone, and
a model of hundreds of such elements would use up the job's time, and so lose all others."""


class Sink(Protocol):
    """Receives what the children compute, in no particular order."""

    def __call__(self, done: Done, /) -> None:
        """Take one computed element."""


@dataclass
class _Run:
    """A child and the batch that it works on."""

    child: Child
    batch: Batch
    limit: float
    deadline: float = 0.0
    tasks: tuple[tuple[int, ...], ...] = ()
    reported: set[int] = field(default_factory=set)
    failed: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.wait()

    def wait(self) -> None:
        """Begin to wait for a report."""
        self.deadline = time.monotonic() + self.limit


@dataclass(frozen=True)
class Outcome:
    """What did not go the ordinary way, by step id."""

    fallbacks: list[Trouble]
    left_out: list[Trouble]


class Supervisor:
    """Has batches computed by children.

    Args:
        target: what a child runs; it takes batches and answers with reports.
        has_body: whether an element should come out with a shape.
        processes: how many children work at a time.
        element_timeout: seconds without a report after which a child counts as hanging.
        memory: bytes for each child; by default a share of what this process may use.
        sink: receives each computed element once.
        fallback_differs: the fallback is another try even where the kernel is the same.
        patience: how many times ``element_timeout`` an element may take, where it is not once.
    """

    def __init__(
        self,
        target: ChildTarget,
        has_body: Callable[[int], bool],
        processes: int,
        element_timeout: float,
        sink: Sink,
        memory: int | None = None,
        fallback_differs: bool = False,
        patience: Mapping[int, float] | None = None,
    ) -> None:
        self._target = target
        self._has_body = has_body
        self._processes = max(processes, 1)
        self._timeout = element_timeout
        self._sink = sink
        self._memory = memory
        self._fallback_differs = fallback_differs
        self._patience = patience or {}
        self._queue: deque[Batch] = deque()
        self._running: list[_Run] = []
        self._idle: list[Child] = []
        self._first: dict[int, Ending] = {}
        self._stood_in: set[int] = set()
        self._hung = 0
        self._strikes: dict[tuple[int, ...], int] = {}
        self._fallbacks: dict[int, Trouble] = {}
        self._left_out: dict[int, Trouble] = {}

    def run(self, batches: Iterable[Batch]) -> Outcome:
        """Compute all batches, heaviest first as given; returns when nothing is left to try."""
        self._queue.extend(batches)
        if self._memory is None:
            self._memory = memory_of_each(self._processes)
        try:
            while self._queue or self._running:
                self._start()
                self._listen()
        finally:
            for child in [run.child for run in self._running] + self._idle:
                child.kill()
            self._running, self._idle = [], []
        return Outcome(
            fallbacks=[self._fallbacks[number] for number in sorted(self._fallbacks)],
            left_out=[self._left_out[number] for number in sorted(self._left_out)],
        )

    def _start(self) -> None:
        while self._queue and len(self._running) < self._processes:
            child = self._idle.pop() if self._idle else self._fork()
            batch = self._queue.popleft()
            # A child that died while idle is noticed when its answers end.
            with contextlib.suppress(BrokenPipeError):
                child.commands.send(batch)
            self._running.append(_Run(child, batch, self._limit(batch)))

    def _limit(self, batch: Batch) -> float:
        """Seconds that the slowest element of a batch may take."""
        limit = self._timeout * (_HURRIED if self._hung >= _MANY_HANG else 1.0)
        if not self._patience:
            return limit
        return limit * max(self._patience.get(n, 1.0) for n in batch.elements)

    def _fork(self) -> Child:
        assert self._memory is not None
        siblings = [run.child for run in self._running] + self._idle
        return Child(self._target, self._memory, siblings)

    def _listen(self) -> None:
        soonest = min(run.deadline for run in self._running)
        pipes = {run.child.answers: run for run in self._running}
        ready = wait(list(pipes), timeout=max(soonest - time.monotonic(), 0))
        for pipe in ready:
            run = pipes[pipe]  # type: ignore[index]
            try:
                report: Report = run.child.answers.recv()
            except (EOFError, OSError):
                self._running.remove(run)
                self._failed(run, run.child.ending())
                continue
            run.wait()
            self._take(run, report)
        if not ready:
            for run in [r for r in self._running if r.deadline <= time.monotonic()]:
                self._running.remove(run)
                run.child.kill()
                self._hung += 1
                sentence = f"The geometry kernel took longer than {run.limit:.3g} s."
                self._failed(run, Ending("timed-out", sentence))

    def _take(self, run: _Run, report: Report) -> None:
        if isinstance(report, Order):
            run.tasks = report.tasks
        elif isinstance(report, Done):
            run.reported.add(report.element)
            if run.batch.is_fallback and report.element in self._first:
                first = self._first[report.element]
                self._fallbacks[report.element] = Trouble(
                    report.element, first.reason, first.detail
                )
            self._sink(report)
        elif isinstance(report, Failed):
            if report.element is not None and report.element not in run.batch.elements:
                self._left_out[report.element] = Trouble(report.element, "failed", report.detail)
            elif report.element is not None:
                run.failed[report.element] = report.detail
            else:
                run.failed.update(dict.fromkeys(run.batch.elements, report.detail))
        elif isinstance(report, End):
            self._running.remove(run)
            self._idle.append(run.child)
            self._missing(run, report.gave_up)

    def _missing(self, run: _Run, gave_up: bool) -> None:
        """A batch came to its end: what has a body and did not come out is tried otherwise.

        If the kernel gave up, most of it was not looked at: by halves the culprit comes out.
        """
        missing = [
            number
            for number in run.batch.elements
            if number not in run.reported and (number in run.failed or self._has_body(number))
        ]
        if gave_up and len(missing) > 1:
            half = len(missing) // 2
            for part in (missing[:half], missing[half:]):
                self._queue.append(replace(run.batch, elements=tuple(part)))
            return
        if missing and run.batch.then is not None:
            self._queue_up(run.batch.for_kernel(run.batch.then, tuple(missing)))
            return
        for number in missing:
            sentence = "The geometry kernel gave no shape for it."
            detail = run.failed.get(number, sentence)
            self._next_try(run.batch, (number,), Ending("failed", detail), queue=False)
        if missing and not self._is_last_resort(run.batch):
            self._queue_up(run.batch.for_kernel(FALLBACK_KERNEL, tuple(missing), is_fallback=True))

    def _queue_up(self, batch: Batch) -> None:
        """Add a batch, or its elements to one of the same kind that waits.

        Every batch has the kernel look through the whole model once.
        """
        for number, waiting in enumerate(self._queue):
            together = waiting.joined(batch)
            if together is not None and len(together.elements) <= _LARGEST_SECOND_TRY:
                self._queue[number] = together
                return
        self._queue.append(batch)

    def _failed(self, run: _Run, ending: Ending) -> None:
        """A child died over its batch."""
        batch = run.batch
        rest = tuple(number for number in batch.elements if number not in run.reported)
        if not rest:
            return
        if not run.tasks and not batch.explain and len(rest) > 1:
            # It died before it could say what it works on; let the next one say it beforehand.
            self._queue.append(replace(batch, elements=rest, explain=True))
            return
        suspects = self._suspects(run, rest)
        if batch.alone and not run.reported:
            self._alone_failed(batch, ending)
            return
        others = tuple(number for number in rest if number not in set(suspects))
        if others:
            self._queue.append(replace(batch, elements=others, alone=False, explain=False))
        if ending.reason == "timed-out" and not self._is_last_resort(batch):
            # To wait once more for the same kernel would only cost the same time again.
            self._next_try(batch, suspects, ending)
        else:
            self._queue.append(replace(batch, elements=suspects, alone=True, explain=True))

    def _suspects(self, run: _Run, rest: tuple[int, ...]) -> tuple[int, ...]:
        """The elements of the task that the kernel was busy with, as far as can be known."""
        remaining = set(rest)
        open_tasks = [[n for n in task if n in remaining] for task in run.tasks]
        open_tasks = [task for task in open_tasks if task]
        for task in open_tasks:
            # Tasks without a body give no report when they are done, so they are passed over.
            if any(self._has_body(number) for number in task):
                return tuple(dict.fromkeys(task))
        if open_tasks:
            return tuple(dict.fromkeys(open_tasks[0]))
        return rest[: (len(rest) + 1) // 2]

    def _alone_failed(self, batch: Batch, ending: Ending) -> None:
        """A batch of suspects failed at its first element, with nothing else in the way."""
        if not self._is_last_resort(batch):
            self._next_try(batch, batch.elements, ending)
            return
        culprit, others = batch.elements[:1], batch.elements[1:]
        self._next_try(batch, culprit, ending)
        if not others:
            return
        strikes = self._strikes.pop(batch.elements, 0) + 1
        if strikes < _GIVE_UP_TASK_AFTER:
            self._strikes[others] = strikes
            self._queue.append(replace(batch, elements=others))
        else:
            self._next_try(batch, others, ending)

    def _next_try(
        self, batch: Batch, elements: tuple[int, ...], ending: Ending, queue: bool = True
    ) -> None:
        """Hand elements to the next kernel, or leave them out where that was it."""
        if batch.then is not None:
            self._queue.append(batch.for_kernel(batch.then, elements, alone=True))
            return
        for number in elements:
            first = self._first.setdefault(number, ending)
            if self._is_last_resort(batch):
                detail = first.detail
                if batch.is_fallback:
                    detail += f" With {FALLBACK_KERNEL}: {ending.detail}"
                self._left_out[number] = Trouble(number, first.reason, detail)
                if ending.reason == "failed":
                    self._stand_in(batch, number)
        if queue and not self._is_last_resort(batch):
            self._queue.append(
                batch.for_kernel(FALLBACK_KERNEL, elements, is_fallback=True, alone=True)
            )

    def _stand_in(self, batch: Batch, number: int) -> None:
        """Try one of those like an element in its stead: it may be its place that is bad.

        Once, since if it is their shape it is so for all of them.
        """
        others = batch.others.get(number, ())
        if others and number not in self._stood_in:
            self._stood_in.add(others[0])
            self._queue.append(
                Batch(others[:1], FALLBACK_KERNEL, is_fallback=True, others={others[0]: others[1:]})
            )

    def _is_last_resort(self, batch: Batch) -> bool:
        same = batch.kernel == FALLBACK_KERNEL and not self._fallback_differs
        return batch.is_fallback or same
