"""Carry out one job: an attempt from its start in the ledger to its end there.

The same for every runner: a runner only decides when and where this is called.
"""

from __future__ import annotations

import errno
import re
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import stamina
import structlog

from ifcworks.errors import (
    AttemptCrashed,
    AttemptInterrupted,
    IfcworksError,
    InternalError,
    ServiceUnavailable,
    StorageFull,
    StorageUnavailable,
)
from ifcworks.files.blobs import BlobStore
from ifcworks.jobs.answers import keep
from ifcworks.jobs.job import Job
from ifcworks.jobs.knowledge import Knowledge
from ifcworks.jobs.ledger import Answer, Ledger, Usage
from ifcworks.jobs.queries import outcomes
from ifcworks.jobs.sandbox.launcher import Launcher
from ifcworks.jobs.sandbox.request import Outcome, Request
from ifcworks.jobs.sandbox.supervise import Ending, Limits, Supervisor, Wish
from ifcworks.operations.base import Operation
from ifcworks.operations.registry import Registry

log = structlog.get_logger()

REPORT_SECONDS = 0.2
RECORD_SECONDS = 60.0
"""How long to try to record the end of an attempt while the database is away."""

TRIES = {
    AttemptCrashed.code: 2,
    AttemptInterrupted.code: 3,
    ServiceUnavailable.code: 3,
    StorageUnavailable.code: 3,
}
"""After how many attempts with this outcome a job fails; other problems fail it at once.

A crash may have come from outside (the system ran out of memory); one that comes twice is in the
file. Timeouts and memory limits would only be met again.
"""

_SURROUNDINGS = frozenset({ServiceUnavailable.code, StorageUnavailable.code})


@dataclass(frozen=True)
class Carrier:
    """Carries out jobs.

    Attributes:
        knowledge: finds what is known of the models among a job's inputs.
        folder: where attempts get their folders.
        processes: how many processes one attempt may use at a time.
        recipes: the folder of custom recipes, if there is one.
    """

    ledger: Ledger
    blobs: BlobStore
    registry: Registry
    knowledge: Knowledge
    launcher: Launcher
    folder: Path
    processes: int
    recipes: Path | None = None

    def carry_out(self, job_id: str, wish: Callable[[], Wish | None]) -> bool:
        """Make the next attempt at a job.

        Args:
            job_id: which; nothing happens unless it is queued.
            wish: asked several times a second whether somebody wants the attempt to end.

        Returns:
            Whether the job is queued again, for another attempt at once.
        """
        job = self.ledger.start(job_id)
        if job is None:
            return False
        log.info("attempt started", job=job.id, attempt=job.attempt, operation=job.operation)
        folder = self.folder / f"{job.id}-{job.attempt}"
        try:
            ending = self._make(job, folder, lambda: self._confirmed(job, wish()))
            ending, answer = self._kept(job, ending, folder)
        finally:
            # Before the end is recorded: the disk that it fills may be the database's.
            shutil.rmtree(folder, ignore_errors=True)
        return self._record(job, ending, answer)

    def interrupted(self, job: Job) -> None:
        """Record that the newest attempt at a running job has ended with its worker."""
        gone = AttemptInterrupted(
            "The service was stopped or killed while the attempt ran, as in the attempts before. "
            "Retry the job when the service runs steadily."
        )
        self._record(job, _without_process(gone), None)

    def _confirmed(self, job: Job, wish: Wish | None) -> Wish | None:
        """The wish, unless it is to cancel and was meant for an earlier attempt."""
        if wish is not Wish.CANCEL:
            return wish
        try:
            return wish if self.ledger.job(job.id).cancel_requested else None
        except ServiceUnavailable:
            return None  # it is asked again in a moment

    def _make(self, job: Job, folder: Path, wish: Callable[[], Wish | None]) -> Ending:
        """Make the attempt; whatever goes wrong around it becomes its ending."""
        try:
            folder.mkdir(parents=True)
            return self._attempt(job, folder, wish)
        except IfcworksError as error:
            return _without_process(error)
        except OSError as error:
            return _without_process(_storage_error(error))
        except Exception:
            log.exception("attempt could not be carried out", job=job.id, attempt=job.attempt)
            return _without_process(
                InternalError("The attempt could not be carried out; see the service's log.")
            )

    def _attempt(self, job: Job, folder: Path, wish: Callable[[], Wish | None]) -> Ending:
        operation = self.registry.get(job.operation)
        request = Request(
            operation=job.operation,
            params=job.params,
            inputs=self._inputs(job, folder),
            memory=operation.memory,
            processes=self.processes,
            known=self._known(operation, job),
            earlier=self._earlier(operation, job),
            background=job.priority < 0,
            recipes=str(self.recipes or ""),
        )
        supervisor = Supervisor(
            self.launcher.launch(request, folder),
            folder,
            Limits(operation.timeout, operation.memory),
            _Throttle(lambda fraction, message: self.ledger.report(job, fraction, message)),
            wish,
        )
        try:
            return supervisor.watch()
        except ServiceUnavailable:
            self.launcher.close()  # a template that is silent is of no use to anybody
            raise

    def _known(self, operation: Operation, job: Job) -> dict[str, dict[str, str]]:
        """Local paths of what is known of the inputs; what has gone is worked out anew."""
        params = operation.params.model_validate(job.params)
        paths: dict[str, dict[str, str]] = {}
        for kind, ref, blob in self.knowledge.known(operation, params, job.inputs):
            path = self.blobs.local_path(blob, self._cache).resolve()
            if path.is_file():
                paths.setdefault(kind, {})[ref] = str(path)
        return paths

    def _earlier(self, operation: Operation, job: Job) -> str | None:
        """Where that lies which the newest job of the series left for the next."""
        if operation.resumes is None or job.series is None:
            return None
        before = self.ledger.newest_of_series(job.project_id, job.series)
        for artifact in self.ledger.artifacts(before.id) if before is not None else ():
            if artifact.name == operation.resumes:
                path = self.blobs.local_path(artifact.blob, self._cache).resolve()
                return str(path) if path.is_file() else None
        return None

    @property
    def _cache(self) -> Path:
        return self.folder.parent / "cache"

    def _inputs(self, job: Job, folder: Path) -> dict[str, str]:
        """The inputs under their own names, because libraries look at suffixes."""
        paths = {}
        for number, item in enumerate(job.inputs):
            place = folder / "inputs" / str(number)
            place.mkdir(parents=True)
            path = place / re.sub(r"[^\w.-]", "_", item.name)
            bytes_at = self.blobs.local_path(item.blob, self._cache).resolve()
            if not bytes_at.is_file():
                raise StorageUnavailable(
                    f"The content of '{item.name}' (version {item.version}) is missing from the "
                    "storage. Restore it from a backup, or upload the file again."
                )
            path.symlink_to(bytes_at)
            paths[item.ref] = str(path)
        return paths

    def _kept(self, job: Job, ending: Ending, folder: Path) -> tuple[Ending, Answer | None]:
        """Store what a good end left; what cannot be stored makes it a bad end."""
        outcome = ending.outcome
        if not isinstance(outcome, Outcome) or outcome.problem is not None:
            return ending, None
        try:
            return ending, keep(self.blobs, job, outcome, folder)
        except IfcworksError as error:
            problem = error.problem()
        except OSError as error:
            problem = _storage_error(error).problem()
        return replace(ending, outcome=Outcome(problem, [])), None

    def _record(self, job: Job, ending: Ending, answer: Answer | None) -> bool:
        """Write the end of an attempt to the ledger; True if another is due at once."""
        # A finished attempt may have cost hours: a database that is away for a moment, or full,
        # must not cost it.
        for attempt in stamina.retry_context(
            on=ServiceUnavailable, attempts=None, timeout=RECORD_SECONDS
        ):
            with attempt:
                return self._write(job, ending, answer)
        raise AssertionError("a retry ends with an answer or an error")

    def _write(self, job: Job, ending: Ending, answer: Answer | None) -> bool:
        usage = Usage(ending.peak_memory, ending.cpu_seconds)
        logger = log.bind(job=job.id, attempt=job.attempt, operation=job.operation)
        if answer is not None:
            self.ledger.succeed(job, answer, usage, ending.log)
            logger.info("attempt succeeded")
            return False
        if isinstance(ending.outcome, Wish):
            logger.info("attempt ended on request", wish=ending.outcome)
            if ending.outcome is Wish.CANCEL:
                self.ledger.end_cancelled(job, usage, ending.log)
                return False
            return self._again(job, None, usage, ending.log)
        problem = ending.outcome.problem
        assert problem is not None  # or there would be an answer
        code = problem["code"]
        earlier = outcomes(self.ledger.attempts(job.id), since=job.attempts_counted_from)
        again = earlier.count(code) + 1 < TRIES.get(code, 1)
        logger.warning("attempt failed", code=code, detail=problem["detail"], again=again)
        if again:
            # What comes from the service's surroundings is left to recovery: it needs some time.
            return self._again(job, problem, usage, ending.log) and code not in _SURROUNDINGS
        self.ledger.fail(job, problem, usage, ending.log)
        return False

    def _again(self, job: Job, problem: dict[str, Any] | None, usage: Usage, text: str) -> bool:
        """Queue the job for another attempt, unless somebody has asked to cancel it meanwhile."""
        if not self.ledger.requeue(job, problem, usage, text):
            return False
        return not self.ledger.job(job.id).state.final


def _without_process(error: IfcworksError) -> Ending:
    return Ending(Outcome(error.problem(), []), "", None, None)


def _storage_error(error: OSError) -> IfcworksError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageFull("The disk of the service has no room left; free some and retry the job.")
    return StorageUnavailable(f"The folder of the attempt cannot be used: {error.strerror}.")


class _Throttle:
    """Passes on at most one report in ``REPORT_SECONDS``; the newest that comes after that wins."""

    def __init__(self, report: Callable[[float, str], None]) -> None:
        self._report = report
        self._next = 0.0
        self._lock = threading.Lock()

    def __call__(self, fraction: float, message: str) -> None:
        now = time.monotonic()
        with self._lock:
            if now < self._next:
                return
            self._next = now + REPORT_SECONDS
        self._report(fraction, message)
